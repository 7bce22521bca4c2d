namespace Attend.Platform.Access;

/// <summary>The permission that a route names. A route without one answers nobody.</summary>
internal sealed record NeedsPermission(Permission Permission);

internal static class NeedsOnRoutes
{
    /// <summary>
    /// Names the permission of a route: 401 for strangers, 403 for callers whose roles do not hold it in any scope. Whether it reaches
    /// the thing asked for is the slice's to decide: somebody else's thing is 404.
    /// </summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new NeedsPermission(permission));
}

namespace Attend.Platform.Access;

/// <summary>What a line in a <c>*Module.cs</c> says about who may call a route. The <see cref="Gate"/> reads it.</summary>
internal static class RouteAccess
{
    /// <summary>
    /// Names the permission of a route: 401 for strangers, 403 for callers whose roles do not hold it in any scope. Whether it reaches
    /// the thing asked for is the slice's to decide: somebody else's thing is 404. A route without a permission answers nobody.
    /// </summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(permission);

    /// <summary>
    /// What this route does concerns everybody, so that a role held at one site only is refused with 403, whatever the table says of its
    /// scope there.
    /// </summary>
    public static TBuilder Everywhere<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(AllSites.Instance);

    /// <summary>Limits strangers on this route to so many requests per device; signed-in callers are not counted.</summary>
    public static TBuilder LimitsDevice<TBuilder>(this TBuilder route, int requests, TimeSpan per)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new DeviceLimit(requests, per));
}

internal sealed class AllSites
{
    public static readonly AllSites Instance = new();
}

internal sealed record DeviceLimit(int Requests, TimeSpan Per);

using Attend.Platform.Database;

namespace Attend.Platform.Access;

/// <summary>
/// Who asks: a signed-in user, the system itself, or a stranger. A handler takes it as a parameter. What it may do was resolved when
/// the session was looked up, so asking costs nothing.
/// </summary>
internal sealed record Caller(string Actor, long? UserId, long? SessionId, IReadOnlyDictionary<Permission, Grant> Grants)
{
    private static readonly Dictionary<Permission, Grant> Nothing = [];

    public static readonly Caller Anonymous = new("anonymous", null, null, Nothing);

    /// <summary>The server itself: due work, subscriptions, start-up.</summary>
    public static readonly Caller System = new("system", null, null, Nothing);

    /// <summary>Set when the request came with an Idempotency-Key.</summary>
    public Command? Command { get; init; }

    /// <summary>Where a stranger's request came from, as a digest: for limits per device, never for a log.</summary>
    public string Source { get; init; } = "";

    public long User => UserId ?? throw new InvalidOperationException("Only a signed-in user has an id; the route's permission sees to that.");

    public Grant? May(Permission permission) => Grants.GetValueOrDefault(permission);

    /// <summary>Whether the caller holds the permission in any scope.</summary>
    public bool MayAtAll(Permission permission) =>
        ReferenceEquals(this, System) || permission == Permission.Anyone || (permission == Permission.SignedIn ? UserId is not null : Grants.ContainsKey(permission));

    /// <summary>The sites a query must be limited to, or null where the permission reaches everywhere.</summary>
    public long[]? SitesFor(Permission permission) => May(permission) is { Scope: Scope.All } || ReferenceEquals(this, System) ? null : [.. May(permission)?.Sites ?? []];

    /// <summary>Whether the permission reaches the things of one site.</summary>
    public bool Reaches(Permission permission, long siteId) => SitesFor(permission) is not { } sites || sites.Contains(siteId);

    /// <summary>
    /// The same caller, holding <paramref name="needed"/> as far as <paramref name="held"/>: for a route that the table gives to more roles
    /// than the slice behind it.
    /// </summary>
    public Caller Lent(Permission held, Permission needed) => May(held) is { } grant
        ? this with { Grants = new Dictionary<Permission, Grant>(Grants) { [needed] = grant } }
        : this;

    /// <summary>The same caller, holding these at one site: for a route that sees for itself that the thing is theirs.</summary>
    public Caller LentAt(long siteId, params Permission[] needed)
    {
        var grants = new Dictionary<Permission, Grant>(Grants);
        foreach (var permission in needed.Where(permission => !Reaches(permission, siteId)))
        {
            grants[permission] = new Grant(Scope.Site, [siteId]);
        }

        return this with { Grants = grants };
    }

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anonymous;
}

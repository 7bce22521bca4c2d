namespace Attend.Platform.Access;

/// <summary>How far a permission reaches: one's own things, those one is assigned to, those of one's sites, or everything.</summary>
[LowerWords]
internal enum Scope
{
    Own,
    Assigned,
    Site,
    All,
}

/// <summary>A right by name. Every route names the one it needs; who holds it is one table in People.</summary>
internal sealed record Permission(string Name)
{
    /// <summary>Routes that anybody may call: sign-in, public requests, health.</summary>
    public static readonly Permission Anyone = new("anyone");

    /// <summary>Routes that any signed-in user may call: one's own session.</summary>
    public static readonly Permission SignedIn = new("signed_in");
}

/// <summary>What a caller holds of one permission. <see cref="Sites"/> is set for <see cref="Scope.Site"/> only.</summary>
internal sealed record Grant(Scope Scope, IReadOnlyList<long> Sites);

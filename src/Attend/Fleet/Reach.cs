using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Fleet;

/// <summary>
/// Which units a caller's permission reaches: all, those whose home is one of its sites, and always the one it is signed on to.
/// </summary>
internal static class Reach
{
    public static bool Covers(Caller caller, Permission permission, VehicleRow unit) =>
        ByRole(caller, permission, unit)
        || caller.May(permission) is not null && unit.Crew.Any(member => member.Member == caller.UserId);

    /// <summary>Why nothing can be written about a unit: it is not there for the caller, or has left the fleet.</summary>
    public static Refused? Refuse(Caller caller, Permission permission, VehicleRow? unit) => unit switch
    {
        null => PlatformProblems.NotFound.Refuse(),
        _ when !Covers(caller, permission, unit) => PlatformProblems.NotFound.Refuse(),
        _ => RefuseRetired(unit),
    };

    public static Refused? RefuseRetired(VehicleRow unit) =>
        unit.RetiredAt is null ? null : FleetProblems.UnitRetired.Refuse(new { unit_id = unit.Id });

    /// <summary>The same as <see cref="Covers"/> without the crew that is signed on.</summary>
    public static bool ByRole(Caller caller, Permission permission, VehicleRow unit) =>
        ReferenceEquals(caller, Caller.System) || caller.May(permission) is { } grant
        && (grant.Scope is Scope.All || grant.Scope is Scope.Site && grant.Sites.Contains(unit.HomeSiteId));

    /// <summary>
    /// The condition on <c>fleet.units u</c> for reading. A crew member also sees the units of the station of a present shift: one of
    /// them is to be signed on to.
    /// </summary>
    public static Sql Visible(Caller caller, DateTimeOffset now) => caller.May(Permissions.UnitsRead) switch
    {
        { Scope: Scope.All } => Sql.Raw("true"),
        { Scope: Scope.Site } grant => $"(u.home_site_id = any({grant.Sites.ToArray()}) or {Own(caller, now)})",
        _ => Own(caller, now),
    };

    private static Sql Own(Caller caller, DateTimeOffset now) => $"""
        (u.id in (select vehicle_id from fleet.crew where user_id = {caller.UserId ?? 0})
         or exists (select 1 from people.duty d where d.user_id = {caller.UserId ?? 0}
             and d.from_at <= {now} and (d.to_at is null or d.to_at > {now}) and (d.site_id = u.home_site_id or d.vehicle_id = u.id)))
        """;
}

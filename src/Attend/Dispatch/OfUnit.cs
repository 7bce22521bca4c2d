using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>What the actions under <c>/api/units</c> ask first: is there such a unit, and may this caller speak for it.</summary>
internal static class OfUnit
{
    public static readonly Sql Active = Sql.Raw("state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED')");

    public static Sql ActiveIn(string alias) => Sql.Raw($"{alias}.state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED')");

    /// <summary>
    /// Queues the question under the permission of the action: a role at one site speaks for the units that are at home there, a crew for
    /// the unit it is signed on to or rides with.
    /// </summary>
    public static Pending<bool?> Mine(Change change, long unitId, Permission permission)
    {
        var grant = change.Caller.May(permission);
        var all = grant is { Scope: Scope.All };
        long[] sites = grant is { Scope: Scope.Site } ? [.. grant.Sites] : [];
        return change.Find<bool?>($"""
            select {all} or u.home_site_id = any({sites})
                or exists (select 1 from fleet.crew c where c.vehicle_id = u.id and c.user_id = {change.Caller.UserId ?? 0})
                or exists (select 1 from dispatch.responses r join dispatch.crew w on w.response_id = r.id
                    where r.unit_id = u.id and w.to_at is null and w.member = {change.Caller.UserId ?? 0})
            from fleet.units u where u.id = {unitId}
            """);
    }

    public static Refused? Refuse(Pending<bool?> mine) => mine.Value is true ? null : PlatformProblems.NotFound.Refuse();
}

using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// Who is on the way to a hospital or waits there for the transfer of care, soonest first. Its staff see age, sex and condition, and that
/// they looked is recorded.
/// </summary>
internal static class ReadArrivals
{
    public static async Task<Results<Ok<Page<PreAlertView>>, Refused>> Handle(
        long id, Db db, Caller caller, Positions positions, TimeProvider clock, AccessLog log, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Hospital: reads.Find<HospitalView>($"{HospitalView.Select} where h.id = {id} and {Hospital.Within(caller, Permissions.HospitalsRead)}"),
            Arrivals: reads.List<PreAlertView>($"""
                {PreAlertView.Select} where p.hospital_id = {id} and {PreAlertView.Expected} order by p.id limit 200
                """)), ct);
        if (pending.Hospital.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var now = clock.Micros();
        var arrivals = pending.Arrivals.Value.Select(alert => alert.Now(positions, now).For(caller))
            .OrderBy(alert => alert.Eta ?? DateTimeOffset.MaxValue).ThenBy(alert => alert.Id).ToList();
        foreach (var alert in arrivals.Where(alert => alert.Patients is { Count: > 0 }))
        {
            await log.Looked(caller, $"call:{alert.CallId}", "arrivals", ct);
        }

        return TypedResults.Ok(new Page<PreAlertView>(arrivals, null));
    }
}

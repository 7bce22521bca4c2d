using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Seconds">What the interval should not exceed; null for none.</param>
internal sealed record TargetRequest([Range(1, 1_000_000)] int? Seconds);

/// <summary>Says what an interval should not exceed for a priority.</summary>
internal static class SetTarget
{
    public static async Task<Ok<Page<TargetView>>> List(Db db, CancellationToken ct)
    {
        var targets = await db.List<TargetView>(TargetView.Select, ct);
        return TypedResults.Ok(new Page<TargetView>([.. targets.OrderBy(target => target.Interval).ThenBy(target => target.Priority)], null));
    }

    public static Task<Results<NoContent, Refused>> Handle(
        string interval, string priority, TargetRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            if (!Words.TryParse<Interval>(interval, out var which) || !Words.TryParse<Priority>(priority, out var whose))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (request.Seconds is { } seconds)
            {
                change.Run($"""
                    insert into dispatch.report_targets (interval, priority, seconds) values ({which}, {whose}, {seconds})
                    on conflict (interval, priority) do update set seconds = excluded.seconds
                    """);
            }
            else
            {
                change.RunAny($"delete from dispatch.report_targets where interval = {which} and priority = {whose}");
            }

            change.Event(DispatchEvents.TargetSet, $"{TargetView.Subject}:{interval}", new { interval = which, priority = whose, request.Seconds });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);
}

using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Seconds">What the interval should not exceed; null for none.</param>
internal sealed record TargetRequest([Range(1, 1_000_000)] int? Seconds);

internal sealed record TargetView(Interval Interval, Priority Priority, int Seconds)
{
    public static Sql Select => Sql.Raw("select interval, priority, seconds from dispatch.report_targets");
}

/// <summary>What the interval report measures against: data that the operator sets, not a rule of the program.</summary>
internal static class ReportTargets
{
    /// <summary>What the events of a change are about: <c>report:turnout</c>.</summary>
    public const string Subject = "report";

    public static async Task<Ok<Page<TargetView>>> List(Db db, CancellationToken ct)
    {
        var targets = await db.List<TargetView>(TargetView.Select, ct);
        return TypedResults.Ok(new Page<TargetView>([.. targets.OrderBy(target => target.Interval).ThenBy(target => target.Priority)], null));
    }

    public static Task<Results<NoContent, Refused>> Set(
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

            change.Event(DispatchEvents.TargetSet, $"{Subject}:{interval}", new { interval = which, priority = whose, request.Seconds });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);
}

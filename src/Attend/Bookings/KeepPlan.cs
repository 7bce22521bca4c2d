using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="Version">0: the queue takes no bookings yet, and this is what would hold.</param>
internal sealed record BookingPlanView(long QueueId, BookingPlanFacts Plan, string Zone, long Version);

/// <summary>
/// Says how a queue takes bookings. Those that are made keep their times, whatever is said later; where there are more places now, whoever waits
/// for one gets it.
/// </summary>
internal static class KeepPlan
{
    public static async Task<Results<Ok<BookingPlanView>, Refused>> Read(long id, Db db, CancellationToken ct)
    {
        var read = await db.Read(reads => (
            Queue: reads.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}"), Plan: reads.Find<BookingPlanRow>($"{BookingPlanRow.Select} where p.queue_id = {id}")), ct);
        return read.Queue.Value is { } queue ? TypedResults.Ok(View(queue, Facts(read.Plan.Value), read.Plan.Value?.Version ?? 0)) : PlatformProblems.NotFound.Refuse();
    }

    public static Task<Results<Ok<BookingPlanView>, Refused>> Set(long id, BookingPlanFacts request, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<BookingPlanView>, Refused>>(caller, async change =>
        {
            var queue = change.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}");
            await change.Send();
            if (queue.Value is not { } found || !caller.Reaches(Permissions.QueuesManage, found.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (request.NoShowMinutes < request.LateMinutes)
            {
                return PlatformProblems.Invalid.Field("no_show_minutes", "must not be less than late_minutes");
            }

            // The first plan of a queue has no row yet that could be locked; it is made as version 0, which nobody else sees.
            var columns = Columns(request, change.Now);
            change.RunAny($"""
                insert into bookings.plans (queue_id, site_id, version, {Sql.Join(", ", columns.Select(column => Sql.Raw(column.Name)))})
                values ({id}, {found.SiteId}, 0, {Sql.Join(", ", columns.Select(column => column.Value))}) on conflict (queue_id) do nothing
                """);
            var before = BookingPlanRow.Lock(change, $"{id}::bigint");
            await change.Send();
            var next = before.Value!.Version + 1;
            if (version.Refuse(before.Value.Version) is { } stale)
            {
                return stale;
            }

            var set = Sql.Join(", ", columns.Select(column => (Sql)$"{Sql.Raw(column.Name)} = {column.Value}"));
            change.Run($"update bookings.plans set version = {next}, {set} where queue_id = {id}");
            change.Event(BookingEvents.PlanChanged, $"plan:{id}", new { queue_id = id, version = next });
            await PromoteWaiting.All(change, id);
            return TypedResults.Ok(View(found, request, next));
        }, ct);

    private static BookingPlanView View(QueueRow queue, BookingPlanFacts facts, long version) => new(queue.Id, facts, queue.Zone, version);

    private static BookingPlanFacts Facts(BookingPlanRow? row) => row is null
        ? new BookingPlanFacts()
        : new BookingPlanFacts(row.SlotMinutes, row.Places, row.Weekly, row.SelfBooking, row.LeadMinutes, row.HorizonDays, row.SelfCheckIn, row.EarlyMinutes,
            row.LateMinutes, row.NoShowMinutes);

    private static (string Name, Sql Value)[] Columns(BookingPlanFacts facts, DateTimeOffset now) =>
    [
        ("slot_minutes", $"{facts.SlotMinutes}"), ("places", $"{facts.Places}"), ("weekly", facts.Weekly is { } weekly ? $"{Sql.Json(weekly)}" : Sql.Raw("null")),
        ("self_booking", $"{facts.SelfBooking}"), ("lead_minutes", $"{facts.LeadMinutes}"), ("horizon_days", $"{facts.HorizonDays}"),
        ("self_check_in", $"{facts.SelfCheckIn}"), ("early_minutes", $"{facts.EarlyMinutes}"), ("late_minutes", $"{facts.LateMinutes}"),
        ("no_show_minutes", $"{facts.NoShowMinutes}"), ("updated_at", $"{now}"),
    ];
}

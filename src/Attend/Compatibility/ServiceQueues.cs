using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

internal sealed record ServicePositionJson(string TicketNumber, int Position, int? EstimatedWaitTime);

/// <param name="AvgWaitTime">For somebody who would join now, in minutes; null where nothing can be said.</param>
internal sealed record ServiceQueueJson(
    long ServiceId, string ServiceName, int TotalWaiting, int? AvgWaitTime, IReadOnlyList<ServicePositionJson> Queue);

internal sealed record ServiceCalledJson(string Message, ServiceTicketJson Ticket, string PatientName);

internal sealed record ServiceCompletedJson(string Message, ServiceTicketJson Ticket);

/// <summary>The clinic's lines as anybody may see them, and the two keys of its consulting rooms.</summary>
internal static class ServiceQueues
{
    private const int Most = 500;

    /// <summary>Who waits, in their order: numbers only.</summary>
    public static async Task<Results<Ok<ServiceQueueJson>, Refused>> One(long id, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var read = await db.Read(reads => (
            Queue: reads.Find<QueueView>($"{QueueView.Select} where q.id = {id}"),
            Line: reads.List<TicketView>($"""
                {TicketView.Unranked} where t.queue_id = {id} and t.state = 'WAITING' order by t.band, t.class, t.order_key, t.id limit {Most}
                """)), ct);
        if (read.Queue.Value is not { } queue)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var waits = await OldWaits.Read(db, [id], lines, clock, ct);
        return TypedResults.Ok(new ServiceQueueJson(queue.Id, queue.Name, queue.Waiting, waits.Minutes(id),
            [.. read.Line.Value.Select((ticket, ahead) => new ServicePositionJson(ticket.Number, ahead + 1, waits.Minutes(ticket with { Position = ahead + 1 })))]));
    }

    /// <summary>Calls the next one to the caller's own desk and begins; whoever is there is completed first, by their own key.</summary>
    public static async Task<Results<Ok<ServiceCalledJson>, Refused>> CallNext(
        long id, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var answer = await db.Together<Results<Ok<ServiceCalledJson>, Refused>>(caller, async (db, change) =>
        {
            if (await db.Find<QueueView>($"{QueueView.Select} where q.id = {id}", ct) is not { } queue || !caller.Reaches(Permissions.QueuesServe, queue.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var (desk, deskless) = await OwnDesk.Find(queue, db, change, caller, ct);
            if (desk is null)
            {
                return deskless!;
            }

            var (ticket, refused) = await OwnDesk.CallAndStart(id, desk.Id, db, caller, ct);
            return refused is not null ? refused
                : ticket is null ? CompatibilityProblems.NobodyWaits.Refuse()
                : TypedResults.Ok(new ServiceCalledJson("Next patient called successfully", await Shown(ticket, db, lines, clock, ct), ticket.Name ?? ""));
        }, ct);
        return answer.Result is not Refused refused ? answer
            : refused.Problem == QueueProblems.DeskBusy ? CompatibilityProblems.StillConsulting.Refuse()
            : refused.Problem == QueueProblems.Closed || refused.Problem == QueueProblems.Paused ? CompatibilityProblems.ServiceInactive.Refuse()
            : refused;
    }

    public static async Task<Results<Ok<ServiceCompletedJson>, Refused>> Complete(
        long id, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var answer = await db.Together<Results<Ok<ServiceCompletedJson>, Refused>>(caller, async (db, _) =>
        {
            var sites = caller.SitesFor(Permissions.QueuesServe);
            var found = await db.Find<TicketView>($"{TicketView.Unranked} where t.id = {id} {Sql.If(sites, $"and t.site_id = any({sites ?? []})")}", ct);
            if (found is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (await OwnDesk.Complete(found, db, caller, ct) is { } refused)
            {
                return refused;
            }

            var ticket = await db.One<TicketView>($"{TicketView.Select} where t.id = {id}", ct);
            return TypedResults.Ok(new ServiceCompletedJson("Consultation marked as completed", await Shown(ticket, db, lines, clock, ct)));
        }, ct);
        return answer.Result is Refused { Problem: var problem } && problem == PlatformProblems.WrongState ? CompatibilityProblems.NotConsulting.Refuse() : answer;
    }

    /// <summary>With its service as that stands after what was done.</summary>
    private static async Task<ServiceTicketJson> Shown(TicketView ticket, Db db, Lines lines, TimeProvider clock, CancellationToken ct) => ServiceTicketJson.Of(
        ticket, await db.One<QueueView>($"{QueueView.Select} where q.id = {ticket.QueueId}", ct), await OldWaits.Read(db, [ticket.QueueId], lines, clock, ct));
}

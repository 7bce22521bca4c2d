using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record CallNextRequest([Required] long? DeskId);

/// <summary>
/// Calls the next patient to a desk; 204 when nobody waits. Emergencies first, in whichever of the desk's queues, and of them none is passed
/// over, whoever is editing one; then the first of the line whom no other desk is taking in this moment. When nobody is left but such, they are
/// waited for.
/// </summary>
internal static class CallNext
{
    /// <summary>From one queue.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> FromQueue(long id, CallNextRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, change => Call(change, request.DeskId!.Value, id), ct);

    /// <summary>From the queues that the desk serves, by its rule.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> ToDesk(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, change => Call(change, id, null), ct);

    /// <summary>One key: whom the desk has is completed, and the next one called. Both are taken back together.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> AfterCompleting(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, async change =>
        {
            var press = Guid.NewGuid();
            Sql present = $"t.desk_id = {id} and t.state in ('CALLED', 'IN_SERVICE')";
            var found = DeskRow.Lock(change, id);
            var queues = Served(change, id);
            var next = CompleteTicket.Next(change, present);
            var step = TicketStep.Load(change, present, press);
            await change.Send();
            if ((Refuse(change, found.Value, null, queues.Value) ?? (step.Found ? CompleteTicket.Save(step, next, null) : null)) is { } refused)
            {
                return refused;
            }

            var first = Claim(change, id, null, passing: true);
            await change.Send();
            return await Call(change, id, null, queues.Value, first.Value, press);
        }, ct);

    private static async Task<Results<Ok<TicketView>, NoContent, Refused>> Call(Change change, long deskId, long? queueId)
    {
        var found = DeskRow.Lock(change, deskId);
        var queues = Served(change, deskId);
        var first = Claim(change, deskId, queueId, passing: true);
        await change.Send();
        return (Refuse(change, found.Value, queueId, queues.Value) ?? found.Value!.RefuseAnother()) is { } refused
            ? refused
            : await Call(change, deskId, queueId, queues.Value, first.Value, Guid.NewGuid());
    }

    private static async Task<Results<Ok<TicketView>, NoContent, Refused>> Call(
        Change change, long deskId, long? queueId, IReadOnlyList<QueueRow> queues, TicketRow? first, Guid press)
    {
        if (first is null)
        {
            // Whoever is left is being edited by somebody, and may be free in a moment.
            var waited = Claim(change, deskId, queueId, passing: false);
            await change.Send();
            first = waited.Value;
        }

        if (first is null)
        {
            return TypedResults.NoContent();
        }

        var step = TicketStep.Of(change, first, queues.First(queue => queue.Id == first.QueueId), press);
        CallTicket.Save(step, deskId);
        var view = step.View();
        await change.Send();
        return TypedResults.Ok(view.Value.For(change.Caller.MayAtAll));
    }

    private static Refused? Refuse(Change change, DeskRow? desk, long? queueId, IReadOnlyList<QueueRow> queues)
    {
        if (desk is null || !change.Caller.Reaches(Permissions.QueuesServe, desk.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        if (queueId is { } asked && !desk.Queues.Contains(asked))
        {
            return QueueProblems.DeskElsewhere.Refuse(new { queues = desk.Queues });
        }

        if (desk.State is not DeskState.Open)
        {
            return QueueProblems.DeskNotOpen.Refuse(new { state = desk.State });
        }

        var meant = queues.Where(queue => queueId is null || queue.Id == queueId).ToList();
        return meant.Count == 0 || meant.Any(queue => queue.State is QueueState.Open or QueueState.Closing) ? null
            : meant.Any(queue => queue.State is QueueState.Paused) ? QueueProblems.Paused.Refuse() : QueueProblems.Closed.Refuse();
    }

    private static Pending<IReadOnlyList<QueueRow>> Served(Change change, long deskId) =>
        change.List<QueueRow>($"{QueueRow.Select} where q.id in (select queue_id from queues.desk_queues where desk_id = {deskId})");

    /// <summary>
    /// Queues the lock of whoever is next, and gives them: the row comes from the statement that locks it, so that it is as it was left by whoever
    /// had it before. Who is at another desk keeps the place and is passed over.
    /// </summary>
    /// <param name="passing">Whether those whom somebody else has in hand are passed over; emergencies never are.</param>
    private static Pending<TicketRow?> Claim(Change change, long deskId, long? queueId, bool passing)
    {
        Sql free = Sql.Raw("""
            (t.patient_id is null or not exists (
                select from queues.tickets o where o.patient_id = t.patient_id and o.state in ('CALLED', 'IN_SERVICE')))
            """);
        return change.Find<TicketRow>($"""
            with served as (
                select s.queue_id, case d.rule when 'first_queue' then s.place end as place, q.scheme = 'strict' as strict
                from queues.desks d
                join queues.desk_queues s on s.desk_id = d.id
                join queues.queues q on q.id = s.queue_id and q.state in ('OPEN', 'CLOSING')
                where d.id = {deskId} and d.state = 'OPEN' {Sql.If(queueId, $"and s.queue_id = {queueId}")}
            ), emergency as (
                {TicketRow.Select} where t.queue_id in (select queue_id from served) and t.state = 'WAITING' and t.band = 0 and {free}
                order by t.class, t.order_key, t.id limit 1 for no key update
            ), queue as materialized (
                -- Classes are compared between queues that all go by them, else times only.
                select s.queue_id
                from served s
                cross join lateral (
                    select t.class, t.order_key, t.id from queues.tickets t where t.queue_id = s.queue_id and t.state = 'WAITING' and t.band = 1 and {free}
                    order by t.band, t.class, t.order_key, t.id limit 1
                ) h
                order by s.place, case when (select bool_and(strict) from served) then h.class end, h.order_key, h.id
            ), next as (
                -- Queue by queue, and no further than to the first who is found.
                select n.* from queue cross join lateral (
                    {TicketRow.Select} where t.queue_id = queue.queue_id and t.state = 'WAITING' and t.band = 1 and {free}
                    order by t.band, t.class, t.order_key, t.id limit 1 for no key update {(passing ? Sql.Raw("skip locked") : null)}
                ) n
                where not exists (select from emergency) limit 1
            )
            select * from emergency union all select * from next
            """);
    }
}

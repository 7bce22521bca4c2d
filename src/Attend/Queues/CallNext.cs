using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record CallNextRequest([Required] long? DeskId);

/// <summary>
/// Calls the next patient to a desk; 204 when nobody waits. Emergencies first, and of them none is passed over, whoever is editing one; then
/// the first of the line whom no other desk is taking in this moment. When nobody is left but such, they are waited for.
/// </summary>
internal static class CallNext
{
    /// <summary>From one queue.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> FromQueue(long id, CallNextRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, change => Call(change, request.DeskId!.Value, id, completes: false), ct);

    /// <summary>From the queues that the desk serves, by its rule.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> ToDesk(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, change => Call(change, id, null, completes: false), ct);

    /// <summary>One key: whom the desk has is completed, and the next one called. Both are taken back together.</summary>
    public static Task<Results<Ok<TicketView>, NoContent, Refused>> AfterCompleting(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, NoContent, Refused>>(caller, change => Call(change, id, null, completes: true), ct);

    private static async Task<Results<Ok<TicketView>, NoContent, Refused>> Call(Change change, long deskId, long? queueId, bool completes)
    {
        var press = Guid.NewGuid();
        var found = DeskRow.Lock(change, deskId);
        var heads = change.List<long>(Heads(deskId, queueId));
        await change.Send();
        if (found.Value is not { } desk || !change.Caller.Reaches(Permissions.QueuesServe, desk.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        if (desk.State is not DeskState.Open)
        {
            return QueueProblems.DeskNotOpen.Refuse(new { state = desk.State });
        }

        if (queueId is { } asked && !desk.Queues.Contains(asked))
        {
            return QueueProblems.DeskElsewhere.Refuse(new { queues = desk.Queues });
        }

        if (desk.TicketId is { } present)
        {
            if (!completes)
            {
                return QueueProblems.DeskBusy.Refuse(new { ticket_id = present });
            }

            var step = TicketStep.Load(change, present, press);
            await change.Send();
            await CompleteTicket.Save(change, step, null);
            await change.Send();
        }

        foreach (var queue in heads.Value)
        {
            if (await Claim(change, queue) is { } claimed)
            {
                var step = TicketStep.Read(change, claimed, press);
                await change.Send();
                CallTicket.Save(step, desk.Id, change.Caller.UserId);
                var view = step.View();
                await change.Send();
                return TypedResults.Ok(view.Value.For(change.Caller.MayAtAll));
            }
        }

        await change.Send();
        return TypedResults.NoContent();
    }

    /// <summary>The queues in which somebody waits, in the order in which this desk takes from them.</summary>
    private static Sql Heads(long deskId, long? queueId) => $"""
        select s.queue_id
        from queues.desk_queues s
        join queues.desks d on d.id = s.desk_id
        join queues.queues q on q.id = s.queue_id and q.state in ('OPEN', 'CLOSING')
        cross join lateral (
            select band, class, order_key, id from queues.tickets where queue_id = s.queue_id and state = 'WAITING' order by band, class, order_key, id limit 1
        ) h
        where s.desk_id = {deskId} {Sql.If(queueId, $"and s.queue_id = {queueId}")}
        order by h.band, case when d.rule = 'first_queue' then s.place end, h.class, h.order_key, h.id
        """;

    private static async Task<long?> Claim(Change change, long queueId)
    {
        var first = change.Find<long?>(First(queueId, Sql.Raw("skip locked")));
        await change.Send();
        if (first.Value is not null)
        {
            return first.Value;
        }

        // Whoever is left is being edited by somebody, and may be free in a moment.
        var waited = change.Find<long?>(First(queueId, Sql.Raw("")));
        await change.Send();
        return waited.Value;
    }

    /// <summary>Who is at another desk keeps the place and is passed over.</summary>
    private static Sql First(long queueId, Sql skip)
    {
        Sql free = Sql.Raw("""
            (t.patient_id is null or not exists (
                select from queues.tickets o where o.patient_id = t.patient_id and o.state in ('CALLED', 'IN_SERVICE')))
            """);
        return $"""
            with emergency as (
                select t.id from queues.tickets t where t.queue_id = {queueId} and t.state = 'WAITING' and t.band = 0 and {free}
                order by t.band, t.class, t.order_key, t.id limit 1 for no key update
            ), next as (
                select t.id from queues.tickets t
                where not exists (select from emergency) and t.queue_id = {queueId} and t.state = 'WAITING' and t.band = 1 and {free}
                order by t.band, t.class, t.order_key, t.id limit 1 for no key update {skip}
            )
            select id from emergency union all select id from next
            """;
    }
}

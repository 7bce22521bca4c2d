using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>
/// Takes back the last thing that was done to a ticket, with what the same key did to another one. Pressed again it takes back the one before.
/// What was done stays on record, as undone.
/// </summary>
internal static class UndoDeed
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private sealed record Deed(long Id, long TicketId, Guid Press, string Action, DateTimeOffset At, TicketRow Before);

    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            // Of both tickets of the key, in the order of their ids; which these are is read again once they are locked.
            change.Lock($"""
                select from queues.tickets where id in (
                    select {id}::bigint union select d.ticket_id from queues.deeds d where d.undone_at is null and d.press = (
                        select press from queues.deeds where ticket_id = {id} and undone_at is null order by id desc limit 1))
                order by id for no key update
                """);
            var step = TicketStep.Read(change, id);
            var last = change.List<Deed>($"""
                select l.id, l.ticket_id, l.press, l.action, l.at, l.before
                from queues.deeds m
                join queues.deeds d on d.press = m.press and d.undone_at is null
                cross join lateral (select * from queues.deeds where ticket_id = d.ticket_id and undone_at is null order by id desc limit 1) l
                where m.id = (select id from queues.deeds where ticket_id = {id} and undone_at is null order by id desc limit 1)
                order by l.id desc
                """);
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            var deeds = last.Value;
            if (deeds.FirstOrDefault(deed => deed.TicketId == id) is not { } mine || deeds.Any(deed => deed.Press != mine.Press))
            {
                return QueueProblems.NothingToUndo.Refuse();
            }

            if (change.Now - mine.At > Window)
            {
                return QueueProblems.UndoTooLate.Refuse(new { until = mine.At + Window });
            }

            // The last one first: a desk must be free of whom it called before it has back whom it completed.
            foreach (var deed in deeds)
            {
                var one = deed.TicketId == id ? step : TicketStep.Read(change, deed.TicketId);
                await change.Send();
                change.RunAny($"delete from queues.stages where ticket_id = {deed.TicketId} and stage >= {deed.Before.Stage}");
                if (deed.Before is { State: TicketState.NoShow, EndedAt: { } ended })
                {
                    // Whoever had come after all has not.
                    one.End(deed.Before, "no_show", ended, null);
                }

                one.Save(TicketAction.Undo, deed.Before, data: new { undone = deed.Action }, since: deed.Before.StateSince);
                change.Run($"update queues.deeds set undone_at = {change.Now} where id = {deed.Id}");
                await change.Send();
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);
}

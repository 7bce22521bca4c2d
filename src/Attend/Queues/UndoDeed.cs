using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="PressId">Which is meant, as the desk's list names it; null: one's own, where nobody has done anything since.</param>
internal sealed record UndoRequest(long? PressId = null);

/// <summary>
/// Takes back the last thing that was done to a ticket, with what the same key did to another one. Pressed again it takes back the one before.
/// What was done stays on record, as undone. Who may not do a thing does not take it back either, and nobody comes to a desk that is not open or
/// into a queue that is closed.
/// </summary>
internal static class UndoDeed
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private sealed record Deed(long Id, long TicketId, Guid Press, TicketAction Action, string ByActor, DateTimeOffset At, TicketRow Before);

    private sealed record Desk(long Id, DeskState State);

    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, UndoRequest? request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            // What the last key did, as it looks before anything is locked. Everything that this touches is locked, in the order in which all lock:
            // desks, queues, tickets. Then it is read again.
            Sql press = $"(select press from queues.deeds where ticket_id = {id} and undone_at is null order by id desc limit 1)";
            Sql meant = $"from queues.deeds d where d.press = {press}";
            var pressed = change.Find<Guid?>($"select press from queues.deeds where ticket_id = {id} and undone_at is null order by id desc limit 1");
            change.Lock($"select from queues.desks where id in (select (d.before ->> 'desk_id')::bigint {meant}) order by id for no key update");
            TicketStep.HoldOpen(change, $"select (d.before ->> 'queue_id')::bigint {meant}");
            change.Lock($"select from queues.tickets where id = {id} or id in (select d.ticket_id {meant}) order by id for no key update");
            var step = TicketStep.Load(change, id);
            var last = change.List<Deed>($"""
                select l.id, l.ticket_id, l.press, l.action, l.by_actor, l.at, l.before
                from (select distinct d.ticket_id {meant}) m
                cross join lateral (select * from queues.deeds where ticket_id = m.ticket_id and undone_at is null order by id desc limit 1) l
                order by l.id desc
                """);
            var queues = change.List<QueueRow>($"{QueueRow.Select} where q.id in (select (d.before ->> 'queue_id')::bigint {meant})");
            var desks = change.List<Desk>($"select id, state from queues.desks where retired_at is null and id in (select (d.before ->> 'desk_id')::bigint {meant})");
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            var deeds = last.Value;
            if (deeds.FirstOrDefault(deed => deed.TicketId == id) is not { } mine)
            {
                return QueueProblems.NothingToUndo.Refuse();
            }

            if (mine.Press != pressed.Value)
            {
                throw new LostRace($"Another key was pressed for ticket {id} meanwhile.");
            }

            if (deeds.Any(deed => deed.Press != mine.Press))
            {
                // Something was done since to the other one of the two.
                return QueueProblems.NothingToUndo.Refuse();
            }

            if (change.Now - mine.At > Window)
            {
                return QueueProblems.UndoTooLate.Refuse(new { until = mine.At + Window });
            }

            foreach (var deed in deeds)
            {
                if (Refuse(deed, queues.Value.First(queue => queue.Id == deed.Before.QueueId), desks.Value, caller, step.Row.SiteId) is { } refused)
                {
                    return refused;
                }
            }

            if (request?.PressId is { } meantId ? meantId != deeds[0].Id : mine.ByActor != caller.Actor)
            {
                return QueueProblems.DoneSince.Refuse(new { press_id = deeds[0].Id });
            }

            // The last one first: a desk must be free of whom it called before it has back whom it completed.
            foreach (var deed in deeds)
            {
                var one = deed.TicketId == id ? step : TicketStep.Load(change, deed.TicketId);
                await change.Send();
                TakeBack(change, one, deed, queues.Value.First(queue => queue.Id == deed.Before.QueueId));
                await change.Send();
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    private static Refused? Refuse(Deed deed, QueueRow queue, IReadOnlyList<Desk> desks, Caller caller, long siteId)
    {
        if (TicketLifecycle.Table.Step(deed.Action).Row.By is { } needs && !caller.Reaches(needs, siteId))
        {
            return PlatformProblems.Forbidden.Refuse();
        }

        if (deed.Before.Active && queue.RefuseEntry() is { } closed)
        {
            return closed;
        }

        return deed.Before is { State: TicketState.Called or TicketState.InService, DeskId: { } at } && desks.FirstOrDefault(desk => desk.Id == at) is not { State: DeskState.Open }
            ? QueueProblems.DeskNotOpen.Refuse(new { desk_id = at })
            : null;
    }

    private static void TakeBack(Change change, TicketStep step, Deed deed, QueueRow queue)
    {
        // What the patient has said meanwhile stays said, whatever a desk takes back.
        var before = deed.Before with { WorseAt = step.Row.WorseAt > deed.Before.WorseAt || deed.Before.WorseAt is null ? step.Row.WorseAt : deed.Before.WorseAt };
        change.RunAny($"delete from queues.stages where ticket_id = {deed.TicketId} and stage >= {before.Stage}");
        if (before is { State: TicketState.NoShow or TicketState.Expired, EndedAt: { } ended })
        {
            // Whoever had come after all has not.
            step.End(before, Words.Of(before.State).ToLowerInvariant(), ended, null);
        }

        var data = new { undone = deed.Action };
        step.Save(TicketAction.Undo, before.State is TicketState.Waiting ? TicketStep.Placed(queue, before) : before, data: data, since: before.StateSince, into: queue);
        change.Run($"update queues.deeds set undone_at = {change.Now} where id = {deed.Id}");
    }
}

using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Arrivals;

/// <summary>The numbers of those whom ambulances bring: given at the door, and taken back when nobody came.</summary>
internal static class Numbers
{
    /// <summary>Why a closed queue is closing, in its log.</summary>
    private const string Brought = "An ambulance came.";

    /// <summary>
    /// Gives a number at the proposed class, whatever the queue is: an ambulance is never refused. Paused, full and closing queues take it as
    /// they are. A closed one takes it in and is closing then: the door stays shut for everybody else, desks may call, and with the last
    /// patient it is closed again by itself. To open it would let the whole waiting room in; to leave it closed would hide a patient in a
    /// queue at which nobody looks.
    /// </summary>
    /// <param name="came">Since when they are there; they wait since then.</param>
    public static async Task Give(Change change, ArrivalRow entry, DateTimeOffset came)
    {
        var issue = IssueTicket.Load(change, entry.QueueId);
        var queueNow = Forecast.Load(change, $"select {entry.QueueId}::bigint", $"{came}::timestamptz");
        await change.Send();
        var queue = issue.Found!;
        if (queue.State is QueueState.Closed)
        {
            await QueueDay.Move(change, queue, QueueAction.TakeIn, ChangeReason.System, Brought);
        }

        // Nobody holds it in hand: the token is nobody's.
        var (_, hash) = Token.NewShort();
        var level = queue.LevelOf(entry.Level) ?? queue.Least;
        issue.Save(change, level, entry.Emergency, considered: false, TicketSource.Ambulance, hash, came);
        Forecast.Keep(change, issue.Id, 1, queueNow.Value!.Make(level, entry.Emergency, since: came));
        change.Move(ArrivalLifecycle.Table, entry.Id, ArrivalAction.Arrive, came, set: $"ticket_id = {issue.Id}", data: new { ticket_id = issue.Id });
        await change.Send();
    }

    /// <summary>Takes a number back. False where somebody has done anything to it: then it stays as it is.</summary>
    public static async Task<bool> Withdraw(Change change, ArrivalRow entry)
    {
        var step = TicketStep.Load(change, entry.TicketId!.Value);
        var touched = change.One<bool>($"select touched from queues.ticket_states where id = {entry.TicketId}");
        await change.Send();
        if (touched.Value)
        {
            return false;
        }

        step.Save(TicketAction.Withdraw, step.Row with { State = TicketState.Cancelled }, "withdrawn");
        await change.Send();
        return true;
    }
}

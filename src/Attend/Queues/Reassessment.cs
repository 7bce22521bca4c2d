using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Queues;

/// <summary>
/// Whoever waits is looked at again from time to time, as their class asks for (the Canadian scale's times of reassessment; other scales take
/// the time in which somebody should have been seen). A nurse is told, and told again each time that it is due once more.
/// </summary>
internal static class Reassessment
{
    public const string Work = "queues.reassessment";

    /// <summary>Queues the first look at somebody who has just come.</summary>
    public static void Watch(Change change, long id, Level level)
    {
        if (level.ReassessMinutes is { } minutes)
        {
            change.Later(Work, id, change.Now + TimeSpan.FromMinutes(minutes));
        }
    }

    /// <summary>Queues the next look after something was done to a ticket, or takes it back.</summary>
    public static void Watch(Change change, QueueRow queueBefore, TicketRow before, QueueRow queue, TicketRow after) =>
        change.Later(Work, after.Id, Due(queueBefore, before), Due(queue, after));

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = TicketStep.Load(change, item.KeyId);
        await change.Send();
        if (Due(step.Queue, step.Row) is { } due && due <= change.Now)
        {
            change.Event(QueueEvents.ReassessmentDue, $"ticket:{step.Row.Id}", new { queue_id = step.Row.QueueId, level = step.Row.Level, due_at = due });
            Watch(change, step.Row.Id, step.Queue.LevelOf(step.Row));
            await change.Send();
        }
    }

    /// <summary>When somebody who waits is to be looked at: so long after somebody last did, or after they came.</summary>
    public static DateTimeOffset? Due(TicketState state, Level level, DateTimeOffset joinedAt, DateTimeOffset? reassessedAt) =>
        state is TicketState.Waiting or TicketState.OnHold && level.ReassessMinutes is { } minutes ? (reassessedAt ?? joinedAt) + TimeSpan.FromMinutes(minutes) : null;

    private static DateTimeOffset? Due(QueueRow queue, TicketRow row) => Due(row.State, queue.LevelOf(row), row.JoinedAt, row.ReassessedAt);
}

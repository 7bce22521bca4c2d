using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Queues;

/// <summary>
/// An emergency, or whom an ambulance brought, is nobody's to forget: no clock sends them home, so when nobody has called them in the time that
/// their class gives, a nurse is told.
/// </summary>
internal static class Unattended
{
    public const string Work = "queues.unattended";

    /// <summary>Who is to be called at once is given the time that it takes to press the key.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>Queues the look at somebody who has just come.</summary>
    public static void Watch(Change change, QueueRow queue, long id, Level level, int band, TicketSource source)
    {
        if (IsUrgent(band, source))
        {
            change.Later(Work, id, change.Now + Target(queue, level, band));
        }
    }

    /// <summary>Queues it anew, or takes it back, after something was done to a ticket.</summary>
    public static void Watch(Change change, QueueRow queueBefore, TicketRow before, QueueRow queue, TicketRow after) =>
        change.Later(Work, after.Id, Due(queueBefore, before), Due(queue, after));

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = TicketStep.Load(change, item.KeyId);
        await change.Send();
        if (Due(step.Queue, step.Row) is { } due && due <= change.Now)
        {
            change.Event(QueueEvents.PatientUnattended, $"ticket:{step.Row.Id}", new { queue_id = step.Row.QueueId, level = step.Row.Level, due_at = due });
            await change.Send();
        }
    }

    /// <summary>By when somebody who is urgent and waits is to be called.</summary>
    private static DateTimeOffset? Due(QueueRow queue, TicketRow row) =>
        row.State is TicketState.Waiting && IsUrgent(row.Band, row.Source) ? row.JoinedAt + Target(queue, queue.LevelOf(row), row.Band) : null;

    private static bool IsUrgent(int band, TicketSource source) => band == 0 || source is TicketSource.Ambulance;

    /// <summary>An emergency is as urgent as the most urgent class of all, whatever its own.</summary>
    private static TimeSpan Target(QueueRow queue, Level level, int band)
    {
        var target = TimeSpan.FromMinutes(band == 0 ? queue.Levels.Min(one => one.TargetMinutes) : level.TargetMinutes);
        return target > Least ? target : Least;
    }
}

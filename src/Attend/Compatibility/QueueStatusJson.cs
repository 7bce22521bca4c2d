using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Compatibility;

/// <summary>How a department's queue stands, as the old screens know it: open or not, with one number that is being served.</summary>
/// <param name="CurrentServing">Of the number that was called last: 42 is <c>OPD-042</c>.</param>
/// <param name="EstimatedWaitTime">For somebody who would join now, as <c>00:15:00</c>; null where nothing can be said.</param>
/// <param name="LastUpdatedAt">When it was last opened or closed, and <paramref name="LastUpdatedBy"/> whom; nobody: by its hours.</param>
internal sealed record QueueStatusJson(
    long Id, string Department, bool IsOpen, int? CurrentServing, int TotalWaiting, string? EstimatedWaitTime, string StatusMessage, long? LastUpdatedBy,
    string? LastUpdatedByName, DateTimeOffset LastUpdatedAt, DateTimeOffset CreatedAt, string? CurrentScheduleStartTime, string? CurrentScheduleEndTime,
    IReadOnlyList<int> CurrentScheduleDaysOfWeek)
{
    /// <summary>Reads departments by name; <paramref name="where"/> is a condition on a queue <c>q</c>.</summary>
    public static async Task<IReadOnlyList<QueueStatusJson>> Read(Db db, Sql where, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Queues: reads.List<QueueView>($"{QueueView.Select} where {where} order by q.code, q.id"),
            Extra: reads.List<Extra>($"""
                select q.id, q.weekly, q.serving, q.changed_by, q.changed_by_name, q.changed_at, q.created_at from queues.flat_queues q where {where}
                """)), ct);
        var extra = pending.Extra.Value.ToDictionary(row => row.Id);
        var waits = await OldWaits.Read(db, extra.Keys, lines, clock, ct);
        var now = clock.Micros();
        return [.. pending.Queues.Value.Where(queue => extra.ContainsKey(queue.Id)).Select(queue => Of(queue, extra[queue.Id], waits, now))];
    }

    public static async Task<QueueStatusJson> One(Db db, long id, Lines lines, TimeProvider clock, CancellationToken ct) =>
        (await Read(db, $"q.id = {id}", lines, clock, ct)).Single();

    private static QueueStatusJson Of(QueueView queue, Extra extra, OldWaits waits, DateTimeOffset now)
    {
        var (status, window) = (QueueStatus.Of(queue), OldWindow.Of(extra.Weekly, queue.Zone, now));
        return new QueueStatusJson(
            queue.Id, status.Department, status.IsOpen, extra.Serving is { } number ? QueueEntryJson.Serial(number) : null, status.TotalWaiting,
            waits.Text(queue.Id), status.StatusMessage, extra.ChangedBy, extra.ChangedByName, extra.ChangedAt, extra.CreatedAt, window?.StartTime, window?.EndTime,
            window?.DaysOfWeek ?? []);
    }

    private sealed record Extra(
        long Id, IReadOnlyList<DayHours> Weekly, string? Serving, long? ChangedBy, string? ChangedByName, DateTimeOffset ChangedAt, DateTimeOffset CreatedAt);
}

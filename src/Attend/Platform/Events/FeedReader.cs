using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>What one look at the log gave.</summary>
/// <param name="After">Where it began.</param>
/// <param name="Reached">Everything up to here is in this batch or was in an earlier one.</param>
/// <param name="Xmax">No transaction from this number on had begun: a cursor behind it was not made here.</param>
/// <param name="Full">More rows wait behind the last one.</param>
/// <param name="Waiting">The oldest transaction whose events are committed but lie behind the horizon.</param>
internal sealed record FeedBatch(IReadOnlyList<EventRow> Events, Place After, Place Reached, ulong Xmax, bool Full, ulong? Waiting);

/// <summary>
/// Reads the log in the order (epoch, tx, id) and only where it is settled: of the current epoch the rows of transactions older than
/// every running one, so that nothing can appear before a row that was read. Rows of old epochs are always settled.
/// </summary>
internal sealed class FeedReader(Db db, Epoch epoch)
{
    /// <summary>
    /// The rule as SQL over <c>platform.events e</c>. The comparison is made with the very snapshot that finds the rows.
    /// </summary>
    public static Sql Settled(int epoch) => $"(e.epoch < {epoch} or e.tx < pg_snapshot_xmin(pg_current_snapshot()))";

    public async Task<FeedBatch> Read(Place after, int limit, CancellationToken ct)
    {
        var current = epoch.Current;
        // The bounds come first: rows that settle between the statements are read or left for the next look, never passed over.
        var (bounds, rows, waiting) = await db.Read(reads => (
            reads.One<Bounds>($"select pg_snapshot_xmin(s) as xmin, pg_snapshot_xmax(s) as xmax from pg_current_snapshot() as s"),
            reads.List<EventRow>($"""
                select epoch, tx, id, at, actor, kind, subject, from_state, to_state, data from platform.events e
                where (epoch, tx, id) > ({after.Epoch}, {after.Tx}, {after.Id}) and {Settled(current)}
                order by epoch, tx, id limit {limit}
                """),
            reads.Find<ulong?>($"""
                select tx from platform.events
                where epoch = {current} and tx >= pg_snapshot_xmin(pg_current_snapshot())
                order by epoch, tx, id limit 1
                """)), ct);
        var full = rows.Value.Count == limit;
        var last = rows.Value.Count > 0 ? rows.Value[^1].Place : after;
        var horizon = new Place(current, bounds.Value.Xmin, 0);
        return new FeedBatch(rows.Value, after, full || last > horizon ? last : horizon, bounds.Value.Xmax, full, waiting.Value);
    }

    /// <summary>Where a reader starts that wants the events since a time, but not more than a number of them: the last one it leaves out.</summary>
    public async Task<Place> Since(DateTimeOffset time, int most, CancellationToken ct)
    {
        var (xmin, left) = await db.Read(reads => (
            reads.One<ulong>($"select pg_snapshot_xmin(pg_current_snapshot())"),
            reads.Find<LeftOut>($"""
                select tx, id from (
                    select tx, id, at, row_number() over (order by tx desc, id desc) as age
                    from platform.events where epoch = {epoch.Current} order by epoch desc, tx desc, id desc limit {most + 1}
                ) as late
                where age > {most} or at < {time} order by tx desc, id desc limit 1
                """)), ct);
        var horizon = new Place(epoch.Current, xmin.Value, 0);
        var start = left.Value is { } row ? new Place(epoch.Current, row.Tx, row.Id) : new Place(epoch.Current, 0, 0);
        return start < horizon ? start : horizon;
    }

    private sealed record Bounds(ulong Xmin, ulong Xmax);

    private sealed record LeftOut(ulong Tx, long Id);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>How far the feed is behind, and who keeps it there.</summary>
/// <param name="Seconds">For how long committed events have been waiting behind an older transaction that is still open.</param>
/// <param name="HeldBy">The process and database of that transaction, asked for past one second.</param>
internal sealed record FeedHealth(double Seconds, string? HeldBy);

/// <summary>
/// Measures the feed. Transaction numbers are the cluster's, so anybody's open transaction in any of its databases can hold the horizon;
/// past one second the alarm names the process and the database.
/// </summary>
internal sealed class FeedLag
{
    private static readonly TimeSpan Alarm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AlarmEvery = TimeSpan.FromSeconds(10);

    private readonly Db db;
    private readonly TimeProvider clock;
    private readonly ILogger<FeedLag> log;
    private readonly Histogram<double> lag;
    private ulong? waiting;
    private long since;
    private long alarmedAt;
    private string? heldBy;

    public FeedLag(Db db, TimeProvider clock, IMeterFactory meters, ILogger<FeedLag> log)
    {
        (this.db, this.clock, this.log) = (db, clock, log);
        var meter = meters.Attend();
        lag = meter.CreateHistogram<double>("attend.feed.lag", "s", "From recording an event to reading it from the feed");
        meter.CreateObservableGauge("attend.feed.held", () => Health.Seconds, "s", "How long committed events wait behind an open transaction");
    }

    public FeedHealth Health => waiting is null ? new(0, null) : new(Stopwatch.GetElapsedTime(since).TotalSeconds, heldBy);

    public async Task Note(FeedBatch batch, CancellationToken ct)
    {
        if (lag.Enabled)
        {
            var now = clock.GetUtcNow();
            foreach (var row in batch.Events)
            {
                lag.Record((now - row.At).TotalSeconds);
            }
        }

        if (batch.Waiting != waiting)
        {
            waiting = batch.Waiting;
            since = Stopwatch.GetTimestamp();
            (alarmedAt, heldBy) = (0, null);
        }
        else if (waiting is not null && Stopwatch.GetElapsedTime(since) > Alarm
            && (alarmedAt == 0 || Stopwatch.GetElapsedTime(alarmedAt) > AlarmEvery))
        {
            alarmedAt = Stopwatch.GetTimestamp();
            heldBy = await Holder(ct) ?? heldBy;
            log.LogWarning("Events have been waiting for {Seconds:0.0} s behind {Holder}.", Health.Seconds, heldBy ?? "a transaction that has just ended");
        }
    }

    // The lock table, because it names the process to everybody; the activity view hides other roles' transactions.
    private async Task<string?> Holder(CancellationToken ct)
    {
        try
        {
            return await db.Find<string>($"""
                select coalesce(
                    (select 'the prepared transaction ' || gid || ' in database ' || database from pg_prepared_xacts where transaction = l.transactionid),
                    (select 'process ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'unnamed') || ') in database ' || a.datname
                     from pg_stat_activity a where a.pid = l.pid),
                    'process ' || l.pid)
                from pg_locks l
                where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
                  and l.transactionid = (pg_snapshot_xmin(pg_current_snapshot()))::xid
                limit 1
                """, ct);
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            return null;
        }
    }
}

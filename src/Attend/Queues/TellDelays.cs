using Attend.Platform.Database;

namespace Attend.Queues;

/// <summary>
/// Whoever is signed in and waits is told when they will have waited a quarter and ten minutes longer than they were told when they joined: by
/// their own place, because a line that grows behind them is nothing to them. Once in each queue.
/// </summary>
internal static class TellDelays
{
    internal sealed record HolderRow(long Id, int Stage, long QueueId, int Level, int Ahead, double Waited, int SaidSeconds);

    /// <summary>Queues the look at those who wait, with their places; before anything is written, because whoever writes holds up the feed.</summary>
    public static Pending<IReadOnlyList<HolderRow>> Holders(Reads reads, long[] queues, DateTimeOffset now) => reads.List<HolderRow>($"""
        with line as (
            select id, stage, queue_id, level, band, patient_id, joined_at,
                   (row_number() over (partition by queue_id order by band, class, order_key, id) - 1)::int as ahead
            from queues.tickets
            where state = 'WAITING' and queue_id in (
                select queue_id from queues.tickets where queue_id = any({queues}) and state = 'WAITING' and patient_id is not null)
        )
        select l.id, l.stage, l.queue_id, l.level, l.ahead, extract(epoch from {now} - l.joined_at)::double precision as waited,
               s.from_seconds as said_seconds
        from line l join queues.standings s on s.ticket_id = l.id and s.stage = l.stage
        where l.patient_id is not null and l.band = 1 and s.grew_at is null
        -- Whoever should have been called first stands first: whom this leaves out is told when those have been.
        order by l.joined_at + make_interval(secs => s.from_seconds), l.id limit {Forecast.Most}
        """);

    /// <summary>Queues what is to be told, by forecasts of this moment.</summary>
    public static void Tell(Change change, IReadOnlyList<HolderRow> holders, IReadOnlyDictionary<long, Forecast> forecasts)
    {
        foreach (var holder in holders)
        {
            if (forecasts[holder.QueueId].At(holder.Level, holder.Ahead) is { VeryLong: false } now
                && TellRises.IsMuchMore(holder.Waited + now.FromSeconds, holder.SaidSeconds))
            {
                change.Event(QueueEvents.WaitGrew, $"ticket:{holder.Id}", new
                {
                    queue_id = holder.QueueId, from_seconds = now.FromSeconds, to_seconds = now.ToSeconds, was_seconds = holder.SaidSeconds, now.Basis,
                });
                // Theirs is gone where the wait was learned from meanwhile.
                change.RunAny($"update queues.standings set grew_at = {change.Now} where ticket_id = {holder.Id} and stage = {holder.Stage}");
            }
        }
    }
}

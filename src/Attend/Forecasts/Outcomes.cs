using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Forecasts;

/// <summary>A forecast and what came of it.</summary>
internal sealed record JudgedForecast(long QueueId, int Level, DateTimeOffset MadeAt, int FromSeconds, int ToSeconds, Basis Basis, int WaitedSeconds);

/// <summary>How good the last forecasts of a class were.</summary>
/// <param name="Learned">From how many waits was learned, in all.</param>
/// <param name="Count">How many forecasts are judged here.</param>
/// <param name="Covered">Which part was called before the end of what was told; nine tenths is what is meant.</param>
/// <param name="Sooner">Which part was called before its beginning; half is what is meant.</param>
/// <param name="MedianErrorSeconds">Half of them were off by less than this from the beginning of what was told.</param>
/// <param name="MedianWaitSeconds">What half of them waited less than.</param>
/// <param name="Since">When the first of them was made.</param>
internal sealed record AccuracyView(
    int Level, int Learned, int Count, double? Covered, double? Sooner, double? MedianErrorSeconds, double? MedianWaitSeconds, DateTimeOffset? Since);

/// <summary>What was forecast and what came, so that whoever runs a queue sees how far it can be trusted.</summary>
internal static class Outcomes
{
    /// <summary>So many are judged.</summary>
    private const int Judged = 500;

    /// <summary>So many are kept.</summary>
    private const int Kept = 1_000;

    public static void Add(Change change, IReadOnlyList<JudgedForecast> outcomes)
    {
        foreach (var ofClass in outcomes.GroupBy(outcome => (outcome.QueueId, outcome.Level)))
        {
            var (queue, level) = ofClass.Key;
            change.Run($"""
                insert into forecasts.outcomes (queue_id, class, made_at, from_seconds, to_seconds, basis, waited_seconds)
                select {queue}, {level}, * from unnest(
                    {ofClass.Select(one => one.MadeAt).ToArray()}, {ofClass.Select(one => one.FromSeconds).ToArray()}, {ofClass.Select(one => one.ToSeconds).ToArray()},
                    {ofClass.Select(one => Words.Of(one.Basis)).ToArray()}, {ofClass.Select(one => one.WaitedSeconds).ToArray()})
                """, ofClass.Count());
            change.RunAny($"""
                delete from forecasts.outcomes where queue_id = {queue} and class = {level} and id <= (
                    select id from forecasts.outcomes where queue_id = {queue} and class = {level} order by id desc offset {Kept} limit 1)
                """);
        }
    }

    /// <summary>Of a queue, by class.</summary>
    public static Sql Accuracy(long queueId) => $"""
        select m.class as level, m.learned, count(o.id)::int as count, avg((o.waited_seconds <= o.to_seconds)::int)::double precision as covered,
               avg((o.waited_seconds <= o.from_seconds)::int)::double precision as sooner,
               percentile_cont(0.5) within group (order by abs(o.waited_seconds - o.from_seconds)) as median_error_seconds,
               percentile_cont(0.5) within group (order by o.waited_seconds) as median_wait_seconds, min(o.made_at) as since
        from forecasts.models m
        left join lateral (
            select * from forecasts.outcomes where queue_id = m.queue_id and class = m.class order by id desc limit {Judged}
        ) o on true
        where m.queue_id = {queueId} and m.class > 0
        group by m.class, m.learned order by m.class
        """;
}

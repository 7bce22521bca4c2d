using Attend.Forecasts;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Queues;

/// <summary>
/// A forecast that rises is told: when somebody who would join now would wait more than a quarter and ten minutes longer than was last said, or than
/// it had been at its shortest since. At most every fifteen minutes of a queue.
/// </summary>
internal static class TellRises
{
    public static readonly DueKind Work = new(
        "queues.tell_rises", "Where the wait forecast has risen much, it is told.", Run, Every: TimeSpan.FromMinutes(1), Aside: true);

    private const double Part = 1.25;
    private const int Seconds = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    /// <summary>A fall of less is not noted.</summary>
    private const int Noted = 30;

    private sealed record Mark(long QueueId, int FromSeconds, DateTimeOffset? ToldAt);

    private static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        // A forecast and the place it is asked for must be of one moment: whose call lapses in between would wait behind themselves.
        var seen = await services.GetRequiredService<Db>().Snapshot(async reads =>
        {
            var open = reads.List<long>($"select id from queues.queues where state = 'OPEN' order by id");
            // Of a queue that is closed nothing is remembered: its next day begins anew.
            var marks = reads.List<Mark>($"""
                select m.queue_id, m.from_seconds, m.told_at from queues.forecast_marks m join queues.queues q on q.id = m.queue_id where q.state <> 'CLOSED'
                """);
            await reads.Send();
            long[] queues = [.. open.Value];
            var scenes = reads.List<SceneRow>(Forecast.Scenes(queues, change.Now, Forecast.Most));
            var rules = reads.List<ModelRow>(Models.Rules(queues));
            var holders = TellDelays.Holders(reads, queues, change.Now);
            await reads.Send();
            return (Marks: marks.Value, Scenes: scenes.Value, Rules: rules.Value, Holders: holders.Value);
        });
        change.RunAny($"delete from queues.forecast_marks where queue_id in (select id from queues.queues where state = 'CLOSED')");
        var known = seen.Marks.ToDictionary(mark => mark.QueueId);
        var forecasts = Forecast.Of(seen.Scenes, seen.Rules, services.GetRequiredService<Lines>(), change.Now);
        foreach (var (queue, forecast) in forecasts.OrderBy(one => one.Key))
        {
            if (forecast.ForWhoeverJoins is { VeryLong: false } now)
            {
                Look(change, queue, known.GetValueOrDefault(queue), now);
            }
        }

        TellDelays.Tell(change, seen.Holders, forecasts);
        await change.Send();
    }

    /// <summary>Whether a wait is more than a quarter and ten minutes longer than it was.</summary>
    public static bool IsMuchMore(double seconds, int was) => seconds > was * Part && seconds > was + Seconds;

    private static void Look(Change change, long queue, Mark? mark, WaitForecast now)
    {
        if (mark is null || now.FromSeconds < mark.FromSeconds - Noted)
        {
            Note(change, queue, now.FromSeconds, mark?.ToldAt);
        }
        else if (IsMuchMore(now.FromSeconds, mark.FromSeconds) && !(change.Now - mark.ToldAt < Pause))
        {
            change.Event(QueueEvents.ForecastRose, $"queue:{queue}", new
            {
                queue_id = queue, from_seconds = now.FromSeconds, to_seconds = now.ToSeconds, was_seconds = mark.FromSeconds, now.Basis,
            });
            Note(change, queue, now.FromSeconds, change.Now);
        }
    }

    private static void Note(Change change, long queue, int seconds, DateTimeOffset? told) => change.Run($"""
        insert into queues.forecast_marks (queue_id, from_seconds, told_at) values ({queue}, {seconds}, {told})
        on conflict (queue_id) do update set from_seconds = excluded.from_seconds, told_at = excluded.told_at
        """);
}

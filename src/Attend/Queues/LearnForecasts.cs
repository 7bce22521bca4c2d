using Attend.Forecasts;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Queues;

/// <summary>
/// The forecasts learn from every way through a queue that is over: how long it was, what was foreseen, whether they stayed. Each counts once,
/// in the transaction that notes that it did; a wait that was no plain one (they were away, or classed anew) teaches nothing of waiting, and whoever
/// was received without a call, or never came, nothing at all.
/// </summary>
internal static class LearnForecasts
{
    public static readonly DueKind Work = new(
        "queues.learn_forecasts", "The wait forecasts learn from those who were served since.", Run, Every: TimeSpan.FromSeconds(30), Aside: true);

    /// <summary>In one transaction: a long one would hold up the feed.</summary>
    private const int AtOnce = 200;

    /// <summary>A desk that had nobody for longer was not waiting for its next one.</summary>
    private const double LongestTurn = 1800;

    private sealed record Row(
        long TicketId, int Stage, long QueueId, int Level, DateTimeOffset JoinedAt, DateTimeOffset? CalledAt, DateTimeOffset EndedAt, string Zone,
        DateTimeOffset? FreeAt, bool Waited, bool Plain, DateTimeOffset? MadeAt, int? FromSeconds, int? ToSeconds, Basis? Basis, byte[]? Facts)
    {
        public Visit Visit => new(Level, Moment.Of(JoinedAt, Zone), CalledAt is { } called ? Moment.Of(called, Zone) : null, Moment.Of(EndedAt, Zone),
            FreeAt is { } free && JoinedAt <= free && (CalledAt!.Value - free).TotalSeconds is var turn and <= LongestTurn ? turn : null, Plain ? Facts : null);

        /// <summary>Two servers' clocks differ, and one may be set back: nobody waits for less than no time.</summary>
        public JudgedForecast? Judged => Plain && MadeAt is { } made && CalledAt is { } called
            ? new JudgedForecast(QueueId, Level, made, FromSeconds!.Value, ToSeconds!.Value, Basis!.Value, Math.Max(0, (int)(called - made).TotalSeconds))
            : null;
    }

    private static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var over = change.List<Row>($"""
            select s.ticket_id, s.stage, s.queue_id, s.level, s.joined_at, s.called_at,
                   -- Whoever is sent for an X-ray has left the desk, whenever their way ends.
                   least(s.ended_at, (
                       select min(d.at) from queues.deeds d
                       where d.ticket_id = s.ticket_id and d.undone_at is null and d.action = 'hold' and d.at >= s.called_at)) as ended_at, z.zone,
                   (select max(p.ended_at) from queues.stages p where p.desk_id = s.desk_id and p.ended_at <= s.called_at) as free_at,
                   s.ended <> 'withdrawn' and (s.called_at is not null or s.in_service_at is null) as waited,
                   not exists (
                       select from queues.deeds d where d.ticket_id = s.ticket_id and d.undone_at is null and d.at between s.joined_at and s.called_at
                         and d.action in ('hold', 'return', 'put_back', 'lapse', 'reinstate', 'set_priority', 'reassess', 'confirm_class')) as plain,
                   k.made_at, k.from_seconds, k.to_seconds, k.basis, k.facts
            from (select * from queues.stages where not learned order by ended_at, ticket_id limit {AtOnce}) s
            join queues.queues q on q.id = s.queue_id
            join people.sites z on z.id = q.site_id
            left join queues.standings k on k.ticket_id = s.ticket_id and k.stage = s.stage
            order by s.ended_at, s.ticket_id
            """);
        await change.Send();
        if (over.Value.Count == 0)
        {
            return;
        }

        long[] queues = [.. over.Value.Select(row => row.QueueId).Distinct().Order()];
        var stored = change.List<ModelRow>(Models.Whole(queues));
        var now = change.List<SceneRow>(Forecast.Scenes(queues, change.Now, 1));
        await change.Send();
        foreach (var queue in queues)
        {
            var model = Models.Of(queue, stored.Value);
            var scene = now.Value.Single(one => one.QueueId == queue);
            model.Tempo.Desks.Work(Moment.Of(change.Now, scene.Zone).Hour, scene.Open);
            foreach (var row in over.Value.Where(row => row.QueueId == queue && row.Waited))
            {
                model.Learn(row.Visit);
            }

            Models.Save(change, queue, model);
        }

        Outcomes.Add(change, [.. over.Value.Select(row => row.Judged).OfType<JudgedForecast>()]);
        Forget(change, [.. over.Value.Select(row => row.TicketId)], [.. over.Value.Select(row => row.Stage)]);
        await change.Send();
        if (over.Value.Count == AtOnce)
        {
            change.Later(Work.Name, item.Key, change.Now);
        }
    }

    private static void Forget(Change change, long[] tickets, int[] stages)
    {
        // Before their stages: whoever takes an end back locks in this order.
        change.Lock($"select from queues.tickets where id = any({tickets}) order by id for no key update");
        change.RunAny($"""
            update queues.stages s set learned = true from unnest({tickets}, {stages}) as o (ticket_id, stage)
            where s.ticket_id = o.ticket_id and s.stage = o.stage
            """);
        // What is taken back, and ends once more, teaches nothing again.
        change.RunAny($"""
            update queues.tickets t set learned_to = greatest(t.learned_to, o.stage)
            from (select ticket_id, max(stage) as stage from unnest({tickets}, {stages}) as one (ticket_id, stage) group by ticket_id) o where t.id = o.ticket_id
            """);
        change.RunAny($"""
            delete from queues.standings s using unnest({tickets}, {stages}) as o (ticket_id, stage) where s.ticket_id = o.ticket_id and s.stage = o.stage
            """);
    }
}

using System.Globalization;
using Attend.Forecasts;
using Attend.Platform.Database;

namespace Attend.Queues;

/// <summary>How many of a class stand before somebody who would join as <paramref name="Joiner"/>; 0 is an emergency of any class.</summary>
internal sealed record AheadRow(int Joiner, int Level, int Count);

/// <summary>All that a forecast asks of a queue.</summary>
internal sealed record SceneRow(
    long QueueId, QueueState State, Scheme Scheme, string Zone, IReadOnlyList<Level> Levels, int Waiting, double Open, int Idle,
    IReadOnlyList<Attended> Attended, double? LastWait, double? LastCalled, double? HeadWait, IReadOnlyList<AheadRow> Ahead);

/// <summary>
/// The wait forecast of a queue in a moment: for somebody who joins, for somebody who would, for whoever stands somewhere in it. The queue is read
/// in one statement and the model in another of the same round trip.
/// </summary>
internal sealed class Forecast
{
    /// <summary>Of a longer line its head is looked at, and how long it is is asked of <see cref="Lines"/>.</summary>
    public const int Most = 2_000;

    /// <summary>So many tell how a long line is mixed.</summary>
    private const int Sample = 200;

    private static readonly OrderKey Last = new(int.MaxValue, 0, DateTimeOffset.MaxValue, long.MaxValue);

    private readonly SceneRow scene;
    private readonly Model model;
    private readonly Standing standing;
    private readonly int waiting;

    private Forecast(SceneRow scene, Model model, DateTimeOffset now, int? remembered)
    {
        (this.scene, this.model) = (scene, model);
        waiting = Math.Max(remembered ?? 0, scene.Waiting);
        standing = new Standing(
            Moment.Of(now, scene.Zone), waiting, scene.Open, scene.Idle, scene.Attended, scene.LastWait, scene.LastCalled ?? 0, scene.HeadWait ?? 0);
    }

    /// <summary>What was queued for a slice, to be asked once it was sent.</summary>
    internal sealed class Asked(Pending<SceneRow?> scene, Pending<IReadOnlyList<ModelRow>> rules, Lines? lines, DateTimeOffset now)
    {
        /// <summary>Null when there is no such queue.</summary>
        public Forecast? Value => scene.Value is { } row ? new Forecast(row, Models.Of(row.QueueId, rules.Value), now, lines?.AheadInLong(row.QueueId, Last)) : null;
    }

    /// <summary>Queues what a slice needs that puts somebody into a queue.</summary>
    public static Asked Load(Change change, long queueId, Lines lines) => new(
        change.Find<SceneRow>(Scenes([queueId], change.Now, lines.AheadInLong(queueId, Last) is null ? Most : Sample)), change.List<ModelRow>(Models.Rules([queueId])),
        lines, change.Now);

    /// <summary>The same where they count as waiting since another time than now: with the seniority of where they come from, or since their slot begins.</summary>
    /// <param name="queueId">SQL that gives it, or null.</param>
    /// <param name="since">SQL that gives that time.</param>
    public static Asked Load(Change change, Sql queueId, Sql since) => new(
        change.Find<SceneRow>(Scenes(queueId, change.Now, since, Most)), change.List<ModelRow>(Models.Rules(queueId)), null, change.Now);

    /// <summary>Of several queues, by id.</summary>
    public static async Task<IReadOnlyDictionary<long, Forecast>> Read(Db db, long[] queues, Lines lines, DateTimeOffset now, CancellationToken ct)
    {
        var read = await db.Read(reads => (Scenes: reads.List<SceneRow>(Scenes(queues, now, Most)), Rules: reads.List<ModelRow>(Models.Rules(queues))), ct);
        return Of(read.Scenes.Value, read.Rules.Value, lines, now);
    }

    /// <summary>Of scenes and models that were read together.</summary>
    public static IReadOnlyDictionary<long, Forecast> Of(IReadOnlyList<SceneRow> scenes, IReadOnlyList<ModelRow> rules, Lines lines, DateTimeOffset now) =>
        scenes.ToDictionary(scene => scene.QueueId, scene => new Forecast(scene, Models.Of(scene.QueueId, rules), now, lines.AheadInLong(scene.QueueId, Last)));

    /// <summary>For somebody who joins now.</summary>
    /// <param name="ahead">How many stand before them, where that is known better than from the head of a long line.</param>
    /// <param name="since">When they count as waiting since, where that is not now, and the scene was asked for it.</param>
    public Made Make(Level level, bool emergency, int? ahead = null, DateTimeOffset? since = null)
    {
        var joiner = Joiner(level, emergency, since is { } at ? (at - standing.Now.At).TotalSeconds : 0);
        return model.Make(standing, ahead is { } known && joiner.People > 0 ? joiner with { Ahead = [.. joiner.Ahead.Select(count => count * known / joiner.People)] } : joiner);
    }

    /// <summary>For somebody who would join now without being classed; null when nobody can.</summary>
    public WaitForecast? ForWhoeverJoins => scene.State is QueueState.Open ? model.Forecast(standing, Joiner(scene.Levels[^1], false)) : null;

    /// <summary>For whoever waits with so many ahead; null in a queue that is closed.</summary>
    public WaitForecast? At(int level, int ahead) => scene.State is QueueState.Closed ? null : model.At(standing, Joiner(LevelOf(level), false), ahead);

    /// <summary>By the place of each level, what <see cref="At"/> says at 0, 1, 2, 4, 8 ... ahead.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int[]>> Curve => scene.Levels.ToDictionary(
        level => level.Place.ToString(CultureInfo.InvariantCulture), level => scene.State is QueueState.Closed ? [] : model.Curve(standing, Joiner(level, false)), StringComparer.Ordinal);

    public Basis Basis => model.Basis;

    /// <summary>Queues what is to be remembered of a ticket's forecast until there is something to learn from it.</summary>
    public static void Keep(Change change, long ticketId, int stage, Made made) => change.Run($"""
        insert into queues.standings (ticket_id, stage, made_at, from_seconds, to_seconds, basis, facts)
        values ({ticketId}, {stage}, {made.Forecast.MadeAt}, {made.Forecast.FromSeconds}, {made.Forecast.ToSeconds}, {made.Forecast.Basis}, {made.Facts})
        -- Whoever was sent on and taken back is sent on once more.
        on conflict (ticket_id, stage) do update set made_at = excluded.made_at, from_seconds = excluded.from_seconds, to_seconds = excluded.to_seconds,
            basis = excluded.basis, facts = excluded.facts, grew_at = null
        """);

    private Level LevelOf(int place) => scene.Levels.FirstOrDefault(level => level.Place == place) ?? scene.Levels[^1];

    /// <param name="late">So many seconds from now they count as waiting since: whoever comes until then stands before them.</param>
    private Joiner Joiner(Level level, bool emergency, double late = 0)
    {
        var first = emergency || level.Emergency;
        var (ahead, overtaken) = (new double[scene.Levels[^1].Place + 1], new double[scene.Levels[^1].Place + 1]);
        foreach (var row in scene.Ahead.Where(row => row.Joiner == (emergency ? 0 : level.Place) && row.Level < ahead.Length))
        {
            ahead[row.Level] = row.Count;
        }

        foreach (var other in scene.Levels.Where(_ => !first))
        {
            overtaken[other.Place] = other.Emergency || scene.Scheme is Scheme.Strict && other.Place < level.Place ? double.PositiveInfinity
                : scene.Scheme is Scheme.Credits ? Math.Max(0, (other.CreditMinutes - level.CreditMinutes) * 60 + late)
                : scene.Scheme is Scheme.Strict && other.Place > level.Place ? 0
                : Math.Max(0, late);
        }

        return new Joiner(level.Place, ahead, overtaken);
    }

    /// <summary>Queues as they stand; a line's mix is told from so many at its head.</summary>
    public static Sql Scenes(long[] queues, DateTimeOffset now, int most) => Scenes($"select unnest({queues})", now, $"{now}", most);

    /// <param name="queues">SQL that gives their ids.</param>
    /// <param name="since">SQL for when those who would join count as waiting since.</param>
    private static Sql Scenes(Sql queues, DateTimeOffset now, Sql since, int most) => $"""
        select q.id as queue_id, q.state, q.scheme, s.zone,
               (select jsonb_agg(jsonb_build_object('place', l.place, 'code', l.code, 'name', l.name, 'colour', l.colour,
                   'target_minutes', l.target_minutes, 'emergency', l.emergency, 'credit_minutes', l.credit_minutes) order by l.place)
                from queues.levels l where l.scale_id = q.scale_id) as levels,
               line.waiting, d.open, d.idle, d.attended, c.last_wait, c.last_called, line.head_wait, line.ahead
        from queues.queues q
        join people.sites s on s.id = q.site_id
        cross join lateral (
            select coalesce(sum(k.share), 0)::double precision as open, (count(*) filter (where k.ticket_id is null))::int as idle,
                   coalesce(jsonb_agg(jsonb_build_object('level', k.level, 'seconds', k.seconds)) filter (where k.ticket_id is not null), '[]') as attended
            from (
                -- A desk that serves several queues is a part of one for each in which anybody waits.
                select t.id as ticket_id, case when t.queue_id = q.id then t.level else 0 end as level,
                       greatest(0, extract(epoch from {now} - coalesce(t.called_at, t.in_service_at))) as seconds,
                       1.0 / (select count(*) from queues.desk_queues o where o.desk_id = k.id and (o.queue_id = q.id or exists (
                           select from queues.tickets w where w.queue_id = o.queue_id and w.state = 'WAITING'))) as share
                from queues.desk_queues a
                join queues.desks k on k.id = a.desk_id and k.state = 'OPEN'
                left join queues.tickets t on t.desk_id = k.id and t.state in ('CALLED', 'IN_SERVICE')
                where a.queue_id = q.id
            ) k
        ) d
        left join lateral (
            select extract(epoch from o.called_at - o.joined_at)::double precision as last_wait,
                   greatest(0, extract(epoch from {now} - o.called_at))::double precision as last_called
            from (
                (select called_at, joined_at from queues.tickets where queue_id = q.id and state in ('CALLED', 'IN_SERVICE') and called_at is not null order by called_at desc limit 1)
                union all
                (select called_at, joined_at from queues.stages where queue_id = q.id and called_at is not null order by ended_at desc limit 1)
            ) o order by o.called_at desc limit 1
        ) c on true
        cross join lateral (
            with head as (
                select band, class, order_key, level, joined_at from queues.tickets where queue_id = q.id and state = 'WAITING'
                order by band, class, order_key, id limit {most}
            )
            select (select count(*)::int from head) as waiting,
                   (select extract(epoch from {now} - joined_at)::double precision from head order by band, class, order_key limit 1) as head_wait,
                   (select coalesce(jsonb_agg(jsonb_build_object('joiner', n.place, 'level', n.level, 'count', n.count)), '[]')
                    from (
                        select l.place, h.level, count(*) as count
                        from (
                            select place, emergency, credit_minutes from queues.levels where scale_id = q.scale_id
                            union all select 0, true, 0
                        ) l
                        join head h on (h.band, h.class, h.order_key) <= (
                            case when l.emergency then 0 else 1 end, case when l.place = 0 then 999 when q.scheme = 'strict' then l.place * 2 else 0 end,
                            {since} - make_interval(mins => case when q.scheme = 'credits' then l.credit_minutes else 0 end))
                        group by l.place, h.level
                    ) n) as ahead
        ) line
        where q.id in ({queues})
        """;
}

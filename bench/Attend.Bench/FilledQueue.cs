using System.Globalization;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Bench;

/// <summary>
/// An open queue at a site of its own, an open desk that serves it, and a line of people, put down as the product would have put them, without a
/// request for each. Of events there are none, for all of them would be told: a server takes the line as one does that has just started, which
/// reads it when the feed first speaks of the queue.
/// </summary>
internal sealed record FilledQueue(long Site, long Id, long Desk)
{
    /// <summary>Numbers begin with it; the site tells one such queue from the other.</summary>
    public const string Code = "BENCH";

    /// <summary>What the token of one at the head of the line begins with; see <see cref="Token"/>.</summary>
    private const string Head = "head";

    /// <summary>The same of one of those who follow.</summary>
    private const string Tail = "tail";

    /// <summary>So many in one statement: none may take ten seconds.</summary>
    private const int AtOnce = 20_000;

    /// <param name="head">So many wait.</param>
    /// <param name="tail">And behind them so many more.</param>
    public static async Task<FilledQueue> Make(Db db, int head, int tail = 0, string scheme = "fifo", string scale = "plain")
    {
        var site = await db.One<long>($"insert into people.places (name, kind, zone, created_at) values ('Bench ' || gen_random_uuid(), 'clinic', 'UTC', now()) returning id");
        var id = await db.One<long>($"""
            insert into queues.queues (site_id, code, name, state, state_since, version, scheme, scale_id, opened_at, created_at, updated_at)
            select {site}, {Code}, 'Bench', 'OPEN', now(), 1, {scheme}, c.id, now(), now(), now() from queues.scales c where c.code = {scale} returning id
            """);
        var desk = await db.One<long>($"""
            insert into queues.desks (site_id, name, kind, state, state_since, version, opened_at, created_at)
            values ({site}, 'Bench', 'room', 'OPEN', now(), 1, now(), now()) returning id
            """);
        await db.Run($"insert into queues.desk_queues (desk_id, queue_id, place) values ({desk}, {id}, 1)");
        var all = head + tail;
        for (var from = 1; from <= all; from += AtOnce)
        {
            await Join(db, id, from, Math.Min(from + AtOnce - 1, all), head, all);
        }

        await db.Run($"""
            insert into platform.work (kind, key, due_at, data)
            select {Reassessment.Work}, t.id::text, t.joined_at + make_interval(mins => l.reassess_minutes), jsonb_build_object()
            from queues.tickets t join queues.levels l on l.scale_id = t.scale_id and l.place = t.level
            where t.queue_id = {id} and l.reassess_minutes is not null
            """);
        await Analyze(db);
        return new FilledQueue(site, id, desk);
    }

    /// <summary>What is kept of a forecast until there is something to learn from it: all who wait are given what the last one who joined was.</summary>
    public async Task Foresee(Db db)
    {
        await db.Run($"""
            insert into queues.standings (ticket_id, stage, made_at, from_seconds, to_seconds, basis, facts)
            select t.id, t.stage, t.joined_at, k.from_seconds, k.to_seconds, k.basis, k.facts
            from queues.tickets t
            cross join (
                select k.* from queues.standings k join queues.tickets o on o.id = k.ticket_id where o.queue_id = {Id} order by k.ticket_id desc limit 1
            ) k
            where t.queue_id = {Id} and not exists (select from queues.standings o where o.ticket_id = t.id)
            """);
        await Analyze(db);
    }

    /// <summary>What one at the head of the line holds, counted from 0.</summary>
    public string HeadToken(int index) => Token(Head) + index.ToString("D9", CultureInfo.InvariantCulture);

    /// <summary>What those behind them hold, but for the nine digits at the end: they count from 0.</summary>
    public string TailTokens => Token(Tail);

    /// <summary>They came one after the other in the last hour, and are of the least urgent class.</summary>
    private static Task Join(Db db, long id, int from, int to, int head, int all) => db.Run($"""
        insert into queues.tickets (token, number, issued_by, service_day, serial, site_id, queue_id, scale_id, level, source, state, state_since,
            version, band, class, order_key, arrived_at, joined_at)
        select sha256(convert_to(case when n <= {head} then {Head} else {Tail} end || lpad(q.id::text, 9, '0')
                   || lpad((case when n <= {head} then n else n - {head} end - 1)::text, 9, '0'), 'UTF8')),
               queues.number(q.code, n), q.id, ((now() at time zone s.zone) - q.day_starts_at::interval)::date, n, q.site_id, q.id, q.scale_id,
               l.place, 'desk', 'WAITING', a.at, 1, 1, case q.scheme when 'strict' then l.place * 2 else 0 end,
               case q.scheme when 'credits' then a.at - l.credit_minutes * interval '1 minute' else a.at end, a.at, a.at
        from queues.queues q
        join people.sites s on s.id = q.site_id
        cross join lateral (select * from queues.levels where scale_id = q.scale_id order by place desc limit 1) l
        cross join generate_series({from}, {to}) n
        cross join lateral (select now() - interval '1 hour' + n * interval '1 hour' / {all + 1}::float8 as at) a
        where q.id = {id}
        """);

    private static async Task Analyze(Db db)
    {
        foreach (var table in (string[])["queues.tickets", "queues.standings", "platform.work"])
        {
            await db.Run($"analyze {Sql.Raw(table)}");
        }
    }

    // 22 letters as every such token has, and known to whoever makes the row and to whoever holds it.
    private string Token(string part) => part + Id.ToString("D9", CultureInfo.InvariantCulture);
}

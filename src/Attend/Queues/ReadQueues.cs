using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Which queues to list; every filter narrows.</summary>
internal sealed record QueueFilter(long? SiteId, string? Code, QueueState[]? State);

internal sealed record ScaleView(string Code, string Name, IReadOnlyList<Level> Levels);

/// <summary>What <c>validate_queue_integrity</c> answers: positions are reckoned from the order, so nothing can be missing or stand twice.</summary>
internal sealed record IntegrityView(long[] MissingPositions, long[] DuplicatePositions, long MaxPosition);

/// <summary>Queues, desks and scales. That there is a queue, and how many wait, is nobody's secret: it hangs on the wall.</summary>
internal static class ReadQueues
{
    public static async Task<Results<Ok<QueueView>, Refused>> One(long id, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct) =>
        await db.Find<QueueView>($"{QueueView.Select} where q.id = {id}", ct) is { } queue
            ? TypedResults.Ok(queue.For(permission => caller.Reaches(permission, queue.SiteId)) with
            {
                Forecast = (await Forecast.Read(db, [id], lines, clock.Micros(), ct)).GetValueOrDefault(id)?.ForWhoeverJoins,
            })
            : PlatformProblems.NotFound.Refuse();

    public static async Task<Ok<Page<QueueView>>> List([AsParameters] QueueFilter filter, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var states = filter.State is { Length: > 0 } some ? some : null;
        var rows = await db.List<QueueView>($"""
            {QueueView.Select} where q.id > {paging.From} {Sql.If(filter.SiteId, $"and q.site_id = {filter.SiteId}")} {Sql.If(filter.Code, $"and q.code = {filter.Code}")}
              {Sql.If(states, $"and q.state = any({states ?? []})")}
            order by q.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<QueueView>.Of([.. rows.Select(queue => queue.For(permission => caller.Reaches(permission, queue.SiteId)))], paging, queue => queue.Id));
    }

    public static async Task<Results<Ok<IntegrityView>, Refused>> Integrity(long id, Db db, Caller caller, CancellationToken ct)
    {
        var site = await db.Find<long?>($"select site_id from queues.queues where id = {id}", ct);
        return site is { } at && caller.Reaches(Permissions.QueuesRead, at)
            ? TypedResults.Ok(await db.One<IntegrityView>($"select * from queues.validate_queue_integrity({id})", ct))
            : PlatformProblems.NotFound.Refuse();
    }

    public static async Task<Ok<Page<DeskView>>> Desks(long? siteId, long? queueId, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var sites = caller.SitesFor(Permissions.QueuesRead);
        var rows = await db.List<DeskView>($"""
            {DeskView.Select} where d.retired_at is null and d.id > {paging.From} {Sql.If(sites, $"and d.site_id = any({sites ?? []})")}
              {Sql.If(siteId, $"and d.site_id = {siteId}")}
              {Sql.If(queueId, $"and exists (select from queues.desk_queues s where s.desk_id = d.id and s.queue_id = {queueId})")}
            order by d.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<DeskView>.Of([.. rows.Select(desk => desk.For(caller.MayAtAll))], paging, desk => desk.Id));
    }

    public static async Task<Ok<IReadOnlyList<ScaleView>>> Scales(Db db, CancellationToken ct) => TypedResults.Ok(await db.List<ScaleView>($"""
        select s.code, s.name, (select jsonb_agg(queues.level(l) order by l.place) from queues.levels l where l.scale_id = s.id) as levels
        from queues.scales s order by s.id
        """, ct));
}

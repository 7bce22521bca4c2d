using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="Queues">Those that it serves, the first one first.</param>
internal sealed record DeskFacts(
    [Required, StringLength(60, MinimumLength = 1)] string Name, DeskKind Kind = DeskKind.Room, DeskRule Rule = DeskRule.FirstInLine, [MaxLength(50)] long[]? Queues = null);

internal sealed record AddDeskRequest([Required] long? SiteId, [Required] DeskFacts? Desk);

/// <summary>Adds a room, counter, window or bay at which people are served, and edits or retires one.</summary>
internal static class AddDesk
{
    public static Task<Results<Created<DeskView>, Refused>> Handle(AddDeskRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<DeskView>, Refused>>(caller, async change =>
        {
            var site = change.Find<long?>($"select id from people.sites where id = {request.SiteId!.Value} and active");
            var newId = change.NextId("queues.desks");
            var strange = Strange(change, request.SiteId.Value, request.Desk!.Queues ?? []);
            await change.Send();
            if (site.Value is not { } siteId || !caller.Reaches(Permissions.QueuesManage, siteId))
            {
                return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
            }

            if (strange.Value is { } unknown)
            {
                return QueueProblems.UnknownQueue.Refuse(new { field = "desk.queues", queue_id = unknown });
            }

            change.Add(DeskLifecycle.Table, newId.Value, DeskAction.Add,
                [("site_id", siteId), ("name", request.Desk.Name.Trim()), ("kind", request.Desk.Kind), ("rule", request.Desk.Rule), ("created_at", change.Now)]);
            Serve(change, newId.Value, request.Desk.Queues ?? []);
            var view = change.One<DeskView>($"{DeskView.Select} where d.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/desks/{newId.Value}", view.Value.For(caller.MayAtAll));
        }, ct);

    public static Task<Results<Ok<DeskView>, Refused>> Edit(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<DeskView>, Refused>>(caller, async change =>
        {
            var found = DeskRow.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.QueuesManage, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, refused) = MergePatch.Apply(new DeskFacts(before.Name, before.Kind, before.Rule, before.Queues), patch);
            if (facts is null)
            {
                return refused!;
            }

            var strange = Strange(change, before.SiteId, facts.Queues ?? []);
            await change.Send();
            if (strange.Value is { } unknown)
            {
                return QueueProblems.UnknownQueue.Refuse(new { field = "queues", queue_id = unknown });
            }

            change.Run($"update queues.desks set name = {facts.Name.Trim()}, kind = {facts.Kind}, rule = {facts.Rule}, version = version + 1 where id = {id}");
            change.RunAny($"delete from queues.desk_queues where desk_id = {id}");
            Serve(change, id, facts.Queues ?? []);
            change.Event(QueueEvents.DeskChanged, $"desk:{id}", new { desk_id = id, version = before.Version + 1, served = before.Queues });
            var view = change.One<DeskView>($"{DeskView.Select} where d.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    public static Task<Results<NoContent, Refused>> Retire(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = DeskRow.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.QueuesManage, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (before.TicketId is { } present)
            {
                return QueueProblems.DeskBusy.Refuse(new { ticket_id = present });
            }

            change.Run($"update queues.desks set retired_at = {change.Now}, version = version + 1 where id = {id}");
            change.RunAny($"delete from queues.desk_queues where desk_id = {id}");
            change.Event(QueueEvents.DeskRetired, $"desk:{id}", new { desk_id = id, served = before.Queues });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>Queues the first of these that is no queue of the site. It has a name that no column has: within the query below an <c>id</c> is the queue's.</summary>
    private static Pending<long?> Strange(Change change, long siteId, long[] queues) => change.Find<long?>($"""
        select asked from unnest({queues}) as asked where not exists (select from queues.queues q where q.id = asked and q.site_id = {siteId}) limit 1
        """);

    private static void Serve(Change change, long deskId, long[] queues) => change.RunAny($"""
        insert into queues.desk_queues (desk_id, queue_id, place)
        select {deskId}::bigint, queue_id, min(place) from unnest({queues}) with ordinality as s (queue_id, place) group by queue_id
        """);
}

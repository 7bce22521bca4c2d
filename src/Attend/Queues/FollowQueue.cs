using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>
/// Somebody wants to hear wherever they are when a queue opens and closes, or wants it no more. Whoever says it twice has said it once.
/// </summary>
internal static class FollowQueue
{
    public static Task<Results<NoContent, Refused>> Follow(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var known = change.One<bool>($"select exists (select from queues.queues where id = {id})");
            var followed = change.Find<long?>($"""
                insert into queues.followers (queue_id, user_id, followed_at) select id, {caller.User}, {change.Now} from queues.queues where id = {id}
                on conflict do nothing returning queue_id
                """);
            await change.Send();
            if (!known.Value)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (followed.Value is not null)
            {
                change.Event(QueueEvents.QueueFollowed, $"user:{caller.User}", new { queue_id = id });
            }

            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    public static Task<Results<NoContent, Refused>> Unfollow(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var left = change.Find<long?>($"delete from queues.followers where queue_id = {id} and user_id = {caller.User} returning queue_id");
            await change.Send();
            if (left.Value is not null)
            {
                change.Event(QueueEvents.QueueUnfollowed, $"user:{caller.User}", new { queue_id = id });
            }

            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>The queues that the caller follows.</summary>
    public static async Task<Ok<Page<QueueView>>> List([AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var rows = await db.List<QueueView>($"""
            {QueueView.Select} where q.id in (select queue_id from queues.followers where user_id = {caller.User}) and q.id > {paging.From}
            order by q.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<QueueView>.Of([.. rows.Select(queue => queue.For(permission => caller.Reaches(permission, queue.SiteId)))], paging, queue => queue.Id));
    }
}

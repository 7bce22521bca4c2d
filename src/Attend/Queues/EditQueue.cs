using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>
/// Edits a queue, as a merge patch over the version that the client has seen. Its order is not changed under those who wait in it: another
/// scheme or scale is for a closed queue.
/// </summary>
internal static class EditQueue
{
    public static Task<Results<Ok<QueueView>, Refused>> Handle(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<QueueView>, Refused>>(caller, async change =>
        {
            change.Lock($"select from queues.queues where id = {id} for no key update");
            var found = change.Find<QueueView>($"{QueueView.Select} where q.id = {id}");
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.QueuesManage, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, refused) = MergePatch.Apply(
                new QueueFacts(before.Name, before.Scheme, before.Scale, before.Capacity, before.DayStartsAt, before.Emergency, before.Recalls, before.GraceSeconds,
                    before.SilentSeconds, before.SelfService, before.AsksName, before.OnePerDevice, before.ConsiderationMinutes, before.SendHomeMinutes,
                    before.Tells, before.RotatingCode), patch);
            if (facts is null)
            {
                return refused!;
            }

            var scale = change.Find<long?>($"select id from queues.scales where code = {facts.Scale}");
            await change.Send();
            if (scale.Value is not { } scaleId)
            {
                return QueueProblems.UnknownScale.Refuse(new { field = "scale" });
            }

            if ((facts.Scheme, facts.Scale) != (before.Scheme, before.Scale) && before.State is not QueueState.Closed)
            {
                return QueueProblems.InUse.Refuse(new { state = before.State });
            }

            var set = Sql.Join(", ", AddQueue.Columns(change, facts, scaleId).Select(column => (Sql)$"{Sql.Raw(column.Column)} = {column.Value}"));
            change.Run($"update queues.queues set version = version + 1, {set} where id = {id}");
            if (facts.RotatingCode && !before.RotatingCode)
            {
                // What a screen's address once opened does not open again.
                change.Run($"update queues.queues set code_secret = {JoinCode.NewSecret()} where id = {id}");
            }

            change.Event(QueueEvents.QueueChanged, $"queue:{id}", new { queue_id = id, version = before.Version + 1 });
            var view = change.One<QueueView>($"{QueueView.Select} where q.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);
}

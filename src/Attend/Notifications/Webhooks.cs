using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Kinds">Of what it hears; each a kind's name.</param>
internal sealed record WebhookRequest(
    [Required, StringLength(100, MinimumLength = 1)] string? Name, [Required, StringLength(2000, MinimumLength = 9)] string? Address,
    [Required, MinLength(1), MaxLength(50)] string[]? Kinds);

internal sealed record WebhookView(
    long Id, string Name, string Address, string[] Kinds, DateTimeOffset CreatedAt, DateTimeOffset? StoppedAt, long Version);

/// <summary>What signs for a webhook (Standard Webhooks); shown once.</summary>
internal sealed record NewWebhook(WebhookView Webhook, string Secret);

/// <summary>Programs of other people that hear of some kinds of message, signed: an administrator names them.</summary>
internal static class Webhooks
{
    private const string Columns = "id, name, address, kinds, created_at, stopped_at, version";

    public static async Task<Ok<Page<WebhookView>>> List(Db db, CancellationToken ct) => TypedResults.Ok(new Page<WebhookView>(
        await db.List<WebhookView>($"select {Sql.Raw(Columns)} from notifications.webhooks order by id", ct), null));

    public static Task<Results<Created<NewWebhook>, Refused>> Add(WebhookRequest request, Db db, Outside outside, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<NewWebhook>, Refused>>(caller, async change =>
        {
            if (Wrong(request, outside) is { } wrong)
            {
                return wrong;
            }

            var secret = RandomNumberGenerator.GetBytes(32);
            var view = change.One<WebhookView>($"""
                insert into notifications.webhooks (name, address, secret, kinds, created_at)
                values ({request.Name}, {request.Address}, {secret}, {request.Kinds}, {change.Now}) returning {Sql.Raw(Columns)}
                """);
            await change.Send();
            change.Event(NotificationEvents.WebhookAdded, $"webhook:{view.Value.Id}", new { request.Kinds });
            await change.Send();
            return TypedResults.Created($"/api/admin/webhooks/{view.Value.Id}", new NewWebhook(view.Value, WebhookSignature.Write(secret)));
        }, ct);

    /// <summary>One that stopped, because it said so or was removed and put back, hears again.</summary>
    public static Task<Results<Ok<WebhookView>, Refused>> Edit(
        long id, WebhookRequest request, IfMatch ifMatch, Db db, Outside outside, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<WebhookView>, Refused>>(caller, async change =>
        {
            if (Wrong(request, outside) is { } wrong)
            {
                return wrong;
            }

            var before = change.Find<WebhookView>($"select {Sql.Raw(Columns)} from notifications.webhooks where id = {id} for no key update");
            await change.Send();
            if (before.Value is not { } found)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ifMatch.Refuse(found.Version) is { } stale)
            {
                return stale;
            }

            var view = change.One<WebhookView>($"""
                update notifications.webhooks set name = {request.Name}, address = {request.Address}, kinds = {request.Kinds}, stopped_at = null,
                    version = version + 1
                where id = {id} returning {Sql.Raw(Columns)}
                """);
            change.Event(NotificationEvents.WebhookChanged, $"webhook:{id}", new { request.Kinds });
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    /// <summary>It hears no more; what became of its messages stays known.</summary>
    public static Task<Results<NoContent, Refused>> Stop(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var known = change.Find<long?>($"select id from notifications.webhooks where id = {id}");
            await change.Send();
            if (known.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            await Forget(change, [id]);
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>They hear no more.</summary>
    public static async Task Forget(Change change, long[] ids)
    {
        var stopped = change.List<long>($"""
            update notifications.webhooks set stopped_at = {change.Now}, version = version + 1
            where id = any({ids}) and stopped_at is null returning id
            """);
        await change.Send();
        foreach (var id in stopped.Value)
        {
            change.Event(NotificationEvents.WebhookStopped, $"webhook:{id}");
        }
    }

    /// <summary>Queues a delivery of a message for each program that hears of its kind.</summary>
    public static void Plan(Change change, long messageId, string kind, DateTimeOffset? deadline) => change.AddAll(
        DeliveryLifecycle.Table, DeliveryAction.Plan, "message_id, rung, deadline, user_id, way, device_id, next_at", $"""
            select {messageId}::bigint, 0, {deadline}::timestamptz, 0, {Way.Webhook}, w.id, {change.Now}
            from notifications.webhooks w where w.stopped_at is null and {kind} = any(w.kinds)
            """);

    private static Refused? Wrong(WebhookRequest request, Outside outside) =>
        !outside.Accepts(request.Address!, out _)
            ? PlatformProblems.Invalid.Field("address", "is an https address")
            : request.Kinds!.FirstOrDefault(kind => Kind.All.All(known => known.Name != kind)) is { } unknown
                ? PlatformProblems.Invalid.Field("kinds", $"'{unknown}' is no kind of message: {string.Join(", ", Kind.All.Select(kind => kind.Name))}")
                : null;
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Ids">Which of one's own; at most two hundred.</param>
internal sealed record MarkRequest([Required, MinLength(1), MaxLength(200)] long[]? Ids);

/// <summary>
/// What the reader's own app says: it has them, or its person has read them. Ids of others, and what was marked before, are passed over, so
/// that an app may say it again.
/// </summary>
internal static class MarkNotifications
{
    public static Task<Results<NoContent, Refused>> Delivered(MarkRequest request, Db db, Caller caller, CancellationToken ct) =>
        Mark(DeliveryAction.Deliver, request.Ids!, db, caller, ct);

    public static Task<Results<NoContent, Refused>> Read(MarkRequest request, Db db, Caller caller, CancellationToken ct) =>
        Mark(DeliveryAction.Read, request.Ids!, db, caller, ct);

    /// <summary>
    /// The same by the socket: <c>{"type": "ack" | "read", "ids": [7, 8]}</c>. An app that hears nothing of it says it again; so a busy
    /// server loses none.
    /// </summary>
    public static async Task<bool> Hear(IServiceProvider services, Caller caller, string room, JsonElement message)
    {
        if (Action(message) is not { } action || Ids(message) is not { } ids)
        {
            return false;
        }

        await Mark(action, ids, services.GetRequiredService<Db>(), caller, CancellationToken.None);
        return true;
    }

    private static Task<Results<NoContent, Refused>> Mark(DeliveryAction action, long[] ids, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            change.MoveAll(DeliveryLifecycle.Table, $"""
                select id from notifications.deliveries
                where id = any({ids}) and user_id = {caller.User} and way in ('in_app', 'web_push')
                """, action);
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    private static DeliveryAction? Action(JsonElement message) => message.TryGetProperty("type", out var type)
        ? type.ValueEquals("ack") ? DeliveryAction.Deliver : type.ValueEquals("read") ? DeliveryAction.Read : null
        : null;

    private static long[]? Ids(JsonElement message)
    {
        if (!message.TryGetProperty("ids", out var list) || list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() is 0 or > 200)
        {
            return null;
        }

        var ids = new List<long>();
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind is not JsonValueKind.Number || !one.TryGetInt64(out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return [.. ids];
    }
}

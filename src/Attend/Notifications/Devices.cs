using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>A browser's push subscription, as <c>PushSubscription.toJSON()</c> gives it (W3C Push API).</summary>
internal sealed record DeviceRequest(
    [Required, StringLength(100, MinimumLength = 1)] string? Name, [Required, StringLength(2000, MinimumLength = 12)] string? Endpoint,
    [Required] DeviceKeys? Keys);

/// <param name="P256dh">A point on P-256, uncompressed: 65 bytes in base64url.</param>
/// <param name="Auth">16 bytes in base64url.</param>
internal sealed record DeviceKeys([Required, StringLength(100)] string? P256dh, [Required, StringLength(30)] string? Auth);

internal sealed record DeviceView(long Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt);

/// <summary>The browsers that take pushes for somebody.</summary>
internal static class Devices
{
    /// <summary>More than anybody carries.</summary>
    private const int Most = 20;

    /// <summary>In bytes: more than any push service gives.</summary>
    private const int LongestEndpoint = 2000;

    private sealed record OwnerRow(long Id, long UserId);

    public static async Task<Ok<Page<DeviceView>>> List(Db db, Caller caller, CancellationToken ct) => TypedResults.Ok(new Page<DeviceView>(
        await db.List<DeviceView>($"select id, name, created_at, used_at from notifications.devices where user_id = {caller.User} order by id", ct), null));

    /// <summary>The same browser again is the same device; one that somebody else used before is theirs no more.</summary>
    public static Task<Results<Ok<DeviceView>, Refused>> Add(DeviceRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<DeviceView>, Refused>>(caller, async change =>
        {
            if (!Uri.TryCreate(request.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not "https" || endpoint.UserInfo.Length > 0)
            {
                return PlatformProblems.Invalid.Field("endpoint", "is the https address that the browser gave");
            }

            if (Bytes(request.Keys!.P256dh!, 65) is not [4, ..] point)
            {
                return PlatformProblems.Invalid.Field("keys.p256dh", "is an uncompressed point on P-256 in base64url");
            }

            if (Bytes(request.Keys.Auth!, 16) is not { } secret)
            {
                return PlatformProblems.Invalid.Field("keys.auth", "is 16 bytes in base64url");
            }

            // It ends where a browser would: what is longer fits no index.
            if (Encoding.UTF8.GetByteCount(request.Endpoint!) > LongestEndpoint)
            {
                return PlatformProblems.Invalid.Field("endpoint", $"has at most {LongestEndpoint} bytes");
            }

            change.Lock($"select pg_advisory_xact_lock(hashtextextended('devices of ' || {caller.User}::text, 0))");
            var others = change.One<long>($"select count(*) from notifications.devices where user_id = {caller.User} and endpoint <> {request.Endpoint}");
            var before = change.Find<OwnerRow>($"select id, user_id from notifications.devices where endpoint = {request.Endpoint} for update");
            await change.Send();
            if (others.Value >= Most)
            {
                return NotificationProblems.TooManyDevices.Refuse(new { most = Most });
            }

            if (before.Value is { } owner && owner.UserId != caller.User)
            {
                change.Event(NotificationEvents.DeviceRemoved, $"user:{owner.UserId}", new { device_id = owner.Id, why = "taken over" });
            }

            var view = change.One<DeviceView>($"""
                insert into notifications.devices (user_id, name, endpoint, public_key, secret, created_at)
                values ({caller.User}, {request.Name}, {request.Endpoint}, {point}, {secret}, {change.Now})
                on conflict on constraint one_device_per_endpoint
                do update set user_id = excluded.user_id, name = excluded.name, public_key = excluded.public_key, secret = excluded.secret
                returning id, name, created_at, used_at
                """);
            await change.Send();
            change.Event(NotificationEvents.DeviceAdded, $"user:{caller.User}", new { device_id = view.Value.Id });
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    /// <summary>Their push services know these browsers no more.</summary>
    public static async Task Forget(Change change, long[] gone)
    {
        var forgotten = change.List<OwnerRow>($"delete from notifications.devices where id = any({gone}) returning id, user_id");
        await change.Send();
        foreach (var device in forgotten.Value)
        {
            change.Event(NotificationEvents.DeviceRemoved, $"user:{device.UserId}", new { device_id = device.Id, why = "gone" });
        }
    }

    public static Task<Results<NoContent, Refused>> Remove(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var gone = change.Find<long?>($"delete from notifications.devices where id = {id} and user_id = {caller.User} returning id");
            await change.Send();
            if (gone.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Event(NotificationEvents.DeviceRemoved, $"user:{caller.User}", new { device_id = id });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    private static byte[]? Bytes(string text, int length)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == length ? bytes[..length] : null;
    }
}

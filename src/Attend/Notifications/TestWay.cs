using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Address">An e-mail address, a telephone number or a webhook's https address; one's own when not given.</param>
/// <param name="DeviceId">Which of one's own browsers takes the push; the newest when not given.</param>
/// <param name="WebhookId">A webhook that was named before, in place of an address.</param>
/// <param name="Secret">What signs for the address of a webhook (<c>whsec_...</c>); one is made when not given.</param>
internal sealed record WayTestRequest(
    [StringLength(2000, MinimumLength = 1)] string? Address = null, long? DeviceId = null, long? WebhookId = null,
    [StringLength(200, MinimumLength = 1)] string? Secret = null);

/// <summary>What became of a test.</summary>
/// <param name="Provider">Null when nobody was tried, because all who could be are left alone for a while.</param>
/// <param name="Detail">What the other side said, where it did not simply take it.</param>
/// <param name="ProviderId">How the provider calls it.</param>
/// <param name="Secret">What signed the webhook, when it was made for it.</param>
internal sealed record WayTestView(
    Way Way, string? Provider, TryOutcome Outcome, string? Detail, string? ProviderId, long Milliseconds, string? Secret);

/// <summary>
/// Sends one real message at once, past all rows, and says what became of it: so that an administrator knows before the night whether a way
/// is open. It goes to one's own address, or to one that is given; who tried what stands in the audit, the address does not.
/// </summary>
internal static class TestWay
{
    private const int Most = 10;

    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new { });
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private sealed record Own(string? Email, string? Phone, string? Language, string? Zone);

    private sealed record Program(string Endpoint, byte[] PublicKey, byte[] Secret);

    public static async Task<Results<Ok<WayTestView>, Refused>> Handle(
        string name, WayTestRequest request, Db db, Providers providers, ChannelSettings settings, RateLimits limits, Caller caller,
        TimeProvider clock, ILoggerFactory logs, CancellationToken ct)
    {
        if (!Words.TryParse<Way>(name, out var by) || by is Way.InApp)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        if (Wrong(by, request) is { } wrong)
        {
            return wrong;
        }

        var made = by is Way.Webhook && request is { WebhookId: null, Secret: null } ? RandomNumberGenerator.GetBytes(24) : null;
        Sql other = by is Way.WebPush
            ? (Sql)$"""
                select endpoint, public_key, secret from notifications.devices
                where user_id = {caller.User} {Sql.If(request.DeviceId, $"and id = {request.DeviceId}")} order by id desc limit 1
                """
            : $"""
                select address as endpoint, ''::bytea as public_key, secret from notifications.webhooks
                where id = {request.WebhookId ?? 0} and stopped_at is null
                """;
        var (own, program) = await db.Read(reads => (
            reads.Find<Own>($"select email, phone, language, zone from people.contacts where user_id = {caller.User}"), reads.Find<Program>(other)), ct);
        if (request.WebhookId is not null && program.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var (known, now) = (own.Value ?? new Own(null, null, null, null), clock.Micros());
        var secret = program.Value?.Secret ?? made ?? WebhookSignature.Read(request.Secret ?? "");
        // Number 0 is nobody's delivery: whoever says that it came, or fails, changes nothing.
        var message = new Claimed(
            0, 1, false, 0, by, caller.User, 0, Guid.NewGuid(), Kind.Test.Name, Urgency.Normal, $"way:{name}", Nothing, 0, now, now + Window, request.Address ?? known.Email,
            request.Address ?? known.Phone, known.Language, known.Zone, program.Value?.Endpoint ?? request.Address, program.Value?.PublicKey ?? [], secret, null)
            .Outgoing(settings.PublicUrl);
        if (message is null)
        {
            return NotificationProblems.NoOwnAddress.Refuse();
        }

        if (!limits.Take($"tests of ways {caller.User}", Most, Window, out _))
        {
            return PlatformProblems.TooMany.Refuse();
        }

        // Written down before it leaves the house. A test that is asked for twice is two tests, so no key stands for its answer.
        var auditor = caller with { Command = null };
        var asked = await Record(db, auditor, NotificationEvents.WayTested, by, new { way = by, own = request is { Address: null, WebhookId: null }, webhook_id = request.WebhookId }, ct);
        if (Refused.In(asked) is { } busy)
        {
            return busy;
        }

        var began = Stopwatch.GetTimestamp();
        var sending = await Send(providers, by, message, logs, ct);
        var view = View(by, sending, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, made is null ? null : WebhookSignature.Write(made));
        await Record(db, auditor, NotificationEvents.WayAnswered, by,
            new { way = by, provider = view.Provider, outcome = view.Outcome, milliseconds = view.Milliseconds }, ct);
        return TypedResults.Ok(view);
    }

    private static Refused? Wrong(Way way, WayTestRequest request) => way switch
    {
        Way.Email when request.Address is { } address && Mailbox.Read(address) is null => PlatformProblems.Invalid.Field("address", "is an e-mail address"),
        Way.Sms or Way.Voice when request.Address is { } number && !Carrier.Dials(number) =>
            PlatformProblems.Invalid.Field("address", "is a telephone number with its country's prefix, such as +491701234567"),
        not Way.Webhook when request.WebhookId is not null => PlatformProblems.Invalid.Field("webhook_id", "is none: this is no test of a webhook"),
        Way.WebPush when request.Address is not null => PlatformProblems.Invalid.Field("address", "is none: a push goes to one of your own browsers"),
        Way.Webhook when request is { WebhookId: not null, Address: null, Secret: null } => null,
        Way.Webhook when request.WebhookId is not null => PlatformProblems.Invalid.Field("webhook_id", "stands for an address and its secret"),
        Way.Webhook when request.Address is null || !Uri.TryCreate(request.Address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") =>
            PlatformProblems.Invalid.Field("address", "is the https address of a program"),
        Way.Webhook when request.Secret is { } secret && WebhookSignature.Read(secret) is null => PlatformProblems.Invalid.Field("secret", "is whsec_ and base64"),
        _ => null,
    };

    private static async Task<Sending> Send(Providers providers, Way way, Outgoing message, ILoggerFactory logs, CancellationToken ct)
    {
        try
        {
            return await providers.Send(way, message, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            logs.CreateLogger(typeof(TestWay)).LogError(error, "A bug: a provider of {Way} failed instead of answering.", Words.Of(way));
            return new Sending(null, new Outcome.Unsure($"The provider failed instead of answering: {error.GetType().Name}."));
        }
    }

    private static WayTestView View(Way way, Sending sending, long milliseconds, string? secret)
    {
        var (outcome, detail, providerId) = sending.Outcome switch
        {
            Outcome.Accepted accepted => (TryOutcome.Accepted, null, accepted.ProviderId),
            Outcome.Later later => (TryOutcome.Later, later.Why, null),
            Outcome.Never never => (TryOutcome.Never, never.Why, null),
            Outcome.Gone gone => (TryOutcome.Gone, gone.Why, null),
            var unsure => (TryOutcome.Unsure, ((Outcome.Unsure)unsure).Why, (string?)null),
        };
        return new WayTestView(way, sending.Provider, outcome, detail, providerId, milliseconds, secret);
    }

    private static Task<Results<NoContent, Refused>> Record(Db db, Caller caller, string kind, Way way, object data, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            change.Event(kind, $"way:{Words.Of(way)}", data);
            await change.Send();
            return TypedResults.NoContent();
        }, ct);
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Attend.Channels;

/// <summary>To a browser by the push service that it named (RFC 8030), encrypted for it alone and signed with the installation's keys.</summary>
/// <param name="subject">Where the push service's people reach ours.</param>
internal sealed class WebPush(Outside outside, VapidSource vapid, string? subject, TimeProvider clock) : IProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(28);

    public string Name => "web push";

    public Way Way => Way.WebPush;

    public TimeSpan Longest => Exchange.Longest;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        if (!outside.Accepts(message.Address, out var endpoint))
        {
            return new Outcome.Never("The push service has no https address.");
        }

        if (message.Keys is not { } keys)
        {
            return new Outcome.Never("The browser gave no keys.");
        }

        var text = Encoding.UTF8.GetBytes(message.Body ?? Notice(message));
        if (text.Length > PushEncryption.LongestText)
        {
            return new Outcome.Never($"A push holds {PushEncryption.LongestText} bytes; this one has {text.Length}.");
        }

        byte[] body;
        try
        {
            body = PushEncryption.Encrypt(text, keys);
        }
        catch (CryptographicException)
        {
            return new Outcome.Never("The browser's keys are no keys.");
        }

        var authorization = (await vapid(ct)).Authorization(endpoint, subject, clock.GetUtcNow());
        var (reply, otherwise) = await Exchange.Post(outside.ToAnyone, endpoint, body, "application/octet-stream", headers =>
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
            headers.Add("TTL", TimeToLive(message).ToString(CultureInfo.InvariantCulture));
            headers.Add("Urgency", message.Urgency switch { Urgency.Low => "low", Urgency.Clinical => "high", _ => "normal" });
            if (message.Topic is { } topic)
            {
                headers.Add("Topic", Topic(topic));
            }
        }, clock, ct, content => content.ContentEncoding.Add("aes128gcm"));
        return reply is null ? otherwise : Of(reply, endpoint);
    }

    private static Outcome Of(Reply reply, Uri endpoint) => reply switch
    {
        { Taken: true } => new Outcome.Accepted(reply.Location),
        { Status: 404 or 410 } => new Outcome.Gone("The browser has ended its subscription."),
        // So many for one browser; the others of its service are well.
        { Status: 429 } => new Outcome.Later(Exchange.Said(endpoint, reply), reply.After) { OfThisOne = true },
        { Busy: true } or { Status: 302 or 303 or 307 } => new Outcome.Later(Exchange.Said(endpoint, reply), reply.After),
        { Doubtful: true } => new Outcome.Unsure(Exchange.Said(endpoint, reply)),
        _ => new Outcome.Never(Exchange.Said(endpoint, reply)),
    };

    /// <summary>What a service worker shows when nobody wrote it something of its own.</summary>
    private static string Notice(Outgoing message) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["title"] = message.Title,
        ["text"] = message.Text,
        ["language"] = message.Language,
        ["urgency"] = Platform.Words.Of(message.Urgency),
        ["topic"] = message.Topic,
    });

    private long TimeToLive(Outgoing message) => message.Deadline is not { } deadline
        ? (long)TimeSpan.FromDays(1).TotalSeconds
        : (long)Math.Clamp((deadline - clock.GetUtcNow()).TotalSeconds, 0, LongestWait.TotalSeconds);

    /// <summary>A push service takes 32 letters of base64url, and need not know what a message is about.</summary>
    private static string Topic(string topic) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(topic)))[..32];
}

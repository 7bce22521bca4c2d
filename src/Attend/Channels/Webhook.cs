using System.Globalization;
using System.Text;

namespace Attend.Channels;

/// <summary>To a program of somebody else's, signed so that it can tell.</summary>
internal sealed class Webhook(Outside outside, TimeProvider clock) : IProvider
{
    public string Name => "webhook";

    public Way Way => Way.Webhook;

    public TimeSpan Longest => Exchange.Longest;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        if (!outside.Accepts(message.Address, out var address))
        {
            return new Outcome.Never("A webhook has an https address.");
        }

        if (message.Keys is not { Secret.Length: > 0 } keys || message.Body is not { } json)
        {
            return new Outcome.Never("A webhook needs a secret and a body.");
        }

        var (id, now, body) = (Once.Name(message), clock.GetUtcNow(), Encoding.UTF8.GetBytes(json));
        var (reply, otherwise) = await Exchange.Post(outside.ToAnyone, address, body, "application/json", headers =>
        {
            headers.Add("webhook-id", id);
            headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(keys.Secret, id, now, body));
        }, clock, ct);
        return reply is null ? otherwise : Of(reply, address);
    }

    private static Outcome Of(Reply reply, Uri address) => reply switch
    {
        { Taken: true } => new Outcome.Accepted(),
        { Status: 410 } => new Outcome.Gone("The receiver wants no more of these."),
        // The other side's address is just being put in order: its door, its rights, its routes.
        { Busy: true } or { Status: 302 or 303 or 307 or 401 or 403 or 404 or 409 } => new Outcome.Later(Exchange.Said(address, reply), reply.After),
        { Doubtful: true } => new Outcome.Unsure(Exchange.Said(address, reply)),
        _ => new Outcome.Never(Exchange.Said(address, reply)),
    };
}

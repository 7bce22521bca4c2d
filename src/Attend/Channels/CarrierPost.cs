using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Attend.Channels;

/// <summary>What a text message and a call have in common: a form sent to a telephone company, and what its answer means.</summary>
internal static class CarrierPost
{
    /// <summary>
    /// Codes that have to do with the number that is called, and will tomorrow: no number, no mobile, said STOP, may not be reached.
    /// https://www.twilio.com/docs/api/errors
    /// </summary>
    private static readonly int[] Recipients = [13223, 13224, 13225, 13226, 21201, 21211, 21214, 21217, 21265, 21421, 21602, 21604, 21605, 21610, 21614, 21617, 21619];

    /// <summary>Too much at once; a queue that is full; a service that is closed for now.</summary>
    private static readonly int[] TooMuch = [20429, 20503, 21611, 30001, 30022];

    /// <summary>Something broke, of which the company says itself that whoever tries again may say it twice.</summary>
    private const int Broke = 20500;

    public static async Task<Outcome> Send(
        HttpClient http, Carrier carrier, string resource, IEnumerable<KeyValuePair<string, string>> form, TimeProvider clock, CancellationToken ct)
    {
        using var content = new FormUrlEncodedContent(form);
        var body = await content.ReadAsByteArrayAsync(ct);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{carrier.Account}:{carrier.Token}"));
        var (reply, otherwise) = await Exchange.Post(http, carrier.For(resource), body, "application/x-www-form-urlencoded", headers =>
        {
            headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
            headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        }, clock, ct);
        return reply is null ? otherwise : Of(carrier, reply);
    }

    private static Outcome Of(Carrier carrier, Reply reply)
    {
        var (sid, code) = Read(reply.Body);
        if (reply.Taken)
        {
            // A stranger on the way (a hotel's log-in page, a wrong address) also says 200; only the company knows the id.
            return sid is not null ? new Outcome.Accepted(sid) : new Outcome.Unsure($"{carrier.Name} answered {reply.Status} without an id.");
        }

        var why = string.Create(CultureInfo.InvariantCulture, $"{carrier.Name} answered {reply.Status}{(code is { } known ? $" (error {known})" : "")}.");
        return reply.Status switch
        {
            // What the company itself says of why it refuses counts before the status, under which whoever stands before it may speak.
            _ when code is { } said && Recipients.Contains(said) => new Outcome.Never(why),
            _ when reply.Busy || (code is { } busy && TooMuch.Contains(busy)) => new Outcome.Later(why, reply.After),
            // Our account, our number, our rights with this company: another company may still take it.
            _ when code is 21212 or 21408 or 21606 or 21612 or 21659 or 21210 => new Outcome.Later(why) { OfThisOne = code is 21408 or 21612 },
            _ when code is >= 20000 and < 21000 and not Broke => new Outcome.Later(why, reply.After),
            _ when reply.Doubtful => new Outcome.Unsure(why),
            401 or 402 or 403 or 404 or >= 300 and < 400 => new Outcome.Later(why, reply.After),
            _ => new Outcome.Never(why),
        };
    }

    /// <summary>An answer in no known form gives nothing, and no error.</summary>
    private static (string? Sid, int? Code) Read(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (answer.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, null);
            }

            var sid = answer.RootElement.TryGetProperty("sid", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
            var code = answer.RootElement.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt32(out var read) ? read : (int?)null;
            return (sid is { Length: > 0 and <= 64 } && sid.All(char.IsAsciiLetterOrDigit) ? sid : null, code);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}

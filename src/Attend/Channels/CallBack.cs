using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Attend.Platform;

namespace Attend.Channels;

/// <summary>What a telephone company says has become of a message or a call.</summary>
[LowerWords]
internal enum CarrierWord
{
    Queued, Sent, Delivered, Read, Undelivered, Failed, Cancelled,

    /// <summary>It rings.</summary>
    Ringing,

    /// <summary>Somebody, or a machine, has picked up.</summary>
    Answered,

    /// <summary>It was picked up, and is over.</summary>
    Completed,

    Busy, NoAnswer,
}

/// <summary>A call-back, read.</summary>
/// <param name="ProviderId">The id that <see cref="Outcome.Accepted"/> gave.</param>
/// <param name="Key">What was pressed on the telephone.</param>
internal sealed record CarrierReport(string ProviderId, CarrierWord? Word, int? ErrorCode, string? Key);

/// <summary>
/// What telephone companies send back. The addresses are told here because they are part of what is sent; who answers them, and what a
/// report changes, is the business of those who sent the message.
/// </summary>
internal static class CallBack
{
    /// <summary>Routes; the reference stands for its last part.</summary>
    public const string SmsPath = "/api/callbacks/sms/{reference}";
    public const string VoicePath = "/api/callbacks/voice/{reference}";
    public const string KeyPath = "/api/callbacks/voice/{reference}/key";

    /// <summary>The header that holds the signature.</summary>
    public const string SignatureHeader = "X-Twilio-Signature";

    public static string Address(Uri publicUrl, string path, string reference) =>
        publicUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + path.Replace("{reference}", Uri.EscapeDataString(reference), StringComparison.Ordinal);

    /// <summary>
    /// The signature over the whole address and the form's names and values in the names' order, with the account's token.
    /// https://www.twilio.com/docs/usage/security#validating-requests
    /// </summary>
    /// <param name="address">As the company called it: with https and the public host, whatever a proxy made of them.</param>
    public static string Sign(string token, string address, IEnumerable<KeyValuePair<string, string>> form)
    {
        var text = new StringBuilder(address);
        foreach (var (name, value) in form.Distinct().OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

#pragma warning disable CA5350 // The other side's form; HMAC does not rest on what is weak about SHA-1.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
#pragma warning restore CA5350
    }

    public static bool Signed(string token, string address, IEnumerable<KeyValuePair<string, string>> form, string? signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(token, address, form)), Encoding.UTF8.GetBytes(signature ?? ""));

    /// <summary>Null when the form names no message and no call.</summary>
    public static CarrierReport? Read(IEnumerable<KeyValuePair<string, string>> form)
    {
        var fields = form.DistinctBy(field => field.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var id = fields.GetValueOrDefault("MessageSid") ?? fields.GetValueOrDefault("SmsSid") ?? fields.GetValueOrDefault("CallSid");
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        var said = fields.GetValueOrDefault("MessageStatus") ?? fields.GetValueOrDefault("SmsStatus") ?? fields.GetValueOrDefault("CallStatus");
        var error = int.TryParse(fields.GetValueOrDefault("ErrorCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : (int?)null;
        return new CarrierReport(id, Word(said), error, fields.GetValueOrDefault("Digits"));
    }

    /// <summary>Null for a word that came into use later: a report that cannot be read changes nothing.</summary>
    public static CarrierWord? Word(string? said) => said switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "initiated" => CarrierWord.Queued,
        "sent" => CarrierWord.Sent,
        "delivered" => CarrierWord.Delivered,
        "read" => CarrierWord.Read,
        "undelivered" => CarrierWord.Undelivered,
        "failed" => CarrierWord.Failed,
        "canceled" => CarrierWord.Cancelled,
        "ringing" => CarrierWord.Ringing,
        "in-progress" or "answered" => CarrierWord.Answered,
        "completed" => CarrierWord.Completed,
        "busy" => CarrierWord.Busy,
        "no-answer" => CarrierWord.NoAnswer,
        _ => null,
    };
}

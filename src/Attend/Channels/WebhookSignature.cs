using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Channels;

/// <summary>
/// How a program knows that a webhook comes from here, was not changed, and is not an old one sent again (Standard Webhooks 1.0):
/// HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>How far a time stamp may lie from the receiver's clock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Prefix = "whsec_";

    /// <summary>A secret as people hand it on.</summary>
    public static string Write(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>Null when it is none.</summary>
    public static byte[]? Read(string written)
    {
        var base64 = written.StartsWith(Prefix, StringComparison.Ordinal) ? written[Prefix.Length..] : written;
        var secret = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, secret, out var length) && length > 0 ? secret[..length] : null;
    }

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Sign(byte[] secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Mac(secret, id, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body));

    /// <summary>Whether the three headers fit the body, and the time is now. A receiver also keeps the ids of that window and takes each once.</summary>
    /// <param name="signature">May hold several, separated by blanks, while a secret is changed for another.</param>
    public static bool Verify(byte[] secret, string id, string timestamp, string signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Window.TotalSeconds)
        {
            return false;
        }

        var right = Mac(secret, id, timestamp, body);
        var fits = false;
        foreach (var one in signature.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var given = new byte[right.Length];
            fits |= one.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64String(one[3..], given, out var length) && length == right.Length
                && CryptographicOperations.FixedTimeEquals(given, right);
        }

        return fits;
    }

    private static byte[] Mac(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]);
}

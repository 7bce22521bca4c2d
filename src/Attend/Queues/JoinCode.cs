using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Attend.Platform.Database;

namespace Attend.Queues;

/// <summary>
/// What shows that somebody is at the place and not at home: a code that stands on the screens there and changes every five minutes. It is made
/// from the queue's secret and the time (as RFC 6238 does), so that nothing is kept, and every server shows and takes the same.
/// </summary>
internal static class JoinCode
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>That of now and the one before: whoever scans a code has at least five minutes.</summary>
    private const int Valid = 2;

    private const int Length = 6;

    // Without I, L, O and U, which are misread and misspelt (Crockford).
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The secret of a queue that has such a code; no row where it has none.</summary>
    public static Sql Secret(long queueId) => $"select code_secret from queues.queues where id = {queueId} and rotating_code";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(32);

    /// <summary>The code to be shown now.</summary>
    public static string Now(byte[] secret, DateTimeOffset now) => At(secret, now.ToUnixTimeSeconds() / (long)Step.TotalSeconds);

    /// <summary>Whether a code was shown of late, however it was typed.</summary>
    public static bool Fits(byte[] secret, string? code, DateTimeOffset now)
    {
        var typed = Encoding.UTF8.GetBytes(new string([.. (code ?? "").Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant());
        var step = now.ToUnixTimeSeconds() / (long)Step.TotalSeconds;
        return Enumerable.Range(0, Valid).Any(back => CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(At(secret, step - back))));
    }

    /// <summary>What the address of a screen holds that may show the code: whoever has it shows where they are by that.</summary>
    public static string Screen(byte[] secret) => Convert.ToHexStringLower(Mac(secret, "screen").AsSpan(0, 16));

    public static bool IsScreen(byte[] secret, string? asked) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(asked ?? ""), Encoding.UTF8.GetBytes(Screen(secret)));

    private static string At(byte[] secret, long step) =>
        new([.. Mac(secret, string.Create(CultureInfo.InvariantCulture, $"code {step}")).Take(Length).Select(drawn => Letters[drawn % Letters.Length])]);

    private static byte[] Mac(byte[] secret, string of) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(of));
}

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Attend.People;

/// <summary>
/// Time-based one-time passwords (RFC 6238: HMAC-SHA1, 30 s, six digits), as every authenticator app makes them. Identity's own token
/// provider reads the system's clock and does not say which step matched, so that a used code could not be refused.
/// </summary>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(20);

    public static long Step(DateTimeOffset now) => now.ToUnixTimeSeconds() / 30;

    /// <summary>The step whose code this is: the present one or a neighbour (clocks differ), and none up to <paramref name="used"/>.</summary>
    public static long? Match(byte[] key, string code, DateTimeOffset now, long used)
    {
        long? match = null;
        for (var step = Step(now) - 1; step <= Step(now) + 1; step++)
        {
            if (step > used && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(key, step)), Encoding.UTF8.GetBytes(code)))
            {
                match = step;
            }
        }

        return match;
    }

    public static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // SHA-1 is what authenticator apps implement; as an HMAC it is not broken.
#pragma warning disable CA5350
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0x0f)) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    public static string Text(byte[] key)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var octet in key)
        {
            bits = bits << 8 | octet;
            for (held += 8; held >= 5; held -= 5)
            {
                text.Append(Base32[bits >> (held - 5) & 31]);
            }

            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Base32[bits << (5 - held) & 31]).ToString();
    }

    /// <summary>What an authenticator app scans.</summary>
    public static string Address(string username, byte[] key) =>
        $"otpauth://totp/Attend:{Uri.EscapeDataString(username)}?secret={Text(key)}&issuer=Attend&algorithm=SHA1&digits=6&period=30";
}

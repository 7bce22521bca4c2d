using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Tests.Channels;

/// <summary>
/// A browser's side of a push, from RFC 8291 and RFC 8188 alone: the curve with big integers, HKDF with HMAC, and nothing of what sends.
/// </summary>
internal sealed class PushReceiver
{
    private static readonly BigInteger P = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger N = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static readonly (BigInteger X, BigInteger Y) G = (
        Hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"), Hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

    private readonly BigInteger secret;

    public PushReceiver() : this(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16))
    {
    }

    public PushReceiver(byte[] privateKey, byte[] auth)
    {
        secret = (new BigInteger(privateKey, isUnsigned: true, isBigEndian: true) % (N - 1)) + 1;
        if (privateKey.Length == 32 && new BigInteger(privateKey, isUnsigned: true, isBigEndian: true) < N)
        {
            secret = new BigInteger(privateKey, isUnsigned: true, isBigEndian: true);
        }

        Auth = auth;
        var (x, y) = Times(G, secret);
        Public = [4, .. Bytes(x), .. Bytes(y)];
    }

    public byte[] Public { get; }

    public byte[] Auth { get; }

    public string Read(byte[] body)
    {
        var (salt, size, length) = (body[..16], (body[16] << 24) | (body[17] << 16) | (body[18] << 8) | body[19], body[20]);
        var sender = body[21..(21 + length)];
        var cipher = body[(21 + length)..];
        if (cipher.Length > size)
        {
            throw new InvalidDataException("more than one record");
        }

        var shared = Bytes(Times((Number(sender[1..33]), Number(sender[33..])), secret).X);
        var ikm = Expand(HMACSHA256.HashData(Auth, shared), [.. Encoding.ASCII.GetBytes("WebPush: info"), 0, .. Public, .. sender], 32);
        var prk = HMACSHA256.HashData(salt, ikm);
        var key = Expand(prk, [.. Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm"), 0], 16);
        var nonce = Expand(prk, [.. Encoding.ASCII.GetBytes("Content-Encoding: nonce"), 0], 12);
        using var aes = new AesGcm(key, 16);
        var plain = new byte[cipher.Length - 16];
        aes.Decrypt(nonce, cipher.AsSpan(0, plain.Length), cipher.AsSpan(plain.Length), plain);
        var end = Array.FindLastIndex(plain, one => one != 0);
        return plain[end] == 2 ? Encoding.UTF8.GetString(plain, 0, end) : throw new InvalidDataException("not the last record");
    }

    private static byte[] Expand(byte[] prk, byte[] info, int length) => HMACSHA256.HashData(prk, (byte[])[.. info, 1])[..length];

    private static (BigInteger X, BigInteger Y) Times((BigInteger X, BigInteger Y) point, BigInteger by)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (var at = point; by > 0; by >>= 1, at = Plus(at, at))
        {
            sum = by.IsEven ? sum : sum is { } so ? Plus(so, at) : at;
        }

        return sum!.Value;
    }

    private static (BigInteger X, BigInteger Y) Plus((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var slope = a == b ? (3 * a.X * a.X - 3) * Inverse(2 * a.Y) : (b.Y - a.Y) * Inverse(b.X - a.X);
        var x = Mod(slope * slope - a.X - b.X);
        return (x, Mod(slope * (a.X - x) - a.Y));
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Hex(string hex) => Number(Convert.FromHexString(hex));
}

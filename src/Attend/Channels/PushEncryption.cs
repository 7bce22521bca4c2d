using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Channels;

/// <summary>
/// A push for one browser's eyes (RFC 8291): a key agreed by ECDH on P-256 with a pair made for this push alone, and one record of
/// <c>aes128gcm</c> (RFC 8188).
/// </summary>
internal static class PushEncryption
{
    /// <summary>Every push service takes a body of 4096 bytes; less the header (86), the tag (16) and the end mark (1).</summary>
    public const int LongestText = 4096 - HeaderLength - TagLength - 1;

    private const int PointLength = 65;
    private const int HeaderLength = 16 + 4 + 1 + PointLength;
    private const int TagLength = 16;
    private const int RecordSize = 4096;

    // A push service sees how long a body is, which tells a cancelled job from a new one; most are made equal by this.
    private static readonly int[] Lengths = [1024, 2048, LongestText];

    /// <exception cref="CryptographicException">The browser's point is not on the curve.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, Keys browser)
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var length = text.Length;
        return Encrypt(text, Lengths.First(longest => longest >= length) - text.Length, browser, pair, RandomNumberGenerator.GetBytes(16));
    }

    /// <param name="padding">How many zeros follow the text.</param>
    /// <param name="pair">Used for one push only.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, int padding, Keys browser, ECDiffieHellman pair, byte[] salt)
    {
        if (browser.Public is not [4, ..] || browser.Public.Length != PointLength || browser.Secret.Length != 16)
        {
            throw new CryptographicException("A browser's key is an uncompressed point of 65 bytes and a secret of 16.");
        }

        using var other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = browser.Public[1..33], Y = browser.Public[33..] },
        });
        var own = pair.ExportParameters(false).Q;
        byte[] ownPoint = [4, .. own.X!, .. own.Y!];
        var agreed = pair.DeriveRawSecretAgreement(other.PublicKey);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, 32, browser.Secret, [.. "WebPush: info\0"u8, .. browser.Public, .. ownPoint]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));

        var record = new byte[text.Length + 1 + padding];
        text.CopyTo(record);
        record[text.Length] = 2;
        var body = new byte[HeaderLength + record.Length + TagLength];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(16), RecordSize);
        body[20] = PointLength;
        ownPoint.CopyTo(body, 21);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, record, body.AsSpan(HeaderLength, record.Length), body.AsSpan(HeaderLength + record.Length));
        return body;
    }
}

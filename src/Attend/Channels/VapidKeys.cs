using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Attend.Channels;

/// <summary>Gives the keys that this installation signs its pushes with. Who keeps them is another module's affair.</summary>
internal delegate ValueTask<VapidKeys> VapidSource(CancellationToken ct);

/// <summary>
/// What tells a push service who sends (VAPID, RFC 8292): browsers subscribe for the public key, and take pushes from nobody who cannot
/// sign with the other. A new pair ends every subscription.
/// </summary>
internal sealed class VapidKeys : IDisposable
{
    private const string Header = """{"typ":"JWT","alg":"ES256"}""";

    // Push services refuse more than a day; half of it forgives a clock that is wrong.
    private static readonly TimeSpan Validity = TimeSpan.FromHours(12);
    private readonly ECDsa key;
    private readonly Lock gate = new();

    private VapidKeys(ECDsa key)
    {
        this.key = key;
        PublicKey = Base64Url.EncodeToString(Point(key.ExportParameters(false)));
    }

    /// <summary>The uncompressed point in base64url: what <c>pushManager.subscribe</c> takes as <c>applicationServerKey</c>.</summary>
    public string PublicKey { get; }

    public static VapidKeys Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static VapidKeys Load(ReadOnlySpan<byte> saved)
    {
        var pair = ECDsa.Create();
        try
        {
            pair.ImportPkcs8PrivateKey(saved, out _);
            return new VapidKeys(pair);
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <summary>PKCS #8, not encrypted: it is to be kept as a secret.</summary>
    public byte[] Save() => key.ExportPkcs8PrivateKey();

    /// <summary>The value of <c>Authorization</c> for one push service.</summary>
    /// <param name="subject">Where the service's people reach ours: <c>mailto:</c> or <c>https:</c>.</param>
    public string Authorization(Uri endpoint, string? subject, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            ["aud"] = endpoint.GetLeftPart(UriPartial.Authority),
            ["exp"] = (now + Validity).ToUnixTimeSeconds(),
        };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        var unsigned = $"{Encode(Encoding.ASCII.GetBytes(Header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        byte[] signature;
        lock (gate)
        {
            signature = key.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        return $"vapid t={unsigned}.{Encode(signature)}, k={PublicKey}";
    }

    public void Dispose() => key.Dispose();

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] Point(ECParameters pair) => [4, .. pair.Q.X!, .. pair.Q.Y!];
}

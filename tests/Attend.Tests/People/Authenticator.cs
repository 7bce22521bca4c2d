using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attend.Tests.People;

/// <summary>
/// A phone that holds one passkey, in software: what WebAuthn Level 3 has an authenticator and the browser around it say, with ES256. Each
/// piece can be said wrongly; what is not given is right.
/// </summary>
internal sealed class Authenticator(string origin) : IDisposable
{
    public const byte Present = 0x01;
    public const byte Verified = 0x04;
    private const byte Synced = 0x18;
    private const byte Attested = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string handle = "";

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>Whether it counts; synced passkeys say zero for ever.</summary>
    public bool Counts { get; init; }

    public uint Count { get; set; }

    public void Dispose() => key.Dispose();

    /// <summary>The answer to <c>navigator.credentials.create()</c>.</summary>
    public JsonObject Create(JsonElement options, string? at = null, string? domain = null, byte flags = Present | Verified, string[]? transports = null)
    {
        handle = options.GetProperty("user").GetProperty("id").GetString()!;
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(
        [
            .. Data(domain ?? options.GetProperty("rp").GetProperty("id").GetString()!, (byte)(flags | Attested)),
            .. new byte[16], .. Two(CredentialId.Length), .. CredentialId, .. PublicKey(),
        ]);
        attestation.WriteEndMap();
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", Challenge(options), at ?? origin)),
            ["attestationObject"] = Text(attestation.Encode()),
            ["transports"] = new JsonArray([.. (transports ?? ["internal", "hybrid"]).Select(word => (JsonNode)word)]),
        });
    }

    /// <summary>The answer to <c>navigator.credentials.get()</c>.</summary>
    public JsonObject Get(
        JsonElement options, string? at = null, string? domain = null, string? challenge = null, byte flags = Present | Verified,
        bool wrongly = false, string? owner = null, string type = "webauthn.get")
    {
        var data = Data(domain ?? options.GetProperty("rpId").GetString()!, flags);
        var client = ClientData(type, challenge ?? Challenge(options), at ?? origin);
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (wrongly)
        {
            signature[^1] ^= 1;
        }

        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(signature),
            ["userHandle"] = owner is null ? handle : Text(Encoding.UTF8.GetBytes(owner)),
        });
    }

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(CredentialId),
        ["rawId"] = Text(CredentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] Data(string domain, byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Counts ? ++Count : Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), (byte)(flags | Synced), .. count];
    }

    private byte[] PublicKey()
    {
        var point = key.ExportParameters(false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }

        foreach (var (label, value) in new[] { (-2, point.X!), (-3, point.Y!) })
        {
            cose.WriteInt32(label);
            cose.WriteByteString(value);
        }

        cose.WriteEndMap();
        return cose.Encode();
    }

    private static byte[] ClientData(string type, string challenge, string origin) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["challenge"] = challenge, ["origin"] = origin, ["crossOrigin"] = false });

    private static string Challenge(JsonElement options) => options.GetProperty("challenge").GetString()!;

    private static byte[] Two(int length) => [(byte)(length >> 8), (byte)length];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Tests.Notifications;

/// <summary>A browser that takes pushes, as it introduces itself.</summary>
internal static class PushDevice
{
    public static object At(string endpoint, string name = "Phone", string? replaces = null)
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(false).Q;
        return new
        {
            name, endpoint, replaces,
            keys = new
            {
                p256dh = Base64Url.EncodeToString([4, .. point.X!, .. point.Y!]),
                auth = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            },
        };
    }

    /// <summary>By this it finds itself among its person's devices.</summary>
    public static string Mark(string endpoint) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint)))[..16];
}

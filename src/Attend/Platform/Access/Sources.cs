using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Attend.Platform.Database;

namespace Attend.Platform.Access;

/// <summary>
/// The device a request comes from, as a digest of its address under a key that only the database holds: equal on all nodes, useless to
/// whoever reads a row. An IPv6 device owns its /64, so that is what counts.
/// </summary>
internal sealed class Sources(Db db)
{
    private byte[]? key;

    public async ValueTask<string> Of(HttpContext context)
    {
        key ??= await db.One<byte[]>($"select key from platform.keys where name = 'sources'", context.RequestAborted);
        return Digest(key, context.Connection.RemoteIpAddress ?? IPAddress.None);
    }

    internal static string Digest(byte[] key, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        var device = plain.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes;
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, device).AsSpan(0, 16));
    }
}

using System.Net;
using System.Net.Sockets;

namespace Attend.Channels;

/// <summary>
/// Whether an address belongs to the internet at large. Addresses that users give (push services, webhooks) may lead nowhere else: not to
/// this machine, not to its network, and not to a cloud's own pages at 169.254.169.254.
/// </summary>
/// <remarks>IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and what came after).</remarks>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Unicast6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Protocols' own addresses, documentation, and ways to wrap an IPv4 address that may be a private one.</summary>
    private static readonly IPNetwork[] NotPublic6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !NotPublic4.Any(network => network.Contains(address));
        }

        // A network without IPv4 reaches the rest of the world through these.
        if (Translated.Contains(address))
        {
            return Is(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }

        return Unicast6.Contains(address) && !NotPublic6.Any(network => network.Contains(address));
    }
}

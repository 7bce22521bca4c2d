using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Attend.Platform.Access;

/// <summary>
/// A proxy in front of the server tells the browser's address and scheme in headers; only proxies on this machine and those that the
/// operator names are believed, because everything that counts by source stands on it.
/// </summary>
internal static class Proxies
{
    /// <param name="named">Addresses and networks, separated by commas: <c>10.0.0.5,10.1.0.0/16</c>.</param>
    public static ForwardedHeadersOptions Trusted(string? named)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        foreach (var name in (named ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(name, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new BadUsage($"ATTEND_PROXIES holds {name}, which is neither an address nor a network such as 10.1.0.0/16.");
            }
        }

        return options;
    }
}

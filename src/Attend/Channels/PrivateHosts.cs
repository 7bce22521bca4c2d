using Attend.Platform;

namespace Attend.Channels;

/// <summary>Hosts of the operator's own network that users' addresses may lead to all the same: <c>alarms.hospital.example:8443</c>.</summary>
internal sealed class PrivateHosts
{
    public static readonly PrivateHosts None = new("");

    private readonly HashSet<(string Host, int? Port)> hosts = [];

    /// <param name="named">Names or addresses, each with or without a port, separated by commas.</param>
    public PrivateHosts(string? named)
    {
        foreach (var name in (named ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate("tcp://" + name, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.PathAndQuery is not ("" or "/") || uri.UserInfo.Length > 0)
            {
                throw new BadUsage($"ATTEND_PRIVATE_HOSTS holds {name}, which is no host such as alarms.hospital.example or 10.1.2.3:8443.");
            }

            hosts.Add((Bare(uri.IdnHost), uri.Port > 0 ? uri.Port : null));
        }
    }

    public bool Has(string host, int port) => hosts.Contains((Bare(host), port)) || hosts.Contains((Bare(host), null));

    private static string Bare(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}

using System.Net;
using System.Net.Sockets;

namespace Attend.Channels;

/// <summary>A name or number leads to an address that users' addresses may not lead to.</summary>
internal sealed class NotPublic(string sentence) : IOException(sentence);

/// <summary>
/// Connections out of the house by HTTP. The address is looked up and judged where the connection is made, so a name that leads somewhere
/// else the second time changes nothing. Nobody is followed to another address.
/// </summary>
internal sealed class Outside : IDisposable
{
    // Some servers close after five seconds of silence; a message on a connection that just closes would be in doubt for nothing.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(10);
    private readonly PrivateHosts allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    /// <param name="resolve">Names to addresses; the system's when not given.</param>
    public Outside(PrivateHosts allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        this.allowed = allowed;
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
        var guarded = Plain();
        // A proxy would look the name up itself, where nobody judges the address.
        guarded.UseProxy = false;
        guarded.ConnectCallback = Connect;
        ToAnyone = Client(guarded);
        ToProviders = Client(Plain());
    }

    /// <summary>To addresses that users or their browsers gave.</summary>
    public HttpClient ToAnyone { get; }

    /// <summary>To addresses that the operator gave.</summary>
    public HttpClient ToProviders { get; }

    /// <summary>Whether an address may be asked at all: https, and http only to what the operator named.</summary>
    public bool Accepts(string address, out Uri uri) =>
        Uri.TryCreate(address, UriKind.Absolute, out uri!)
        && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && allowed.Has(uri.IdnHost, uri.Port)));

    public void Dispose()
    {
        ToAnyone.Dispose();
        ToProviders.Dispose();
    }

    private static SocketsHttpHandler Plain() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ToConnect,
        PooledConnectionIdleTimeout = Idle,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 16,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        AutomaticDecompression = DecompressionMethods.None,
    };

    private static HttpClient Client(SocketsHttpHandler handler) => new(handler)
    {
        // Exchange keeps the time, on the product's clock.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var number) ? [number] : await resolve(host, ct);
        var open = allowed.Has(host, port) ? found : [.. found.Where(PublicAddress.Is)];
        if (open.Length == 0)
        {
            throw new NotPublic(found.Length == 0 ? $"{host} has no address." : $"{host} leads to an address that is not public.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

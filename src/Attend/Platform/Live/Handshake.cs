using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Attend.Platform.Live;

/// <summary>
/// The opening handshake: RFC 6455 4.2 over HTTP/1.1, RFC 8441 over HTTP/2. No extension and no subprotocol is agreed on. What comes
/// out is the bare stream, on which <see cref="FrameReader"/> and <see cref="Frames"/> speak.
/// </summary>
internal static class Handshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Why this request cannot become a socket, or null.</summary>
    public static Refused? Refusal(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var connect = Connect(context);
        if (connect is null && !(context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && Lists(request.Headers.Upgrade.ToString(), "websocket")))
        {
            response.Headers.Upgrade = "websocket";
            return LiveProblems.UpgradeRequired.Refuse();
        }

        if (request.Headers.SecWebSocketVersion != "13")
        {
            response.Headers.SecWebSocketVersion = "13";
            return LiveProblems.WrongVersion.Refuse();
        }

        Span<byte> nonce = stackalloc byte[24];
        return connect is null && !(request.Headers.SecWebSocketKey is [{ Length: 24 } key] && Convert.TryFromBase64String(key, nonce, out var length) && length == 16)
            ? LiveProblems.BadHandshake.Refuse()
            : null;
    }

    /// <summary>Answers the handshake.</summary>
    public static async Task<Stream> Accept(HttpContext context)
    {
        // A socket that says nothing for hours is healthy, and a slow one is ours to close, with a reason.
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        GiveUpOnDeadPeers(context);
        if (Connect(context) is { } connect)
        {
            return await connect.AcceptAsync();
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Answer(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 asks for SHA-1; it only shows that the server understood.")]
    internal static string Answer(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));

    private static IHttpExtendedConnectFeature? Connect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
        && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase) ? connect : null;

    private static bool Lists(string header, string word) =>
        header.Split(',', StringSplitOptions.TrimEntries).Contains(word, StringComparer.OrdinalIgnoreCase);

    // A peer that vanished without a word leaves our beacons unacknowledged: the kernel ends such a connection after a minute instead of
    // a quarter of an hour, and no ping of ours is needed to find it.
    private static void GiveUpOnDeadPeers(HttpContext context)
    {
        if (OperatingSystem.IsLinux() && context.Features.Get<IConnectionSocketFeature>()?.Socket is { ProtocolType: System.Net.Sockets.ProtocolType.Tcp } socket)
        {
            const int Tcp = 6;
            const int UserTimeout = 18;
            socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes(60_000));
        }
    }
}

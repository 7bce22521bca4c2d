using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Attend.Tests.Channels;

/// <summary>What came in over HTTP.</summary>
internal sealed record Came(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Somebody else's web server, on a loopback port of its own.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpPeer(Func<HttpContext, Came, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var came = new Came(context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
            Requests.Enqueue(came);
            await answer(context, came);
        });
    }

    public ConcurrentQueue<Came> Requests { get; } = [];

    public Uri Url => new(app.Urls.First());

    public static Task<HttpPeer> Start(Func<HttpContext, Task> answer) => Start((context, _) => answer(context));

    public static async Task<HttpPeer> Start(Func<HttpContext, Came, Task> answer)
    {
        var peer = new HttpPeer(answer);
        await peer.app.StartAsync();
        return peer;
    }

    public static Task<HttpPeer> Start(int status, string body = "", params (string Name, string Value)[] headers) => Start(async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body);
    });

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>Somebody who listens, and does with the bytes as a test says: for what no proper server does.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> talk;
    private readonly Task serving;

    public RawPeer(Func<NetworkStream, CancellationToken, Task> talk)
    {
        this.talk = talk;
        listener.Server.ReceiveBufferSize = 4096;
        listener.Start();
        serving = Serve();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>The whole request has come.</summary>
    public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads one request to its end.</summary>
    public async Task Hear(NetworkStream stream, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, ct);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && all.Length - end - 4 >= Length(all)))
            {
                Heard.TrySetResult();
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
    }

    private static int Length(string request) => request.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..], null)).FirstOrDefault();

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                client.LingerState = new LingerOption(true, 0);
                await talk(client.GetStream(), stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                Heard.TrySetResult();
            }
        }
    }
}

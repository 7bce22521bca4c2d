using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Attend.Tests.Platform.Database;

/// <summary>Stands between a pool and PostgreSQL, and breaks when a COMMIT goes by: before it arrives, or before its answer does.</summary>
internal sealed class FaultyWire : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wire-").FullName;
    private readonly UnixDomainSocketEndPoint server;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<Socket> clients = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public FaultyWire(string connection)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        server = new UnixDomainSocketEndPoint($"{to.Host}/.s.PGSQL.{to.Port}");
        listener.Bind(new UnixDomainSocketEndPoint($"{folder}/.s.PGSQL.{to.Port}"));
        listener.Listen();
        to.Host = folder;
        Connection = to.ConnectionString;
        accepting = Accept();
    }

    public string Connection { get; }

    /// <summary>How many more commits are lost.</summary>
    public int Lose { get; set; }

    /// <summary>Whether a lost commit reaches the server; only its answer does not come back.</summary>
    public bool Arrives { get; set; }

    /// <summary>Set to take no connection any more once a commit was lost.</summary>
    public bool StaysAway { get; set; }

    public bool Away { get; set; }

    /// <summary>Ends every connection and takes no other.</summary>
    public void Cut()
    {
        Away = true;
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        Directory.Delete(folder, recursive: true);
        stop.Dispose();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(stop.Token);
                _ = Away ? Task.Run(client.Dispose) : Carry(client);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Carry(Socket client)
    {
        clients.Add(client);
        using var near = client;
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await far.ConnectAsync(server, stop.Token);
            await Task.WhenAny(Pump(near, far, true), Pump(far, near, false));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The connection is over, whichever side said so.
        }
    }

    private async Task Pump(Socket from, Socket to, bool watched)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(buffer, stop.Token)) > 0;)
        {
            if (watched && Lose > 0 && Encoding.ASCII.GetString(buffer, 0, read).Contains("commit\0", StringComparison.Ordinal))
            {
                Lose--;
                Away = StaysAway;
                if (Arrives)
                {
                    from.Close();
                    await to.SendAsync(buffer.AsMemory(0, read), stop.Token);
                    // The server answers when it has committed; nobody is there to hear it.
                    await to.ReceiveAsync(buffer, stop.Token);
                }

                return;
            }

            await to.SendAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}

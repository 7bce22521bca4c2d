using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Attend.Tests.Faults;

/// <summary>A moment in the life of a write, as the wire between server and PostgreSQL shows it.</summary>
public enum Moment
{
    /// <summary>PostgreSQL has answered the locks and the reading; the server has not heard it.</summary>
    Loaded,

    /// <summary>PostgreSQL has answered the saving; the server has not heard it.</summary>
    Saved,

    /// <summary>The server has sent COMMIT; PostgreSQL has not heard it.</summary>
    CommitSent,

    /// <summary>PostgreSQL has committed; the server has not heard it.</summary>
    Committed,
}

/// <summary>
/// Stands between a server and PostgreSQL and reads along (protocol 3). It can hold what passes at one <see cref="Moment"/> of one write
/// until the test lets it go or cuts the connection, so that no fault needs a line of code in the product.
/// </summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> lines = [];
    private readonly Task accepting;
    private Trap? trap;
    private int writes;

    public PostgresProxy(string connection)
    {
        target = new NpgsqlConnectionStringBuilder(connection);
        listener.Start();
        accepting = Accept();
    }

    /// <summary>The same database by way of the proxy.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(target.ConnectionString)
    {
        Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Writes of the watched kind that began so far, each attempt of its own.</summary>
    public int Writes => Volatile.Read(ref writes);

    /// <summary>Catches the next write whose loading contains these words.</summary>
    public Trap Set(Moment moment, string words)
    {
        var set = new Trap(moment, words);
        Volatile.Write(ref trap, set);
        Volatile.Write(ref writes, 0);
        return set;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(lines);
        stopping.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                lines.Add(Carry(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient client)
    {
        using (client)
        using (var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        using (var cut = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token))
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(target.Host!, $".s.PGSQL.{target.Port}")), cut.Token);
            client.NoDelay = true;
            await using var down = client.GetStream();
            await using var up = new NetworkStream(server);
            var line = new Line(this, down, up, cut);
            await Task.WhenAll(line.Questions(), line.Answers());
        }
    }

    /// <summary>Where one write is held, and how the test goes on with it.</summary>
    internal sealed class Trap(Moment moment, string words)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Moment Moment => moment;

        public string Words => words;

        /// <summary>Ends when the write has come to its moment.</summary>
        public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Action Cut { get; private set; } = () => { };

        /// <summary>What was held goes on to where it was going.</summary>
        public void Release() => released.TrySetResult();

        internal Task Hold(Action cut, CancellationToken ct)
        {
            Cut = cut;
            reached.TrySetResult();
            return released.Task.WaitAsync(ct);
        }
    }

    /// <summary>One connection: what is asked on it, what is answered, and how far its present write has come.</summary>
    private sealed class Line(PostgresProxy proxy, NetworkStream down, NetworkStream up, CancellationTokenSource cut)
    {
        private readonly Dictionary<string, string> prepared = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<bool> commits = [];
        private Trap? mine;
        private int rounds;

        public Task Questions() => Ending(async () =>
        {
            // The first message has no type; the SSL question is not asked.
            await up.WriteAsync(await Message(down, typed: false), cut.Token);
            var batch = new MemoryStream();
            var statements = new StringBuilder();
            while (true)
            {
                var message = await Message(down);
                batch.Write(message);
                if (Statement(message) is { Length: > 0 } statement)
                {
                    statements.Append(statement).Append('\n');
                }

                // Sync and Flush end a batch, and so do a plain query, a password and the goodbye.
                if (message[0] is not ((byte)'S' or (byte)'H' or (byte)'Q' or (byte)'p' or (byte)'X'))
                {
                    continue;
                }

                await Asked(statements.ToString(), message[0] is (byte)'S' or (byte)'Q');
                await up.WriteAsync(batch.ToArray(), cut.Token);
                batch.SetLength(0);
                statements.Clear();
            }
        });

        public Task Answers() => Ending(async () =>
        {
            while (true)
            {
                var message = await Message(up);
                if (message[0] is (byte)'Z' && commits.TryDequeue(out var commit))
                {
                    await Answered(commit);
                }

                await down.WriteAsync(message, cut.Token);
            }
        });

        private async Task Asked(string statements, bool answered)
        {
            var commit = statements.Contains("\ncommit", StringComparison.Ordinal);
            if (Volatile.Read(ref proxy.trap) is { } set && statements.StartsWith("begin", StringComparison.Ordinal) && statements.Contains(set.Words, StringComparison.Ordinal))
            {
                // Only the first write is caught; who tries again passes.
                mine = Interlocked.Increment(ref proxy.writes) == 1 ? set : null;
                rounds = 0;
            }

            if (answered)
            {
                commits.Enqueue(commit);
            }

            if (commit && mine is { Moment: Moment.CommitSent } trap)
            {
                mine = null;
                await trap.Hold(cut.Cancel, cut.Token);
            }
        }

        private async Task Answered(bool commit)
        {
            var moment = commit ? Moment.Committed : ++rounds == 1 ? Moment.Loaded : Moment.Saved;
            if (mine is { } trap && trap.Moment == moment)
            {
                mine = null;
                await trap.Hold(cut.Cancel, cut.Token);
            }
        }

        /// <summary>The SQL that a Parse brings, or that a Bind means; empty for every other message.</summary>
        private string Statement(byte[] message)
        {
            if (message[0] is not ((byte)'P' or (byte)'B'))
            {
                return "";
            }

            var first = Text(message, 5);
            var second = Text(message, 5 + Encoding.UTF8.GetByteCount(first) + 1);
            if (message[0] is (byte)'P')
            {
                prepared[first] = second;
                return "";
            }

            return prepared.GetValueOrDefault(second, "");
        }

        private static string Text(byte[] message, int from) => Encoding.UTF8.GetString(message, from, Array.IndexOf(message, (byte)0, from) - from);

        private async Task<byte[]> Message(NetworkStream stream, bool typed = true)
        {
            var head = new byte[typed ? 5 : 4];
            await stream.ReadExactlyAsync(head, cut.Token);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) + head.Length - 4];
            head.CopyTo(message, 0);
            await stream.ReadExactlyAsync(message.AsMemory(head.Length), cut.Token);
            return message;
        }

        /// <summary>When one direction ends, so does the other.</summary>
        private async Task Ending(Func<Task> carry)
        {
            try
            {
                await carry();
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
            {
                await cut.CancelAsync();
            }
        }
    }
}

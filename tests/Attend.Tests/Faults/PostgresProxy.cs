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
    /// <summary>The server has sent the first of it; PostgreSQL has not heard it.</summary>
    Asked,

    /// <summary>PostgreSQL has answered the locks and the reading; the server has not heard it.</summary>
    Loaded,

    /// <summary>PostgreSQL has answered the saving; the server has not heard it.</summary>
    Saved,

    /// <summary>The server has sent COMMIT, or a statement that is a transaction by itself; PostgreSQL has not heard it.</summary>
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

    /// <summary>Catches the next write of which a round trip contains these words; of a statement that is a transaction by itself only one that gives rows.</summary>
    /// <param name="bound">What stands among its values.</param>
    /// <param name="after">How many are let pass before.</param>
    public Trap Set(Moment moment, string words, string? bound = null, int after = 0)
    {
        var set = new Trap(moment, words, bound, after);
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
    internal sealed class Trap(Moment moment, string words, string? bound, int after)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int caught;

        public Moment Moment => moment;

        public int After => after;

        /// <summary>Ends when the write has come to its moment.</summary>
        public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Action Cut { get; private set; } = () => { };

        /// <summary>What was held goes on to where it was going.</summary>
        public void Release() => released.TrySetResult();

        internal bool Means(string statements, string values) =>
            statements.Contains(words, StringComparison.Ordinal) && (bound is null || values.Contains(bound, StringComparison.Ordinal));

        /// <summary>Only one is held; who tries again passes.</summary>
        internal bool Catch() => Interlocked.Exchange(ref caught, 1) == 0;

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
        private readonly ConcurrentQueue<Round> rounds = [];
        private Write? write;

        public Task Questions() => Ending(async () =>
        {
            // The first message has no type; the SSL question is not asked.
            await up.WriteAsync(await Message(down, typed: false), cut.Token);
            var batch = new MemoryStream();
            var (statements, values) = (new StringBuilder(), new StringBuilder());
            while (true)
            {
                var message = await Message(down);
                batch.Write(message);
                if (Statement(message) is { Length: > 0 } statement)
                {
                    statements.Append(statement).Append('\n');
                    values.Append(Volatile.Read(ref proxy.trap) is null ? "" : Encoding.UTF8.GetString(message));
                }

                // Sync and Flush end a batch, and so do a plain query, a password and the goodbye.
                if (message[0] is not ((byte)'S' or (byte)'H' or (byte)'Q' or (byte)'p' or (byte)'X'))
                {
                    continue;
                }

                await Asked(statements.ToString(), values.ToString(), message[0] is (byte)'S' or (byte)'Q');
                await up.WriteAsync(batch.ToArray(), cut.Token);
                batch.SetLength(0);
                statements.Clear();
                values.Clear();
            }
        });

        public Task Answers() => Ending(async () =>
        {
            var rows = false;
            while (true)
            {
                var message = await Message(up);
                rows |= message[0] is (byte)'D';
                if (message[0] is (byte)'Z' && rounds.TryDequeue(out var round))
                {
                    await Answered(round, rows);
                    rows = false;
                }

                await down.WriteAsync(message, cut.Token);
            }
        });

        private async Task Asked(string statements, string values, bool answered)
        {
            var (begins, commits) = (statements.StartsWith("begin", StringComparison.Ordinal), statements.Contains("\ncommit", StringComparison.Ordinal));
            write = begins ? new Write(Alone: false) : write is { Alone: true } ? null : write;
            var first = false;
            if (Volatile.Read(ref proxy.trap) is { } set && set.Means(statements, values))
            {
                first = Interlocked.Increment(ref proxy.writes) > set.After;
                write ??= new Write(Alone: true);
                write.Trap = first ? set : null;
            }

            if (answered)
            {
                rounds.Enqueue(new Round(write, commits || write is { Alone: true }));
            }

            if (first)
            {
                await Hold(write, Moment.Asked, held: write is { Alone: false });
            }

            await Hold(write, Moment.CommitSent, held: commits || write is { Alone: true });
            write = commits || statements.StartsWith("rollback", StringComparison.Ordinal) ? null : write;
        }

        private async Task Answered(Round round, bool rows)
        {
            if (round.Write is { } of)
            {
                of.Rounds++;
                await Hold(of, Moment.Loaded, held: !round.Commits && of.Rounds == 1);
                await Hold(of, Moment.Saved, held: !round.Commits && of.Rounds > 1);
                await Hold(of, Moment.Committed, held: round.Commits && (rows || !of.Alone));
            }
        }

        private async Task Hold(Write? of, Moment moment, bool held)
        {
            if (held && of?.Trap is { } trap && trap.Moment == moment && trap.Catch())
            {
                of.Trap = null;
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

        /// <summary>One transaction: begun and committed, or a statement alone.</summary>
        private sealed record Write(bool Alone)
        {
            public Trap? Trap { get; set; }

            public int Rounds { get; set; }
        }

        private sealed record Round(Write? Write, bool Commits);

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

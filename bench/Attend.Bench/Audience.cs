using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Attend.Bench;

/// <summary>
/// Thousands of clients that only listen: bare sockets, no task and 8 KiB each, so that the load takes as little as it can from the
/// server beside it. They note when which event arrived (<see cref="Stopwatch"/>).
/// </summary>
internal sealed class Audience : IDisposable
{
    /// <summary>Connections that are being opened at a time: of those who come one after the other, and of those who all come back at once.</summary>
    private const int Coming = 32;
    private const int Storming = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FanOutProcess server;
    private readonly bool resumes;
    private readonly byte[] mark;
    private readonly byte[] beside;
    private readonly TaskCompletionSource seated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Listener[] listeners;
    private Heard heard = new(0, 0, 0);
    private int awaited;
    private int lost;
    private int gaps;

    private Audience(FanOutProcess server, int count, bool resumes)
    {
        (this.server, this.resumes) = (server, resumes);
        (mark, beside) = (Encoding.ASCII.GetBytes(server.Room.Mark), Encoding.ASCII.GetBytes(server.Room.Beside));
        (listeners, awaited) = (new Listener[count], count);
    }

    public int Count => listeners.Length;

    /// <summary>Bytes of messages that came to all of them so far.</summary>
    public long Bytes => listeners.Sum(listener => listener.Bytes);

    /// <summary>How many messages came to them of themselves, without an event.</summary>
    public long Beside => listeners.Sum(listener => listener.Beside);

    /// <summary>How many could not go on where they had been, and were shown everything anew.</summary>
    public int Gaps => gaps;

    /// <summary>Connects them and waits until the server has greeted each: from then on it hears every event.</summary>
    /// <param name="told">The number of the last event that was told before.</param>
    /// <param name="resumes">Whether they remember where they are, to come back there.</param>
    public static async Task<Audience> Connect(FanOutProcess server, int count, int told, bool resumes = false)
    {
        var audience = new Audience(server, count, resumes);
        await audience.Open(Coming, i => new Listener(audience, i, told));
        await audience.seated.Task.WaitAsync(Patience);
        return audience;
    }

    /// <summary>Ends all their connections at once, without a word.</summary>
    public void Cut() => Dispose();

    /// <summary>All of them come again at once, each behind the last that it heard.</summary>
    public Task Return() => Open(Storming, i => listeners[i].Again());

    /// <summary>Expects these events and no others from now on.</summary>
    public Heard Expect(int first, int events) => heard = new Heard(first, events, Count);

    /// <summary>Until everybody has heard an event.</summary>
    public async Task All(Heard run, int index)
    {
        try
        {
            await run.Whole[index].Task.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"An event did not reach everybody; {lost} of {Count} connections ended.", late);
        }
    }

    public void Dispose()
    {
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }
    }

    private Task Open(int atOnce, Func<int, Listener> seat) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) =>
        {
            listeners[i] = seat(i);
            await listeners[i].Open();
        });

    private void Greeted()
    {
        if (Interlocked.Decrement(ref awaited) == 0)
        {
            seated.SetResult();
        }
    }

    /// <summary>When each of a run's events came to each socket.</summary>
    /// <param name="First">The number of the first event.</param>
    public sealed record Heard(int First, int Events, int Sockets)
    {
        private readonly long[] arrivals = new long[Events * Sockets];
        private readonly int[] left = [.. Enumerable.Repeat(Sockets, Events)];
        private int twice;

        /// <summary>How often something came once more to a socket that had heard it, or that nobody had told.</summary>
        public int Twice => twice;

        public TaskCompletionSource[] Whole { get; } =
            [.. Enumerable.Range(0, Events).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

        public ReadOnlySpan<long> Arrivals(int index) => arrivals.AsSpan(index * Sockets, Sockets);

        public void Note(int number, int socket, long at)
        {
            var index = number - First;
            if (index < 0 || index >= Events || arrivals[index * Sockets + socket] != 0)
            {
                Interlocked.Increment(ref twice);
                return;
            }

            arrivals[index * Sockets + socket] = at;
            if (Interlocked.Decrement(ref left[index]) == 0)
            {
                Whole[index].SetResult();
            }
        }

        /// <summary>A socket was shown everything as it stands: it has nothing left to hear.</summary>
        public void NoteAll(int socket, long at)
        {
            foreach (var index in Enumerable.Range(0, Events).Where(index => arrivals[index * Sockets + socket] == 0))
            {
                Note(First + index, socket, at);
            }
        }
    }

    private sealed class Listener : IDisposable
    {
        /// <summary>The longest that a mark can be with a number behind it.</summary>
        private const int Longest = 48;

        /// <summary>Of a frame that does not fit into the buffer so much is read: what it is, and where it stands.</summary>
        private const int Beginning = 512;

        private readonly Audience audience;
        private readonly int index;
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[8 * 1024];
        private readonly SocketAsyncEventArgs receive = new();
        private readonly byte[] carry = new byte[Longest];
        private int carried;
        private int end;
        private long skip;
        private int told;
        private byte[] cursor = [];
        private bool greeted;
        private bool lost;
        private volatile bool closed;

        /// <param name="told">The number of the last event that was told before it came.</param>
        public Listener(Audience audience, int index, int told)
        {
            (this.audience, this.index, this.told) = (audience, index, told);
            receive.Completed += (_, _) => Listen(Take());
        }

        public long Bytes { get; private set; }

        public long Beside { get; private set; }

        /// <summary>The same client on a new connection.</summary>
        public Listener Again() => new(audience, index, told) { cursor = cursor, greeted = true };

        public void Dispose()
        {
            closed = true;
            socket.Dispose();
        }

        public async Task Open()
        {
            var server = audience.server;
            // Ended by a reset: thousands of ports in TIME_WAIT would be missing in the next run.
            socket.LingerState = new LingerOption(true, 0);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
            await socket.SendAsync(server.Request(index, Encoding.ASCII.GetString(cursor)));
            int head;
            while ((head = buffer.AsSpan(0, end).IndexOf("\r\n\r\n"u8)) < 0)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(end));
                end += read > 0 ? read : throw new IOException("The server refused a connection.");
            }

            if (!buffer.AsSpan(0, end).StartsWith("HTTP/1.1 101"u8))
            {
                throw new IOException(Encoding.ASCII.GetString(buffer, 0, end));
            }

            if (server.Hello.Length > 0)
            {
                await socket.SendAsync(server.Hello);
            }

            Keep(head + 4);
            Listen(true);
        }

        private void Listen(bool on)
        {
            while (on && !closed)
            {
                Parse(Stopwatch.GetTimestamp());
                receive.SetBuffer(buffer, end, buffer.Length - end);
                try
                {
                    if (socket.ReceiveAsync(receive))
                    {
                        return;
                    }
                }
                catch (ObjectDisposedException)
                {
                    return;
                }

                on = Take();
            }
        }

        private bool Take()
        {
            if (receive.SocketError != SocketError.Success || receive.BytesTransferred == 0)
            {
                if (!closed)
                {
                    Interlocked.Increment(ref audience.lost);
                }

                return false;
            }

            end += receive.BytesTransferred;
            return true;
        }

        /// <summary>Takes the whole frames; a server's frames have no mask.</summary>
        private void Parse(long now)
        {
            var at = Skip(0);
            while (end - at >= 4)
            {
                var frame = buffer.AsSpan(at, end - at);
                var header = frame[1] switch { 126 => 4, 127 => 10, _ => 2 };
                if (frame.Length < header)
                {
                    break;
                }

                var length = header switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), 10 => BinaryPrimitives.ReadInt64BigEndian(frame[2..]), _ => frame[1] };
                var whole = frame.Length >= header + length;
                if (!whole && (header + length <= buffer.Length || frame.Length < header + Beginning))
                {
                    break;
                }

                var text = frame[header..(whole ? header + (int)length : frame.Length)];
                Bytes += length;
                if ((frame[0] & 0xF) <= 0x1)
                {
                    Text(text, !whole || (frame[0] & 0x80) != 0, now);
                }

                skip = length - text.Length;
                at += header + text.Length;
            }

            Keep(at);
        }

        /// <summary>Passes over what is left of a frame that did not fit; where the next one begins.</summary>
        private int Skip(int at)
        {
            var passed = (int)Math.Min(skip, end - at);
            skip -= passed;
            return at + passed;
        }

        private void Text(ReadOnlySpan<byte> text, bool last, long now)
        {
            Remember(text);
            if (text.SequenceEqual("{\"type\":\"gap\"}"u8))
            {
                lost = true;
                Interlocked.Increment(ref audience.gaps);
            }
            else if ((!greeted || lost) && text.IndexOf(FanOutServers.Greeting) >= 0)
            {
                Greet(now);
            }

            if (audience.beside.Length > 0 && text.IndexOf(audience.beside) >= 0)
            {
                Beside++;
            }

            // One message may hold several events, and a frame may end within a number: what is too near to the end waits for the next one.
            if (carried > 0)
            {
                Span<byte> seam = stackalloc byte[2 * Longest];
                carry.AsSpan(0, carried).CopyTo(seam);
                var more = Math.Min(Longest, text.Length);
                text[..more].CopyTo(seam[carried..]);
                Marks(seam[..(carried + more)], carried, now);
            }

            carried = last ? 0 : Math.Min(Longest, text.Length);
            text[^carried..].CopyTo(carry);
            Marks(text, text.Length - carried, now);
        }

        private void Greet(long now)
        {
            if (lost)
            {
                lost = false;
                audience.heard.NoteAll(index, now);
                told = audience.heard.First + audience.heard.Events - 1;
                return;
            }

            greeted = true;
            audience.Greeted();
        }

        private void Remember(ReadOnlySpan<byte> text)
        {
            var name = "\"cursor\":\""u8;
            if (audience.resumes && text.IndexOf(name) is var at and >= 0)
            {
                var value = text[(at + name.Length)..];
                cursor = value[..value.IndexOf((byte)'"')].ToArray();
            }
        }

        /// <summary>Notes the events whose mark begins before a place.</summary>
        private void Marks(ReadOnlySpan<byte> text, int before, long now)
        {
            for (int at = 0, next; (next = text[at..].IndexOf(audience.mark)) >= 0 && at + next < before;)
            {
                at += next + audience.mark.Length;
                if (audience.server.Room.Counted)
                {
                    audience.heard.Note(++told, index, now);
                }
                else if (Utf8Parser.TryParse(text[at..], out int number, out _))
                {
                    audience.heard.Note(number, index, now);
                }
            }
        }

        private void Keep(int from)
        {
            buffer.AsSpan(from, end - from).CopyTo(buffer);
            end -= from;
        }
    }
}

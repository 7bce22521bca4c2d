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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource seated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Listener[] listeners = [];
    private Heard heard = new(0, 0, 0);
    private int awaited;
    private int lost;

    public int Count => listeners.Length;

    /// <summary>Connects them and waits until the server has greeted each: from then on it hears every event.</summary>
    public static async Task<Audience> Connect(FanOutProcess server, int count)
    {
        var audience = new Audience { listeners = new Listener[count], awaited = count };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, _) => audience.listeners[i] = await Listener.Open(audience, i, server.Port, server.Request, server.Hello));
        await audience.seated.Task.WaitAsync(Patience);
        return audience;
    }

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

        public TaskCompletionSource[] Whole { get; } =
            [.. Enumerable.Range(0, Events).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

        public ReadOnlySpan<long> Arrivals(int index) => arrivals.AsSpan(index * Sockets, Sockets);

        public void Note(int number, int socket, long at)
        {
            var index = number - First;
            if (index >= 0 && index < Events)
            {
                arrivals[index * Sockets + socket] = at;
                if (Interlocked.Decrement(ref left[index]) == 0)
                {
                    Whole[index].SetResult();
                }
            }
        }
    }

    private sealed class Listener : IDisposable
    {
        /// <summary>The longest that an event's number can be with its name.</summary>
        private const int Longest = 24;

        private readonly Audience audience;
        private readonly int index;
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[8 * 1024];
        private readonly SocketAsyncEventArgs receive = new();
        private readonly byte[] carry = new byte[Longest];
        private int carried;
        private int end;
        private bool greeted;
        private volatile bool closed;

        private Listener(Audience audience, int index)
        {
            (this.audience, this.index) = (audience, index);
            receive.Completed += (_, _) => Listen(Take());
        }

        public static async Task<Listener> Open(Audience audience, int index, int port, byte[] request, byte[] hello)
        {
            var listener = new Listener(audience, index);
            await listener.Open(port, request, hello);
            return listener;
        }

        public void Dispose()
        {
            closed = true;
            socket.Dispose();
        }

        private async Task Open(int port, byte[] request, byte[] hello)
        {
            // Ended by a reset: thousands of ports in TIME_WAIT would be missing in the next run.
            socket.LingerState = new LingerOption(true, 0);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            await socket.SendAsync(request);
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

            if (hello.Length > 0)
            {
                await socket.SendAsync(hello);
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
            var at = 0;
            while (end - at >= 4)
            {
                var frame = buffer.AsSpan(at, end - at);
                var (header, length) = frame[1] == 126 ? (4, BinaryPrimitives.ReadUInt16BigEndian(frame[2..])) : (2, (ushort)frame[1]);
                if (frame.Length < header + length)
                {
                    break;
                }

                if ((frame[0] & 0xF) <= 0x1)
                {
                    Text(frame.Slice(header, length), (frame[0] & 0x80) != 0, now);
                }

                at += header + length;
            }

            Keep(at);
        }

        private void Text(ReadOnlySpan<byte> text, bool last, long now)
        {
            if (!greeted && text.IndexOf(FanOutServers.Greeting) >= 0)
            {
                greeted = true;
                audience.Greeted();
            }

            // One message may hold several events, and a frame may end within a number: what is too near to the end waits for the next one.
            if (carried > 0)
            {
                Span<byte> seam = stackalloc byte[2 * Longest];
                carry.AsSpan(0, carried).CopyTo(seam);
                var more = Math.Min(Longest, text.Length);
                text[..more].CopyTo(seam[carried..]);
                Numbers(seam[..(carried + more)], carried, now);
            }

            carried = last ? 0 : Math.Min(Longest, text.Length);
            text[^carried..].CopyTo(carry);
            Numbers(text, text.Length - carried, now);
        }

        /// <summary>Notes the events whose number's name begins before a place.</summary>
        private void Numbers(ReadOnlySpan<byte> text, int before, long now)
        {
            for (int at = 0, next; (next = text[at..].IndexOf("\"number\":"u8)) >= 0 && at + next < before;)
            {
                at += next + 9;
                if (Utf8Parser.TryParse(text[at..], out int number, out _))
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

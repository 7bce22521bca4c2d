using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Attend.Bench;

/// <summary>
/// The listeners of B3: raw sockets that know just enough of RFC 6455 to find the frames of a server, and of each message its number and
/// the time at which it came.
/// </summary>
internal sealed class FanOutClients : IAsyncDisposable
{
    private static readonly byte[] Number = "\"number\":"u8.ToArray();

    private readonly List<TcpClient> sockets = [];
    private readonly List<Task> readers = [];
    private long[][] arrivals = [];
    private long first;
    private long wanted;
    private long heard;
    private TaskCompletionSource complete = new();

    /// <summary>Opens so many, each with its handshake; <paramref name="greeting"/> is said after it, as one text frame.</summary>
    public static async Task<FanOutClients> Open(Uri server, int count, string? greeting)
    {
        var clients = new FanOutClients();
        for (var begun = 0; begun < count; begun += 250)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(250, count - begun)).Select(_ => clients.OpenOne(server, greeting)));
        }

        return clients;
    }

    /// <summary>Gets ready for messages from this number on.</summary>
    public void Expect(long from, int messages)
    {
        (first, heard, wanted) = (from, 0, (long)messages * sockets.Count);
        arrivals = [.. Enumerable.Range(0, messages).Select(_ => new long[sockets.Count])];
        complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits until every socket has every message: for each message the times at which they had it.</summary>
    public async Task<long[][]> All()
    {
        try
        {
            await complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Of {wanted:N0} deliveries {Interlocked.Read(ref heard):N0} came.", late);
        }

        return arrivals;
    }

    public async ValueTask DisposeAsync()
    {
        sockets.ForEach(socket => socket.Close());
        await Task.WhenAll(readers);
    }

    private async Task OpenOne(Uri server, string? greeting)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /fan/ HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var buffer = new byte[2048];
        var end = 0;
        int head;
        while ((head = buffer.AsSpan(0, end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end));
            end += read > 0 ? read : throw new IOException("The handshake was not answered.");
        }

        if (!buffer.AsSpan(0, end).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException(Encoding.ASCII.GetString(buffer, 0, end));
        }

        if (greeting is not null)
        {
            // A mask of zeros is a mask.
            await stream.WriteAsync((byte[])[0x81, (byte)(0x80 | greeting.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(greeting)]);
        }

        lock (sockets)
        {
            sockets.Add(client);
            readers.Add(Read(stream, sockets.Count - 1, buffer, head + 4, end));
        }
    }

    private async Task Read(NetworkStream stream, int index, byte[] buffer, int start, int end)
    {
        try
        {
            while (true)
            {
                while (Frame(buffer.AsSpan(start, end - start)) is var (header, length) && end - start >= header + length)
                {
                    Hear(buffer.AsSpan(start + header, length), index);
                    start += header + length;
                }

                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }

                if (end == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(end));
                if (read == 0)
                {
                    return;
                }

                end += read;
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Closed at the end of the run; one that is closed too early leaves deliveries missing.
        }
    }

    private static (int Header, int Length)? Frame(ReadOnlySpan<byte> bytes) => bytes.Length < 2 ? null : bytes[1] switch
    {
        126 => bytes.Length < 4 ? null : (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
        127 => bytes.Length < 10 ? null : (10, (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
        var length => (2, length),
    };

    private void Hear(ReadOnlySpan<byte> payload, int index)
    {
        var at = payload.IndexOf(Number);
        if (at < 0)
        {
            return;
        }

        var number = 0L;
        foreach (var digit in payload[(at + Number.Length)..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            number = number * 10 + digit - '0';
        }

        arrivals[number - first][index] = Stopwatch.GetTimestamp();
        if (Interlocked.Increment(ref heard) == wanted)
        {
            complete.TrySetResult();
        }
    }
}

using System.Buffers;
using System.Diagnostics;

namespace Attend.Platform.Live;

/// <summary>Listens to one client: takes its bytes apart, answers pings and closes, and hands its messages on, one after the other.</summary>
/// <param name="hear">Takes a message; the next one is read when it is done.</param>
internal sealed class LiveReader(LiveSocket socket, Func<LiveSocket, ReadOnlyMemory<byte>, Task> hear)
{
    private const int LargestMessage = 16 * 1024;
    private const int ReadBuffer = 4 * 1024;
    private const int MostInFloodTime = 300;

    private static readonly TimeSpan FloodTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    private readonly FrameReader frames = new(LargestMessage);
    private long floodBegan;
    private int floodCount;

    /// <summary>Reads until the client closes or is gone.</summary>
    public async Task Run(CancellationToken aborted)
    {
        byte[]? buffer = null;
        try
        {
            var length = 0;
            for (var open = true; open;)
            {
                if (buffer is null)
                {
                    // Waits without a buffer: most sockets never say a word.
                    length += await socket.Stream.ReadAsync(Memory<byte>.Empty, aborted);
                    buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
                }

                var read = await socket.Stream.ReadAsync(buffer.AsMemory(length), aborted);
                length += read;
                open = read > 0;
                var taken = 0;
                while (open && Parse(buffer, ref taken, length) is var arrival && arrival != Arrival.None)
                {
                    open = await Heard(arrival);
                }

                buffer.AsSpan(taken, length - taken).CopyTo(buffer);
                length -= taken;
                socket.MidwaySince = !frames.Midway && length == 0 ? 0 : socket.MidwaySince != 0 ? socket.MidwaySince : Stopwatch.GetTimestamp();
                if (length == 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone; there is nobody to tell.
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private Arrival Parse(byte[] buffer, ref int taken, int length)
    {
        ReadOnlySpan<byte> input = buffer.AsSpan(taken, length - taken);
        var arrival = frames.Read(ref input);
        taken = length - input.Length;
        return arrival;
    }

    /// <returns>Whether to read on.</returns>
    private async Task<bool> Heard(Arrival arrival)
    {
        if (Floods())
        {
            socket.Close(CloseCode.Policy, "too many messages", "flood");
            await Drain();
            return false;
        }

        switch (arrival)
        {
            case Arrival.Text when !socket.Closing:
                await hear(socket, frames.Payload);
                break;
            case Arrival.Ping:
                socket.Send(Frames.PongFrame(frames.Payload.Span));
                break;
            case Arrival.Close:
                socket.Close(frames.Code, "", "client");
                return false;
            case Arrival.Fault:
                socket.Close(frames.Code, frames.Reason, "protocol");
                await Drain();
                return false;
        }

        frames.Release();
        return true;
    }

    private bool Floods()
    {
        if (Stopwatch.GetElapsedTime(floodBegan) > FloodTime)
        {
            (floodBegan, floodCount) = (Stopwatch.GetTimestamp(), 0);
        }

        return ++floodCount > MostInFloodTime;
    }

    // Closing with unread bytes would reset the connection, and the client might never see why it was closed. It is given a moment to
    // close by itself; what it still says cannot be understood.
    private async Task Drain()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        using var longest = new CancellationTokenSource(LongestDrain);
        try
        {
            while (await socket.Stream.ReadAsync(buffer, longest.Token) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Diagnostics;
using Attend.Platform.Access;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// One client's connection. Writing is nobody's thread: whoever brings something kicks it, and it writes until it has nothing more or the
/// client takes no more; once the client takes again it goes on by itself. Idle it holds no buffer.
/// </summary>
internal sealed class LiveSocket(Channel channel, Room room, Seat seat, Caller caller, HttpContext context, Stream stream)
{
    /// <summary>A large frame (a snapshot) goes out in pieces, so that no client has more than this and the server's buffer in flight.</summary>
    private const int Piece = 32 * 1024;

    /// <summary>Answers that a client may leave untaken: more pings than that are noise.</summary>
    private const int MostOwn = 64;

    private List<ReadOnlyMemory<byte>>? own;
    private TaskCompletionSource? quiet;

    public Channel Channel => channel;

    public Room Room => room;

    public Stream Stream => stream;

    public HttpRequest Request => context.Request;

    /// <inheritdoc cref="Seat.Sees"/>
    public string Sees => seat.Sees;

    /// <inheritdoc cref="Seat.Records"/>
    public bool Records => channel.ShowsRecords || seat.Records;

    /// <summary>Whether it has a view of its own, so that not all that is told in the room is for it.</summary>
    public bool Apart => seat.View is not null;

    /// <summary>Who listens, with the rights of the last look.</summary>
    public Caller Caller { get; set; } = caller;

    /// <summary>Since when half a message has been here (<see cref="Stopwatch"/>), else 0.</summary>
    public long MidwaySince { get; set; }

    /// <summary>Since when a write has not been taken (<see cref="Stopwatch"/>), else 0.</summary>
    public long StuckSince { get; private set; }

    /// <summary>Since when it has been closing (<see cref="Stopwatch"/>), else 0.</summary>
    public long ClosingSince { get; private set; }

    /// <summary>Why the server closed it, in a word for the metrics.</summary>
    public string? ClosedFor { get; private set; }

    // What follows is the room's bookkeeping, under the room's lock.

    public int Member { get; set; } = -1;

    /// <summary>The number of the next message in the room's log.</summary>
    public long Next { get; set; }

    public long FleetingFrom { get; private set; }

    /// <summary>What the client knew when it joined, until the log is past it.</summary>
    public Cursor? After { get; set; }

    /// <summary>How far behind it may be beyond the limit, because it began there.</summary>
    public long Allowance { get; set; }

    /// <summary>Where it stands in an order of the room; see <see cref="Meant"/>.</summary>
    public string? Place { get; set; } = seat.Place;

    /// <summary>It has heard its last in this room.</summary>
    public bool Leaving { get; private set; }

    public bool Listening { get; set; }

    public bool Writing { get; set; }

    public bool Closing => ClosingSince != 0;

    public void Enter(long number, long fleetingFrom, Cursor after, long behind) =>
        (Next, FleetingFrom, After, Allowance, Listening) = (number, fleetingFrom, after, behind, true);

    /// <summary>Whether a message is for this client. What is for it alone may say where it stands from there on.</summary>
    private bool Hears(Meant meant)
    {
        if (meant.Only is { } only)
        {
            if (only != Sees)
            {
                return false;
            }

            (Place, Leaving) = (meant.Place, meant.Goodbye);
            return true;
        }

        return meant.Except != Sees && Place is { } place
            && (meant.After is null || string.CompareOrdinal(place, meant.After) > 0)
            && (meant.Before is null || string.CompareOrdinal(place, meant.Before) < 0);
    }

    /// <summary>The message as this client is to get it: as it is, under a cursor that remembers its snapshot, or not at all.</summary>
    public byte[]? FrameOf(Message message)
    {
        if (message.Frame is not { } frame)
        {
            return null;
        }

        if (message.Fleeting)
        {
            return Next >= FleetingFrom ? frame : null;
        }

        if (After is { } known && known.Covers(message.Place, message.Part))
        {
            return null;
        }

        if (message.Meant is { } meant && !Hears(meant))
        {
            return null;
        }

        if (After is not { } after)
        {
            return frame;
        }

        var cursor = after.At(message.Place, message.Last ? null : message.Part);
        After = cursor.Seen is null ? null : cursor;
        return cursor.Seen is null ? frame : message.Under(cursor);
    }

    /// <summary>Puts something before the room's log: a snapshot, a pong. The caller holds the room's lock.</summary>
    public void PutOwn(ReadOnlyMemory<byte> frame) => (own ??= []).Add(frame);

    public bool TakeOwn(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (own is null)
        {
            return false;
        }

        var whole = own[0];
        if (whole.Length > Piece)
        {
            bytes = whole[..Piece];
            own[0] = whole[Piece..];
            return true;
        }

        bytes = whole;
        own.RemoveAt(0);
        own = own.Count == 0 ? null : own;
        return true;
    }

    public void CloseHere(ushort code, string reason, string why)
    {
        if (!Closing)
        {
            (ClosingSince, ClosedFor, Listening) = (Stopwatch.GetTimestamp(), why, false);
            PutOwn(Frames.Close(code, reason));
        }
    }

    // From here on without the lock.

    /// <summary>Sends a frame to this client alone; dropped when it has left too many untaken, or is closing.</summary>
    public void Send(ReadOnlyMemory<byte> frame)
    {
        lock (room.Gate)
        {
            if (Closing || own?.Count > MostOwn)
            {
                return;
            }

            PutOwn(frame);
        }

        Kick();
    }

    /// <summary>Says why, takes nothing more from the room, and waits for the client to close.</summary>
    public void Close(ushort code, string reason, string why)
    {
        lock (room.Gate)
        {
            CloseHere(code, reason, why);
        }

        Kick();
    }

    /// <summary>Ends the connection without a word; the reader then comes to its end.</summary>
    public void Abort() => context.Abort();

    /// <summary>Has the socket write what there is. False when it is still busy with a write.</summary>
    public bool Kick()
    {
        lock (room.Gate)
        {
            if (Writing)
            {
                return false;
            }

            Writing = true;
        }

        Pump();
        return true;
    }

    /// <summary>After the reader has ended: nothing may write to the stream once the request is over.</summary>
    public async Task Finish()
    {
        Task waiting;
        lock (room.Gate)
        {
            Listening = false;
            ClosingSince = Closing ? ClosingSince : Stopwatch.GetTimestamp();
            quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = Writing ? quiet.Task : Task.CompletedTask;
            Writing = true;
        }

        await waiting;
    }

    private void Pump()
    {
        try
        {
            while (room.Take(this, out var bytes))
            {
                var write = stream.WriteAsync(bytes, CancellationToken.None);
                if (!write.IsCompleted)
                {
                    _ = PumpOn(write.AsTask());
                    return;
                }

                write.GetAwaiter().GetResult();
            }
        }
        catch (Exception)
        {
            Broken();
        }
    }

    private async Task PumpOn(Task write)
    {
        StuckSince = Stopwatch.GetTimestamp();
        try
        {
            await write;
        }
        catch (Exception)
        {
            Broken();
            return;
        }

        StuckSince = 0;
        Pump();
    }

    /// <summary>Nothing is left to write; whoever waits for that may end the request.</summary>
    public void Rest()
    {
        Writing = false;
        quiet?.TrySetResult();
    }

    // Writing stays set: there is nothing to write to any more.
    private void Broken()
    {
        lock (room.Gate)
        {
            Listening = false;
            own = null;
            quiet?.TrySetResult();
        }

        Abort();
    }
}

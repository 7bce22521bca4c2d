using System.Buffers;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// Everybody who hears the same, and the log of what they heard. There is no queue per client: each has its place in the log and takes
/// what follows as fast as it can, so what waits for a thousand slow clients is kept once.
/// </summary>
internal sealed class Room(string name)
{
    /// <summary>What one client may leave untaken.</summary>
    public const int MostBehind = 256 * 1024;

    /// <summary>What is taken at once. The same few messages are one write for each client, put together once for all.</summary>
    private const int Chunk = 32 * 1024;

    private readonly RoomLog log = new();
    private readonly List<byte[]> taken = [];
    private LiveSocket[] members = [];
    private int count;
    private (long From, long To, byte[] Bytes) chunk = (-1, -1, []);

    public string Name => name;

    /// <summary>Guards the log, who is in the room, and what each socket in it has yet to send.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Sockets in the room or about to be; counted under the lock of <see cref="Rooms"/>.</summary>
    public int Holders { get; set; }

    public bool Empty => log.Count == 0;

    public long End
    {
        get
        {
            lock (Gate)
            {
                return log.End;
            }
        }
    }

    /// <inheritdoc cref="RoomLog.Add"/>
    public int Append(Message message)
    {
        lock (Gate)
        {
            return log.Add(message);
        }
    }

    /// <inheritdoc cref="RoomLog.RemoveFirst"/>
    public Message Forget()
    {
        lock (Gate)
        {
            return log.RemoveFirst();
        }
    }

    /// <summary>
    /// Lets a socket go on behind its cursor. False where it has heard of a place that is not its own any more: what was meant for it since then
    /// cannot be told.
    /// </summary>
    public bool Resume(LiveSocket socket, Cursor cursor)
    {
        lock (Gate)
        {
            if (socket.Apart)
            {
                for (var number = log.From(cursor.Place); number < log.End; number++)
                {
                    if (log[number].Meant?.Only == socket.Sees && !cursor.Covers(log[number].Place, log[number].Part))
                    {
                        return false;
                    }
                }
            }

            Join(socket, cursor, null, null);
        }

        socket.Kick();
        return true;
    }

    /// <summary>Lets a socket in behind its snapshot.</summary>
    public void Join(LiveSocket socket, Snapshot snapshot)
    {
        lock (Gate)
        {
            socket.Place = snapshot.Place;
            Join(socket, snapshot.Cursor, snapshot.Number, snapshot.Frame);
        }

        socket.Kick();
    }

    /// <param name="fleetingFrom">Fleeting messages before this number are known to it from its snapshot.</param>
    private void Join(LiveSocket socket, Cursor after, long? fleetingFrom, ReadOnlyMemory<byte>? greeting)
    {
        if (!socket.Closing)
        {
            var from = log.From(after.Place);
            var number = fleetingFrom < from ? fleetingFrom.Value : from;
            socket.Enter(number, fleetingFrom ?? number, after, log.Behind(number));
            if (greeting is { } first)
            {
                socket.PutOwn(first);
            }

            if (socket.Member < 0)
            {
                if (count == members.Length)
                {
                    Array.Resize(ref members, Math.Max(2, count * 2));
                }

                socket.Member = count;
                members[count++] = socket;
            }
        }
    }

    public void Leave(LiveSocket socket)
    {
        lock (Gate)
        {
            socket.Listening = false;
            if (socket.Member >= 0)
            {
                var last = members[--count];
                members[count] = null!;
                if (last != socket)
                {
                    members[socket.Member] = last;
                    last.Member = socket.Member;
                }

                socket.Member = -1;
                if (count < members.Length / 4)
                {
                    Array.Resize(ref members, count == 0 ? 0 : count * 2);
                }
            }
        }
    }

    /// <summary>Wakes everybody in the room. Who is still busy with what came before is left alone, unless it has fallen too far behind.</summary>
    public int Deliver()
    {
        var (sockets, size) = Members();
        foreach (var socket in sockets.AsSpan(0, size))
        {
            if (!socket.Kick() && Slow(socket))
            {
                socket.Close(CloseCode.TryAgain, "too slow; connect again with your last cursor", "slow");
            }
        }

        ArrayPool<LiveSocket>.Shared.Return(sockets, clearArray: true);
        return size;
    }

    /// <summary>A copy of who is in the room now; to be given back to the pool.</summary>
    public (LiveSocket[] Sockets, int Count) Members()
    {
        lock (Gate)
        {
            var copy = ArrayPool<LiveSocket>.Shared.Rent(count);
            Array.Copy(members, copy, count);
            return (copy, count);
        }
    }

    /// <summary>What the socket is to write next; false, and the socket is free for the next kick, when there is nothing.</summary>
    public bool Take(LiveSocket socket, out ReadOnlyMemory<byte> bytes)
    {
        lock (Gate)
        {
            if (socket.TakeOwn(out bytes) || (socket.Listening && TakeFromLog(socket, out bytes)))
            {
                return true;
            }

            socket.Rest();
            return false;
        }
    }

    /// <summary>How many bytes the socket has yet to take.</summary>
    public long Behind(LiveSocket socket)
    {
        lock (Gate)
        {
            return socket.Listening ? log.Behind(socket.Next) : 0;
        }
    }

    /// <summary>Drops what was put together for everybody once everybody has it.</summary>
    public void Tidy()
    {
        lock (Gate)
        {
            chunk = (-1, -1, []);
        }
    }

    private bool Slow(LiveSocket socket)
    {
        lock (Gate)
        {
            if (!socket.Listening || log.Behind(socket.Next) <= MostBehind)
            {
                return false;
            }

            // Who resumed from far behind is given what it missed beside the limit, for as long as it keeps taking it.
            var behind = log.Waiting(socket.Next);
            socket.Allowance = Math.Min(socket.Allowance, behind);
            return behind > MostBehind + socket.Allowance;
        }
    }

    private bool TakeFromLog(LiveSocket socket, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (socket.Leaving)
        {
            socket.CloseHere(CloseCode.TryAgain, "connect again; your place is elsewhere", "moved");
            return socket.TakeOwn(out bytes);
        }

        if (socket.Next < log.First)
        {
            socket.CloseHere(CloseCode.TryAgain, "too slow; connect again with your last cursor", "slow");
            return socket.TakeOwn(out bytes);
        }

        var plain = socket.After is null && socket.Next >= socket.FleetingFrom && !socket.Apart;
        if (plain && chunk.From == socket.Next)
        {
            (bytes, socket.Next) = (chunk.Bytes, chunk.To);
            return true;
        }

        var from = socket.Next;
        var size = 0;
        for (; socket.Next < log.End && !socket.Leaving; socket.Next++)
        {
            var message = log[socket.Next];
            if (size > 0 && size + (message.Frame?.Length ?? 0) > Chunk)
            {
                break;
            }

            if (socket.FrameOf(message) is { } frame)
            {
                taken.Add(frame);
                size += frame.Length;
            }
        }

        if (taken.Count > 1)
        {
            var together = Together(size);
            chunk = plain ? (from, socket.Next, together) : chunk;
            bytes = together;
        }
        else if (taken.Count == 1)
        {
            bytes = taken[0];
        }

        taken.Clear();
        return size > 0;
    }

    private byte[] Together(int size)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(size);
        var at = 0;
        foreach (var frame in taken)
        {
            frame.CopyTo(bytes, at);
            at += frame.Length;
        }

        return bytes;
    }
}

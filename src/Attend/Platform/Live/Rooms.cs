using System.Diagnostics;
using System.Runtime.InteropServices;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// All rooms of this node, and the ring: what the feed brought in the last quarter of an hour, at most 64 MiB of it, so that reconnects
/// are served without the database.
/// </summary>
internal sealed class Rooms(LiveJson json, OpenRooms opened, TimeProvider clock)
{
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>What a message costs beside its bytes.</summary>
    private const int Overhead = 160;

    public static readonly TimeSpan Age = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestAhead = TimeSpan.FromSeconds(2);

    /// <summary>A server that has just started waits for its feed rather than send everybody a snapshot.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Room> rooms = new(StringComparer.Ordinal);
    private readonly Queue<Kept> ring = new();
    private TaskCompletionSource heard = NewSignal();
    private Place floor;
    private Place reached;
    private Place furthest;
    private ulong xmax;
    private bool open;
    private long bytes;

    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>The room of this name, kept until it is given back.</summary>
    /// <param name="whileOpen">It is told only while it is open.</param>
    public Room Hold(string name, bool whileOpen = false)
    {
        lock (gate)
        {
            var room = Named(name);
            room.Holders++;
            if (whileOpen)
            {
                opened.Enter(room);
            }

            return room;
        }
    }

    public void Release(Room room)
    {
        lock (gate)
        {
            room.Holders--;
            if (room.Holders == 0)
            {
                opened.Leave(room);
            }

            RemoveIfUnused(room);
        }
    }

    /// <summary>Takes in what a batch of the feed became. The messages stand in the feed's order.</summary>
    public void Append(IReadOnlyList<(string Room, Message Message)> messages, FeedBatch batch)
    {
        var touched = new HashSet<Room>();
        lock (gate)
        {
            if (!open)
            {
                // Something of this first batch may have been broken off already.
                (open, floor) = (true, batch.After > floor ? batch.After : floor);
            }

            foreach (var (name, message) in messages)
            {
                var room = Named(name);
                Keep(room, message);
                touched.Add(room);
            }

            (reached, xmax) = (batch.Reached, batch.Xmax);
            GaveOut(reached);
            Forget();
            Signal();
        }

        Deliver(touched);
    }

    /// <summary>
    /// Shows states that no event stands behind, such as positions, to whoever is in their rooms now. Of those with one key a busy client
    /// gets the newest only.
    /// </summary>
    public void Show(IEnumerable<News> states)
    {
        var written = new Dictionary<object, byte[]>(ReferenceEqualityComparer.Instance);
        var touched = new HashSet<Room>();
        lock (gate)
        {
            foreach (var news in states)
            {
                if (rooms.TryGetValue(news.Room, out var room))
                {
                    Keep(room, Message.OfFleeting(news, reached, json.Write(news.Data, written)));
                    touched.Add(room);
                }
            }

            Forget();
        }

        Deliver(touched);
    }

    /// <summary>The names of the rooms in which somebody listens, of those that begin like this.</summary>
    public IReadOnlyList<string> Watched(string prefix)
    {
        lock (gate)
        {
            return [.. rooms.Values.Where(room => room.Holders > 0 && room.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(room => room.Name)];
        }
    }

    /// <summary>Tells every room in which somebody listens how far the feed is.</summary>
    public void Beacon()
    {
        var touched = new List<Room>();
        lock (gate)
        {
            if (!open)
            {
                return;
            }

            foreach (var room in rooms.Values.Where(room => room.Holders > 0))
            {
                Keep(room, Message.Beacon(reached));
                touched.Add(room);
            }

            Forget();
        }

        Deliver(touched);
    }

    /// <summary>Lets a socket go on behind its cursor. False when what it missed is not all here: then there is a gap.</summary>
    public async Task<bool> Resume(LiveSocket socket, Cursor cursor)
    {
        // A cursor from another node may be a little ahead of this one's feed.
        for (var began = Stopwatch.GetTimestamp(); Ahead(cursor, out var next);)
        {
            var left = (open ? LongestAhead : LongestStart) - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.WhenAny(next, Task.Delay(left, TimeProvider.System));
        }

        lock (gate)
        {
            var from = opened.Since(socket.Room) is var since && since > floor ? since : floor;
            if (cursor.Place.Tx > xmax || cursor.Place < from || (cursor.Place == from && cursor.Part is not null))
            {
                return false;
            }

            if (!socket.Room.Resume(socket, cursor))
            {
                return false;
            }

            GaveOut(cursor.Place);
            return true;
        }
    }

    /// <summary>Lets a socket in behind its snapshot. False when the ring no longer reaches back to it.</summary>
    public bool Join(LiveSocket socket, Snapshot snapshot)
    {
        lock (gate)
        {
            if (open && snapshot.Cursor.Place < floor)
            {
                return false;
            }

            GaveOut(snapshot.Cursor.Place);
            socket.Room.Join(socket, snapshot);
            return true;
        }
    }

    /// <summary>Something that everybody may have had to hear could not be told: nobody resumes across this place.</summary>
    public IReadOnlyList<Room> Break(Place place)
    {
        lock (gate)
        {
            floor = place > floor ? place : floor;
            return [.. rooms.Values.Where(room => room.Holders > 0)];
        }
    }

    /// <summary>Lets go of what is too old, and of what only a burst needed.</summary>
    public void Tidy()
    {
        lock (gate)
        {
            Forget();
            foreach (var room in rooms.Values)
            {
                room.Tidy();
            }

            foreach (var room in opened.Close())
            {
                RemoveIfUnused(room);
            }
        }
    }

    private static void Deliver(IEnumerable<Room> touched)
    {
        foreach (var room in touched)
        {
            room.Deliver();
        }
    }

    /// <summary>Whether the feed has not come far enough yet to judge this cursor; <paramref name="next"/> completes when it has come further.</summary>
    private bool Ahead(Cursor cursor, out Task next)
    {
        lock (gate)
        {
            next = heard.Task;
            return !open || cursor.Place.Tx > xmax;
        }
    }

    private Room Named(string name)
    {
        ref var room = ref CollectionsMarshal.GetValueRefOrAddDefault(rooms, name, out _);
        return room ??= new Room(name);
    }

    private void GaveOut(Place cursor) => furthest = cursor > furthest ? cursor : furthest;

    private void Keep(Room room, Message message)
    {
        GaveOut(message.Place);
        message.Furthest = furthest;
        bytes += room.Append(message) + Overhead;
        ring.Enqueue(new Kept(room, clock.GetUtcNow()));
    }

    private void Forget()
    {
        var oldest = clock.GetUtcNow() - Age;
        while (ring.TryPeek(out var kept) && (bytes > MostBytes || kept.At < oldest))
        {
            ring.Dequeue();
            var message = kept.Room.Forget();
            bytes -= (message.Frame?.Length ?? 0) + Overhead;
            floor = message.Place > floor ? message.Place : floor;
            RemoveIfUnused(kept.Room);
        }
    }

    private void RemoveIfUnused(Room room)
    {
        if (room.Holders == 0 && room.Empty && !opened.Has(room))
        {
            rooms.Remove(room.Name);
        }
    }

    private void Signal()
    {
        heard.SetResult();
        heard = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Kept(Room Room, DateTimeOffset At);
}

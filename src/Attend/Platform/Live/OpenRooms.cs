using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// Those rooms of which there are many and hardly any is open (<see cref="Channel.WhileOpen"/>): nothing is read for one unless somebody is in it, or
/// was a quarter of an hour ago. Each has a floor of its own, from where on it was told without a gap; nobody resumes from below it.
/// </summary>
internal sealed class OpenRooms(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Room, Opened> all = [];
    private Place heading;

    /// <summary>A batch of the feed is about to be told: a room that opens from here on may hear of nothing in it.</summary>
    public void Begin(FeedBatch batch)
    {
        lock (gate)
        {
            heading = batch.Reached > heading ? batch.Reached : heading;
        }
    }

    /// <summary>Somebody comes. A room that nobody has left for long goes on where it was.</summary>
    public void Enter(Room room)
    {
        lock (gate)
        {
            all[room] = all.GetValueOrDefault(room, new Opened(heading, null)) with { Left = null };
        }
    }

    /// <summary>The last one goes.</summary>
    public void Leave(Room room)
    {
        lock (gate)
        {
            if (all.TryGetValue(room, out var opened))
            {
                all[room] = opened with { Left = clock.GetUtcNow() };
            }
        }
    }

    public bool Has(Room room)
    {
        lock (gate)
        {
            return all.ContainsKey(room);
        }
    }

    /// <summary>From where on the room was told; the beginning of everything for one that always is.</summary>
    public Place Since(Room room)
    {
        lock (gate)
        {
            return all.GetValueOrDefault(room).Since;
        }
    }

    /// <summary>The names of those that begin like this.</summary>
    public IReadOnlyList<string> Named(string prefix)
    {
        lock (gate)
        {
            return [.. all.Keys.Select(room => room.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    /// <summary>Closes those that have been left for long.</summary>
    public IReadOnlyList<Room> Close()
    {
        lock (gate)
        {
            var oldest = clock.GetUtcNow() - Rooms.Age;
            var left = all.Where(pair => pair.Value.Left < oldest).Select(pair => pair.Key).ToList();
            left.ForEach(room => all.Remove(room));
            return left;
        }
    }

    private readonly record struct Opened(Place Since, DateTimeOffset? Left);
}

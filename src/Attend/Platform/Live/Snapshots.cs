using System.Diagnostics;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>What a newcomer sees first.</summary>
/// <param name="Number">Where the room's log stood when the reading began: fleeting states from there on are newer, or as new.</param>
/// <param name="Place">Where whoever sees it stands in an order of the room.</param>
internal sealed record Snapshot(Cursor Cursor, byte[] Frame, long Number, string? Place);

/// <summary>
/// Reads snapshots for those who wait. Who arrives while one is being read gets the next, so that nobody sees less than what was committed
/// before; all who wait share it. In a storm the reading waits for a hundred of them, but not for longer than a second.
/// </summary>
internal sealed class Snapshots(Db db, LiveJson json, Epoch epoch, IServiceProvider services)
{
    private const int StormPerSecond = 20;
    private const int Enough = 100;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(Channel, string), Queue> queues = [];
    private long reads;

    /// <summary>How many were read.</summary>
    public long Reads => Interlocked.Read(ref reads);

    public Task<Snapshot> Get(Channel channel, Room room, string sees)
    {
        lock (gate)
        {
            if (!queues.TryGetValue((channel, sees), out var queue))
            {
                queues.Add((channel, sees), queue = new Queue());
            }

            var waiting = queue.Join();
            if (!queue.Served)
            {
                queue.Served = true;
                _ = Serve(channel, room, sees, queue);
            }

            return waiting;
        }
    }

    /// <summary>Forgets rooms that nobody has come to lately.</summary>
    public void Tidy()
    {
        lock (gate)
        {
            foreach (var (key, queue) in queues)
            {
                if (!queue.Served && queue.Calm)
                {
                    queues.Remove(key);
                }
            }
        }
    }

    private async Task Serve(Channel channel, Room room, string sees, Queue queue)
    {
        await Task.Yield();
        while (true)
        {
            Task? enough;
            lock (gate)
            {
                queue.Served = queue.Any;
                if (!queue.Served)
                {
                    return;
                }

                enough = queue.Storm ? queue.Enough : null;
            }

            if (enough is not null && LongestWait - Stopwatch.GetElapsedTime(queue.ReadAt) is var pause && pause > TimeSpan.Zero)
            {
                await Task.WhenAny(enough, Task.Delay(pause, TimeProvider.System));
            }

            TaskCompletionSource<Snapshot> group;
            lock (gate)
            {
                group = queue.Take();
            }

            try
            {
                group.SetResult(await Read(channel, room, sees));
            }
            catch (Exception error)
            {
                group.SetException(error);
            }
        }
    }

    private async Task<Snapshot> Read(Channel channel, Room room, string sees)
    {
        Interlocked.Increment(ref reads);
        var number = room.End;
        await using var scope = services.CreateAsyncScope();
        var (seen, data) = await db.Snapshot(async transaction =>
        {
            // The first statement of the transaction, so this is what all the others see.
            var sight = transaction.One<string>($"select pg_current_snapshot()::text");
            var read = await channel.Snapshot(scope.ServiceProvider, transaction, sees);
            await transaction.Send();
            return (Sight.Parse(sight.Value), read);
        });
        var cursor = Cursor.Of(epoch.Current, seen);
        var placed = data as PlacedView;
        return new Snapshot(cursor, Message.Snapshot("initial_data", cursor, json.Write(placed?.View ?? data)), number, placed?.Place);
    }

    /// <summary>Those who wait for one room's next snapshot, and how many came lately.</summary>
    private sealed class Queue
    {
        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

        private TaskCompletionSource<Snapshot>? next;
        private TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;
        private long secondBegan = Stopwatch.GetTimestamp();
        private int thisSecond;
        private int lastSecond;

        public bool Served { get; set; }

        public long ReadAt { get; private set; }

        public bool Any => next is not null;

        public Task Enough => enough.Task;

        public bool Storm => thisSecond + lastSecond > StormPerSecond;

        public bool Calm => Stopwatch.GetElapsedTime(secondBegan) > 5 * Second;

        public Task<Snapshot> Join()
        {
            var passed = Stopwatch.GetElapsedTime(secondBegan);
            if (passed > Second)
            {
                (lastSecond, thisSecond, secondBegan) = (passed > 2 * Second ? 0 : thisSecond, 0, Stopwatch.GetTimestamp());
            }

            thisSecond++;
            if (++count >= Snapshots.Enough)
            {
                enough.TrySetResult();
            }

            next ??= new TaskCompletionSource<Snapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
            return next.Task;
        }

        public TaskCompletionSource<Snapshot> Take()
        {
            var group = next!;
            (next, count, ReadAt) = (null, 0, Stopwatch.GetTimestamp());
            enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return group;
        }
    }
}

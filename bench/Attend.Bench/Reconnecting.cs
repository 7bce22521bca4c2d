using System.Diagnostics;
using System.Globalization;

namespace Attend.Bench;

/// <summary>
/// B7: 5,000 sockets are cut at once, miss events, and all come back at once with the cursor of the last thing that each has heard. How long until
/// each has heard exactly what it missed, and how many statements that costs the database. A board, with one session for all and with one for each;
/// a queue's wall; the phones of those who wait in one queue.
/// </summary>
/// <remarks>
/// Statements are counted by PostgreSQL. What the server asks by itself (the feed, due work) is measured in a quiet time before, when everybody is
/// away, and what is above that is the storm's.
/// </remarks>
internal static class Reconnecting
{
    /// <summary>Of a statement so much is shown.</summary>
    private const int Shown = 110;

    private static readonly FanOutRoom[] Rooms = [FanOutRoom.Board, FanOutRoom.Boards, FanOutRoom.Wall, FanOutRoom.Phones];
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task Run(TextWriter output, bool brief = false)
    {
        var extent = brief ? new Extent(200, 10, 3 * Second) : new Extent(5_000, 100, 30 * Second);
        if (!FanOut.MayOpen(extent.Sockets, output))
        {
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        await using (var postgres = await Statements.Start(folder))
        {
            output.WriteLine($"  {extent.Sockets:N0} sockets, {extent.Missed} events missed; server, PostgreSQL (fsync on) and clients share {Environment.ProcessorCount} cores");
            foreach (var room in Rooms)
            {
                await using var server = await FanOutProcess.Start(FanOutServers.Attend, postgres.ConnectionString, room);
                await Measure(output, room, server, extent, () => Statements.Count(postgres));
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task Measure(TextWriter output, FanOutRoom room, FanOutProcess server, Extent extent, Func<Task<Statements>> count)
    {
        // One stays, and so shows when the feed has brought what the others miss.
        using var witness = await Audience.Connect(server, 1, 0);
        using var audience = await Audience.Connect(server, extent.Sockets, 0, resumes: true);
        var (seen, heard) = (witness.Expect(1, 1), audience.Expect(1, 1));
        await server.Tell(1, 0);
        await witness.All(seen, 0);
        await audience.All(heard, 0);

        audience.Cut();
        await Gone(server);
        (seen, heard) = (witness.Expect(2, extent.Missed), audience.Expect(2, extent.Missed));
        for (var number = 2; number < 2 + extent.Missed; number++)
        {
            await server.Tell(number, 0);
        }

        await witness.All(seen, extent.Missed - 1);
        await Pause(Second);
        var (first, watch) = (await count(), Stopwatch.StartNew());
        await Pause(extent.Quiet);
        var (second, quietFor) = (await count(), watch.Elapsed);
        watch.Restart();
        var began = Stopwatch.GetTimestamp();
        await audience.Return();
        for (var index = 0; index < extent.Missed; index++)
        {
            await audience.All(heard, index);
        }

        // Whatever comes twice has come by then.
        await Pause(Second);
        var (third, stormFor) = (await count(), watch.Elapsed);
        var storm = third.Since(second).Above(second.Since(first), stormFor / quietFor);
        Tell(output, room, extent, audience, heard, began, storm);
    }

    private static void Tell(TextWriter output, FanOutRoom room, Extent extent, Audience audience, Audience.Heard heard, long began, Statements storm)
    {
        double[] caughtUp = [.. heard.Arrivals(extent.Missed - 1).ToArray().Select(at => Stopwatch.GetElapsedTime(began, at).TotalSeconds).Order()];
        var each = (double)storm.Sum / extent.Sockets;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {room.Title}: caught up after p50 {Figures.Percentile(caughtUp, 0.5):N2}  p99 {Figures.Percentile(caughtUp, 0.99):N2}  last {caughtUp[^1]:N2} s; {audience.Gaps:N0} by a snapshot; {storm.Sum:N0} statements"));
        foreach (var (text, calls) in storm.Calls.OrderByDescending(call => call.Value).Take(3))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         {calls,6:N0} x {(text.Length > Shown ? text[..Shown] + "..." : text)}"));
        }

        Figures.Aim(output, $"{room.Title}: all caught up, s", caughtUp[^1], "N2", caughtUp[^1] <= 30, "<= 30");
        Figures.Aim(output, $"{room.Title}: statements for 100 clients", each * 100, "N2", each <= 0.01, "<= 1");
        Figures.Aim(output, $"{room.Title}: heard once more than told", heard.Twice, "N0", heard.Twice == 0, "0");
    }

    /// <summary>Until the server knows that nobody but the witness is there.</summary>
    private static async Task Gone(FanOutProcess server)
    {
        for (var began = Stopwatch.GetTimestamp(); await server.Sockets() > 1;)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException("The server holds sockets that were cut.");
            }

            await Pause(Soon);
        }
    }

    private static Task Pause(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    private sealed record Extent(int Sockets, int Missed, TimeSpan Quiet);
}

using System.Diagnostics;
using System.Globalization;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attend.Bench;

/// <summary>
/// B3: one event to 1,000, 5,000 and 9,500 sockets of a room of Attend's, one a second and as fast as it goes. The yardsticks are a loop over ASP.NET
/// Core's WebSockets and a SignalR hub, with as many bytes and the same clients, in the same run; each server is a process of its own.
/// </summary>
/// <remarks>
/// Times run from the commit (of a yardstick: from when it learns of the event) to each socket. CPU is the server process's, above what
/// it uses with the same sockets idle. PostgreSQL's is not in it: it does not grow with the sockets. What an event costs that nobody hears does not
/// either, but it is in it: in a room of Queues that is the whole of a use case. So it is measured by itself, and what is left without it is shown
/// beside. Where an event is several messages, or others come of themselves (how long people wait), a yardstick sends one with all the bytes.
/// </remarks>
internal static class FanOut
{
    private const int Window = 16;

    /// <summary>So many files are open beside the sockets.</summary>
    private const int OtherFiles = 500;

    private static readonly Extent Whole = new([1_000, 5_000, 9_500], 8, 400, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1.5));
    private static readonly Extent Brief = new([50, 200], 2, 50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));
    private static readonly string[] Kinds = [FanOutServers.Attend, FanOutServers.Loop, FanOutServers.SignalR];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static int number;

    public static async Task Run(TextWriter output, FanOutRoom room, bool brief = false)
    {
        var extent = brief ? Brief : Whole;
        if (!MayOpen(extent.Sizes[^1], output))
        {
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        await using (var postgres = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None))
        {
            output.WriteLine($"  {room.Title}; server, PostgreSQL (fsync on) and clients share {Environment.ProcessorCount} cores; PostgreSQL's CPU is not counted");
            output.WriteLine($"  {extent.Slow} events one a second; then {extent.Fast.TotalSeconds:N0} s as fast as it goes, at most {Window} events not yet everywhere");
            foreach (var sockets in extent.Sizes)
            {
                var runs = new Dictionary<string, Measured>();
                foreach (var kind in Kinds)
                {
                    runs[kind] = await Measure(kind, room, sockets, extent, postgres.ConnectionString, runs.GetValueOrDefault(FanOutServers.Attend));
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {sockets,5:N0} sockets, {kind,-8} {runs[kind]}"));
                }

                Compare(output, sockets, runs[FanOutServers.Attend], runs[FanOutServers.Loop], runs[FanOutServers.SignalR]);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether a process may hold so many sockets open here; says so when not.</summary>
    public static bool MayOpen(int sockets, TextWriter output)
    {
        var needed = sockets + OtherFiles;
        if (OpenFiles() is var allowed && allowed < needed)
        {
            output.WriteLine($"  not run: {needed:N0} open files are needed, {allowed:N0} allowed; raise it with: ulimit -n {needed}");
            return false;
        }

        return true;
    }

    private static void Compare(TextWriter output, int sockets, Measured ours, Measured loop, Measured hub)
    {
        foreach (var (what, run, loops, hubs) in ((string, Told, Told, Told)[])
            [("one a second", ours.Slow, loop.Slow, hub.Slow), ("as fast as it goes", ours.Fast, loop.Fast, hub.Fast)])
        {
            var (toLoop, toHub) = (run.CpuPerMillion / loops.CpuPerMillion, run.CpuPerMillion / hubs.CpuPerMillion);
            Figures.Aim(output, $"{sockets:N0}, {what}: CPU to the loop's", toLoop, "N2", toLoop <= 1, "<= 1.0");
            Figures.Aim(output, $"{sockets:N0}, {what}: CPU to SignalR's", toHub, "N2", toHub <= 0.6, "<= 0.6");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"         without what an event costs by itself: {run.TellingPerMillion / loops.TellingPerMillion:N2} of the loop's, {run.TellingPerMillion / hubs.TellingPerMillion:N2} of SignalR's"));
        }

        var late = ours.Slow.P99 / loop.Slow.P99;
        Figures.Aim(output, $"{sockets:N0}, one a second: p99 to the loop's", late, "N2", late <= 1.2, "<= 1.2");
        Figures.Aim(output, $"{sockets:N0}: KB an idle socket", ours.KiloBytes, "N1", ours.KiloBytes <= 15, "<= 15");
    }

    /// <param name="like">What Attend was measured at: a yardstick sends as many bytes.</param>
    private static async Task<Measured> Measure(string kind, FanOutRoom room, int sockets, Extent extent, string connection, Measured? like)
    {
        await using var server = await FanOutProcess.Start(kind, connection, like is null ? room : FanOutRoom.Plain);
        var (slowBytes, fastBytes) = (like?.Slow.Bytes ?? 0, like?.Fast.Bytes ?? 0);
        using (var first = await Audience.Connect(server, Math.Min(100, sockets), number))
        {
            await Drive(server, first, slowBytes, TimeSpan.Zero, extent.WarmUp, 2_000);
        }

        // A yardstick does nothing but tell.
        var unheard = like is null ? await Unheard(server, extent.Unheard) : default;
        await Pause(Second);
        var before = await server.Memory();
        using var audience = await Audience.Connect(server, sockets, number);
        await Pause(Second);
        var after = await server.Memory();

        await Drive(server, audience, slowBytes, TimeSpan.Zero, extent.WarmUp, 1_000_000 / sockets);
        await Settle(server);
        var slow = await Drive(server, audience, slowBytes, Second, extent.Slow * Second, extent.Slow);
        var idle = await server.Cpu();
        await Pause(2 * Second);
        var idleCores = (await server.Cpu() - idle).TotalSeconds / 2;
        var fast = await Drive(server, audience, fastBytes, TimeSpan.Zero, extent.Fast, 4_000_000 / sockets);
        var alone = Math.Max(0, (unheard.Cpu - idleCores * unheard.Elapsed).TotalSeconds) / extent.Unheard;
        return new Measured(
            Told.Of(slow, idleCores, alone), Told.Of(fast, idleCores, alone), (after.WorkingSet - before.WorkingSet) / 1000.0 / sockets,
            (after.Managed - before.Managed) / 1000.0 / sockets, idleCores * 1000, alone * 1000);
    }

    /// <summary>What events cost that nobody hears, with all that the server does because of them, once it has done so for a while.</summary>
    private static async Task<(TimeSpan Cpu, TimeSpan Elapsed)> Unheard(FanOutProcess server, int events)
    {
        await Tell(server, events);
        await Settle(server);
        var cpu = await server.Cpu();
        var watch = Stopwatch.StartNew();
        await Tell(server, events);
        await Pause(Second);
        return (await server.Cpu() - cpu, watch.Elapsed);
    }

    private static async Task Tell(FanOutProcess server, int events)
    {
        var commits = new List<Task<long>>();
        while (commits.Count < events)
        {
            commits.Add(server.Tell(++number, 0));
            await commits[Math.Max(0, commits.Count - Window)];
        }

        await Task.WhenAll(commits);
    }

    /// <summary>Tells of events for so long, or as many as given, and waits until everybody has all of them.</summary>
    private static async Task<Driven> Drive(FanOutProcess server, Audience audience, int bytes, TimeSpan every, TimeSpan time, int most)
    {
        var heard = audience.Expect(number + 1, most);
        var commits = new List<Task<long>>();
        var (came, beside) = (audience.Bytes, audience.Beside);
        var cpu = await server.Cpu();
        var watch = Stopwatch.StartNew();
        while (commits.Count < most && watch.Elapsed < time)
        {
            commits.Add(server.Tell(++number, bytes));
            if (every > TimeSpan.Zero)
            {
                await Pause(every);
            }
            else if (commits.Count >= Window)
            {
                await audience.All(heard, commits.Count - Window);
            }
        }

        for (var i = Math.Max(0, commits.Count - Window); i < commits.Count; i++)
        {
            await audience.All(heard, i);
        }

        var elapsed = watch.Elapsed;
        cpu = await server.Cpu() - cpu;
        return new Driven(heard, await Task.WhenAll(commits), elapsed, cpu, audience.Bytes - came, audience.Beside - beside);
    }

    /// <summary>Until the server rests: the runtime still compiles again what the warm-up showed to be hot, the more the more code there is.</summary>
    private static async Task Settle(FanOutProcess server)
    {
        for (var i = 0; i < 8; i++)
        {
            var before = await server.Cpu();
            await Pause(Second);
            if ((await server.Cpu() - before) < 0.08 * Second)
            {
                return;
            }
        }
    }

    private static Task Pause(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    /// <summary>How many files a process may hold open here; the runtime raises the soft limit to the hard one by itself.</summary>
    private static long OpenFiles()
    {
        const string Limits = "/proc/self/limits";
        var line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var hard, ..] && long.TryParse(hard, CultureInfo.InvariantCulture, out var most)
            ? most
            : long.MaxValue;
    }

    /// <param name="Sizes">Sockets.</param>
    /// <param name="Slow">Events one a second.</param>
    /// <param name="Unheard">Events that nobody hears.</param>
    private sealed record Extent(int[] Sizes, int Slow, int Unheard, TimeSpan Fast, TimeSpan WarmUp);

    private sealed record Driven(Audience.Heard Heard, long[] Commits, TimeSpan Elapsed, TimeSpan Cpu, long Bytes, long Beside);

    /// <param name="Last">Milliseconds to the last socket, the median of the events.</param>
    /// <param name="CpuPerMillion">Seconds for a million deliveries, of events and of what came of itself.</param>
    /// <param name="TellingPerMillion">The same without what the events cost that nobody hears.</param>
    /// <param name="Bytes">Of a delivery.</param>
    private sealed record Told(double P50, double P99, double Last, double Rate, double CpuPerMillion, double TellingPerMillion, int Bytes)
    {
        /// <param name="alone">Seconds of CPU for an event that nobody hears.</param>
        public static Told Of(Driven driven, double idleCores, double alone)
        {
            var times = new List<double>(driven.Commits.Length * driven.Heard.Sockets);
            var last = new List<double>();
            foreach (var (index, commit) in driven.Commits.Index())
            {
                var before = times.Count;
                foreach (var arrival in driven.Heard.Arrivals(index))
                {
                    // The feed may be faster than the answer to the commit.
                    times.Add(Math.Max(0, (arrival - commit) * 1000.0 / Stopwatch.Frequency));
                }

                last.Add(times.Skip(before).Max());
            }

            times.Sort();
            var deliveries = times.Count + driven.Beside;
            var seconds = driven.Cpu.TotalSeconds - idleCores * driven.Elapsed.TotalSeconds;
            return new Told(
                Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99), Figures.Median(last), times.Count / driven.Elapsed.TotalSeconds,
                seconds * 1_000_000 / deliveries, (seconds - alone * driven.Commits.Length) * 1_000_000 / deliveries, (int)(driven.Bytes / deliveries));
        }
    }

    private sealed record Measured(Told Slow, Told Fast, double KiloBytes, double Managed, double Idle, double Alone)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"""
            {KiloBytes:N1} KB a socket ({Managed:N1} managed), idle {Idle:N1} ms CPU a second, an event that nobody hears {Alone:N2} ms CPU
                  one a second       {Line(Slow)}
                  as fast as it goes {Line(Fast)}  {Fast.Rate:N0} deliveries/s
            """);

        private static string Line(Told told) => string.Create(CultureInfo.InvariantCulture,
            $"p50 {told.P50:N1}  p99 {told.P99:N1}  last {told.Last:N1} ms  CPU {told.CpuPerMillion:N1} s a million, {told.TellingPerMillion:N1} for the telling alone  {told.Bytes:N0} bytes each");
    }
}

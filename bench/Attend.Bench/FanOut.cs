using System.Diagnostics;
using System.Globalization;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attend.Bench;

/// <summary>
/// B3: one event to 1,000, 5,000 and 9,500 sockets, one a second and as fast as it goes. The yardsticks are a loop over ASP.NET Core's
/// WebSockets and a SignalR hub, with the same bytes and the same clients, in the same run; each server is a process of its own.
/// </summary>
/// <remarks>
/// Times run from the commit (of a yardstick: from when it learns of the event) to each socket. CPU is the server process's, above what
/// it uses with the same sockets idle. PostgreSQL's is not in it: it does not grow with the sockets.
/// </remarks>
internal static class FanOut
{
    private const int Slow = 8;
    private const int Window = 16;

    private static readonly int[] Sizes = [1_000, 5_000, 9_500];
    private static readonly string[] Kinds = [FanOutServers.Attend, FanOutServers.Loop, FanOutServers.SignalR];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private static int number;

    public static async Task Run(TextWriter output)
    {
        if (OpenFiles() < Sizes[^1] + 500)
        {
            output.WriteLine($"  not run: {Sizes[^1] + 500:N0} open files are needed, {OpenFiles():N0} allowed; raise it with: ulimit -n {Sizes[^1] + 500}");
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        await using (var postgres = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None))
        {
            output.WriteLine($"  server, PostgreSQL (fsync on) and clients share {Environment.ProcessorCount} cores; PostgreSQL's CPU is not counted");
            output.WriteLine($"  {Slow} events one a second; then {Fast.TotalSeconds:N0} s as fast as it goes, at most {Window} events not yet everywhere");
            foreach (var sockets in Sizes)
            {
                var runs = new Dictionary<string, Measured>();
                foreach (var kind in Kinds)
                {
                    runs[kind] = await Measure(kind, sockets, postgres.ConnectionString);
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {sockets,5:N0} sockets, {kind,-8} {runs[kind]}"));
                }

                Compare(output, sockets, runs[FanOutServers.Attend], runs[FanOutServers.Loop], runs[FanOutServers.SignalR]);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void Compare(TextWriter output, int sockets, Measured ours, Measured loop, Measured hub)
    {
        foreach (var (what, run, loops, hubs) in ((string, Told, Told, Told)[])
            [("one a second", ours.Slow, loop.Slow, hub.Slow), ("as fast as it goes", ours.Fast, loop.Fast, hub.Fast)])
        {
            var (toLoop, toHub) = (run.CpuPerMillion / loops.CpuPerMillion, run.CpuPerMillion / hubs.CpuPerMillion);
            Figures.Aim(output, $"{sockets:N0}, {what}: CPU to the loop's", toLoop, "N2", toLoop <= 1, "<= 1.0");
            Figures.Aim(output, $"{sockets:N0}, {what}: CPU to SignalR's", toHub, "N2", toHub <= 0.6, "<= 0.6");
        }

        var late = ours.Slow.P99 / loop.Slow.P99;
        Figures.Aim(output, $"{sockets:N0}, one a second: p99 to the loop's", late, "N2", late <= 1.2, "<= 1.2");
        Figures.Aim(output, $"{sockets:N0}: KB an idle socket", ours.KiloBytes, "N1", ours.KiloBytes <= 15, "<= 15");
    }

    private static async Task<Measured> Measure(string kind, int sockets, string connection)
    {
        await using var server = await FanOutProcess.Start(kind, connection);
        using (var first = await Audience.Connect(server, 100))
        {
            await Drive(server, first, TimeSpan.Zero, WarmUp, 2_000);
        }

        await Pause(Second);
        var before = await server.Memory();
        using var audience = await Audience.Connect(server, sockets);
        await Pause(Second);
        var after = await server.Memory();

        await Drive(server, audience, TimeSpan.Zero, WarmUp, 1_000_000 / sockets);
        await Settle(server);
        var slow = await Drive(server, audience, Second, Slow * Second, Slow);
        var idle = await server.Cpu();
        await Pause(2 * Second);
        var idleCores = (await server.Cpu() - idle).TotalSeconds / 2;
        var fast = await Drive(server, audience, TimeSpan.Zero, Fast, 4_000_000 / sockets);
        return new Measured(
            Told.Of(slow, idleCores), Told.Of(fast, idleCores), (after.WorkingSet - before.WorkingSet) / 1000.0 / sockets,
            (after.Managed - before.Managed) / 1000.0 / sockets, idleCores * 1000);
    }

    /// <summary>Tells of events for so long, or as many as given, and waits until everybody has all of them.</summary>
    private static async Task<Driven> Drive(FanOutProcess server, Audience audience, TimeSpan every, TimeSpan time, int most)
    {
        var heard = audience.Expect(number + 1, most);
        var commits = new List<Task<long>>();
        var cpu = await server.Cpu();
        var watch = Stopwatch.StartNew();
        while (commits.Count < most && watch.Elapsed < time)
        {
            commits.Add(server.Tell(++number));
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
        return new Driven(heard, await Task.WhenAll(commits), elapsed, cpu);
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

    private sealed record Driven(Audience.Heard Heard, long[] Commits, TimeSpan Elapsed, TimeSpan Cpu);

    /// <param name="Last">Milliseconds to the last socket, the median of the events.</param>
    /// <param name="CpuPerMillion">Seconds for a million deliveries.</param>
    private sealed record Told(double P50, double P99, double Last, double Rate, double CpuPerMillion)
    {
        public static Told Of(Driven driven, double idleCores)
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
            return new Told(
                Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99), Figures.Median(last), times.Count / driven.Elapsed.TotalSeconds,
                (driven.Cpu.TotalSeconds - idleCores * driven.Elapsed.TotalSeconds) * 1_000_000 / times.Count);
        }
    }

    private sealed record Measured(Told Slow, Told Fast, double KiloBytes, double Managed, double Idle)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"""
            {KiloBytes:N1} KB a socket ({Managed:N1} managed), idle {Idle:N1} ms CPU a second
                  one a second       p50 {Slow.P50:N1}  p99 {Slow.P99:N1}  last {Slow.Last:N1} ms  CPU {Slow.CpuPerMillion:N1} s a million
                  as fast as it goes p50 {Fast.P50:N1}  p99 {Fast.P99:N1}  last {Fast.Last:N1} ms  CPU {Fast.CpuPerMillion:N1} s a million  {Fast.Rate:N0} deliveries/s
            """);
    }
}

using System.Diagnostics;
using System.Globalization;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attend.Bench;

/// <summary>
/// B3: one event to thousands of sockets, one a second and as fast as it goes. The yardsticks send messages of the same size to the same
/// clients: a bare ASP.NET Core loop over WebSockets, and a SignalR hub. Each server is a process of its own; PostgreSQL's CPU is not in
/// the product's, its work for one event is the same for any number of sockets.
/// </summary>
internal static class FanOut
{
    private const int Paced = 8;
    private const int Burst = 100;
    private static readonly string[] Kinds = ["attend", "loop", "signalr"];

    public static async Task Run(TextWriter output)
    {
        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        await using (var postgres = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None))
        {
            output.WriteLine($"  {Paced} messages one a second, then {Burst} as fast as they go; servers, PostgreSQL and clients share {Environment.ProcessorCount} cores");
            foreach (var sockets in new[] { 1_000, 5_000, 9_500 })
            {
                var measured = new Dictionary<string, Measured>();
                foreach (var kind in Kinds)
                {
                    measured[kind] = await Measure(kind, postgres.ConnectionString, sockets);
                    output.WriteLine($"  {sockets,5:N0} sockets  {kind,-7}  {measured[kind]}");
                }

                var (attend, loop, signalr) = (measured["attend"], measured["loop"], measured["signalr"]);
                Figures.Aim(output, "CPU to the loop's, as fast as it goes", attend.BurstCpu / loop.BurstCpu, "N2", attend.BurstCpu <= loop.BurstCpu, "<= 1.0");
                Figures.Aim(output, "CPU to SignalR's, as fast as it goes", attend.BurstCpu / signalr.BurstCpu, "N2", attend.BurstCpu <= 0.6 * signalr.BurstCpu, "<= 0.6");
                Figures.Aim(output, "CPU to the loop's, one a second", attend.PacedCpu / loop.PacedCpu, "N2", attend.PacedCpu <= loop.PacedCpu, "<= 1.0");
                Figures.Aim(output, "p99 to the loop's, one a second", attend.P99 / loop.P99, "N2", attend.P99 <= 1.2 * loop.P99, "<= 1.2");
                Figures.Aim(output, "KB an idle socket", attend.Memory, "N1", attend.Memory <= 15, "<= 15");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Measured> Measure(string kind, string connection, int count)
    {
        using var server = new Child(kind, connection);
        var address = new Uri(await server.Line());
        // What the first connections cost once is no cost of a socket.
        await using (await FanOutClients.Open(address, 50, Greeting(kind)))
        {
            await server.Ask("push 0 1");
        }

        var before = await server.Number("memory");
        await using var clients = await FanOutClients.Open(address, count, Greeting(kind));
        // A hub's handshake and a snapshot are answered after the upgrade.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var memory = (await server.Number("memory") - before) / 1024 / count;

        clients.Expect(1_000, 10);
        await server.Ask("push 1000 10");
        await clients.All();

        var latencies = new List<double>();
        var lasts = new List<double>();
        var cpu = await server.Number("cpu");
        for (var i = 0; i < Paced; i++)
        {
            clients.Expect(2_000 + i, 1);
            var began = Stopwatch.GetTimestamp();
            var committed = Times(await server.Ask($"push {2_000 + i} 1"))[0];
            double[] times = [.. (await clients.All())[0].Select(at => Milliseconds(at - committed))];
            latencies.AddRange(times);
            lasts.Add(times.Max());
            await Task.Delay(TimeSpan.FromSeconds(1) - Stopwatch.GetElapsedTime(began), TimeProvider.System);
        }

        var paced = (await server.Number("cpu") - cpu) / 1000 / Paced / count * 1e6;
        clients.Expect(3_000, Burst);
        cpu = await server.Number("cpu");
        var start = Stopwatch.GetTimestamp();
        await server.Ask($"push 3000 {Burst}");
        await clients.All();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var burst = (await server.Number("cpu") - cpu) / 1000 / Burst / count * 1e6;
        latencies.Sort();
        return new Measured(Figures.Percentile(latencies, 0.5), Figures.Percentile(latencies, 0.99), Figures.Median(lasts), paced, burst, Burst * (double)count / seconds, memory);
    }

    private static string? Greeting(string kind) => kind == "signalr" ? "{\"protocol\":\"json\",\"version\":1}\x1e" : null;

    private static long[] Times(string line) => [.. line.Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    /// <param name="P50">Milliseconds from the commit to a socket, over sockets and messages sent one a second.</param>
    /// <param name="Last">Milliseconds to the last socket, median of the messages.</param>
    /// <param name="PacedCpu">CPU seconds of the server per million deliveries.</param>
    /// <param name="Memory">KB of the server for one idle socket.</param>
    private sealed record Measured(double P50, double P99, double Last, double PacedCpu, double BurstCpu, double Rate, double Memory)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"p50 {P50,6:N1}  p99 {P99,6:N1}  last {Last,6:N1} ms  CPU s/million: {PacedCpu,5:N1} paced, {BurstCpu,5:N1} burst at {Rate,9:N0}/s  {Memory,5:N1} KB a socket");
    }

    /// <summary>One server process.</summary>
    private sealed class Child : IDisposable
    {
        private readonly Process process;

        public Child(string kind, string connection)
        {
            var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (var word in (string[])[typeof(FanOut).Assembly.Location, "serve", kind, connection])
            {
                start.ArgumentList.Add(word);
            }

            process = Process.Start(start)!;
        }

        public async Task<string> Line() => await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");

        public async Task<string> Ask(string command)
        {
            await process.StandardInput.WriteLineAsync(command);
            return await Line();
        }

        public async Task<double> Number(string command) => double.Parse(await Ask(command), CultureInfo.InvariantCulture);

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}

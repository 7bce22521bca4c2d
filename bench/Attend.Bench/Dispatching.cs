using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Attend.Bench;

/// <summary>
/// B1: dispatch over HTTP, a different unit and call each, with sign-in, events and an Idempotency-Key. The yardstick is pgbench, which
/// sends the very statements that one dispatch was seen to send, in the same three round trips, on the same database.
/// </summary>
internal static class Dispatching
{
    private const int Pairs = 2_000;
    private const int Rounds = 5;

    public static async Task Run(TextWriter output)
    {
        var heard = new ConcurrentDictionary<long, long>();
        await using var server = await BenchServer.Start(services: services => services.AddSingleton(Listener(heard)));
        var db = server.Db;
        using var http = await Populate(server);
        output.WriteLine($"  {Pairs:N0} dispatches a run, {Rounds} alternated runs; server, PostgreSQL (fsync on) and clients share {Environment.ProcessorCount} cores");
        var script = await PgbenchScript.Record(server.Postgres, server.Folder, db, () => Dispatch(http, Ids.Call(0), Ids.Unit(0)));
        output.WriteLine($"  one dispatch is {script.Statements} statements in three round trips");

        await Measure(db, http, heard, 8);
        var ratios = new List<double>();
        var tails = new List<double>();
        foreach (var clients in new[] { 1, 8 })
        {
            var run = await Measure(db, http, heard, clients);
            output.WriteLine($"  {clients,2} clients: {run}");
            if (clients == 1)
            {
                Figures.Aim(output, "p50 with one client, ms", run.P50, "N2", run.P50 <= 2, "<= 2");
            }
        }

        Measured last = default!;
        for (var round = 0; round < Rounds; round++)
        {
            last = await Measure(db, http, heard, 32);
            await Reset(db);
            var yardstick = await script.Run(32, Pairs);
            ratios.Add(last.Rate / yardstick.Rate);
            tails.Add(last.P99 / yardstick.P99);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  32 clients: {last}   pgbench {yardstick.Rate:N0}/s p50 {yardstick.P50:N2} p99 {yardstick.P99:N2} ms"));
        }

        Figures.Aim(output, "median ratio to pgbench, 32 clients", Figures.Median(ratios), "N2", Figures.Median(ratios) >= 0.45, ">= 0.45");
        Figures.Aim(output, "median ratio of p99 to pgbench's", Figures.Median(tails), "N2", Figures.Median(tails) <= 4, "<= 4");
        Figures.Aim(output, "event lag p99, ms", last.Lag99, "N1", last.Lag99 <= 250, "<= 250");
    }

    private static async Task<Measured> Measure(Db db, HttpClient http, ConcurrentDictionary<long, long> heard, int clients)
    {
        await Reset(db);
        heard.Clear();
        var times = new ConcurrentBag<double>();
        var answered = new ConcurrentDictionary<long, long>();
        var next = -1;
        var pairs = clients == 1 ? Pairs / 4 : Pairs;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < pairs; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                var response = await Dispatch(http, Ids.Call(i), Ids.Unit(i));
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                answered[response] = Stopwatch.GetTimestamp();
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        while (heard.Count < pairs && watch.Elapsed.TotalSeconds < seconds + 10)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        double[] sorted = [.. times.Order()];
        double[] lags = [.. answered.Select(pair => heard.TryGetValue(pair.Key, out var at) ? Math.Max(0, (at - pair.Value) * 1000.0 / Stopwatch.Frequency) : 10_000).Order()];
        return new Measured(pairs / seconds, Figures.Percentile(sorted, 0.5), Figures.Percentile(sorted, 0.99), Figures.Percentile(lags, 0.5), Figures.Percentile(lags, 0.99));
    }

    private static async Task<long> Dispatch(HttpClient http, long call, long unit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/calls/{call}/dispatch") { Content = JsonContent.Create(new { unit_id = unit }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("n"));
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? body.GetProperty("id").GetInt64() : throw new InvalidOperationException($"{(int)answer.StatusCode} {body}");
    }

    /// <summary>As if nothing had been dispatched. The events stay: the feed must live with a long log.</summary>
    private static async Task Reset(Db db)
    {
        // Due work of the run before may be at it: whoever loses the deadlock tries again.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Empty(db);
                break;
            }
            catch (Npgsql.PostgresException lost) when (lost.SqlState is "40P01" or "55P03" && attempt < 5)
            {
                continue;
            }
        }

        await db.Run($"update dispatch.calls set state = 'RECEIVED', version = 1, dispatched_at = null, needs_unit_since = received_at, needs_unit_reason = 'new'");
        foreach (var table in new[] { "dispatch.calls", "fleet.vehicles", "platform.work" })
        {
            await db.Run($"vacuum analyze {Sql.Raw(table)}");
        }

        await db.Run($"checkpoint");
    }

    private static async Task Empty(Db db)
    {
        await db.Run($"delete from platform.work");
        await db.Run($"truncate dispatch.stamps, dispatch.crew, dispatch.next_jobs, dispatch.pre_alerts, dispatch.alarms, dispatch.notes, dispatch.patients, dispatch.responses, fleet.reservations cascade");
    }

    private static FeedListener Listener(ConcurrentDictionary<long, long> heard) => new("bench", (batch, _) =>
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var row in batch.Events.Where(row => row.Kind == "dispatch.unit_assigned"))
        {
            heard[row.Data.GetProperty("response_id").GetInt64()] = now;
        }

        return Task.CompletedTask;
    });

    /// <summary>A dispatcher who is signed in; as many calls and staffed units as dispatches in a run.</summary>
    private static async Task<HttpClient> Populate(BenchServer server)
    {
        await server.Staff(Pairs + 1);
        await server.Db.Run($"""
            insert into dispatch.calls (id, state, state_since, version, kind, emergency_type, priority, source, address, latitude, longitude,
                received_at, needs_unit_since, needs_unit_reason, created_at, updated_at)
            select {Ids.Call(0)} + n, 'RECEIVED', now(), 1, 'EMERGENCY', 'MEDICAL', 'HIGH', 'dispatcher', 'Street ' || n, 52.5, 13.4,
                   now(), now(), 'new', now(), now() from generate_series(0, {Pairs}) n
            """);
        await server.Db.Run($"select setval('dispatch.responses_id_seq', {Ids.Response(0)})");
        return await server.SignIn();
    }

    private sealed record Measured(double Rate, double P50, double P99, double Lag50, double Lag99)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Rate,6:N0}/s  p50 {P50:N2} ms  p99 {P99:N2} ms  events after p50 {Lag50:N1} p99 {Lag99:N1} ms");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Attend.Bench;

/// <summary>
/// B2: somebody joins a queue, with the rank in the answer, and a desk calls the next one, while 10, 1,000 or 100,000 wait; and the same while
/// somebody's old snapshot is held open, so that the database may clean up nothing. The line stays as long as it is: whoever was called is completed.
/// The yardstick is the line of 10. PostgreSQL runs without fsync, which would hide the difference.
/// </summary>
internal static class Queueing
{
    private const int Rounds = 400;

    public static async Task Run(TextWriter output)
    {
        await using var server = await BenchServer.Start(throwaway: true);
        await server.Staff(1);
        using var http = await server.SignIn();
        output.WriteLine($"  {Rounds} joins and calls each; one client; server, PostgreSQL (fsync off) and client share {Environment.ProcessorCount} cores");
        var runs = new List<(int Waiting, Cost Plain, Cost Held)>();
        foreach (var waiting in new[] { 10, 1_000, 100_000 })
        {
            var (queue, desk) = await Open(http, waiting);
            await Fill(server, queue, waiting);
            await Work(http, queue, desk, Rounds / 4);
            var plain = await Work(http, queue, desk, Rounds);
            await using var old = new NpgsqlConnection(server.Postgres.ConnectionString);
            await old.OpenAsync();
            await using var snapshot = await old.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
            await using (var look = new NpgsqlCommand("set local idle_in_transaction_session_timeout = 0; select count(*) from queues.tickets where id = 0", old, snapshot))
            {
                await look.ExecuteScalarAsync();
            }

            var held = await Work(http, queue, desk, Rounds);
            runs.Add((waiting, plain, held));
            output.WriteLine($"  {Figures.Text(waiting),7} waiting: {plain}; with an old snapshot {held}");
        }

        var (least, most) = (runs[0], runs[^1]);
        Aim(output, "join with 100,000 waiting", most.Plain.Join / least.Plain.Join, 1.5);
        Aim(output, "call next with 100,000 waiting", most.Plain.Call / least.Plain.Call, 1.5);
        Aim(output, "join with 100,000 and an old snapshot", most.Held.Join / least.Plain.Join, 2);
        Aim(output, "call next with 100,000 and an old snapshot", most.Held.Call / least.Plain.Call, 2);
    }

    private static void Aim(TextWriter output, string what, double ratio, double aim) =>
        Figures.Aim(output, $"{what}, ratio to 10", ratio, "N2", ratio <= aim, $"<= {Figures.Text(aim, "N1")}");

    private static async Task<(long Queue, long Desk)> Open(HttpClient http, int waiting)
    {
        var queue = await Post(http, "/api/queues", new { site_id = 1, code = $"B{waiting}", queue = new { name = "Bench", scheme = "credits", scale = "esi" } });
        await Post(http, $"/api/queues/{queue}/open", new { });
        var desk = await Post(http, "/api/desks", new { site_id = 1, desk = new { name = $"Desk {waiting}", queues = new[] { queue } } });
        await Post(http, $"/api/desks/{desk}/open", new { });
        return (queue, desk);
    }

    /// <summary>A long line, put there as the product would have put it, without a request for each.</summary>
    private static async Task Fill(BenchServer server, long queue, int waiting)
    {
        await server.Db.Run($"""
            insert into queues.tickets (token, number, issued_by, service_day, serial, site_id, queue_id, scale_id, level, source, state, state_since, version, band, class,
                order_key, arrived_at, joined_at)
            select int8send({queue} * 1000000 + n), queues.number(q.code, n), q.id, now()::date, n, q.site_id, q.id, q.scale_id, 5, 'desk', 'WAITING', now(), 1, 1, 0,
                now() - interval '1 day' + n * interval '10 milliseconds', now() - interval '1 day' + n * interval '10 milliseconds', now() - interval '1 day'
            from queues.queues q, generate_series(1, {waiting}) n where q.id = {queue}
            """);
        await server.Db.Run($"analyze queues.tickets");
    }

    private static async Task<Cost> Work(HttpClient http, long queue, long desk, int rounds)
    {
        var (joins, calls) = (new List<double>(rounds), new List<double>(rounds));
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await Post(http, $"/api/queues/{queue}/tickets", new { });
            joins.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var ticket = await Post(http, $"/api/queues/{queue}/call-next", new { desk_id = desk });
            calls.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Post(http, $"/api/tickets/{ticket}/start", new { });
            await Post(http, $"/api/tickets/{ticket}/complete", new { });
        }

        return new Cost(Figures.Median(joins), Figures.Median(calls));
    }

    private static async Task<long> Post(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement is var root
            ? root.GetProperty("id").GetInt64()
            : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>Medians, in milliseconds.</summary>
    private sealed record Cost(double Join, double Call)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"join {Join:N2} ms, call next {Call:N2} ms");
    }
}

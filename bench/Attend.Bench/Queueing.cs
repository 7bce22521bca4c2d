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
    public static async Task Run(TextWriter output, bool brief = false)
    {
        var (sizes, rounds) = brief ? ([10, 100, 5_000], 20) : ((int[])[10, 1_000, 100_000], 400);
        await using var server = await BenchServer.Start(throwaway: true);
        await server.Staff(1);
        using var http = await server.SignIn();
        output.WriteLine($"  medians of {rounds} joins and calls each; one client; server, PostgreSQL (fsync off) and client share {Environment.ProcessorCount} cores");
        output.WriteLine("  waiting      join ms  to 10   call next ms  to 10   with an old snapshot: join ms  to 10   call next ms  to 10");
        var yardstick = default(Cost);
        foreach (var waiting in sizes)
        {
            var queue = await Fill(server, http, waiting);
            await Work(http, queue, rounds);
            var plain = await Work(http, queue, rounds);
            await using var old = new NpgsqlConnection(server.Postgres.ConnectionString);
            await old.OpenAsync();
            await using var snapshot = await old.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
            await using (var look = new NpgsqlCommand("select count(*) from queues.tickets where id = 0", old, snapshot))
            {
                await look.ExecuteScalarAsync();
            }

            // It is old once much was done that nobody may clean up.
            await Work(http, queue, rounds);
            var held = await Work(http, queue, rounds);
            yardstick ??= plain;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {waiting,7:N0}     {plain.To(yardstick)}                          {held.To(yardstick)}"));
            if (waiting == sizes[^1])
            {
                Aim(output, $"join with {waiting:N0} waiting", plain.Join / yardstick.Join, 1.5);
                Aim(output, $"call next with {waiting:N0} waiting", plain.Call / yardstick.Call, 1.5);
                Aim(output, $"join with {waiting:N0} and an old snapshot", held.Join / yardstick.Join, 2);
                Aim(output, $"call next with {waiting:N0} and an old snapshot", held.Call / yardstick.Call, 2);
            }
        }
    }

    private static void Aim(TextWriter output, string what, double ratio, double aim) =>
        Figures.Aim(output, $"{what}, ratio to 10", ratio, "N2", ratio <= aim, $"<= {Figures.Text(aim, "N1")}");

    /// <summary>A line that the server knows, and that it may learn from.</summary>
    private static async Task<FilledQueue> Fill(BenchServer server, HttpClient http, int waiting)
    {
        var queue = await FilledQueue.Make(server.Db, waiting, scheme: "credits", scale: "esi");
        await Post(http, $"/api/queues/{queue.Id}/tickets", new { });
        await queue.Foresee(server.Db);
        return queue;
    }

    private static async Task<Cost> Work(HttpClient http, FilledQueue queue, int rounds)
    {
        var (joins, calls) = (new List<double>(rounds), new List<double>(rounds));
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await Post(http, $"/api/queues/{queue.Id}/tickets", new { });
            joins.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var ticket = await Post(http, $"/api/queues/{queue.Id}/call-next", new { desk_id = queue.Desk });
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
        public string To(Cost yardstick) => string.Create(CultureInfo.InvariantCulture,
            $"{Join,8:N2}  {Join / yardstick.Join,5:N2}       {Call,8:N2}  {Call / yardstick.Call,5:N2}");
    }
}

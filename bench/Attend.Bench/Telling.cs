using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Attend.Notifications;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Attend.Bench;

/// <summary>
/// B5: something happens that 100, 10,000 or 100,000 people are told of: something at their site, or a queue that they follow opens. How long the
/// answer takes that causes it, until all their deliveries are written down, and how far behind the events of others come meanwhile: of calls that
/// are taken all the time. The yardstick is the site of 100.
/// </summary>
internal static class Telling
{
    private const string Opened = "bench.opened";
    private const int CallsPerSecond = 20;

    private static readonly (int People, int Times)[] Whole = [(100, 40), (10_000, 8), (100_000, 3)];
    private static readonly (int People, int Times)[] Brief = [(100, 5), (2_500, 2)];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Something at a site: one way to each of its people.</summary>
    public static Task OfSite(TextWriter output, bool brief = false) => Run(output, brief, async (db, _, site) =>
    {
        await db.Run($"""
            insert into notifications.ladders (kind, priority, number, after_seconds, ways) values ({Kind.Test.Name}, '', 0, 0, array['in_app'])
            on conflict do nothing
            """);
        return new Cause($"/api/bench/sites/{site}/open", () => Task.CompletedTask);
    });

    /// <summary>
    /// A queue opens: its followers are told in their inbox and by telephone. Between two openings it is shut behind the product's back, which would
    /// tell them that too.
    /// </summary>
    public static Task OfQueue(TextWriter output, bool brief = false) => Run(output, brief, async (db, http, site) =>
    {
        using var made = await http.PostAsJsonAsync("/api/queues", new { site_id = site, code = "OPD", queue = new { name = "Out-patients" } });
        made.EnsureSuccessStatusCode();
        var queue = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        await db.Run($"""
            insert into queues.followers (queue_id, user_id, followed_at) select {queue}, user_id, now() from people.user_roles where site_id = {site} and role = 'patient'
            """);
        await db.Run($"vacuum analyze queues.followers");
        return new Cause($"/api/queues/{queue}/open", () => db.Run($"update queues.queues set state = 'CLOSED', version = version + 1 where id = {queue}"));
    });

    private static async Task Run(TextWriter output, bool brief, Func<Db, HttpClient, long, Task<Cause>> prepare)
    {
        var heard = new ConcurrentDictionary<long, long>();
        await using var server = await BenchServer.Start(yardstick: Yardstick(), services: services => services.AddSingleton(Listener(heard)));
        var db = server.Db;
        await server.Staff(1);
        using var http = await server.SignIn();
        output.WriteLine($"  {CallsPerSecond} calls a second meanwhile; server, PostgreSQL (fsync on) and clients share {Environment.ProcessorCount} cores");
        var alone = await Calls(http, heard, async stop => await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, stop));
        output.WriteLine($"  nothing told: {alone}");

        var runs = new List<(int People, double Answer, double Written, Lag Lag)>();
        foreach (var (people, times) in brief ? Brief : Whole)
        {
            var cause = await prepare(db, http, await Fill(db, people));
            var (first, _) = await Open(http, db, cause, people);
            List<double> answers = [], written = [];
            var lag = await Calls(http, heard, async _ =>
            {
                for (var i = 0; i < times; i++)
                {
                    var (answer, all) = await Open(http, db, cause, people);
                    answers.Add(answer);
                    written.Add(all);
                }
            });
            runs.Add((people, Figures.Median(answers), Figures.Median(written), lag));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {people,7:N0} people: answer {runs[^1].Answer:N1} ms (the first {first:N1}), all written {runs[^1].Written:N2} s [{string.Join(' ', written.Select(one => Figures.Text(one, "N2")))}]; {lag}"));
        }

        var most = await db.One<long>($"""
            select max(n) from (
                select count(*) as n from platform.events where kind in ('notifications.delivery_planned', 'notifications.delivery_withheld') group by epoch, tx) chunks
            """);
        var (yardstick, largest) = (runs[0], runs[^1]);
        Figures.Aim(output, "rows in the largest chunk", most, "N0", most <= 1_000, "<= 1,000");
        Figures.Aim(output, $"answer with {largest.People:N0}, ratio to 100", largest.Answer / yardstick.Answer, "N2", largest.Answer <= 1.5 * yardstick.Answer, "<= 1.5");
        Figures.Aim(output, $"{largest.People:N0} written, s", largest.Written, "N2", largest.Written <= 10, "<= 10");
        Figures.Aim(output, "lag of others' events p99 meanwhile, ms", largest.Lag.P99, "N0", largest.Lag.P99 <= 250, "<= 250");
    }

    /// <summary>Milliseconds until it is answered, and seconds from then until everybody is written down, by every way.</summary>
    private static async Task<(double Answer, double Written)> Open(HttpClient http, Db db, Cause cause, int people)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync(cause.Path, new { });
        answer.EnsureSuccessStatusCode();
        var message = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message_id").GetInt64();
        var (answered, at) = (Stopwatch.GetElapsedTime(began).TotalMilliseconds, Stopwatch.GetTimestamp());
        while (!await db.One<bool>($"""
            select coalesce(bool_and(written_at is not null and people = {people}), false) from notifications.rungs where message_id = {message}
            """))
        {
            if (Stopwatch.GetElapsedTime(at) > Patience)
            {
                throw new InvalidOperationException("Not everybody was written down.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var written = Stopwatch.GetElapsedTime(at).TotalSeconds;
        await cause.Undo();
        return (answered, written);
    }

    /// <summary>Takes calls at a steady pace while something is done; how long after their answers their events were heard.</summary>
    private static async Task<Lag> Calls(HttpClient http, ConcurrentDictionary<long, long> heard, Func<CancellationToken, Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var answered = new ConcurrentDictionary<long, long>();
        var taking = new List<Task>();
        var pacing = Task.Run(async () =>
        {
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / CallsPerSecond));
            while (!stop.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
            {
                taking.Add(Take());
            }
        });
        await meanwhile(stop.Token);
        await stop.CancelAsync();
        await pacing;
        await Task.WhenAll(taking);
        for (var began = Stopwatch.GetTimestamp(); answered.Keys.Any(call => !heard.ContainsKey(call)) && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        double[] lags = [.. answered.Select(pair => heard.TryGetValue(pair.Key, out var at) ? Math.Max(0, (at - pair.Value) * 1000.0 / Stopwatch.Frequency) : Patience.TotalMilliseconds).Order()];
        return new Lag(lags.Length, Figures.Percentile(lags, 0.5), Figures.Percentile(lags, 0.99));

        async Task Take()
        {
            using var answer = await http.PostAsJsonAsync("/api/calls", new { emergency_type = "MEDICAL", priority = "LOW" });
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answered[body.GetProperty("id").GetInt64()] = Stopwatch.GetTimestamp();
        }
    }

    private static async Task<long> Fill(Db db, int people)
    {
        var site = await db.One<long>($"""
            insert into people.places (name, kind, zone, created_at) values ('Site of ' || {people}::int, 'clinic', 'UTC', now()) returning id
            """);
        await db.Run($"""
            with residents as (
                insert into people.users (username, first_name, last_name, language, zone, created_at)
                select 'r' || {site}::bigint || '-' || n, 'R', n::text, (array['en', 'fr', 'es', 'fil', 'ar'])[1 + n % 5], 'UTC', now() from generate_series(1, {people}) n returning id
            )
            insert into people.user_roles (user_id, role, site_id) select id, 'patient', {site} from residents
            """);
        await db.Run($"vacuum analyze people.users");
        await db.Run($"vacuum analyze people.user_roles");
        return site;
    }

    private static FeedListener Listener(ConcurrentDictionary<long, long> heard) => new("bench", (batch, _) =>
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var row in batch.Events.Where(row => row.Kind == "dispatch.call_received"))
        {
            heard[row.SubjectId] = now;
        }

        return Task.CompletedTask;
    });

    /// <summary>A module whose fact concerns everybody of a site, as the opening of a queue does.</summary>
    private static Module Yardstick()
    {
        var module = new Module("bench");
        module.Events.Add((Opened, "Something opened."));
        module.Routes.Add(routes => routes.Native("/api/bench").MapPost("/sites/{site:long}/open", Happen).Needs(Permission.SignedIn));
        module.Subscriptions.Add(new Subscription("bench.opened", [Opened], async (_, change, row) =>
        {
            Messages.Say(
                change, row.Number("message_id")!.Value, Kind.Test, row.Subject, Attend.Notifications.Audience.Holders(Role.Patient, row.SubjectId), new { }, row);
            await change.Send();
        }));
        return module;
    }

    private static Task<Results<Ok<Happened>, Refused>> Happen(long site, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<Happened>, Refused>>(caller, async change =>
        {
            var message = change.NextMessage();
            await change.Send();
            change.Event(Opened, $"site:{site}", new { site_id = site, message_id = message.Value });
            await change.Send();
            return TypedResults.Ok(new Happened(message.Value));
        }, ct);

    /// <param name="Path">What is posted to cause it; the answer names the message.</param>
    /// <param name="Undo">So that it can happen once more.</param>
    private sealed record Cause(string Path, Func<Task> Undo);

    private sealed record Happened(long MessageId);

    private sealed record Lag(int Calls, double P50, double P99)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"events of {Calls} calls after p50 {P50:N1} p99 {P99:N1} ms");
    }
}

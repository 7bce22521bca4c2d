using System.Diagnostics;
using System.Text.Json;
using Attend.Fleet;
using Attend.Visits;
using NodaTime;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Visits that come again by a rule.</summary>
public sealed class PlanSeriesTests(World world, ITestOutputHelper output) : IClassFixture<World>
{
    [Fact]
    public async Task Each_visit_is_an_appointment_of_its_own_at_the_same_time_by_the_clock()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var mark = await world.Mark();

        // Over the change of the clock in spring: nine in Berlin is eight by UTC, and then seven.
        var planned = (await Plan(rounds, "FREQ=WEEKLY;COUNT=4", "2026-03-16T09:00", [one.Id, two.Id])).Is(201);

        Assert.Equal(
            ["2026-03-16T08:00:00Z", "2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"],
            planned["visits"].EnumerateArray().Select(visit => visit.GetProperty("starts_at").GetString()));
        var first = planned["visits"][0].GetProperty("id").GetInt64();
        Assert.Equal(
            ["visits.appointment_booked", "visits.therapist_asked", "visits.therapist_asked"], await world.EventsSince(mark, $"appointment:{first}"));
        Assert.Equal([one.Id, two.Id], await world.Rows<long>($"""
            select (data ->> 'therapist_id')::bigint from platform.events where subject = 'appointment:' || {first} and kind = 'visits.therapist_asked' order by id
            """));
        var view = (await rounds.Read(first))["appointment"];
        Assert.Equal((planned.Id, "PENDING", 2, 1), (
            view.GetProperty("series_id").GetInt64(), view.GetProperty("state").GetString(), view.GetProperty("places").GetArrayLength(), view.GetProperty("services").GetArrayLength()));
        Assert.Equal(4, planned["visits"].EnumerateArray().Select(visit => visit.GetProperty("token").GetString()).Distinct().Count());
        Assert.Equal(8L, await world.Row<long>($"""
            select count(*) from platform.work w join visits.places p on w.key = p.id::text join visits.appointments a on a.id = p.appointment_id
            where w.kind = 'visits.answer' and a.series_id = {planned.Id}
            """));
        Assert.Equal("", await world.Violations());

        // Each has accepted all with one key.
        (await one.Client.Post($"/api/series/{planned.Id}/accept")).Is(200);
        Assert.Equal("PENDING", await rounds.State(first));
        Assert.Equal(4, (await two.Client.Post($"/api/series/{planned.Id}/accept")).Is(200)["visits"].GetInt32());
        Assert.Equal("CONFIRMED", await rounds.State(first));
        (await two.Client.Post($"/api/series/{planned.Id}/accept")).Refused(409, "nothing_asked");
        (await (await rounds.Rota.Therapist()).Client.Get($"/api/series/{planned.Id}")).Refused(404, "not_found");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_speaks_against_it_is_told_whole_or_left_out()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, client) = (await rounds.Rota.Therapist(), await rounds.Rota.Client());
        // The second visit of the therapist's is taken, the third of the client's.
        var busy = await rounds.Book(new DateTimeOffset(2026, 3, 10, 8, 30, 0, TimeSpan.Zero), therapist);
        var other = await rounds.Book(new DateTimeOffset(2026, 3, 17, 8, 30, 0, TimeSpan.Zero), await rounds.Rota.Therapist(), client);
        var refused = (await Plan(rounds, "FREQ=WEEKLY;COUNT=4", "2026-03-03T09:00", [therapist.Id], client)).Refused(409, "series_conflicts");
        var conflicts = refused["conflicts"].EnumerateArray().ToList();
        Assert.Equal(["2026-03-10T09:00", "2026-03-17T09:00"], conflicts.Select(one => one.GetProperty("occurrence").GetString()));
        Assert.Equal((therapist.Id, "booked", busy.Id), (
            conflicts[0].GetProperty("therapist_id").GetInt64(), conflicts[0].GetProperty("findings")[0].GetProperty("kind").GetString(),
            conflicts[0].GetProperty("findings")[0].GetProperty("appointment_id").GetInt64()));
        Assert.Equal((JsonValueKind.Null, other.Id), (conflicts[1].GetProperty("therapist_id").ValueKind, conflicts[1].GetProperty("appointment_id").GetInt64()));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from visits.series where client_id = {client}"));

        var planned = (await Plan(rounds, "FREQ=WEEKLY;COUNT=4", "2026-03-03T09:00", [therapist.Id], client, new { skip_conflicts = true })).Is(201);
        Assert.Equal(["2026-03-10T09:00", "2026-03-17T09:00"], planned["left_out"].EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(2, planned["visits"].GetArrayLength());
        // Now all of them are.
        (await Plan(rounds, "FREQ=WEEKLY;COUNT=4", "2026-03-03T09:00", [therapist.Id], client, new { skip_conflicts = true })).Refused(409, "series_conflicts");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Its_visits_are_shown_before_anybody_agrees_and_a_free_day_is_left_out()
    {
        var rounds = await Rounds.Open(world);
        var (planner, site) = (rounds.Rota.Planner, rounds.Rota.Site);
        Task<Answer> Ask(string rule, string first, long? at = null) =>
            planner.Get($"/api/series/occurrences?site_id={at ?? site}&rule={rule}&first_start={first}");

        // Over the change of the clock in spring, and a first of May.
        var shown = (await Ask("FREQ=WEEKLY;BYDAY=FR;COUNT=7", "2026-03-20T09:00")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal(
            ["2026-03-20T08:00:00Z", "2026-03-27T08:00:00Z", "2026-04-03T07:00:00Z", "2026-04-10T07:00:00Z", "2026-04-17T07:00:00Z", "2026-04-24T07:00:00Z", "2026-05-01T07:00:00Z"],
            shown.Select(one => one.GetProperty("starts_at").GetString()));
        Assert.Equal("2026-05-01T09:00", shown[6].GetProperty("occurrence").GetString());
        Assert.Equal(0L, await world.Row<long>($"select count(*) from visits.series where site_id = {site}"));

        string[] free = ["2026-04-03T09:00", "2026-05-01T09:00"];
        var planned = (await Plan(rounds, "FREQ=WEEKLY;BYDAY=FR;COUNT=7", "2026-03-20T09:00", null, but: new { left_out = free })).Is(201);
        Assert.Equal(free, planned["left_out"].EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(
            shown.Select(one => one.GetProperty("occurrence").GetString()).Except(free),
            planned["visits"].EnumerateArray().Select(one => one.GetProperty("occurrence").GetString()));

        (await Ask("FREQ=HOURLY;COUNT=2", "2026-03-20T09:00")).Refused(400, "invalid");
        (await Ask("FREQ=WEEKLY;BYDAY=MO;COUNT=7", "2026-03-20T09:00")).Refused(400, "invalid");
        (await Ask("FREQ=DAILY;COUNT=2", "tomorrow")).Refused(400, "invalid");
        (await Ask("FREQ=DAILY;COUNT=2", "2026-03-20T09:00", 999_999)).Refused(404, "unknown_site");
        (await (await rounds.Rota.Therapist()).Client.Get($"/api/series/occurrences?site_id={site}&rule=FREQ=DAILY;COUNT=2&first_start=2026-03-20T09:00")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Hours_of_work_are_passed_over_with_a_reason_and_a_booking_is_not()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist([new(2, "08:00", "12:00")]);
        var refused = (await Plan(rounds, "FREQ=DAILY;COUNT=3", "2026-03-10T09:00", [therapist.Id])).Refused(409, "series_conflicts");
        Assert.Equal(["2026-03-11T09:00", "2026-03-12T09:00"], refused["conflicts"].EnumerateArray().Select(one => one.GetProperty("occurrence").GetString()));
        (await Plan(rounds, "FREQ=DAILY;COUNT=3", "2026-03-10T09:00", [therapist.Id], but: new { override_reason = "Agreed by telephone" })).Is(201);
        Assert.Equal(3, (await Plan(rounds, "FREQ=DAILY;COUNT=3", "2026-03-10T09:00", [therapist.Id], but: new { override_reason = "Agreed by telephone" }))
            .Refused(409, "series_conflicts")["conflicts"].GetArrayLength());
    }

    [Fact]
    public async Task From_one_visit_on_there_are_no_more()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var planned = (await Plan(rounds, "FREQ=DAILY;COUNT=5", "2026-03-10T09:00", [therapist.Id])).Is(201);
        var path = $"/api/series/{planned.Id}/end";
        (await rounds.Rota.Planner.Post(path, new { from = "tomorrow", reason_code = "weather" })).Refused(400, "invalid");
        (await rounds.Rota.Planner.Post(path, new { from = "2026-03-12T09:00", reason_code = "other" })).Refused(400, "invalid");
        var ended = (await rounds.Rota.Planner.Post(path, new { from = "2026-03-12T09:00", reason_code = "client_in_hospital" })).Is(200);
        Assert.Equal((2, "FREQ=DAILY;UNTIL=20260312T075959Z"), (ended["visits"].GetInt32(), ended["rule"].GetString()));
        Assert.Equal(["PENDING", "PENDING", "CANCELLED", "CANCELLED", "CANCELLED"], await world.Rows<string>($"select state from visits.appointments where series_id = {planned.Id} order by starts_at"));
        (await rounds.Rota.Planner.Post(path, new { from = "2026-03-12T09:00", reason_code = "weather" })).Refused(409, "nothing_to_end");
        // Its time is another's.
        (await Plan(rounds, "FREQ=DAILY;COUNT=3", "2026-03-12T09:00", [therapist.Id])).Is(201);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Wrong_input_says_what_is_wrong()
    {
        var rounds = await Rounds.Open(world);
        (await Plan(rounds, "FREQ=HOURLY", "2026-03-10T09:00", null)).Refused(400, "invalid");
        (await Plan(rounds, "FREQ=DAILY", "2026-03-10T09:00", null)).Refused(400, "invalid");
        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10", null)).Refused(400, "invalid");
        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-01T09:00", null)).Refused(400, "invalid");
        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", null, but: new { left_out = new[] { "2026-03-10T09:00", "never" } })).Refused(400, "invalid");
        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", null, but: new { left_out = new[] { "2026-03-10T09:00", "2026-03-11T09:00" } })).Refused(400, "invalid");
        foreach (var never in new[] { "0000-01-01T00:00", "-0001-01-01T00:00", "9999-12-31T23:59" })
        {
            (await Plan(rounds, "FREQ=DAILY;COUNT=1", never, null)).Refused(400, "invalid");
            (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", null, but: new { left_out = new[] { never } })).Refused(400, "invalid");
            (await rounds.Rota.Planner.Post("/api/series/1/end", new { from = never, reason_code = "weather" })).Refused(400, "invalid");
            (await rounds.Rota.Planner.Post("/api/series/1/change", new { from = never })).Refused(400, "invalid");
        }

        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", null, 999_999)).Refused(404, "unknown_client");
        (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", [rounds.Rota.Planner.UserId])).Refused(404, "unknown_therapist");
        Assert.Equal("OPEN", (await Plan(rounds, "FREQ=DAILY;COUNT=2", "2026-03-10T09:00", null)).Is(201) is { } open
            ? await world.Row<string>($"select p.state from visits.places p join visits.appointments a on a.id = p.appointment_id where a.series_id = {open.Id} limit 1") : "");
    }

    /// <summary>The same as one visit after the other, and in a time in which nobody waits.</summary>
    [Fact]
    public async Task A_year_of_weekdays_of_two_therapists_is_looked_at_at_once()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(home: (52.51, 13.41)), await rounds.Rota.Therapist([.. Enumerable.Range(1, 5).Select(day => new Attend.People.DayHours(day, "08:00", "12:00"))]));
        (await Plan(rounds, "FREQ=DAILY;COUNT=366", "2026-03-03T11:00", [one.Id])).Is(201);
        (await Plan(rounds, "FREQ=WEEKLY;COUNT=52", "2026-03-03T09:30", [two.Id])).Is(201);
        var client = await rounds.Rota.Client(new { latitude = 52.6 });
        var (rule, _) = Recurrence.Read("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=260");
        var visits = new Series(rule!, new LocalDateTime(2026, 3, 3, 9, 30), "Europe/Berlin", TimeSpan.FromMinutes(60), [], []).Occurrences();
        Assert.Equal(260, visits.Count);
        var first = new FitVisit(rounds.Rota.Site, visits[0].StartsAt, visits[0].EndsAt, new GeoPoint(52.6, 13.4), [], client);
        var found = await All(first, visits, [one.Id, two.Id]);

        var alone = new List<(DateTimeOffset, long, int)>();
        foreach (var visit in visits.Where((_, index) => index % 13 == 0))
        {
            var at = first with { StartsAt = visit.StartsAt, EndsAt = visit.EndsAt };
            var rows = await world.Rows<FitRow>(Fit.Rows(at, $"select unnest({new[] { one.Id, two.Id }}) as id"));
            alone.AddRange(rows.Select(row => Fit.Of(at, row, world.Clock.Now)).Where(fit => !fit.Free).Select(fit => (at.StartsAt, fit.Therapist.Id, fit.Findings.Count)));
        }

        Assert.NotEmpty(alone);
        Assert.Equal(alone.Order(), found.Where(conflict => visits.Where((_, index) => index % 13 == 0).Any(visit => visit.StartsAt == conflict.StartsAt))
            .Select(conflict => (conflict.StartsAt, conflict.TherapistId!.Value, conflict.Findings.Count)).Order());

        var best = TimeSpan.MaxValue;
        for (var time = 0; time < 10; time++)
        {
            var watch = Stopwatch.StartNew();
            await All(first, visits, [one.Id, two.Id]);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        output.WriteLine($"260 visits of two therapists in {best.TotalMilliseconds:N1} ms, {found.Count} conflicts");
        Assert.True(best <= TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds:N1} ms");
    }

    private async Task<IReadOnlyList<SeriesConflict>> All(FitVisit first, IReadOnlyList<Occurrence> visits, long[] therapists)
    {
        IReadOnlyList<SeriesConflict> conflicts = [];
        await world.Db.Write(Attend.Platform.Access.Caller.System, async change =>
        {
            var found = SeriesConflicts.Load(change, first, visits, therapists);
            await change.Send();
            conflicts = found.Of(change.Now, overridden: false, beside: false);
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });
        return conflicts;
    }

    private static async Task<Answer> Plan(Rounds rounds, string rule, string first, long[]? therapists, long? client = null, object? but = null)
    {
        var facts = new Dictionary<string, object?>
        {
            ["client_id"] = client ?? await rounds.Rota.Client(), ["service_ids"] = new[] { rounds.Service }, ["therapist_ids"] = therapists, ["rule"] = rule,
            ["first_start"] = first,
        };
        foreach (var property in but?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(but);
        }

        return await rounds.Rota.Planner.Post("/api/series", facts);
    }
}

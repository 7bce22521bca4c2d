using System.Text.Json;
using Attend.Forecasts;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>How long people are told that they will wait, what becomes of that, and who learns from it.</summary>
public sealed class ForecastTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_joins_is_told_and_what_came_is_learned_from_once()
    {
        var clinic = await Clinic.Open(world);
        var (first, second) = (await clinic.Join(), await clinic.Join());
        Assert.Equal(("fallback", false, 0), (Told(first, "basis").GetString(), Told(first, "very_long").GetBoolean(), Told(first, "from_seconds").GetInt32()));
        Assert.Equal(world.Clock.Now, Told(second, "made_at").GetDateTimeOffset());
        // One ahead, and nobody was called yet: about ten minutes, because nothing else is known.
        Assert.InRange(Told(second, "from_seconds").GetInt32(), 400, 700);
        Assert.InRange(Told(second, "to_seconds").GetInt32(), Told(second, "from_seconds").GetInt32() + 60, 2_400);
        Assert.Equal(2, await Count("queues.standings", $"where ticket_id in ({first.Id}, {second.Id})"));

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await clinic.Next();
        (await clinic.Do(first.Id, "start")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        (await clinic.Do(first.Id, "complete")).Is(200);
        await clinic.Next();
        // They learn by the clock, and may just have looked.
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.DueDone();
        Assert.Equal(1, await Count("queues.standings", $"where ticket_id in ({first.Id}, {second.Id})"));
        Assert.True(await world.Row<bool>($"select learned from queues.stages where ticket_id = {first.Id}"));
        Assert.Equal([120], await world.Rows<int>($"select waited_seconds from forecasts.outcomes where queue_id = {clinic.Queue}"));
        Assert.Equal([0, 3], await world.Rows<int>($"select class from forecasts.models where queue_id = {clinic.Queue} order by class"));

        (await clinic.Do(second.Id, "start")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await clinic.Do(second.Id, "complete")).Is(200);
        await world.DueDone();
        // Taken back and done again it is no second wait.
        (await clinic.Do(second.Id, "undo")).Is(200);
        (await clinic.Do(second.Id, "complete")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal([120, 22 * 60], await world.Rows<int>($"select waited_seconds from forecasts.outcomes where queue_id = {clinic.Queue} order by id"));
        Assert.Equal([true, true], await world.Rows<bool>($"select learned from queues.stages where queue_id = {clinic.Queue}"));
        // Nor of serving, in the moment in which it ends again.
        (await clinic.Do(second.Id, "undo")).Is(200);
        (await clinic.Do(second.Id, "complete")).Is(200);
        Assert.Equal([true, true], await world.Rows<bool>($"select learned from queues.stages where queue_id = {clinic.Queue}"));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Whoever came after them to where they are sent stands behind them, and the forecast knows.</summary>
    [Fact]
    public async Task Who_is_sent_on_is_foreseen_there_with_their_seniority_and_learned_from()
    {
        var triage = await Clinic.Open(world);
        var doctor = await Clinic.Open(world, new { scheme = "fifo" }, site: triage.Site);
        var first = await doctor.Join();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var (senior, junior) = (await triage.Join(), await triage.Join());
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await doctor.Join();
        await doctor.Join();
        (await triage.Do(senior.Id, "transfer", new { queue_id = doctor.Queue })).Is(200);
        var told = await Told(senior.Id);
        // One ahead of them, not three.
        Assert.InRange(told, 400, 700);
        (await triage.Do(senior.Id, "undo")).Is(200);
        (await triage.Do(senior.Id, "transfer", new { queue_id = doctor.Queue })).Is(200);
        Assert.Equal(told, await Told(senior.Id));

        // And who goes there because it was planned.
        (await triage.Next()).Is(200);
        (await triage.Do(junior.Id, "plan", new { queue_ids = new[] { doctor.Queue } })).Is(200);
        (await triage.Do(junior.Id, "start")).Is(200);
        (await triage.Do(junior.Id, "complete")).Is(200);
        Assert.True(await Told(junior.Id) > told);

        await doctor.Serve();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(senior.Id, (await doctor.Next()).Is(200).Id);
        (await doctor.Do(senior.Id, "start")).Is(200);
        (await doctor.Do(senior.Id, "complete")).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.DueDone();
        Assert.Equal([660, 300], await world.Rows<int>($"select waited_seconds from forecasts.outcomes where queue_id = {doctor.Queue} order by id"));
        Assert.Equal(0, await Count("queues.standings", $"where ticket_id in ({first.Id}, {senior.Id})"));
        Assert.Equal("", await world.Violations());

        Task<int> Told(long ticket) => world.Row<int>($"select from_seconds from queues.standings where ticket_id = {ticket} and stage = 2");
    }

    [Fact]
    public async Task Who_did_not_simply_wait_teaches_nothing_of_waiting()
    {
        var clinic = await Clinic.Open(world);
        var (away, gone, classed, plain) = (await clinic.Join(), await clinic.Join(), await clinic.Join(), await clinic.Join());
        (await clinic.Do(away.Id, "hold", new { reason = "X-ray" })).Is(200);
        (await clinic.Do(gone.Id, "cancel")).Is(200);
        (await clinic.Do(classed.Id, "set-priority", new { priority = 1, reason = "Fever" })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await clinic.Do(away.Id, "return")).Is(200);
        await clinic.Serve();
        await clinic.Serve();
        await clinic.Serve();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal(4, await Count("queues.stages", $"where learned and ticket_id in ({away.Id}, {gone.Id}, {classed.Id}, {plain.Id})"));
        Assert.Equal([300], await world.Rows<int>($"select waited_seconds from forecasts.outcomes where queue_id = {clinic.Queue}"));
        Assert.Equal(0, await Count("queues.standings", $"where ticket_id in ({away.Id}, {gone.Id}, {classed.Id}, {plain.Id})"));
    }

    [Fact]
    public async Task Who_was_held_left_the_desk_then_and_not_when_they_gave_up()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        (await clinic.Do(ticket, "start")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await clinic.Do(ticket, "hold")).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(5));
        (await clinic.Do(ticket, "cancel")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        var model = Models.Of(clinic.Queue, await world.Rows<ModelRow>(Models.Rules([clinic.Queue])));
        // Ten minutes are assumed, and a minute was seen.
        Assert.InRange(model.Tempo.Serving.Mean(3), 60, 599);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_stops_nobody_from_learning()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        world.Clock.Advance(TimeSpan.FromSeconds(-5));
        await clinic.Serve();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal([0], await world.Rows<int>($"select waited_seconds from forecasts.outcomes where queue_id = {clinic.Queue}"));
        Assert.Equal(1, await Count("queues.stages", $"where learned and queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task The_more_urgent_are_told_less_and_a_phone_finds_itself_on_the_curve()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        for (var person = 0; person < 6; person++)
        {
            await clinic.Join(new { priority = 4 });
        }

        var (urgent, least, emergency) = (await clinic.Join(new { priority = 2 }), await clinic.Join(new { priority = 5 }), await clinic.Join(new { priority = 5, emergency = true }));
        Assert.True(Told(urgent, "to_seconds").GetInt32() < Told(least, "from_seconds").GetInt32());
        // The desk is free and stands to call the emergency.
        Assert.Equal(0, Told(emergency, "from_seconds").GetInt32());

        var forecast = (await world.Stranger.Get($"/api/queues/{clinic.Queue}/forecast")).Is(200);
        Assert.Equal(("fallback", clinic.Queue), (forecast["basis"].GetString(), forecast["queue_id"].GetInt64()));
        Assert.Equal(["1", "2", "3", "4", "5"], forecast["curve"].EnumerateObject().Select(level => level.Name));
        var curve = forecast["curve"].GetProperty("5").EnumerateArray().Select(point => point.EnumerateArray().Select(number => number.GetInt32()).ToArray()).ToList();
        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64], curve.Select(point => point[0]));
        // Nine are ahead of whoever would join, unclassed.
        var (from, to) = (forecast["forecast"].GetProperty("from_seconds").GetInt32(), forecast["forecast"].GetProperty("to_seconds").GetInt32());
        Assert.InRange(from, curve[4][1], curve[5][1]);
        Assert.InRange(to, curve[4][2], curve[5][2]);
        (await world.Stranger.Get("/api/queues/999999/forecast")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Twice_the_desks_are_half_the_wait_and_a_desk_for_two_queues_is_half_a_desk()
    {
        var (alone, together) = (await Clinic.Open(world), await Clinic.Open(world, desks: 2));
        for (var person = 0; person < 20; person++)
        {
            await alone.Join();
            await together.Join();
        }

        var (one, two) = (await Now(alone.Queue), await Now(together.Queue));
        Assert.InRange(two / (double)one, 0.45, 0.55);
        // The other queue's desk serves this one too; somebody waits there.
        var supervisor = await world.Supervisor();
        var other = await Clinic.Open(world, site: alone.Site);
        await other.Join();
        (await supervisor.Post($"/api/desks/{other.Desk}/close")).Is(200);
        var shared = (await supervisor.Post("/api/desks", new { site_id = alone.Site, desk = new { name = $"Room {world.Draw()}", queues = new[] { alone.Queue, other.Queue } } })).Is(201).Id;
        (await supervisor.Post($"/api/desks/{shared}/open")).Is(200);
        Assert.InRange(await Now(alone.Queue) / (double)one, 0.6, 0.75);
    }

    [Fact]
    public async Task A_queue_that_takes_nobody_has_no_forecast_for_whoever_would_join()
    {
        var clinic = await Clinic.Open(world);
        var supervisor = await world.Supervisor();
        (await supervisor.Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        var paused = (await world.Stranger.Get($"/api/queues/{clinic.Queue}/forecast")).Is(200);
        Assert.Equal((JsonValueKind.Null, 8), (paused["forecast"].ValueKind, paused["curve"].GetProperty("3").GetArrayLength()));
        (await supervisor.Post($"/api/queues/{clinic.Queue}/shut")).Is(200);
        Assert.Equal(0, (await world.Stranger.Get($"/api/queues/{clinic.Queue}/forecast")).Is(200)["curve"].GetProperty("3").GetArrayLength());
    }

    [Fact]
    public async Task Whoever_runs_the_queue_sees_how_good_the_forecasts_were()
    {
        var clinic = await Clinic.Open(world);
        var told = new List<(int From, int To, int Waited)>();
        for (var person = 1; person <= 8; person++)
        {
            var joined = await clinic.Join();
            world.Clock.Advance(TimeSpan.FromSeconds(10 * person));
            told.Add((Told(joined, "from_seconds").GetInt32(), Told(joined, "to_seconds").GetInt32(), 10 * person));
            await clinic.Serve();
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        var path = $"/api/queues/{clinic.Queue}/forecast/accuracy";
        var level = (await (await world.Supervisor()).Get(path)).Is(200)["levels"].EnumerateArray().Single();
        var errors = told.Select(one => (double)Math.Abs(one.Waited - one.From)).Order().ToList();
        Assert.Equal((3, 8, told.Count(one => one.Waited <= one.To) / 8.0, told.Count(one => one.Waited <= one.From) / 8.0, (errors[3] + errors[4]) / 2, 45.0), (
            level.GetProperty("level").GetInt32(), level.GetProperty("count").GetInt32(), level.GetProperty("covered").GetDouble(), level.GetProperty("sooner").GetDouble(),
            level.GetProperty("median_error_seconds").GetDouble(), level.GetProperty("median_wait_seconds").GetDouble()));
        (await (await clinic.Nurse).Get(path)).Refused(403, "forbidden");
        (await world.Stranger.Get(path)).Refused(401, "unauthenticated");
        (await (await world.Supervisor()).Get("/api/queues/999999/forecast/accuracy")).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_rise_is_told_by_a_quarter_and_ten_minutes_and_not_again_within_fifteen()
    {
        var clinic = await Clinic.Open(world);
        var (mark, subject) = (await world.Mark(), "queue:" + clinic.Queue);
        await Minute();
        Assert.Empty(await Rises());

        await Join(2);
        await Minute();
        var first = Assert.Single(await Rises());
        Assert.Equal((0, true), (first.GetProperty("was_seconds").GetInt32(), first.GetProperty("from_seconds").GetInt32() > 600));
        await Join(3);
        await Minute();
        Assert.Single(await Rises());
        world.Clock.Advance(TimeSpan.FromMinutes(14));
        await world.DueDone();
        await Minute();
        var rises = await Rises();
        Assert.Equal(2, rises.Count);
        Assert.Equal(first.GetProperty("from_seconds").GetInt32(), rises[1].GetProperty("was_seconds").GetInt32());

        // It falls, unsaid; what rises from there is told again.
        for (var person = 0; person < 5; person++)
        {
            var called = (await clinic.Next()).Is(200);
            (await clinic.Do(called.Id, "start")).Is(200);
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            (await clinic.Do(called.Id, "complete")).Is(200);
        }

        await Minute();
        Assert.Equal(2, (await Rises()).Count);
        await Join(5);
        await Minute();
        Assert.Equal(3, (await Rises()).Count);

        async Task Minute()
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.DueDone();
        }

        async Task Join(int people)
        {
            for (var person = 0; person < people; person++)
            {
                await clinic.Join();
            }
        }

        Task<IReadOnlyList<JsonElement>> Rises() => world.Rows<JsonElement>($"""
            select data from platform.events where id > {mark} and kind = 'queues.forecast_rose' and subject = {subject} order by id
            """);
    }

    private static JsonElement Told(Answer joined, string member) => joined["forecast"].GetProperty(member);

    private async Task<int> Now(long queue) =>
        (await world.Stranger.Get($"/api/queues/{queue}/forecast")).Is(200)["forecast"].GetProperty("from_seconds").GetInt32();

    private Task<int> Count(string table, Attend.Platform.Database.Sql where) => world.Row<int>($"select count(*)::int from {Attend.Platform.Database.Sql.Raw(table)} {where}");
}

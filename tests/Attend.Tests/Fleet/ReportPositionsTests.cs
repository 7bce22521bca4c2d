using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Attend.Fleet;
using Attend.Tests.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class ReportPositionsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_reported_position_is_the_units_until_it_is_stale()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var fix = new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, speed = 12.04, at = world.Clock.Now };
        var answer = (await dispatcher.Post("/api/positions", fix)).Is(202);
        Assert.Equal(1, answer["accepted"].GetInt32());
        Assert.Equal("{}", answer["dropped"].GetRawText());

        var position = (await dispatcher.Get($"/api/units/{unit.Id}"))["position"];
        Assert.Equal(("fix", false), (position.GetProperty("position_from").GetString(), position.GetProperty("stale").GetBoolean()));
        Assert.Equal((52.5, 12.0), (position.GetProperty("latitude").GetDouble(), position.GetProperty("speed").GetDouble()));

        world.Clock.Advance(TimeSpan.FromSeconds(61));
        position = (await dispatcher.Get($"/api/units/{unit.Id}"))["position"];
        Assert.Equal(("base", true), (position.GetProperty("position_from").GetString(), position.GetProperty("stale").GetBoolean()));

        await world.Dispatch((await world.Call()).Id, unit);
        position = (await dispatcher.Get($"/api/units/{unit.Id}"))["position"];
        Assert.Equal(("fix", true), (position.GetProperty("position_from").GetString(), position.GetProperty("stale").GetBoolean()));
    }

    [Fact]
    public async Task What_is_dropped_is_counted_by_reason_and_the_rest_is_taken()
    {
        var unit = await world.Unit(0);
        var now = world.Clock.Now;
        var answer = (await (await world.Dispatcher()).Post("/api/positions", new object[]
        {
            new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, at = now.AddSeconds(-10) },
            new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, at = now.AddSeconds(-20) },
            new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, at = now.AddMinutes(5) },
            new { unit_id = unit.Id, latitude = 99.0, longitude = 13.3, at = now },
            new { unit_id = unit.Id, latitude = 48.0, longitude = 13.3, at = now },
            new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, accuracy = 9000, at = now },
            new { unit_id = 999_999, latitude = 52.5, longitude = 13.3, at = now },
            new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, at = now.AddMinutes(5), sent_at = now.AddMinutes(5) },
        })).Is(202);
        Assert.Equal(2, answer["accepted"].GetInt32());
        Assert.Equal(
            """{"out_of_order":1,"future":1,"impossible":2,"inaccurate":1,"unknown_unit":1}""", answer["dropped"].GetRawText());
    }

    [Fact]
    public async Task Everybody_speaks_for_their_own_units_only()
    {
        var (own, other) = (await world.Unit(), await world.Unit());
        var medic = await world.SignIn(own.Crew[0].Name);
        Assert.Equal(1, await Accepted(medic, new { latitude = 52.5, longitude = 13.3 }));
        Assert.Equal(0, await Accepted(
            medic, new { unit_id = own.Id, latitude = 52.5, longitude = 13.3, at = world.Clock.Now.AddSeconds(-1) }));
        Assert.Equal(0, await Accepted(medic, new { unit_id = other.Id, latitude = 52.5, longitude = 13.3 }));

        var box = await world.As("device", other.Site);
        Assert.Equal(1, await Accepted(box, new { unit_id = other.Id, latitude = 52.5, longitude = 13.3 }));
        Assert.Equal(0, await Accepted(
            box, new { unit_id = own.Id, latitude = 52.5, longitude = 13.3, at = world.Clock.Now.AddSeconds(1) }));
        (await (await world.As("nurse")).Post("/api/positions", new { latitude = 52.5, longitude = 13.3 })).Refused(403, "forbidden");
        (await world.Stranger.Post("/api/positions", new { latitude = 52.5, longitude = 13.3 })).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task Bad_bodies_are_refused()
    {
        var dispatcher = await world.Dispatcher();
        var wrong = await dispatcher.Raw(HttpMethod.Post, "/api/positions", """[{"latitude":1,"longitude":"x"}]""");
        Assert.True(wrong.Refused(400, "invalid")["errors"].TryGetProperty("[0].longitude", out _));
        (await dispatcher.Raw(HttpMethod.Post, "/api/positions", "")).Refused(400, "invalid");
        (await dispatcher.Raw(HttpMethod.Post, "/api/positions", "{}", "text/plain")).Refused(415, "not_json");
    }

    [Fact]
    public async Task The_socket_takes_the_same()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var caller = await world.Services.GetRequiredService<Attend.Platform.Access.Sessions>().Find(medic.Token!, default);
        using var message = JsonDocument.Parse("""[{"latitude":52.5,"longitude":13.3}]""");
        Assert.Equal(1, (await ReportPositions.Hear(world.Services, caller!.Caller, message.RootElement))!.Accepted);
        using var wrong = JsonDocument.Parse("\"here\"");
        Assert.Null(await ReportPositions.Hear(world.Services, caller.Caller, wrong.RootElement));
    }

    [Fact]
    public async Task A_tracker_reports_in_the_OsmAnd_form()
    {
        var unit = await world.Unit(0);
        var admin = await world.Admin();
        var mark = await world.Mark();
        var made = (await admin.Post($"/api/units/{unit.Id}/device-tokens", new { name = "tablet" })).Is(201);
        var token = made["token"].GetString();
        Assert.Equal(["fleet.device_token_made"], await world.OfUnitsSince(mark));

        var at = world.Clock.Now.ToUnixTimeSeconds();
        var path = $"/api/positions/osmand?id={token}&lat=52.51&lon=13.31&timestamp={at}&speed=20&bearing=90&accuracy=5&batt=80";
        Assert.Equal(1, (await world.Stranger.Get(path)).Is(200)["accepted"].GetInt32());
        Assert.Equal(1, (await world.Stranger.Get(path)).Is(200)["dropped"].GetProperty("out_of_order").GetInt32());
        var position = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}"))["position"];
        Assert.Equal((10.3, 90.0), (position.GetProperty("speed").GetDouble(), position.GetProperty("heading").GetDouble()));

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        var form = $"id={token}&lat=52.511&lon=13.31&timestamp={world.Clock.Now.ToUnixTimeMilliseconds()}";
        (await world.Stranger.Raw(HttpMethod.Post, "/api/positions/osmand", form, "application/x-www-form-urlencoded")).Is(200);
        var iso = world.Clock.Now.AddSeconds(2).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var third = await world.Stranger.Post($"/api/positions/osmand?id={token}&lat=52.511&lon=13.31&timestamp={iso}");
        Assert.Equal(1, third.Is(200)["accepted"].GetInt32());
        (await world.Stranger.Get($"/api/positions/osmand?id={token}&lat=x&lon=13")).Refused(400, "invalid");
        (await world.Stranger.Get($"/api/positions/osmand?id={token}&lat=52&lon=13&timestamp=soon")).Refused(400, "invalid");
        (await world.Stranger.Get("/api/positions/osmand?id=1234&lat=52&lon=13")).Refused(401, "unauthenticated");
        (await world.Stranger.Get("/api/positions/osmand?lat=52&lon=13")).Refused(401, "unauthenticated");

        var listed = (await admin.Get($"/api/units/{unit.Id}/device-tokens")).Is(200)["items"];
        Assert.Equal(JsonValueKind.Null, listed[0].GetProperty("token").ValueKind);
        (await admin.Delete($"/api/units/{unit.Id}/device-tokens/{made.Id}")).Is(204);
        await Until(async () => (await world.Stranger.Get($"/api/positions/osmand?id={token}&lat=52.511&lon=13.31")).Number == 401);
        (await admin.Delete($"/api/units/{unit.Id}/device-tokens/{made.Id}")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("heading", "1e39", "impossible")]
    [InlineData("heading", "-1", "impossible")]
    [InlineData("speed", "1e39", "impossible")]
    [InlineData("accuracy", "1e39", "inaccurate")]
    public async Task One_number_that_nobody_can_write_stops_nothing_whichever_way_it_comes(string member, string number, string verdict)
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var token = (await (await world.Admin()).Post($"/api/units/{unit.Id}/device-tokens", new { name = "box" })).Is(201)["token"].GetString();
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", dispatcher.Token);
        await board.Message("initial_data");

        var json = $$"""{"latitude":52.5,"longitude":13.3,"{{member}}":{{number}}}""";
        var http = (await medic.Raw(HttpMethod.Post, "/api/positions", json)).Is(202);
        Assert.Equal(1, http["dropped"].GetProperty(verdict).GetInt32());
        var form = $"id={token}&lat=52.5&lon=13.3&{(member == "heading" ? "bearing" : member)}={number}";
        var tracker = (await world.Stranger.Raw(HttpMethod.Post, "/api/positions/osmand", form, "application/x-www-form-urlencoded")).Is(200);
        Assert.Equal(1, tracker["dropped"].GetProperty(verdict).GetInt32());
        await using var crew = await RawSocket.Open(world.Url, "/ws/paramedic/", medic.Token);
        await crew.Message("initial_data");
        await crew.Send(
            RawSocket.Text($$"""{"type":"position","data":{{json}} }"""),
            RawSocket.Text("""{"type":"position","data":{"latitude":52.51,"longitude":13.31,"heading":360}}"""));

        // What follows is carried to the board and into the table.
        await Until(async () => await world.Row<bool>($"select exists (select 1 from fleet.newest_positions where vehicle_id = {unit.Id} and latitude = 52.51)"));
        JsonElement told;
        do
        {
            told = await board.Message("ambulance_update");
        }
        while (told.GetProperty("event").GetString() != "LOCATION_UPDATE" || told.GetProperty("data").GetProperty("id").GetInt64() != unit.Id);
        Assert.Equal(52.51, (await Position(unit)).GetProperty("latitude").GetDouble());
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            world.Db.Run($"update fleet.newest_positions set heading = 'Infinity' where vehicle_id = {unit.Id}"));
        await Until(async () => await world.Row<bool>($"select exists (select 1 from fleet.positions where vehicle_id = {unit.Id})"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            world.Db.Run($"update fleet.positions set heading = 'Infinity' where vehicle_id = {unit.Id}"));
    }

    [Fact]
    public async Task A_bug_in_one_step_does_not_end_the_carrying_of_positions()
    {
        var unit = await world.Unit();
        var positions = world.Services.GetRequiredService<Positions>();
        // What another node could once tell; this one takes it as unknown.
        positions.Learn(unit.Id, new Fix(52.5, 13.3, float.NaN, float.PositiveInfinity, float.NaN, world.Clock.Now.AddSeconds(-5).UtcTicks));
        positions.Moved += Fail;
        await Until(() => Task.FromResult(positions.TakeChanged().Count == 0));
        positions.Moved -= Fail;
        (await (await world.Dispatcher()).Get("/api/units")).Is(200);
        Assert.Equal(1, await Accepted(await world.Dispatcher(), new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3 }));
        await Until(async () => await world.Row<long>($"select count(*) from fleet.positions where vehicle_id = {unit.Id}") == 1);

        static void Fail(IReadOnlyList<Located> moved) => throw new InvalidOperationException("cannot be shown");
    }

    [Fact]
    public async Task Positions_are_written_kept_over_a_restart_and_told_to_who_watches()
    {
        var unit = await world.Unit();
        var moved = new ConcurrentQueue<Located>();
        world.Services.GetRequiredService<Positions>().Moved += batch => batch.ToList().ForEach(moved.Enqueue);
        var fix = new { unit_id = unit.Id, latitude = 52.5, longitude = 13.3, heading = 45, at = world.Clock.Now };
        await Accepted(await world.Dispatcher(), fix);
        await Until(async () => await world.Row<long>($"select count(*) from fleet.positions where vehicle_id = {unit.Id}") == 1);
        Assert.Contains(moved, located => located.UnitId == unit.Id && located.Fix.Latitude == 52.5);

        await world.Restart();
        await Until(async () => (await Position(unit)).GetProperty("position_from").GetString() == "fix");

        // Another node took a newer one.
        await world.Db.Run($"""
            update fleet.newest_positions
            set latitude = 52.501, at = {world.Clock.Now.AddSeconds(3)}, node = gen_random_uuid(), written_at = clock_timestamp()
            where vehicle_id = {unit.Id}
            """);
        await Until(async () => (await Position(unit)).GetProperty("latitude").GetDouble() == 52.501);

        // Whoever was aboard may ask where that was.
        var export = (await (await world.Admin()).Get($"/api/users/{unit.Crew[0].Id}/export")).Is(200)["data"];
        Assert.Equal(52.5, export.GetProperty("fleet.positions")[0].GetProperty("latitude").GetDouble());

        // A day of history past its retention goes as a whole.
        await world.Db.Run($"select fleet.open_positions_day('2020-01-01')");
        Assert.Equal(1, await world.Row<int>($"select fleet.drop_positions_before('2021-01-01')"));
        Assert.Equal(0, await world.Row<int>($"select fleet.drop_positions_before('2021-01-01')"));
    }

    private async Task<JsonElement> Position(Unit unit) =>
        (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}")).Is(200)["position"];

    private static async Task<int> Accepted(Api client, object body) =>
        (await client.Post("/api/positions", body)).Is(202)["accepted"].GetInt32();

    private static async Task Until(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "It did not happen within ten seconds.");
            await Task.Yield();
        }
    }
}

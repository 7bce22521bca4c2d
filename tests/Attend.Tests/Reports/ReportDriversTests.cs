using System.Text.Json;
using Attend.People;
using Attend.Platform;
using Attend.Tests.Trips;
using Xunit;

namespace Attend.Tests.Reports;

/// <summary>A morning of two drivers over HTTP, written down here as it goes; what the server says of it is held against that.</summary>
public sealed class ReportDriversTests(World world) : IClassFixture<World>
{
    private readonly List<Ride> rides = [];

    /// <summary>A run with one trip.</summary>
    /// <param name="Wanted">Since when its passengers waited.</param>
    private sealed record Ride(
        long Driver, int Passengers, DateTimeOffset Wanted, DateTimeOffset Began, DateTimeOffset Boarded, DateTimeOffset Ended, double From, double To)
    {
        public double Waited => Math.Max(0, (Boarded - Wanted).TotalSeconds);
    }

    [Fact]
    public async Task Hours_waits_and_kilometres_are_those_of_the_morning()
    {
        var company = await Company.Open(world);
        var begin = world.Clock.Now;
        // One has a shift that ends before he does; the other works by the plan of her week.
        var (he, she) = (await company.Driver(onDuty: false), await company.Driver(onDuty: false));
        (await (await world.Supervisor()).Post("/api/shifts", new { user_id = he.Id, site_id = company.Site, from = begin.AddHours(-1), to = begin.AddHours(3) })).Is(201);
        (await (await world.Supervisor()).Put(
            $"/api/users/{she.Id}/working-hours", new { weekly = new[] { new DayHours(1, "08:00", "13:00") }, special_days = Array.Empty<object>() }, version: 0)).Is(200);
        var random = new Random(9);
        for (var number = 0; world.Clock.Now < begin.AddMinutes(100); number++)
        {
            await Drive(company, number % 2 == 0 ? he : she, random, number % 5 == 4 ? world.Clock.Now.AddMinutes(9) : null);
            Pass(random.Next(60, 400));
        }

        var absent = await NobodyThere(company, she);
        // He is on his way when his shift ends.
        world.Clock.Now = begin.AddHours(3).AddMinutes(-10);
        var last = await Drive(company, he, random, null, minutes: 20);
        world.Clock.Now = begin.AddHours(4);

        var report = await Report(company, begin.AddHours(-2), begin.AddHours(6));
        Assert.Equal(2, report["items"].GetArrayLength());
        // By the clock of her zone she begins at eight and works until one, as far as it is over.
        var zone = await world.Row<string>($"select zone from people.users where id = {she.Id}");
        var from = new DateTimeOffset(begin.UtcDateTime.Date, TimeSpan.Zero).AddHours(zone is "UTC" ? 8 : 7);
        var to = Earlier(from.AddHours(5), world.Clock.Now);
        Same(Row(report, he), he, (begin.AddHours(-1), begin.AddHours(3)), null);
        Same(Row(report, she), she, (from, to), absent);
        Assert.Equal(Math.Round((last.Ended - begin.AddHours(3)).TotalHours, 2), Row(report, he).GetProperty("busy_off_shift_hours").GetDouble(), 2);
        var all = report["all"];
        foreach (var name in new[] { "shift_hours", "busy_hours", "idle_hours", "runs", "trips", "passengers", "no_shows", "loaded_km", "empty_km" })
        {
            Assert.Equal(report["items"].EnumerateArray().Sum(row => row.GetProperty(name).GetDouble()), all.GetProperty(name).GetDouble(), 1);
        }

        Waits(rides, all);
        Assert.Equal(0, all.GetProperty("seen_km").GetDouble());

        // A part of it: a run counts where it began, its hours as far as they lie in it.
        var middle = rides[2].Began.AddSeconds(30);
        var part = await Report(company, middle, begin.AddHours(6));
        Assert.Equal(rides.Count(one => one.Began >= middle), part["all"].GetProperty("trips").GetInt32());
        var his = rides.Where(one => one.Driver == he.Id && one.Ended > middle).Sum(one => (Earlier(one.Ended, begin.AddHours(3)) - Later(one.Began, middle)).TotalHours);
        Assert.Equal(Math.Round(his, 2), Row(part, he).GetProperty("busy_hours").GetDouble());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_positions_saw_the_car_it_drove_as_far_as_they_saw()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var begin = world.Clock.Now;
        var trip = await company.Taken(driver, 20, 60);
        Pass(600);
        (await driver.Api.Post($"/api/trips/{trip}/arrive")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        Pass(1200);
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        // To the pick-up by a way to the north and back: each half minute a thousandth of a degree. The way with the passengers nobody saw.
        await world.Db.Run($"select fleet.open_positions_day({DateOnly.FromDateTime(begin.UtcDateTime)})");
        await world.Db.Run($"""
            insert into fleet.positions (vehicle_id, at, received_at, latitude, longitude, accuracy)
            select {driver.Car}, {begin} + n * interval '30 seconds', {begin} + n * interval '30 seconds', 52.52 + (10 - abs(10 - n)) / 1000.0, 13.40 + n / 1000.0, 12
            from generate_series(0, 20) n
            union all select {driver.Car}, {begin} + interval '100 seconds', {begin}, 53.9, 13.4, 4000
            """);

        var row = Row(await Report(company, begin.AddHours(-1), begin.AddHours(1)), driver);

        var seen = Enumerable.Range(0, 20).Sum(n => Line((10 - Math.Abs(10 - n)) / 1000.0, n / 1000.0, (10 - Math.Abs(9 - n)) / 1000.0, (n + 1) / 1000.0));
        Assert.Equal(Math.Round(seen, 2), row.GetProperty("empty_km").GetDouble(), 2);
        Assert.Equal(Math.Round(seen, 2), row.GetProperty("seen_km").GetDouble(), 2);
        Assert.Equal(1.3 * Line(0, 0.02, 0, 0.06), row.GetProperty("loaded_km").GetDouble(), 2);
        Assert.Equal(0, row.GetProperty("left_out").GetInt32());
    }

    [Fact]
    public async Task Who_waits_after_a_breakdown_waits_since_the_first_car_was_asked_for()
    {
        var company = await Company.Open(world);
        var (broken, near) = (await company.Driver(0), await company.Driver(100));
        var begin = world.Clock.Now;
        var trip = await company.Taken(broken, 10, 50);
        Pass(300);
        (await broken.Api.Post($"/api/trips/{trip}/fail", new { cause = "breakdown" })).Is(200);
        await world.DueDone();
        var next = await world.Row<long>($"select id from trips.trips where instead_of = {trip}");
        (await near.Api.Post($"/api/offers/{await company.Offer(next, near)}/accept")).Is(200);
        Pass(420);
        (await near.Api.Post($"/api/trips/{next}/board")).Is(200);
        Pass(300);
        (await near.Api.Post($"/api/trips/{next}/drop-off")).Is(200);

        var report = await Report(company, begin.AddHours(-1), begin.AddHours(1));

        Assert.Equal((720d, 1), (Row(report, near).GetProperty("wait_p50").GetDouble(), Row(report, near).GetProperty("trips").GetInt32()));
        var row = Row(report, broken);
        Assert.Equal((1, 0, JsonValueKind.Null), (row.GetProperty("failed").GetInt32(), row.GetProperty("trips").GetInt32(), row.GetProperty("wait_p50").ValueKind));
        // Where it broke down no stop says.
        Assert.Equal((1, 0d), (row.GetProperty("left_out").GetInt32(), row.GetProperty("empty_km").GetDouble()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_comes_as_a_table_and_operators_see_their_own_sites()
    {
        var (company, other) = (await Company.Open(world, 1), await Company.Open(world, 1));
        var table = (await (await company.Operator).Get("/api/reports/drivers?format=csv")).Is(200).Body.GetString()!.Split("\r\n");
        Assert.Equal(
            "site_id,site,driver_id,name,shift_hours,busy_hours,idle_hours,utilisation,busy_off_shift_hours,runs,trips,passengers,no_shows,failed,wait_p50,wait_p90,loaded_km,empty_km,seen_km,left_out",
            table[0]);
        var row = table[1].Split(',');
        // A shift of yesterday and of today.
        Assert.Equal((3, $"{company.Site}", $"{company.Drivers[0].Id}", "24", "0", "24", "0"), (table.Length, row[0], row[2], row[4], row[5], row[6], row[7]));
        Assert.Contains(
            other.Drivers[0].Id, (await (await world.Supervisor()).Get("/api/reports/drivers")).Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("driver_id").GetInt64()));
        (await other.Drivers[0].Api.Get("/api/reports/drivers")).Refused(403, "forbidden");
        (await (await company.Operator).Get("/api/reports/drivers?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
    }

    /// <summary>Asked for, given, and driven step by step.</summary>
    private async Task<Ride> Drive(Company company, TestDriver driver, Random random, DateTimeOffset? pickUpAt, int? minutes = null)
    {
        var (from, to, asked) = (random.Next(5, 60), random.Next(61, 120), world.Clock.Now);
        var passengers = Enumerable.Range(0, random.Next(1, 4)).Select(each => new { name = $"Rider {each}" }).ToArray();
        var trip = await company.Trip(from, to, new { passengers, pick_up_at = pickUpAt });
        Pass(random.Next(30, 300));
        var began = world.Clock.Now;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        foreach (var step in new[] { "depart", "arrive", "board" })
        {
            Pass(random.Next(10, 200));
            (await driver.Api.Post($"/api/trips/{trip}/{step}")).Is(200);
        }

        var boarded = world.Clock.Now;
        Pass(minutes * 60 ?? random.Next(200, 600));
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        var ride = new Ride(driver.Id, passengers.Length, pickUpAt ?? asked, began, boarded, world.Clock.Now, from, to);
        rides.Add(ride);
        return ride;
    }

    private async Task<(DateTimeOffset Began, DateTimeOffset Ended, double From)> NobodyThere(Company company, TestDriver driver)
    {
        var began = world.Clock.Now;
        var trip = await company.Taken(driver, 30);
        Pass(240);
        (await driver.Api.Post($"/api/trips/{trip}/arrive")).Is(200);
        Pass(300);
        (await driver.Api.Post($"/api/trips/{trip}/no-show")).Is(200);
        return (began, world.Clock.Now, 30);
    }

    /// <summary>Added up as one does by hand: from the base to the pick-up without passengers, from there with them, each line times 1.3.</summary>
    private void Same(
        JsonElement row, TestDriver driver, (DateTimeOffset From, DateTimeOffset To) shift, (DateTimeOffset Began, DateTimeOffset Ended, double From)? absent)
    {
        var mine = rides.Where(one => one.Driver == driver.Id).ToList();
        Assert.NotEmpty(mine);
        var runs = mine.Select(one => (one.Began, one.Ended)).Concat(absent is { } so ? [(so.Began, so.Ended)] : []).ToList();
        var busy = runs.Sum(one => Math.Max(0, (Earlier(one.Ended, shift.To) - Later(one.Began, shift.From)).TotalHours));
        var hours = (shift.To - shift.From).TotalHours;
        Assert.Equal((Math.Round(hours, 2), Math.Round(busy, 2), Math.Round(hours - busy, 2)), (Number("shift_hours"), Number("busy_hours"), Number("idle_hours")));
        Assert.Equal(Math.Round(busy / hours, 4), Number("utilisation"));
        Assert.Equal(
            (runs.Count, mine.Count, mine.Sum(one => one.Passengers), absent is null ? 0 : 1, 0),
            (Number("runs"), Number("trips"), Number("passengers"), Number("no_shows"), Number("failed")));
        Assert.Equal(1.3 * mine.Sum(one => Line(0, one.From / 1000, 0, one.To / 1000)), Number("loaded_km"), 1);
        Assert.Equal(1.3 * (mine.Sum(one => Line(0, 0, 0, one.From / 1000)) + (absent is { } gone ? Line(0, 0, 0, gone.From / 1000) : 0)), Number("empty_km"), 1);
        Waits(mine, row);
        Assert.Equal(0, Number("left_out"));

        double Number(string name) => row.GetProperty(name).GetDouble();
    }

    private static void Waits(IEnumerable<Ride> some, JsonElement row)
    {
        var waited = some.Select(one => one.Waited).Order().ToList();
        Assert.Equal(
            (waited[(int)Math.Ceiling(0.5 * waited.Count) - 1], waited[(int)Math.Ceiling(0.9 * waited.Count) - 1]),
            (row.GetProperty("wait_p50").GetDouble(), row.GetProperty("wait_p90").GetDouble()));
    }

    /// <summary>Kilometres between two places that lie so many degrees from the base, by the law of cosines.</summary>
    private static double Line(double north, double east, double otherNorth, double otherEast)
    {
        var (a, b) = (double.DegreesToRadians(52.52 + north), double.DegreesToRadians(52.52 + otherNorth));
        return 6371.0088 * Math.Acos(Math.Min(1, Math.Sin(a) * Math.Sin(b) + Math.Cos(a) * Math.Cos(b) * Math.Cos(double.DegreesToRadians(east - otherEast))));
    }

    private void Pass(int seconds) => world.Clock.Advance(TimeSpan.FromSeconds(seconds));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static async Task<Answer> Report(Company company, DateTimeOffset from, DateTimeOffset to) =>
        (await (await company.Operator).Get($"/api/reports/drivers?from={Clocks.Text(from)}&to={Clocks.Text(to)}")).Is(200);

    private static JsonElement Row(Answer report, TestDriver driver) =>
        report["items"].EnumerateArray().Single(row => row.GetProperty("driver_id").GetInt64() == driver.Id);
}

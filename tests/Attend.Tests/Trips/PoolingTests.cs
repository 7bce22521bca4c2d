using System.Text.Json;
using Attend.Fleet;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>A seat in a car that drives anyhow, where that costs less driving than whoever is free would drive to come.</summary>
public sealed class PoolingTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task By_the_way_the_nearest_is_a_car_that_drives_past()
    {
        var (company, driver, first) = await Driving();
        var idle = await company.Driver(400);
        // On the way it costs nothing; off it, more than the idle driver needs to come.
        var along = await company.Trip(30, 60);
        var given = (await company.Do(along, "assign", new { by = "nearest" })).Is(200);
        Assert.Equal((driver.Id, await Run(first)), (given["driver_id"].GetInt64(), given["run_id"].GetInt64()));
        Assert.Equal("trips.trip_pooled", await world.Row<string>($"select kind from platform.events where (data->>'trip_id')::bigint = {along} and kind = 'trips.trip_pooled'"));
        (await driver.Api.Post($"/api/offers/{await company.Offer(along, driver)}/accept")).Is(200);
        Assert.Equal(idle.Id, (await company.Do(await company.Trip(390, 380), "assign", new { by = "nearest" })).Is(200)["driver_id"].GetInt64());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_operator_reads_how_far_everybody_is_and_who_drives_past_and_puts_them_there()
    {
        var (company, driver, first) = await Driving();
        var idle = await company.Driver(400);
        var along = await company.Trip(30, 60);
        var read = (await (await company.Operator).Get($"/api/trips/{along}/candidates")).Is(200).Body.EnumerateArray()
            .ToDictionary(one => one.GetProperty("user_id").GetInt64());
        Assert.Equal([driver.Id, idle.Id], read.Keys.Order());
        // 370 thousandths of a degree of longitude, by a car's estimate.
        var way = TravelTimes.Between(new GeoPoint(52.52, 13.80), new GeoPoint(52.52, 13.43), UnitKind.Car);
        Assert.Equal(way, read[idle.Id].GetProperty("travel_seconds").GetDouble(), 1.0);
        Assert.Equal(await Run(first), read[driver.Id].GetProperty("run_id").GetInt64());
        Assert.Equal(0, read[driver.Id].GetProperty("extra_seconds").GetDouble(), 1.0);
        Assert.Equal(JsonValueKind.Null, read[idle.Id].GetProperty("run_id").ValueKind);
        var shared = (await company.Do(along, "assign", new { run_id = read[driver.Id].GetProperty("run_id").GetInt64() })).Is(200);
        Assert.Equal(driver.Id, shared["driver_id"].GetInt64());
        // Who has a driver is driven: nobody is looked for.
        Assert.All((await (await company.Operator).Get($"/api/trips/{along}/candidates")).Is(200).Body.EnumerateArray(),
            one => Assert.Equal(JsonValueKind.Null, one.GetProperty("run_id").ValueKind));
        (await driver.Api.Get($"/api/trips/{along}/candidates")).Refused(403, "forbidden");
        (await (await (await Company.Open(world)).Operator).Get($"/api/trips/{along}/candidates")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("nothing", null)]
    [InlineData("urgent", null)]
    [InlineData("declined", "driver_declined")]
    [InlineData("asked", "driver_asked")]
    [InlineData("unskilled", "driver_unavailable")]
    [InlineData("later", "run_other_time")]
    public async Task A_seat_is_shown_only_where_the_key_gives_it(string against, string? refused)
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var hours = against is "later" ? 5 : 0;
        var first = await company.Trip(10, 100, hours > 0 ? new { pick_up_at = world.Clock.Now.AddHours(hours) } : null);
        (await company.Assign(first, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(first, driver)}/accept")).Is(200);
        var along = await company.Trip(30, 60, against switch
        {
            "urgent" => new { urgency = "urgent" },
            "unskilled" => new { needed_skills = new[] { "wheelchair" } },
            _ => null,
        });
        if (against is "declined" or "asked")
        {
            var other = against is "asked" ? await company.Trip(40, 70) : along;
            (await company.Do(other, "assign", new { run_id = await Run(first) })).Is(200);
            if (against is "declined")
            {
                (await driver.Api.Post($"/api/offers/{await company.Offer(along, driver)}/decline")).Is(200);
            }
        }

        var read = (await (await company.Operator).Get($"/api/trips/{along}/candidates")).Is(200).Body.EnumerateArray().Single();
        Assert.Equal(driver.Id, read.GetProperty("user_id").GetInt64());
        var (seat, cost) = (read.GetProperty("run_id"), read.GetProperty("extra_seconds").ValueKind);
        var key = await company.Do(along, "assign", new { run_id = await Run(first) });
        if (against is "nothing")
        {
            Assert.Equal((await Run(first), JsonValueKind.Number), (seat.GetInt64(), cost));
            Assert.Equal(driver.Id, key.Is(200)["driver_id"].GetInt64());
        }
        else
        {
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (seat.ValueKind, cost));
        }

        if (refused is not null)
        {
            key.Refused(409, refused);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_stands_at_the_door_comes_all_the_same()
    {
        var (company, _, _) = await Driving();
        var idle = await company.Driver(30);
        Assert.Equal(idle.Id, (await company.Do(await company.Trip(30, 60), "assign", new { by = "nearest" })).Is(200)["driver_id"].GetInt64());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_waits_is_put_into_it_at_once_and_what_is_urgent_or_lies_behind_its_last_stop_is_not()
    {
        var (company, driver, first) = await Driving();
        var urgent = (await company.Try(30, 60, new { urgency = "urgent" })).Is(201).Id;
        var behind = await company.Trip(110, 150, new { seek = true });
        await world.DueDone();
        Assert.Equal(("REQUESTED", "REQUESTED"), (await company.State(urgent), await company.State(behind)));
        (await company.Do(urgent, "cancel")).Is(200);
        var mark = await world.Mark();
        var along = await company.Trip(30, 60, new { seek = true });
        Assert.Equal(["trips.trip_requested", "trips.driver_assigned", "trips.trip_pooled", "trips.offer_made"], await world.EventsSince(mark));
        Assert.Equal(await Run(first), await Run(along));
        // Who drives has a word in it.
        (await driver.Api.Post($"/api/offers/{await company.Offer(along, driver)}/decline")).Is(200);
        await world.DueDone();
        Assert.Equal(("REQUESTED", "ASSIGNED"), (await company.State(along), await company.State(first)));
        Assert.Equal(["1 DECLINED"], await company.Offers(along));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_drives_on_for_minutes_is_not_asked_for_it_again()
    {
        var (company, driver, first) = await Driving();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await company.Stands(driver, 1, speed: 12);
        var along = await company.Trip(30, 60, new { seek = true });
        Assert.Equal((await Run(first), "1 HELD"), (await Run(along), (await company.Offers(along))[0]));
        for (var look = 0; look < 20; look++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            await company.Stands(driver, 1 + look * 0.2, speed: 12);
            await world.DueDone();
        }

        Assert.Equal(["1 WITHDRAWN"], await company.Offers(along));
        Assert.Equal(("REQUESTED", "ASSIGNED"), (await company.State(along), await company.State(first)));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_taken_along_who_would_make_somebody_late_for_their_visit()
    {
        var company = await Company.Open(world);
        var (driver, me) = (await company.Driver(0), await world.As("therapist", company.Site));
        // From door to door, with minutes to spare and none for a way aside.
        var appointment = (await company.Appointment(me, world.Clock.Now.AddMinutes(16))).Id;
        var first = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", from = Company.Place(2) })).Is(201).Id;
        (await company.Assign(first, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(first, driver)}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{first}/board")).Is(200);
        var by = await world.Row<DateTimeOffset>($"select arrive_by from trips.trips where id = {first}");
        Task<DateTimeOffset> There() => world.Row<DateTimeOffset>($"select eta_at from trips.stops where trip_id = {first} and kind = 'drop_off'");
        var alone = await There();
        Assert.True(alone.AddSeconds(150) < by);
        var aside = (await company.Try(but: new { seek = true, from = Company.Place(20, 15), to = Company.Place(25, 15) })).Is(201).Id;
        var along = await company.Trip(30, 48, new { seek = true });
        await world.DueDone();
        Assert.True(await There() <= by.AddSeconds(-150), $"{await There()} is late for {by}.");
        Assert.NotEqual(await world.Row<long?>($"select run_id from trips.trips where id = {aside}"), await Run(first));
        // The same way for somebody whom nobody waits for.
        await world.Db.Run($"update trips.trips set arrive_by = null where id = {first}");
        (await company.Do(along, "cancel")).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await world.DueDone();
        Assert.Equal(await Run(first), await world.Row<long?>($"select run_id from trips.trips where id = {aside}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Those_who_wait_together_get_one_seat_after_the_other_and_the_free_driver_the_rest()
    {
        var (company, driver, first) = await Driving();
        // Both wait for an operator, and are asked for at once.
        var (one, two) = (await company.Trip(30, 60), await company.Trip(40, 70));
        var idle = await company.Driver(300);
        await world.DueDone();
        await world.Db.Run($"""
            with sought as (update trips.trips set seeking = true where id in ({one}, {two}))
            insert into platform.work (kind, key, due_at, data) values ('trips.match', {company.Site}::bigint::text, {world.Clock.Now}, jsonb_build_object())
            """);
        await world.DueDone();
        var shared = await world.Row<long>($"select id from trips.trips where id in ({one}, {two}) and run_id = {await Run(first)}");
        var other = shared == one ? two : one;
        Assert.Equal(["2 OPEN"], await company.Offers(other));
        (await driver.Api.Post($"/api/offers/{await company.Offer(shared, driver)}/accept")).Is(200);
        (await idle.Api.Post($"/api/offers/{await company.Offer(other, idle)}/decline")).Is(200);
        await world.DueDone();
        Assert.Equal(await Run(first), await Run(other));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_offer_is_not_needed_where_a_planned_run_of_the_same_time_passes()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var at = world.Clock.Now.AddHours(3);
        var first = await company.Trip(10, 100, new { pick_up_at = at });
        (await company.Assign(first, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(first, driver)}/accept")).Is(200);
        var idle = await company.Driver(300);
        var along = await company.Trip(30, 60, new { pick_up_at = at.AddMinutes(2) });
        Assert.Equal("ASSIGNED", (await company.Do(along, "offer")).Is(200).State);
        Assert.Equal(await Run(first), await Run(along));
        var elsewhen = await company.Trip(30, 60, new { pick_up_at = at.AddHours(1) });
        Assert.Equal("OFFERED", (await company.Do(elsewhen, "offer")).Is(200).State);
        Assert.Equal(idle.Id, await world.Row<long>($"select driver_id from trips.offers where trip_id = {elsewhen}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_fetched_after_the_end_of_the_shift_of_whoever_drives()
    {
        var (company, driver, first) = await Driving();
        await EndShift(driver, await Eta(first, "pick_up"));
        var along = await company.Trip(30, 60, new { seek = true });
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(along));
        var refused = (await company.Do(along, "assign", new { run_id = await Run(first) })).Refused(409, "driver_unavailable");
        Assert.Equal("off_duty", refused["reason"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_two_who_drive_the_same_way_the_one_whose_shift_is_longer_takes_along()
    {
        var (company, _, first) = await Driving();
        var other = await company.Driver(0);
        var second = await company.Taken(other, 10, 100);
        var along = await company.Trip(30, 60);
        // Before the last stop, and after whoever is taken along got in.
        await EndShift(company.Drivers[0], (await Eta(first, "drop_off")).AddMinutes(-1));
        Assert.Equal(await Run(second), (await company.Do(along, "assign", new { by = "nearest" })).Is(200)["run_id"].GetInt64());
        Assert.Equal("", await world.Violations());
    }

    private Task<DateTimeOffset> Eta(long trip, string kind) => world.Row<DateTimeOffset>($"select eta_at from trips.stops where trip_id = {trip} and kind = {kind}");

    private Task EndShift(TestDriver driver, DateTimeOffset at) => world.Db.Run($"update people.shifts set to_at = {at} where user_id = {driver.Id}");

    private async Task<long> Run(long trip) => await world.Row<long>($"select run_id from trips.trips where id = {trip}");

    /// <summary>A car on its way from 10 to 100, with two seats left.</summary>
    private async Task<(Company Company, TestDriver Driver, long Trip)> Driving()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        return (company, driver, await company.Taken(driver, 10, 100));
    }
}

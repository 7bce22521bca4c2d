using System.Text;
using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>What operators, therapists and drivers hear over their sockets, and who hears nothing.</summary>
public sealed class TripChannelsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_trip_is_told_from_the_request_to_the_driver_with_the_fields_of_old()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(10);
        var (name, therapist) = await Somebody("therapist");
        var appointment = (await company.Appointment(therapist, world.Clock.Now.AddHours(3))).Id;
        await using var office = await Listen("/ws/operators/", await company.Operator);
        await using var rides = await Listen("/ws/therapist/", therapist);
        await using var drives = await Listen("/ws/driver/", driver.Api);

        var trip = (await therapist.Post("/api/trips", new
        {
            appointment_id = appointment, leg = "outbound", from = Company.Place(5), pick_up_at = world.Clock.Now.AddMinutes(20),
        })).Is(201).Id;
        var asked = (await office.Message("pickup_requested")).GetProperty("data");
        Assert.Equal((trip, therapist.UserId, appointment, "normal", "Mile 5"), (
            asked.GetProperty("id").GetInt64(), asked.GetProperty("therapist_id").GetInt64(), asked.GetProperty("appointment_id").GetInt64(),
            asked.GetProperty("urgency").GetString(), asked.GetProperty("location").GetString()));
        Assert.Contains(name, asked.GetProperty("therapist_name").GetString());
        Assert.Contains("assign", Actions(asked));
        Assert.DoesNotContain("assign", Actions((await rides.Message("pickup_requested")).GetProperty("data")));

        (await company.Assign(trip, driver)).Is(200);
        foreach (var ear in new[] { office, rides, drives })
        {
            var given = (await ear.Message("driver_assigned_pickup")).GetProperty("data");
            Assert.Equal((driver.Id, therapist.UserId, appointment, "Mile 5"), (
                given.GetProperty("driver_id").GetInt64(), given.GetProperty("therapist_id").GetInt64(), given.GetProperty("appointment_id").GetInt64(),
                given.GetProperty("pickup_location").GetString()));
            Assert.NotEqual(JsonValueKind.Null, given.GetProperty("estimated_arrival").ValueKind);
            Assert.NotEqual("", given.GetProperty("driver_name").GetString());
            Assert.NotEqual("", given.GetProperty("therapist_name").GetString());
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_is_fetched_at_home_is_so_in_the_fields_of_old_too()
    {
        var company = await Company.Open(world);
        var (driver, therapist) = (await company.Driver(10), await world.As("therapist", company.Site));
        (await (await company.Operator).Put($"/api/users/{therapist.UserId}/working-hours", new
        {
            weekly = Array.Empty<object>(), special_days = Array.Empty<object>(), home = new { latitude = 52.6, longitude = 13.3 },
        }, version: 0)).Is(200);
        var appointment = (await company.Appointment(therapist, world.Clock.Now.AddHours(3))).Id;
        await using var office = await Listen("/ws/operators/", await company.Operator);
        await using var rides = await Listen("/ws/therapist/", therapist);
        var trip = (await therapist.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })).Is(201);
        Assert.Equal("home", trip["from"].GetProperty("word").GetString());
        foreach (var ear in new[] { office, rides })
        {
            Assert.Equal("Home", (await ear.Message("pickup_requested")).GetProperty("data").GetProperty("location").GetString());
        }

        (await company.Assign(trip.Id, driver)).Is(200);
        foreach (var ear in new[] { office, rides })
        {
            Assert.Equal("Home", (await ear.Message("driver_assigned_pickup")).GetProperty("data").GetProperty("pickup_location").GetString());
        }

        // The old route says the same.
        Assert.Equal("Home", (await (await company.Operator).Get($"/api/scheduling/appointments/{appointment}/")).Is(200)["pickup_location"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_offer_is_heard_with_its_trip_when_it_is_made_and_again_when_its_time_is_over()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(10);
        var trip = await company.Trip(10, 50);
        await using var office = await Listen("/ws/operators/", await company.Operator);
        await using var drives = await Listen("/ws/driver/", driver.Api);
        (await company.Do(trip, "offer")).Is(200);
        Assert.Equal(trip, (await drives.Message("trip_update")).GetProperty("data").GetProperty("id").GetInt64());
        var offer = await drives.Message("offer");
        Assert.Equal(("OFFERED", trip), (offer.GetProperty("event").GetString(), offer.GetProperty("data").GetProperty("trip_id").GetInt64()));
        Assert.Contains("accept", Actions(offer.GetProperty("data")));
        Assert.Equal("OFFERED", (await office.Message("offer")).GetProperty("event").GetString());
        Assert.Equal("asked", (await office.Message("driver_update")).GetProperty("data").GetProperty("status").GetString());

        world.Clock.Advance(TimeSpan.FromSeconds(25));
        await world.DueDone();
        foreach (var ear in new[] { office, drives })
        {
            var lapsed = await ear.Message("offer");
            Assert.Equal(("LAPSED", "EXPIRED"), (lapsed.GetProperty("event").GetString(), lapsed.GetProperty("data").GetProperty("state").GetString()));
        }

        Assert.Equal("free", (await office.Message("driver_update")).GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_run_is_told_to_its_driver_to_the_end_and_who_loses_a_trip_hears_only_that()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(10);
        await using var drives = await Listen("/ws/driver/", driver.Api);
        var lost = await company.Taken(driver);
        Assert.Equal("ACTIVE", (await drives.Message("run_update")).GetProperty("data").GetProperty("state").GetString());
        (await company.Do(lost, "unassign", new { reason = "Another is nearer" })).Is(200);
        var removed = (await drives.Message("trip_removed")).GetProperty("data");
        Assert.Equal([$"id {lost}"], removed.EnumerateObject().Select(field => $"{field.Name} {field.Value}"));

        var trip = await company.Taken(driver);
        await using var again = await RawSocket.Open(world.Url, "/ws/driver/", driver.Api.Token);
        var shown = (await again.Message("initial_data")).GetProperty("data");
        Assert.Equal((trip, "busy", 2), (
            shown.GetProperty("trips")[0].GetProperty("id").GetInt64(), shown.GetProperty("driver").GetProperty("status").GetString(),
            shown.GetProperty("runs")[0].GetProperty("stops").GetArrayLength()));
        foreach (var step in new[] { "board", "drop-off" })
        {
            (await driver.Api.Post($"/api/trips/{trip}/{step}")).Is(200);
        }

        string? state;
        do
        {
            state = (await again.Message("run_update")).GetProperty("data").GetProperty("state").GetString();
        }
        while (state != "DONE");
        Assert.Equal("free", (await again.Message("driver_update")).GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_visit_is_told_to_whom_it_concerns_and_its_proof_to_operators_alone()
    {
        var company = await Company.Open(world);
        var (_, therapist) = await Somebody("therapist");
        var (_, stranger) = await Somebody("therapist");
        await using var office = await Listen("/ws/operators/", await company.Operator);
        await using var own = await Listen("/ws/therapist/", therapist);
        await using var others = await Listen("/ws/therapist/", stranger);
        var appointment = await company.Appointment(therapist, world.Clock.Now.AddHours(3));

        async Task<JsonElement> Confirmed(RawSocket ear)
        {
            while (true)
            {
                var heard = await ear.Message("appointment_updated_confirmed");
                if (heard.GetProperty("event").GetString() == "APPOINTMENT_CONFIRMED")
                {
                    return heard.GetProperty("data");
                }
            }
        }

        var known = await Confirmed(office);
        Assert.Equal((appointment.Id, "CONFIRMED"), (known.GetProperty("id").GetInt64(), known.GetProperty("state").GetString()));
        Assert.NotEqual(JsonValueKind.Null, known.GetProperty("code").ValueKind);
        var mine = await Confirmed(own);
        Assert.Equal((appointment.Id, JsonValueKind.Null), (mine.GetProperty("id").GetInt64(), mine.GetProperty("code").ValueKind));
        Assert.Contains("set_out", Actions(mine.GetProperty("places")[0]));

        // Given to the other: one hears all of it for the first time, and one that it is gone.
        var place = appointment["places"][0].GetProperty("id").GetInt64();
        (await (await company.Operator).Post($"/api/appointments/{appointment.Id}/reassign", new
        {
            place_id = place, therapist_id = stranger.UserId, override_reason = "No hours",
        })).Is(200);
        Assert.Equal(appointment.Id, (await own.Message("appointment_removed")).GetProperty("data").GetProperty("id").GetInt64());
        var first = await others.Next();
        Assert.Equal("appointment_updated_confirmed", first.GetProperty("type").GetString());
        Assert.Equal(appointment.Id, first.GetProperty("data").GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Operators_of_another_site_hear_nothing_and_who_comes_back_hears_what_was_missed()
    {
        var (company, elsewhere) = (await Company.Open(world), await Company.Open(world));
        await using var foreign = await Listen("/ws/operators/", await elsewhere.Operator);
        var oper = await company.Operator;
        string? cursor;
        await using (var office = await RawSocket.Open(world.Url, "/ws/operators/", oper.Token))
        {
            cursor = (await office.Message("initial_data")).GetProperty("cursor").GetString();
        }

        var missed = await company.Trip();
        await using var back = await RawSocket.Open(world.Url, $"/ws/operators/?cursor={cursor}", oper.Token);
        var heard = await back.Next();
        Assert.Equal(("pickup_requested", missed), (heard.GetProperty("type").GetString(), heard.GetProperty("data").GetProperty("id").GetInt64()));
        await using var fresh = await RawSocket.Open(world.Url, "/ws/operators/", oper.Token);
        var shown = (await fresh.Message("initial_data")).GetProperty("data");
        Assert.Equal([missed], shown.GetProperty("trips").EnumerateArray().Select(trip => trip.GetProperty("id").GetInt64()));

        // Rooms hear in one order: what is told here first was the first that concerned it.
        var theirs = await elsewhere.Trip();
        Assert.Equal(theirs, (await foreign.Next()).GetProperty("data").GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Operators_begin_with_the_trips_that_are_near_and_hear_how_many_others_there_are()
    {
        var company = await Company.Open(world);
        var (near, soon) = (await company.Trip(), await company.Trip(but: new { pick_up_at = world.Clock.Now.AddHours(23) }));
        foreach (var hours in new[] { 25, 48, 24 * 30 })
        {
            await company.Trip(but: new { pick_up_at = world.Clock.Now.AddHours(hours) });
        }

        var over = await company.Trip();
        (await company.Do(over, "cancel")).Is(200);
        await using var office = await RawSocket.Open(world.Url, "/ws/operators/", (await company.Operator).Token);
        var shown = (await office.Message("initial_data")).GetProperty("data");
        Assert.Equal([near, soon], shown.GetProperty("trips").EnumerateArray().Select(trip => trip.GetProperty("id").GetInt64()));
        Assert.Equal(3, shown.GetProperty("other_trips").GetInt64());
    }

    [Fact]
    public async Task A_drivers_phone_says_where_they_are_and_who_waits_for_them_sees_the_car_come()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver();
        var (_, therapist) = await Somebody("therapist");
        var appointment = (await company.Appointment(therapist, world.Clock.Now.AddHours(3))).Id;
        await using var office = await Listen("/ws/operators/", await company.Operator);
        await using var drives = await Listen("/ws/driver/", driver.Api);
        await Say(drives, 52.52, 13.41);
        Assert.Equal((driver.Id, 13.41), await Place(office));

        var trip = (await (await company.Operator).Post("/api/trips", new
        {
            appointment_id = appointment, leg = "outbound", from = Company.Place(5),
        })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        await using var rides = await Listen("/ws/therapist/", therapist);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await driver.Api.Post("/api/positions", new { latitude = 52.52, longitude = 13.42, at = world.Clock.Now })).Is(202);
        Assert.Equal((driver.Id, 13.42), await Place(rides));
    }

    [Fact]
    public async Task Who_signs_out_hears_no_more()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver();
        await using var drives = await Listen("/ws/driver/", driver.Api);
        (await driver.Api.Post("/api/auth/logout")).Is(204);
        Assert.Equal(4401, (await drives.Closed())!.Value.Code);
    }

    [Fact]
    public async Task Who_loses_a_site_is_put_out_of_its_room()
    {
        var company = await Company.Open(world);
        var oper = await company.Operator;
        await using var office = await Listen("/ws/operators/", oper);
        await world.Db.Run($"update people.user_roles set site_id = {await world.Site("base")} where user_id = {oper.UserId} and role = 'operator'");
        Assert.Equal(4403, (await office.Closed())!.Value.Code);
    }

    private async Task<(string Name, Api Api)> Somebody(string role)
    {
        var name = $"{role}-{world.Draw()}";
        await world.AddPerson(name, role);
        return (name, await world.SignIn(name));
    }

    private async Task<RawSocket> Listen(string path, Api api)
    {
        var socket = await RawSocket.Open(world.Url, path, api.Token);
        await socket.Message("initial_data");
        return socket;
    }

    private async Task Say(RawSocket socket, double latitude, double longitude) => await socket.Send(RawSocket.Frame(1, Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { type = "position", data = new { latitude, longitude, at = world.Clock.Now } }))));

    private static async Task<(long Driver, double Longitude)> Place(RawSocket ear)
    {
        while (true)
        {
            var heard = await ear.Message("driver_update");
            if (heard.GetProperty("event").GetString() == "LOCATION_UPDATE")
            {
                Assert.False(heard.TryGetProperty("cursor", out _));
                return (heard.GetProperty("data").GetProperty("driver_id").GetInt64(), heard.GetProperty("data").GetProperty("longitude").GetDouble());
            }
        }
    }

    private static List<string?> Actions(JsonElement view) => [.. view.GetProperty("actions").EnumerateArray().Select(action => action.GetString())];
}

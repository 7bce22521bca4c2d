using System.Text.Json;
using Attend.Tests.Trips;
using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class PatchAppointmentTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_therapist_is_driven_there_visits_and_is_driven_home_by_the_status_alone()
    {
        var visit = await OldVisit.Open(world);
        var (therapist, driver) = (visit.Therapist, visit.Driver);
        async Task Stamps(string status, string field)
        {
            var stamp = (await visit.Moves(driver.Api, status))[field].GetDateTimeOffset();
            Assert.Equal(world.Clock.Now, stamp);
        }

        var asked = await visit.Moves(therapist, "pickup_requested", new { status = "pickup_requested", notes = "At the back door", location = "Side street 5" });
        Assert.Equal(("normal", "Side street 5", "At the back door", "Rings twice", world.Clock.Now), (
            asked["pickup_urgency"].GetString(), asked["pickup_location"].GetString(), asked["pickup_notes"].GetString(), asked["notes"].GetString(),
            asked["pickup_request_time"].GetDateTimeOffset()));
        var given = await visit.Moves(visit.Operator, "driver_assigned_pickup", new { status = "driver_assigned_pickup", driver = driver.Id });
        Assert.Equal((driver.Id, world.Clock.Now, JsonValueKind.Null), (given["driver"].GetInt64(), given["driver_assigned_at"].GetDateTimeOffset(), given["driver_accepted"].ValueKind));
        Assert.Equal(JsonValueKind.String, given["estimated_arrival"].ValueKind);
        var goes = await visit.Moves(driver.Api, "driver_en_route_pickup");
        Assert.Equal((true, world.Clock.Now, world.Clock.Now), (
            goes["driver_accepted"].GetBoolean(), goes["driver_accepted_at"].GetDateTimeOffset(), goes["driver_en_route_at"].GetDateTimeOffset()));
        await Stamps("driver_arrived_pickup", "driver_arrived_at");
        await Stamps("therapist_picked_up", "therapist_picked_up_at");
        Assert.Equal("CONFIRMED ACCEPTED outbound ON_BOARD", await visit.States());
        await Stamps("en_route", "en_route_at");
        Assert.Equal("EN_ROUTE EN_ROUTE outbound ON_BOARD", await visit.States());
        await Stamps("arrived", "arrived_at");
        Assert.Equal("ARRIVED ARRIVED outbound DROPPED_OFF", await visit.States());
        Assert.True(await visit.Company.Free(driver));
        await visit.Moves(therapist, "in_progress", new { status = "in_progress", location = "52.53, 13.45" });
        await visit.Moves(therapist, "completed", new { status = "completed", latitude = 52.53, longitude = 13.45 });
        Assert.Equal([true], await world.Rows<bool>($"select complete and evv_exception is null from visits.verified_visits where appointment_id = {visit.Id}"));

        await visit.Moves(therapist, "pickup_requested");
        Assert.Equal("COMPLETED COMPLETED outbound DROPPED_OFF return REQUESTED", await visit.States());
        (await visit.Assign()).Is(200);
        foreach (var status in new[] { "driver_en_route_pickup", "driver_arrived_pickup", "therapist_picked_up" })
        {
            await visit.Moves(driver.Api, status);
        }

        var versions = await visit.Versions();
        Assert.Equal("therapist_picked_up", (await visit.Say(driver.Api, "en_route")).Is(200)["status"].GetString());
        Assert.Equal(versions, await visit.Versions());
        var home = (await visit.Say(driver.Api, "arrived")).Is(200);
        Assert.Equal(("completed", driver.Id, world.Clock.Now), (home["status"].GetString(), home["return_driver"].GetInt64(), home["return_dropped_off_at"].GetDateTimeOffset()));
        Assert.Equal("COMPLETED COMPLETED outbound DROPPED_OFF return DROPPED_OFF", await visit.States());
        Assert.True(await visit.Company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Notes_that_begin_with_URGENT_give_the_nearest_driver_at_once()
    {
        var visit = await OldVisit.Open(world);
        var urgent = (await visit.Patch(visit.Therapist, new { status = "pickup_requested", notes = "URGENT: a fall" })).Is(200);
        Assert.Equal(("driver_assigned_pickup", "urgent", visit.Driver.Id), (urgent["status"].GetString(), urgent["pickup_urgency"].GetString(), urgent["driver"].GetInt64()));
        Assert.Equal(["urgent URGENT: a fall"], await world.Rows<string>($"select urgency || ' ' || note from trips.trips where appointment_id = {visit.Id}"));

        var noted = await OldVisit.Open(world, drivers: 0);
        (await noted.Patch(noted.Operator, new { notes = "Urgent: call first" })).Is(200);
        Assert.Equal("urgent", (await noted.Moves(noted.Therapist, "pickup_requested"))["pickup_urgency"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_way_home_can_be_urgent_and_the_therapist_says_that_they_arrived()
    {
        var visit = await OldVisit.Open(world);
        await visit.Moves(visit.Therapist, "pickup_requested");
        (await visit.Assign()).Is(200);
        await visit.Moves(visit.Driver.Api, "driver_en_route_pickup");
        await visit.Moves(visit.Driver.Api, "therapist_picked_up");
        var mark = await world.Mark();
        await visit.Moves(visit.Therapist, "arrived");
        Assert.Equal("ARRIVED ARRIVED outbound DROPPED_OFF", await visit.States());
        Assert.Equal([$"user:{visit.Therapist.UserId}"], await world.Rows<string>($"select actor from platform.events where id > {mark} and kind = 'trips.passengers_dropped_off'"));
        await visit.Moves(visit.Therapist, "in_progress");
        await visit.Moves(visit.Therapist, "completed");
        Assert.Equal(["other"], await world.Rows<string>($"select evv_exception from visits.places where appointment_id = {visit.Id}"));
        var home = (await visit.Patch(visit.Therapist, new { status = "pickup_requested", notes = "urgent please" })).Is(200);
        Assert.Equal(("driver_assigned_pickup", "urgent"), (home["status"].GetString(), home["return_pickup_urgency"].GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_said_natively_is_shown_in_the_old_words()
    {
        var visit = await OldVisit.Open(world);
        async Task<string?> Shown() => (await visit.Therapist.Get($"/api/scheduling/appointments/{visit.Id}")).Is(200)["status"].GetString();
        Assert.Equal("confirmed", await Shown());
        var trip = (await visit.Therapist.Post("/api/trips", new { appointment_id = visit.Id, leg = "outbound" })).Is(201).Id;
        Assert.Equal("pickup_requested", await Shown());
        (await visit.Company.Do(trip, "offer")).Is(200);
        Assert.Equal("pickup_requested", await Shown());
        // An offer that is open for them is theirs to see and to take.
        await visit.Moves(visit.Driver.Api, "driver_en_route_pickup");
        (await visit.Driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        Assert.Equal("en_route", await Shown());
        Assert.Equal("en_route", (await visit.Say(visit.Driver.Api, "therapist_picked_up")).Is(200)["status"].GetString());
        (await visit.Driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.Equal("arrived", await Shown());
        (await visit.Therapist.Post($"/api/places/{visit.Place}/start")).Is(200);
        Assert.Equal("in_progress", await Shown());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Therapist_and_driver_accept_and_reject()
    {
        var visit = await OldVisit.Open(world, drivers: 2, accepted: false);
        Assert.Equal("This field is required.", (await visit.Patch(visit.Therapist, new { therapist_accepted = false })).Wrong("rejection_reason"));
        var taken = (await visit.Patch(visit.Therapist, new { therapist_accepted = true, therapist_accepted_at = "1999-01-01T00:00:00Z" })).Is(200);
        Assert.Equal(("confirmed", true, world.Clock.Now), (
            taken["status"].GetString(), taken["therapist_accepted"].GetBoolean(), taken["therapist_accepted_at"].GetDateTimeOffset()));
        var versions = await visit.Versions();
        (await visit.Patch(visit.Therapist, new { therapist_accepted = true, status = "confirmed" })).Is(200);
        Assert.Equal(versions, await visit.Versions());

        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        (await visit.Assign()).Is(200);
        var declined = (await visit.Patch(visit.Driver.Api, new { driver_accepted = false, rejection_reason = "Flat tyre" })).Is(200);
        Assert.Equal((false, "Flat tyre", visit.Driver.Id), (declined["driver_accepted"].GetBoolean(), declined["rejection_reason"].GetString(), declined["rejected_by"].GetInt64()));
        Assert.Equal(404, (await visit.Patch(visit.Driver.Api, new { driver_accepted = true })).Number);
        var second = visit.Company.Drivers[1];
        (await visit.Assign(second)).Is(200);
        Assert.Equal("driver_assigned_pickup", (await visit.Patch(second.Api, new { driver_accepted = true })).Is(200)["status"].GetString());
        Assert.Equal("driver_en_route_pickup", (await visit.Patch(second.Api, new { driver_accepted = true, status = "driver_en_route_pickup" })).Is(200)["status"].GetString());
        Assert.Equal("There is nothing to accept or reject", (await visit.Patch(second.Api, new { driver_accepted = false })).Error(409));

        var other = await OldVisit.Another(visit.Company, accepted: false, hours: 6);
        var mark = await world.Mark();
        var rejected = (await other.Patch(other.Therapist, new { status = "rejected", therapist_accepted = false, rejection_reason = "Ill" })).Is(200);
        Assert.Equal(("rejected", false, "Ill", other.Therapist.UserId, world.Clock.Now), (
            rejected["status"].GetString(), rejected["therapist_accepted"].GetBoolean(), rejected["rejection_reason"].GetString(), rejected["rejected_by"].GetInt64(),
            rejected["rejected_at"].GetDateTimeOffset()));
        Assert.Equal(["visits.place_rejected", "visits.appointment_rejected"], await world.EventsSince(mark));
        Assert.Equal("pending", (await other.Say(other.Operator, "pending")).Is(200)["status"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_two_operators_who_give_one_driver_away_one_is_told_who_has_them()
    {
        for (var round = 0; round < 5; round++)
        {
            var company = await Company.Open(world, 1);
            var visits = new[] { await OldVisit.Another(company, hours: 2), await OldVisit.Another(company, hours: 5) };
            foreach (var visit in visits)
            {
                (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
            }

            var answers = await Task.WhenAll(visits.Select(visit => visit.Assign()));
            var (won, lost) = answers[0].Number == 200 ? (0, 1) : (1, 0);
            Assert.Equal("driver_assigned_pickup", answers[won].Is(200)["status"].GetString());
            Assert.EndsWith($"already has the pickup of appointment {visits[won].Id}", answers[lost].Error(409), StringComparison.Ordinal);
            Assert.Equal("CONFIRMED ACCEPTED outbound REQUESTED", await visits[lost].States());
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_two_operators_who_give_one_pickup_away_one_is_told_who_has_it_and_the_same_word_twice_is_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var visit = await OldVisit.Open(world, 2);
            var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => visit.Say(visit.Therapist, "pickup_requested")));
            Assert.All(asked, answer => answer.Is(200));
            Assert.Equal("CONFIRMED ACCEPTED outbound REQUESTED", await visit.States());
            var answers = await Task.WhenAll(visit.Company.Drivers.Select(driver => visit.Assign(driver)));
            var winner = answers.Single(answer => answer.Number == 200)["driver_name"].GetString();
            Assert.Equal($"{winner} has this pickup already", answers.Single(answer => answer.Number != 200).Error(409));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_be_read_is_bad_input_and_changes_nothing()
    {
        var visit = await OldVisit.Open(world);
        var (oper, mark) = (visit.Operator, await world.Mark());
        Assert.Equal("\"lost\" is not a valid choice.", (await visit.Say(oper, "lost")).Wrong("status"));
        Assert.Equal("This field is required.", (await visit.Say(oper, "driver_assigned_pickup")).Wrong("driver"));
        Assert.Equal("A valid integer is required.", (await visit.Patch(oper, new { status = "driver_assigned_pickup", driver = "Bob" })).Wrong("driver"));
        Assert.Equal("Must be a valid boolean.", (await visit.Patch(oper, new { therapist_accepted = "maybe" })).Wrong("therapist_accepted"));
        Assert.Equal("This field is required.", (await visit.Say(visit.Therapist, "rejected")).Wrong("rejection_reason"));
        Assert.StartsWith("Ensure this field", (await visit.Patch(oper, new { notes = new string('x', 2001) })).Wrong("notes"), StringComparison.Ordinal);
        Assert.Equal("Cannot change status from confirmed to driver_assigned_pickup", (await visit.Assign()).Error(409));
        Assert.Equal("Cannot change status from confirmed to driver_arrived_pickup", (await visit.Say(oper, "driver_arrived_pickup")).Error(409));
        Assert.Equal("Cannot change status from confirmed to pending", (await visit.Say(oper, "pending")).Error(409));
        Assert.Equal("There is nothing to accept or reject", (await visit.Patch(oper, new { driver_accepted = true })).Error(409));
        Assert.Empty(await world.EventsSince(mark));

        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        var (stranger, off) = (await (await Company.Open(world)).Driver(), await visit.Company.Driver(onDuty: false));
        mark = await world.Mark();
        Assert.Equal("User is not a driver.", (await visit.Patch(oper, new { status = "driver_assigned_pickup", driver = visit.Therapist.UserId })).Wrong("driver"));
        Assert.Equal("User is not a driver.", (await visit.Patch(oper, new { status = "driver_assigned_pickup", driver = 999_999 })).Wrong("driver"));
        Assert.Equal("User is not a driver.", (await visit.Assign(stranger)).Wrong("driver"));
        Assert.Equal("The driver cannot take this trip now; see the reason.", (await visit.Assign(off)).Error(409));
        // What is refused undoes what came with it.
        (await visit.Patch(oper, new { status = "driver_arrived_pickup", notes = "Nothing of this" })).Error(409);
        Assert.Empty(await world.EventsSince(mark));
        Assert.Equal("Rings twice", (await visit.Patch(oper, new { unknown = 1 })).Is(200)["notes"].GetString());
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task Everybody_says_what_is_theirs_to_say()
    {
        var visit = await OldVisit.Open(world, 2);
        var (therapist, driver, waiting) = (visit.Therapist, visit.Driver.Api, visit.Company.Drivers[1].Api);
        const string Not = "Not authorized to update this appointment";
        foreach (var stranger in new[] { driver, waiting, await world.As("therapist"), await world.As("operator", await world.Site("base")) })
        {
            Assert.Equal("Appointment not found", (await visit.Say(stranger, "in_progress")).Error(404));
            Assert.Equal("Appointment not found", (await stranger.Get($"/api/scheduling/appointments/{visit.Id}/")).Error(404));
            Assert.DoesNotContain(visit.Id, (await stranger.Get("/api/scheduling/appointments")).Is(200).Body.EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
        }

        foreach (var role in new[] { "nurse", "paramedic", "patient" })
        {
            Assert.Equal(Not, (await visit.Say(await world.As(role), "in_progress")).Error(403));
            Assert.Equal("Not authorized to view appointments", (await (await world.As(role)).Get($"/api/scheduling/appointments/{visit.Id}/")).Error(403));
        }

        Assert.Equal(401, (await world.Stranger.Patch($"/api/scheduling/appointments/{visit.Id}/", new { status = "completed" })).Number);
        Assert.Equal(404, (await visit.Operator.Patch("/api/scheduling/appointments/999999", new { status = "completed" })).Number);
        (await visit.Say(therapist, "pickup_requested")).Is(200);
        Assert.Equal(404, (await visit.Say(driver, "driver_en_route_pickup")).Number);
        (await visit.Assign()).Is(200);
        Assert.Equal(404, (await visit.Say(waiting, "driver_en_route_pickup")).Number);
        foreach (var status in new[] { "driver_en_route_pickup", "driver_arrived_pickup", "therapist_picked_up", "cancelled", "pending" })
        {
            Assert.Equal(Not, (await visit.Say(therapist, status)).Error(403));
        }

        foreach (var status in new[] { "pickup_requested", "confirmed", "in_progress", "completed", "cancelled", "no_show" })
        {
            Assert.Equal(Not, (await visit.Say(driver, status)).Error(403));
        }

        Assert.Equal(Not, (await visit.Patch(therapist, new { status = "driver_assigned_pickup", driver = visit.Driver.Id })).Error(403));
        Assert.Equal(Not, (await visit.Patch(driver, new { driver = visit.Company.Drivers[1].Id })).Error(403));
        // Passed over it would look as if it had been done; the one who has it anyhow may be named.
        Assert.StartsWith("Goes with status", (await visit.Patch(visit.Operator, new { status = "confirmed", driver = visit.Company.Drivers[1].Id })).Wrong("driver"), StringComparison.Ordinal);
        Assert.Equal(Not, (await visit.Patch(driver, new { therapist_accepted = true })).Error(403));
        Assert.Equal(Not, (await visit.Patch(therapist, new { driver_accepted = true })).Error(403));
        // Before anybody sits in the car no driver is under way with them.
        Assert.Equal("Cannot change status from driver_assigned_pickup to en_route", (await visit.Say(driver, "en_route")).Error(409));
        Assert.Equal("Cannot change status from driver_assigned_pickup to arrived", (await visit.Say(driver, "arrived")).Error(409));
        // Notes are everybody's whose appointment it is; its address is an operator's.
        Assert.Equal("Ring three times", (await visit.Patch(therapist, new { notes = "Ring three times", location = "Elsewhere 1" })).Is(200)["notes"].GetString());
        Assert.Equal("Rings not", (await visit.Patch(driver, new { notes = "Rings not" })).Is(200)["notes"].GetString());
        Assert.Equal("Elsewhere 2", (await visit.Patch(visit.Operator, new { location = "Elsewhere 2" })).Is(200)["location"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_several_come_each_says_their_own()
    {
        var visit = await OldVisit.Open(world);
        var name = $"therapist-{world.Draw()}";
        var id = await world.AddPerson(name, "therapist", visit.Company.Site);
        var second = await world.SignIn(name);
        var (client, service) = await OldVisit.Agreed(visit.Company);
        var booked = (await visit.Operator.Post("/api/appointments", new
        {
            client_id = client, service_ids = new[] { service }, therapist_ids = new[] { visit.Therapist.UserId, id }, starts_at = world.Clock.Now.AddHours(8), override_reason = "No hours",
        })).Is(201).Id;
        Task<Answer> Say(Api who, string status) => who.Patch($"/api/scheduling/appointments/{booked}", new { status });
        Assert.Equal("Several therapists come to this appointment; each says their own steps", (await Say(visit.Operator, "confirmed")).Error(409));
        var half = (await Say(second, "confirmed")).Is(200);
        Assert.Equal(("pending", id, true), (half["status"].GetString(), half["therapist"].GetInt64(), half["therapist_accepted"].GetBoolean()));
        Assert.Equal("confirmed", (await Say(visit.Therapist, "confirmed")).Is(200)["status"].GetString());
        Assert.Equal("cancelled", (await Say(visit.Operator, "cancelled")).Is(200)["status"].GetString());
    }
}

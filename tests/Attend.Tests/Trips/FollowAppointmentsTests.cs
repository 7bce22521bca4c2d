using Xunit;

namespace Attend.Tests.Trips;

public sealed class FollowAppointmentsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_is_driven_there_has_set_out_and_is_there_by_the_drivers_buttons()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        Assert.Equal(("EN_ROUTE", "EN_ROUTE"), await Visit(appointment));
        world.Clock.Advance(TimeSpan.FromMinutes(12));
        var mark = await world.Mark();
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.Equal(("ARRIVED", "ARRIVED"), await Visit(appointment));
        Assert.Contains("visits.therapist_arrived", await world.EventsSince(mark));
        Assert.Equal(world.Clock.Now, await world.Row<DateTimeOffset>($"select arrived_at from visits.places where appointment_id = {appointment}"));
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Two_who_ride_in_one_car_set_out_and_are_there_together()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var therapists = new List<Api>();
        foreach (var name in new[] { $"ann-{world.Draw()}", $"ben-{world.Draw()}" })
        {
            await world.AddPerson(name, "therapist", company.Site);
            therapists.Add(await world.SignIn(name));
        }

        var appointment = (await company.Appointment([.. therapists], world.Clock.Now.AddHours(2))).Id;
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", from = Company.Place(10) })).Is(201);
        Assert.Equal(2, trip["passengers"].GetArrayLength());
        (await company.Assign(trip.Id, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip.Id, driver)}/accept")).Is(200);
        // One was quicker than the car.
        (await therapists[0].Post($"/api/places/{await world.Row<long>($"select min(id) from visits.places where appointment_id = {appointment}")}/set-out")).Is(200);
        foreach (var (step, both) in new[] { ("board", "EN_ROUTE"), ("drop-off", "ARRIVED") })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(12));
            (await driver.Api.Post($"/api/trips/{trip.Id}/{step}")).Is(200);
            Assert.Equal([both, both], await world.Rows<string>($"select state from visits.places where appointment_id = {appointment}"));
            Assert.Equal(both, await world.Row<string>($"select state from visits.appointments where id = {appointment}"));
        }

        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_driven_to_what_is_cancelled_and_who_sits_in_the_car_is_driven_back()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        var back = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        await Cancel(company, appointment);
        Assert.Equal(("CANCELLED", "CANCELLED"), (await company.State(trip), await company.State(back)));
        Assert.Equal("appointment_cancelled", (await company.Look(trip))["trip"].GetProperty("reason_code").GetString());
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());

        (company, driver, appointment, trip) = await Company.Driven(world);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        await Cancel(company, appointment);
        var view = (await company.Look(trip))["trip"];
        Assert.Equal("ON_BOARD", view.GetProperty("state").GetString());
        Assert.Equal(view.GetProperty("from").GetRawText(), view.GetProperty("to").GetRawText());
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());

        (company, driver, appointment, trip) = await Company.Driven(world);
        back = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        await Cancel(company, appointment);
        // They are there, and want home as soon as may be.
        view = (await company.Look(back))["trip"];
        Assert.Equal(("REQUESTED", System.Text.Json.JsonValueKind.Null), (view.GetProperty("state").GetString(), view.GetProperty("pick_up_at").ValueKind));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Other_times_of_the_visit_are_the_trips_and_who_was_planned_for_the_old_ones_is_free()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world, hours: 5);
        Assert.Equal("PLANNED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        var before = (await company.Look(trip))["trip"].GetProperty("pick_up_at").GetDateTimeOffset();
        var starts = await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {appointment}");
        (await (await company.Operator).Post($"/api/appointments/{appointment}/reschedule", new { starts_at = starts.AddHours(2), override_reason = "The client asked" })).Is(200);
        await company.Heard();
        var view = (await company.Look(trip))["trip"];
        Assert.Equal(("REQUESTED", before.AddHours(2), starts.AddHours(2)), (
            view.GetProperty("state").GetString(), view.GetProperty("pick_up_at").GetDateTimeOffset(), view.GetProperty("arrive_by").GetDateTimeOffset()));
        Assert.Equal("CANCELLED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_the_visit_is_now_the_car_goes_and_whom_an_operator_sent_elsewhere_stays_sent()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        var oper = await company.Operator;
        var back = (await oper.Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        var mark = await world.Mark();
        await Move(company, appointment, "Other Street 1", 13.46);
        foreach (var (way, end) in new[] { (trip, "to"), (back, "from") })
        {
            var place = (await company.Look(way))["trip"].GetProperty(end);
            Assert.Equal(("Other Street 1", 13.46), (place.GetProperty("address").GetString(), place.GetProperty("longitude").GetDouble()));
            Assert.Equal(["trips.trip_redirected"], await world.EventsSince(mark, $"trip:{way}"));
        }

        Assert.Equal(13.46, await world.Row<double>($"select longitude from trips.stops where trip_id = {trip} and kind = 'drop_off'"));
        Assert.Equal(("EN_ROUTE_PICKUP", false), (await company.State(trip), await company.Free(driver)));

        // What only is noted of it moves nobody.
        var version = await world.Row<long>($"select version from trips.trips where id = {trip}");
        await Edit(company, appointment, new { notes = "Ring twice" });
        Assert.Equal(version, await world.Row<long>($"select version from trips.trips where id = {trip}"));

        (await company.Do(trip, "redirect", new { to = Company.Place(20) })).Is(200);
        await Move(company, appointment, "Other Street 2", 13.47);
        Assert.Equal("Mile 20", (await company.Look(trip))["trip"].GetProperty("to").GetProperty("address").GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_planned_for_another_address_has_other_times_too()
    {
        var (company, _, appointment, trip) = await Company.Driven(world, hours: 5);
        var before = (await company.Look(trip))["trip"].GetProperty("pick_up_at").GetDateTimeOffset();
        await Move(company, appointment, "Far Street 1", 13.6);
        var view = (await company.Look(trip))["trip"];
        Assert.True(view.GetProperty("pick_up_at").GetDateTimeOffset() < before);
        Assert.Equal(("REQUESTED", "Far Street 1"), (view.GetProperty("state").GetString(), view.GetProperty("to").GetProperty("address").GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("reassign")]
    [InlineData("expire")]
    public async Task Whose_visit_it_is_no_more_nobody_drives_there(string how)
    {
        var (company, driver, appointment, trip) = await Company.Driven(world, hours: how is "expire" ? 30 : 1);
        var (oper, place) = (await company.Operator, await world.Row<long>($"select id from visits.places where appointment_id = {appointment}"));
        if (how is "reject")
        {
            (await oper.Post($"/api/places/{place}/reject", new { reason = "Ill" })).Is(200);
        }
        else if (how is "reassign")
        {
            var other = await world.AddPerson($"therapist-{world.Draw()}", "therapist", company.Site);
            (await oper.Post($"/api/appointments/{appointment}/reassign", new { place_id = place, therapist_id = other, override_reason = "No hours" })).Is(200);
        }
        else
        {
            // Asked for a new time, and silent.
            var starts = await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {appointment}");
            (await oper.Post($"/api/appointments/{appointment}/reschedule", new { starts_at = starts.AddHours(1), override_reason = "The client asked" })).Is(200);
            world.Clock.Advance(await world.Row<DateTimeOffset>($"select answer_by from visits.places where id = {place}") - world.Clock.Now);
            await world.DueDone();
        }

        await company.Heard();
        Assert.Equal(("CANCELLED", "place_given_up"), (await company.State(trip), (await company.Look(trip))["trip"].GetProperty("reason_code").GetString()));
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_two_who_ride_the_one_who_gives_up_their_place_rides_no_more()
    {
        var company = await Company.Open(world, 1);
        var (appointment, therapists) = await Two(company);
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })).Is(201).Id;
        (await company.Assign(trip, company.Drivers[0])).Is(200);
        var mark = await world.Mark();
        (await (await company.Operator).Post($"/api/places/{await PlaceOf(appointment, therapists[0])}/release")).Is(200);
        await company.Heard();
        Assert.Equal(["trips.rider_left"], await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal("ASSIGNED", await company.State(trip));
        Assert.Equal([therapists[1].UserId], await world.Rows<long>($"select user_id from trips.passengers where trip_id = {trip}"));
        (await therapists[1].Post($"/api/places/{await PlaceOf(appointment, therapists[1])}/reject")).Is(200);
        await company.Heard();
        Assert.Equal("CANCELLED", await company.State(trip));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_driven_to_a_client_who_is_not_there_and_who_stands_at_the_door_is_driven_home()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        (await (await company.Operator).Post($"/api/appointments/{appointment}/no-show", new { reason_code = "in_hospital" })).Is(200);
        await company.Heard();
        Assert.Equal(("CANCELLED", "client_absent"), (await company.State(trip), (await company.Look(trip))["trip"].GetProperty("reason_code").GetString()));
        Assert.True(await company.Free(driver));

        (company, _, appointment, trip) = await Company.Driven(world);
        var back = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        (await company.Do(trip, "cancel")).Is(200);
        // By bicycle.
        (await (await company.Operator).Post($"/api/places/{await world.Row<long>($"select id from visits.places where appointment_id = {appointment}")}/arrive")).Is(200);
        (await (await company.Operator).Post($"/api/appointments/{appointment}/no-show", new { reason_code = "nobody_home" })).Is(200);
        await company.Heard();
        var view = (await company.Look(back))["trip"];
        Assert.Equal(("REQUESTED", System.Text.Json.JsonValueKind.Null), (view.GetProperty("state").GetString(), view.GetProperty("pick_up_at").ValueKind));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("", "CANCELLED")]
    [InlineData("depart", "CANCELLED")]
    [InlineData("board", "DROPPED_OFF")]
    [InlineData("board redirect", "ON_BOARD")]
    public async Task Nobody_drives_to_a_visit_that_is_over(string pressed, string ends)
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        var (oper, place) = (await company.Operator, await world.Row<long>($"select id from visits.places where appointment_id = {appointment}"));
        var back = (await oper.Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        foreach (var key in pressed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            (await company.Do(trip, key, key is "redirect" ? new { to = Company.Place(0) } : null)).Is(200);
        }
        (await oper.Post($"/api/places/{place}/end", new { evv_exception = "forgot_to_start" })).Is(200);
        await company.Heard();
        Assert.Equal((ends, "REQUESTED"), (await company.State(trip), await company.State(back)));
        Assert.Equal(ends is "ON_BOARD" ? null : "visit_completed", (await company.Look(trip))["trip"].GetProperty("reason_code").GetString());
        Assert.Equal(ends is not "ON_BOARD", await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_gets_in_for_a_visit_of_another_week_has_not_set_out_for_it()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        var oper = await company.Operator;
        (await oper.Post($"/api/appointments/{appointment}/reschedule", new { starts_at = world.Clock.Now.AddDays(7), override_reason = "The client asked" })).Is(200);
        (await oper.Post($"/api/places/{await world.Row<long>($"select id from visits.places where appointment_id = {appointment}")}/accept")).Is(200);
        await company.Heard();
        // By hand, and begun a week too early.
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        Assert.Equal(("ACCEPTED", "CONFIRMED"), await Visit(appointment));
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.Equal(("ACCEPTED", "CONFIRMED"), await Visit(appointment));
        Assert.Equal("", await world.Violations());
    }

    private async Task<(long Appointment, Api[] Therapists)> Two(Company company)
    {
        var therapists = new List<Api>();
        for (var index = 0; index < 2; index++)
        {
            var name = $"therapist-{world.Draw()}";
            await world.AddPerson(name, "therapist", company.Site);
            therapists.Add(await world.SignIn(name));
        }

        return ((await company.Appointment([.. therapists], world.Clock.Now.AddHours(2))).Id, [.. therapists]);
    }

    private Task<long> PlaceOf(long appointment, Api therapist) =>
        world.Row<long>($"select id from visits.places where appointment_id = {appointment} and therapist_id = {therapist.UserId}");

    private Task Move(Company company, long appointment, string address, double longitude) =>
        Edit(company, appointment, new { address, latitude = 52.53, longitude, override_reason = "They moved" });

    private async Task Edit(Company company, long appointment, object patch)
    {
        var version = await world.Row<long>($"select version from visits.appointments where id = {appointment}");
        (await (await company.Operator).Patch($"/api/appointments/{appointment}", patch, version)).Is(200);
        await company.Heard();
    }

    private async Task Cancel(Company company, long appointment)
    {
        (await (await company.Operator).Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" })).Is(200);
        await company.Heard();
    }

    private async Task<(string Place, string Appointment)> Visit(long appointment) => (
        await world.Row<string>($"select state from visits.places where appointment_id = {appointment}"),
        await world.Row<string>($"select state from visits.appointments where id = {appointment}"));
}

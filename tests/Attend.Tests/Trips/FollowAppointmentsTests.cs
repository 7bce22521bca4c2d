using Attend.Tests.Platform;
using Attend.Trips;
using Xunit;

namespace Attend.Tests.Trips;

public sealed class FollowAppointmentsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_is_driven_there_has_set_out_and_is_there_by_the_drivers_buttons()
    {
        var (company, driver, appointment, trip) = await Driven();
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
        var (company, driver, appointment, trip) = await Driven();
        var back = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        await Cancel(company, appointment);
        Assert.Equal(("CANCELLED", "CANCELLED"), (await company.State(trip), await company.State(back)));
        Assert.Equal("appointment_cancelled", (await company.Look(trip))["trip"].GetProperty("reason_code").GetString());
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());

        (company, driver, appointment, trip) = await Driven();
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        await Cancel(company, appointment);
        var view = (await company.Look(trip))["trip"];
        Assert.Equal("ON_BOARD", view.GetProperty("state").GetString());
        Assert.Equal(view.GetProperty("from").GetRawText(), view.GetProperty("to").GetRawText());
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());

        (company, driver, appointment, trip) = await Driven();
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
        var (company, driver, appointment, trip) = await Driven(hours: 5);
        Assert.Equal("PLANNED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        var before = (await company.Look(trip))["trip"].GetProperty("pick_up_at").GetDateTimeOffset();
        var starts = await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {appointment}");
        (await (await company.Operator).Post($"/api/appointments/{appointment}/reschedule", new { starts_at = starts.AddHours(2), override_reason = "The client asked" })).Is(200);
        await Heard();
        var view = (await company.Look(trip))["trip"];
        Assert.Equal(("REQUESTED", before.AddHours(2), starts.AddHours(2)), (
            view.GetProperty("state").GetString(), view.GetProperty("pick_up_at").GetDateTimeOffset(), view.GetProperty("arrive_by").GetDateTimeOffset()));
        Assert.Equal("CANCELLED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>A visit that a therapist accepted, and the driver who has the way there.</summary>
    private async Task<(Company Company, TestDriver Driver, long Appointment, long Trip)> Driven(double hours = 1)
    {
        var company = await Company.Open(world, 1);
        var (driver, oper, therapist) = (company.Drivers[0], await company.Operator, $"therapist-{world.Draw()}");
        await world.AddPerson(therapist, "therapist", company.Site);
        var booked = await company.Appointment(await world.SignIn(therapist), world.Clock.Now.AddHours(hours));
        var trip = (await oper.Post("/api/trips", new { appointment_id = booked.Id, leg = "outbound" })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        return (company, driver, booked.Id, trip);
    }

    private async Task Cancel(Company company, long appointment)
    {
        (await (await company.Operator).Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" })).Is(200);
        await Heard();
    }

    private async Task<(string Place, string Appointment)> Visit(long appointment) => (
        await world.Row<string>($"select state from visits.places where appointment_id = {appointment}"),
        await world.Row<string>($"select state from visits.appointments where id = {appointment}"));

    /// <summary>Until what has become of appointments was heard.</summary>
    private Task Heard()
    {
        var kinds = FollowAppointments.Subscription.Kinds.ToArray();
        return Wait.Until(() => world.Row<bool>($"""
            select not exists (
                select from platform.events e join platform.subscriptions s on s.name = {FollowAppointments.Name} and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id)
                where e.kind = any({kinds}))
            """));
    }
}

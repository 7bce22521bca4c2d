using Xunit;

namespace Attend.Tests.Trips;

/// <summary>What becomes of a trip that is driven or sought at once when its visit is at another time.</summary>
public sealed class FollowTimesTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("normal", "depart")]
    [InlineData("normal", "arrive")]
    [InlineData("urgent", "")]
    [InlineData("urgent", "depart")]
    public async Task Nobody_drives_today_for_a_visit_that_is_moved_to_another_day(string urgency, string pressed)
    {
        var (company, driver, appointment, trip) = await Now(urgency);
        if (pressed.Length > 0)
        {
            (await driver.Api.Post($"/api/trips/{trip}/{pressed}")).Is(200);
        }

        Assert.Equal("ACTIVE", await world.Row<string>($"select r.state from trips.runs r join trips.trips t on t.run_id = r.id where t.id = {trip}"));
        var (mark, starts) = (await world.Mark(), world.Clock.Now.AddDays(7));
        await Reschedule(company, appointment, starts);
        var view = (await company.Look(trip))["trip"];
        Assert.Equal(("REQUESTED", "normal", true, "appointment_moved"), (
            view.GetProperty("state").GetString(), view.GetProperty("urgency").GetString(), view.GetProperty("seeking").GetBoolean(), view.GetProperty("reason_code").GetString()));
        Assert.Equal(starts, view.GetProperty("arrive_by").GetDateTimeOffset());
        Assert.InRange(view.GetProperty("pick_up_at").GetDateTimeOffset(), starts.AddHours(-1), starts);
        Assert.Equal(["trips.driver_unassigned", "trips.trip_timed"], await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal(driver.Id, await world.Row<long>($"select (data->>'driver_id')::bigint from platform.events where subject = {"trip:" + trip} and kind = 'trips.driver_unassigned'"));
        Assert.True(await company.Free(driver));
        // Nobody is asked before its time, and then somebody is.
        (await (await company.Operator).Post($"/api/places/{await world.Row<long>($"select id from visits.places where appointment_id = {appointment}")}/accept")).Is(200);
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(trip));
        world.Clock.Advance(view.GetProperty("pick_up_at").GetDateTimeOffset() - world.Clock.Now - TimeSpan.FromMinutes(29));
        await world.DueDone();
        Assert.Equal("OFFERED", await company.State(trip));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_waits_urgently_for_a_visit_of_another_day_waits_for_that_day()
    {
        var (company, appointment) = await Booked();
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", urgency = "urgent" })).Is(201).Id;
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(trip));
        await Reschedule(company, appointment, world.Clock.Now.AddDays(7));
        var mark = await world.Mark();
        await company.Driver();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal(("REQUESTED", "normal"), (await company.State(trip), await world.Row<string>($"select urgency from trips.trips where id = {trip}")));
        Assert.Empty(await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("urgent")]
    public async Task Who_is_under_way_goes_on_for_a_visit_that_is_only_a_little_later_or_longer(string urgency)
    {
        var (company, driver, appointment, trip) = await Now(urgency);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        var (mark, starts) = (await world.Mark(), await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {appointment}"));
        (await (await company.Operator).Post($"/api/appointments/{appointment}/extend", new { ends_at = starts.AddHours(2), override_reason = "It takes longer" })).Is(200);
        await Reschedule(company, appointment, starts.AddMinutes(10));
        Assert.Empty(await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal(("EN_ROUTE_PICKUP", urgency), (await company.State(trip), await world.Row<string>($"select urgency from trips.trips where id = {trip}")));
        Assert.False(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>A visit in so few minutes that whoever is asked for it drives at once.</summary>
    private async Task<(Company Company, long Appointment)> Booked()
    {
        var (company, therapist) = (await Company.Open(world), $"therapist-{world.Draw()}");
        await world.AddPerson(therapist, "therapist", company.Site);
        return (company, (await company.Appointment(await world.SignIn(therapist), world.Clock.Now.AddMinutes(30))).Id);
    }

    private async Task<(Company Company, TestDriver Driver, long Appointment, long Trip)> Now(string urgency)
    {
        var (company, appointment) = await Booked();
        var driver = await company.Driver(0);
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", urgency })).Is(201).Id;
        if (urgency is "normal")
        {
            (await company.Assign(trip, driver)).Is(200);
        }

        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        return (company, driver, appointment, trip);
    }

    private async Task Reschedule(Company company, long appointment, DateTimeOffset starts)
    {
        (await (await company.Operator).Post($"/api/appointments/{appointment}/reschedule", new { starts_at = starts, override_reason = "The client asked" })).Is(200);
        await company.Heard();
    }
}

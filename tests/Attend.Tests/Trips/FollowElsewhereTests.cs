using Xunit;

namespace Attend.Tests.Trips;

/// <summary>What becomes of a trip that an operator sent elsewhere when its visit comes to nothing, or is at another time.</summary>
public sealed class FollowElsewhereTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("", "cancel", "ASSIGNED")]
    [InlineData("", "reject", "ASSIGNED")]
    [InlineData("", "end", "ASSIGNED")]
    [InlineData("depart", "cancel", "EN_ROUTE_PICKUP")]
    [InlineData("depart", "end", "EN_ROUTE_PICKUP")]
    [InlineData("board", "cancel", "ON_BOARD")]
    [InlineData("board", "end", "ON_BOARD")]
    [InlineData("depart", "reschedule", "EN_ROUTE_PICKUP")]
    public async Task Whom_an_operator_sent_elsewhere_is_driven_there_whatever_becomes_of_the_visit(string pressed, string becomes, string stays)
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        var (oper, place) = (await company.Operator, await world.Row<long>($"select id from visits.places where appointment_id = {appointment}"));
        if (pressed.Length > 0)
        {
            (await driver.Api.Post($"/api/trips/{trip}/{pressed}")).Is(200);
        }

        (await company.Do(trip, "redirect", new { to = Company.Place(20) })).Is(200);
        var (version, free, mark) = (await world.Row<long>($"select version from trips.trips where id = {trip}"), await company.Free(driver), await world.Mark());
        _ = becomes switch
        {
            "cancel" => (await oper.Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" })).Is(200),
            "reject" => (await oper.Post($"/api/places/{place}/reject", new { reason = "Ill" })).Is(200),
            "end" => (await oper.Post($"/api/places/{place}/end", new { evv_exception = "forgot_to_start" })).Is(200),
            _ => (await oper.Post($"/api/appointments/{appointment}/reschedule", new { starts_at = world.Clock.Now.AddDays(7), override_reason = "The client asked" })).Is(200),
        };
        await company.Heard();
        Assert.Equal((stays, version, free), (
            await company.State(trip), await world.Row<long>($"select version from trips.trips where id = {trip}"), await company.Free(driver)));
        Assert.Equal("Mile 20", (await company.Look(trip))["trip"].GetProperty("to").GetProperty("address").GetString());
        Assert.Empty(await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_car_that_was_asked_for_another_end_from_the_beginning_does_not_come_for_a_cancelled_visit()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var (oper, therapist) = (await company.Operator, $"therapist-{world.Draw()}");
        await world.AddPerson(therapist, "therapist", company.Site);
        var appointment = (await company.Appointment(await world.SignIn(therapist), world.Clock.Now.AddHours(1))).Id;
        var trip = (await oper.Post("/api/trips", new { appointment_id = appointment, leg = "outbound", from = Company.Place(10), to = Company.Place(20) })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        (await oper.Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" })).Is(200);
        await company.Heard();
        Assert.Equal(("CANCELLED", true), (await company.State(trip), await company.Free(driver)));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_gets_out_elsewhere_is_not_at_the_visit()
    {
        var (company, driver, appointment, trip) = await Company.Driven(world);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        (await company.Do(trip, "redirect", new { to = Company.Place(0) })).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.Equal("EN_ROUTE", await world.Row<string>($"select state from visits.places where appointment_id = {appointment}"));
        Assert.Equal("EN_ROUTE", await world.Row<string>($"select state from visits.appointments where id = {appointment}"));
        Assert.Equal("", await world.Violations());
    }
}

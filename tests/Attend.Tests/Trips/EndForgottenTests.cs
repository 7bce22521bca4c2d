using Xunit;

namespace Attend.Tests.Trips;

public sealed class EndForgottenTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_nobody_took_ends_hours_after_the_visit_with_a_coded_reason_and_who_was_to_ride_hears_of_it()
    {
        var company = await Company.Open(world);
        var me = await world.As("therapist", company.Site);
        var starts = world.Clock.Now.AddHours(2);
        var appointment = (await company.Appointment(me, starts)).Id;
        var trip = (await me.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })).Is(201).Id;
        var moved = await company.Appointment(me, starts.AddHours(2));
        var later = (await me.Post("/api/trips", new { appointment_id = moved.Id, leg = "return" })).Is(201).Id;
        (await (await company.Operator).Post($"/api/appointments/{moved.Id}/reschedule", new { starts_at = starts.AddHours(20), override_reason = "No hours" })).Is(200);
        (await me.Post($"/api/places/{moved["places"][0].GetProperty("id").GetInt64()}/accept")).Is(200);
        var loose = await company.Trip();
        var planned = await company.Trip(but: new { pick_up_at = world.Clock.Now.AddDays(3) });
        var mark = await world.Mark();

        world.Clock.Now = starts.AddHours(1).AddHours(4).AddMinutes(-1);
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(trip));
        // It was for no visit, and to be driven at once.
        Assert.Equal("CANCELLED", await company.State(loose));
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.DueDone();
        var ended = (await company.Look(trip))["trip"];
        Assert.Equal(("CANCELLED", "nobody_took_it"), (ended.GetProperty("state").GetString(), ended.GetProperty("reason_code").GetString()));
        Assert.Equal(("REQUESTED", "REQUESTED"), (await company.State(later), await company.State(planned)));
        Assert.Equal("nobody_took_it", await world.Row<string>($"select data->>'reason_code' from platform.events where id > {mark} and subject = 'trip:' || {trip}::bigint and kind = 'trips.trip_cancelled'"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from trips.passengers where trip_id = {trip} and waiting"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_a_driver_has_is_not_forgotten()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var taken = await company.Taken(driver);
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.DueDone();
        Assert.Equal("ASSIGNED", await company.State(taken));
        Assert.Equal("", await world.Violations());
    }
}

using Attend.Demo;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>The home-care company's visits and pick-ups as they go through an evening.</summary>
public sealed class SimulatedCareTests(World world) : IClassFixture<World>
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Visits_are_made_and_people_driven_to_the_end_and_whoever_looks_around_is_left_alone()
    {
        var ct = TestContext.Current.CancellationToken;
        var town = await Town.Build(await ServerApi.SignIn(world.Stranger.Http, "admin", World.Password, world.Clock, ct), world.Stranger.Http, world.Clock, ct);
        var (driver, therapist) = (await world.Row<long>($"select id from people.users where username = 'driver'"), town.Care.Therapist);
        var theirs = await Theirs();

        // Somebody who looks around asks for a car that no operator has given anybody yet.
        var oper = await world.SignIn("operator", TownPlan.Password);
        var mine = (await oper.Post("/api/trips", new
        {
            site_id = town.Care.Site, from = new { address = "1 Mill Lane", latitude = -36.88, longitude = 174.76 }, to = new { address = "2 Mill Lane", latitude = -36.89, longitude = 174.77 },
            passengers = new[] { new { name = "Mine" } },
        })).Is(201).Id;

        var care = new SimulatedCare(town.Care, world.Clock, new Random(1), NullLogger.Instance);
        var (free, left, all) = (new HashSet<long>(), false, false);
        for (var beat = 0; beat < 1800 && !(all && left); beat++)
        {
            await care.Step(Beat, ct);
            world.Clock.Advance(Beat);
            if (beat % 60 == 59)
            {
                free.UnionWith((await oper.Get($"/api/drivers?site_id={town.Care.Site}&status=free")).Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("user_id").GetInt64()));
                left |= await world.Row<bool>($"select exists (select from trips.trips where state = 'REQUESTED' and id <> {mine})");
                all = await world.Row<bool>($"""
                    select exists (select from trips.trips where state = 'DROPPED_OFF' and leg = 'return') and exists (select from visits.refusals)
                       and exists (select from trips.trips where urgency = 'urgent' and driver_id is not null)
                    """);
            }
        }

        // What it remembers is not needed to go on.
        await new SimulatedCare(town.Care, world.Clock, new Random(2), NullLogger.Instance).Step(Beat, ct);

        Assert.True(await world.Row<bool>($"""
            select exists (
                select from trips.trips t where t.state = 'DROPPED_OFF' and t.leg = 'outbound'
                  and num_nulls(t.requested_at, t.offered_at, t.assigned_at, t.en_route_at, t.at_pickup_at, t.on_board_at, t.dropped_off_at) = 0)
            """));
        Assert.True(await world.Row<bool>($"""
            select exists (
                select from visits.appointments a where a.state = 'COMPLETED'
                  and num_nulls(a.confirmed_at, a.en_route_at, a.arrived_at, a.started_at, a.completed_at) = 0
                  and exists (select from trips.trips t where t.appointment_id = a.id and t.state = 'DROPPED_OFF'))
            """));
        Assert.Equal(["outbound", "return"], await world.Rows<string>($"select distinct leg from trips.trips where state = 'DROPPED_OFF' order by 1"));
        Assert.True(await world.Row<bool>($"select exists (select from trips.trips where urgency = 'urgent' and driver_id is not null)"));
        Assert.True(await world.Row<bool>($"select exists (select from visits.refusals where how = 'rejected')"));
        Assert.True(left);

        Assert.Equal([driver], free);
        Assert.Equal(theirs, await Theirs());
        Assert.Equal("REQUESTED 1", await world.Row<string>($"select state || ' ' || version from trips.trips where id = {mine}"));
        Assert.Equal("", await world.Violations());

        // All that happened to the users of the roles: their visits, and what the driver was asked and drove.
        async Task<string> Theirs() => string.Join('\n', await world.Rows<string>($"""
            select concat_ws(' ', 'place', p.id, p.state, p.version) from visits.places p where p.therapist_id = {therapist}
            union all select concat_ws(' ', 'driver', d.version, d.offered, d.accepted) from trips.drivers d where d.user_id = {driver}
            union all select concat_ws(' ', 'offer', o.id) from trips.offers o where o.driver_id = {driver}
            union all select concat_ws(' ', 'run', r.id) from trips.runs r where r.driver_id = {driver}
            order by 1
            """));
    }
}

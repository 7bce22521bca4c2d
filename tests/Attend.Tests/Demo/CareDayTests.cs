using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>What the demonstration's home-care company has agreed on when somebody comes to look.</summary>
public sealed class CareDayTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task There_is_a_confirmed_visit_for_today_at_any_hour_of_any_day_and_one_free_driver()
    {
        var ct = TestContext.Current.CancellationToken;
        var town = await Built(ct);
        var therapist = await world.SignIn("therapist", TownPlan.Password);
        Assert.Equal(town.Care.Therapist, therapist.UserId);
        Assert.Equal("60 minutes Physiotherapy at home", await Coming());
        Assert.Equal(3, await world.Row<int>($"select count(*)::int from visits.places p where p.therapist_id = {therapist.UserId} and p.state = 'ACCEPTED' and p.starts_at > {world.Clock.Now.AddHours(3)}"));
        Assert.Equal(4, (await therapist.Get("/api/appointments")).Is(200)["items"].GetArrayLength());

        // An operator sees the shifts of others, and the one driver who is free.
        var oper = await world.SignIn("operator", TownPlan.Password);
        var others = await world.Row<int>($"select count(distinct therapist_id)::int from visits.places where state = 'ACCEPTED' and therapist_id <> {therapist.UserId}");
        Assert.Equal(CarePlan.Therapists.Count(one => one.Shift is not null), others);
        var free = (await oper.Get($"/api/drivers?site_id={town.Care.Site}&status=free")).Is(200)["items"];
        var user = await world.Row<long>($"select id from people.users where username = 'driver'");
        Assert.Equal((1, user, 4), (free.GetArrayLength(), free[0].GetProperty("user_id").GetInt64(), free[0].GetProperty("seats").GetInt32()));
        Assert.Equal(3, await world.Row<int>($"select seats::int from fleet.units where unit_number = 'C1'"));

        // A second start finds all of it.
        var before = await world.Mark();
        await Built(ct);
        Assert.DoesNotContain(await world.EventsSince(before), kind => kind.StartsWith("visits.", StringComparison.Ordinal) || kind.StartsWith("trips.", StringComparison.Ordinal));

        // Twelve minutes to midnight by the town's clock it is sooner; the day after there is one again.
        world.Clock.Now = new DateTimeOffset(2026, 3, 3, 10, 48, 0, TimeSpan.Zero);
        await Built(ct);
        Assert.Equal("10 minutes Physiotherapy at home", await Coming());
        world.Clock.Advance(TimeSpan.FromHours(20));
        await Built(ct);
        Assert.NotNull(await Coming());
        Assert.Equal("", await world.Violations());

        Task<string?> Coming() => world.Row<string?>($"""
            select (select extract(epoch from a.starts_at - {world.Clock.Now})::int / 60 || ' minutes ' || s.name
                    from visits.appointments a join visits.places p on p.appointment_id = a.id join visits.appointment_services s on s.appointment_id = a.id
                    where p.therapist_id = {therapist.UserId} and a.state = 'CONFIRMED' and a.starts_at > {world.Clock.Now}
                      and (a.starts_at at time zone 'Pacific/Auckland')::date = ({world.Clock.Now} at time zone 'Pacific/Auckland')::date
                    order by a.starts_at limit 1)
            """);
    }

    private async Task<Town> Built(CancellationToken ct) =>
        await Town.Build(await ServerApi.SignIn(world.Stranger.Http, "admin", World.Password, world.Clock, ct), world.Stranger.Http, world.Clock, ct);
}

using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class ParamedicsTests(World world) : IClassFixture<World>
{
    private static readonly string[] Fields = ["id", "username", "first_name", "last_name", "full_name", "is_available_for_dispatch"];

    [Fact]
    public async Task The_one_who_has_been_idle_longest_is_proposed_and_nobody_twice()
    {
        var dispatcher = await world.Dispatcher();
        Assert.Equal("No available paramedics found", (await dispatcher.Get("/dispatch/api/dispatch/auto-assign-paramedic/")).Error(404));
        var site = await world.Site();
        var aboard = await world.Unit(site: site);
        Assert.Equal(aboard.Crew[0].Id, (await dispatcher.Get("/dispatch/api/dispatch/auto-assign-paramedic/")).Is(200).Id);
        var unit = await world.Unit(crew: 0, site);
        var (first, second) = (await world.Paramedic(site), await world.Paramedic(site));

        var proposed = (await dispatcher.Get("/dispatch/api/dispatch/auto-assign-paramedic")).Is(200);

        Assert.Equal(Fields, proposed.Body.Fields());
        Assert.Equal((first.Id, $"{first.Name} Test", true), (proposed.Id, proposed["full_name"].GetString(), proposed["is_available_for_dispatch"].GetBoolean()));
        var call = await world.OldCall();
        (await world.OldDispatch(0, 0, new { emergency_call_id = call.Id, ambulance_id = unit.Id, paramedic_id = first.Id })).Is(200);
        Assert.Equal(second.Id, (await dispatcher.Get("/dispatch/api/dispatch/auto-assign-paramedic/")).Is(200).Id);
        var available = (await dispatcher.Get("/api/paramedics/?available=1")).Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64()).ToList();
        Assert.DoesNotContain(first.Id, available);
        Assert.Contains(second.Id, available);
        Assert.Contains(first.Id, (await dispatcher.Get("/api/paramedics/")).Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
        Assert.Equal("Only dispatchers can assign paramedics",
            (await (await world.SignIn(first.Name)).Get("/dispatch/api/dispatch/auto-assign-paramedic/")).Error(403));
    }

    [Fact]
    public async Task A_paramedic_sets_himself_aside_and_back()
    {
        var person = await world.Paramedic(await world.Site());
        var own = await world.SignIn(person.Name);
        await world.Dispatcher();
        var mark = await world.Mark();

        Assert.False((await own.Patch("/api/paramedics/toggle-availability/", new { is_available_for_dispatch = false })).Is(200)["is_available_for_dispatch"].GetBoolean());
        Assert.DoesNotContain(person.Id, Available(await (await world.Dispatcher()).Get("/api/paramedics?available=true")));
        Assert.True((await own.Patch("/api/paramedics/toggle-availability/", new { is_available_for_dispatch = "true" })).Is(200)["is_available_for_dispatch"].GetBoolean());
        Assert.False((await own.Patch("/api/paramedics/toggle-availability", new { })).Is(200)["is_available_for_dispatch"].GetBoolean());
        Assert.Equal(["people.availability_changed", "people.availability_changed", "people.availability_changed"], await world.EventsSince(mark));
        Assert.Equal("Must be a valid boolean.", (await own.Patch("/api/paramedics/toggle-availability/", new { is_available_for_dispatch = "maybe" })).Wrong("is_available_for_dispatch"));
        Assert.Equal("Only paramedics can toggle availability",
            (await (await world.Dispatcher()).Patch("/api/paramedics/toggle-availability/", new { is_available_for_dispatch = false })).Error(403));
        Assert.Equal([person.Id], (await own.Get("/api/paramedics/")).Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
    }

    private static IEnumerable<long> Available(Answer list) => list.Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
}

using System.Text.Json;
using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class ChangeStatusTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_status_moves_the_calls_only_unit_to_the_end()
    {
        var hospital = await world.Hospital();
        var name = await world.Row<string>($"select s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = {hospital}");
        var unit = await world.Unit();
        var call = await world.OldCall();
        (await world.OldDispatch(call.Id, unit.Id)).Is(200);
        var crew = await world.SignIn(unit.Crew[0].Name);
        var mark = await world.Mark();

        foreach (var (status, ambulance, stamp) in new[]
        {
            ("EN_ROUTE", "EN_ROUTE", "en_route_at"), ("ON_SCENE", "ON_SCENE", "on_scene_at"), ("TRANSPORTING", "TRANSPORTING", "transporting_at"),
            ("AT_HOSPITAL", "TRANSPORTING", "at_hospital_at"),
        })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(5));
            var moved = (await crew.Patch($"/api/emergencies/{call.Id}/status/", new { status, hospital_destination = status == "TRANSPORTING" ? name : null })).Is(200);
            Assert.Equal(status, moved["status"].GetString());
            Assert.Equal(world.Clock.Now, moved[stamp].GetDateTimeOffset());
            Assert.Equal(ambulance, (await crew.Get($"/dispatch/api/ambulances/{unit.Id}/"))["status"].GetString());
        }

        Assert.Equal(name, (await crew.Get($"/api/emergencies/{call.Id}/"))["hospital_destination"].GetString());
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var closed = (await crew.Patch($"/api/emergencies/{call.Id}/status", new { status = "CLOSED", patient_condition = "Stable" })).Is(200);
        Assert.Equal(("CLOSED", "Closed", "Stable"), (closed["status"].GetString(), closed["status_display"].GetString(), closed["patient_condition"].GetString()));
        Assert.Equal(unit.Id, closed["assigned_ambulance"].GetInt64());
        Assert.Equal(["TRANSPORTED"], await world.Rows<string>($"select disposition from dispatch.patients where call_id = {call.Id}"));
        Assert.Equal("AVAILABLE", (await crew.Get($"/dispatch/api/ambulances/{unit.Id}/"))["status"].GetString());
        var events = await world.EventsSince(mark);
        Assert.Equal(["dispatch.unit_en_route", "dispatch.unit_on_scene", "dispatch.transport_began", "dispatch.unit_at_hospital", "dispatch.unit_cleared"],
            events.Where(kind => kind is "dispatch.unit_en_route" or "dispatch.unit_on_scene" or "dispatch.transport_began" or "dispatch.unit_at_hospital" or "dispatch.unit_cleared"));
        Assert.Contains("dispatch.call_finished", events);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_follow_is_bad_input_and_changes_nothing()
    {
        var unit = await world.Unit();
        var call = await world.OldCall();
        var dispatcher = await world.Dispatcher();
        var path = $"/api/emergencies/{call.Id}/status/";
        var mark = await world.Mark();

        Assert.Equal("Cannot transition from RECEIVED to EN_ROUTE", (await dispatcher.Patch(path, new { status = "EN_ROUTE" })).Wrong("status"));
        Assert.Equal("Cannot transition from RECEIVED to CLOSED", (await dispatcher.Patch(path, new { status = "CLOSED" })).Wrong("status"));
        Assert.Equal("\"LOST\" is not a valid choice.", (await dispatcher.Patch(path, new { status = "LOST" })).Wrong("status"));
        Assert.Equal("This field is required.", (await dispatcher.Patch(path, new { })).Wrong("status"));
        Assert.Empty(await world.EventsSince(mark));

        (await world.OldDispatch(call.Id, unit.Id)).Is(200);
        (await dispatcher.Patch(path, new { status = "ON_SCENE" })).Is(200);
        mark = await world.Mark();
        Assert.Equal("Cannot transition from ON_SCENE to EN_ROUTE", (await dispatcher.Patch(path, new { status = "EN_ROUTE" })).Wrong("status"));
        Assert.Equal("Cannot transition from ON_SCENE to CLOSED", (await dispatcher.Patch(path, new { status = "CLOSED" })).Wrong("status"));
        Assert.Equal("There is no hospital of this name.",
            (await dispatcher.Patch(path, new { status = "TRANSPORTING", hospital_destination = "Nowhere" })).Wrong("hospital_destination"));
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task A_crew_moves_its_own_call_only()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var call = await world.OldCall();
        (await world.OldDispatch(call.Id, unit.Id)).Is(200);
        var stranger = await world.SignIn(other.Crew[0].Name);
        var nurse = await world.As("nurse");

        Assert.Equal("Emergency call not found", (await stranger.Patch($"/api/emergencies/{call.Id}/status/", new { status = "EN_ROUTE" })).Error(404));
        Assert.Equal("Not authorized to update this call", (await nurse.Patch($"/api/emergencies/{call.Id}/status/", new { status = "EN_ROUTE" })).Error(403));
        Assert.Equal("Emergency call not found", (await stranger.Post($"/api/emergencies/{call.Id}/acknowledge/")).Error(404));
        Assert.Equal("Only paramedics can acknowledge dispatch", (await nurse.Post($"/api/emergencies/{call.Id}/acknowledge/")).Error(403));
    }

    [Fact]
    public async Task A_crew_acknowledges_and_finds_its_active_call()
    {
        var unit = await world.Unit();
        var call = await world.OldCall();
        var crew = await world.SignIn(unit.Crew[0].Name);
        (await crew.Get("/api/emergencies/my-active/")).Is(204);
        (await world.OldDispatch(call.Id, unit.Id)).Is(200);
        var mark = await world.Mark();

        var told = (await crew.Post($"/api/emergencies/{call.Id}/acknowledge/")).Is(200);
        (await crew.Raw(HttpMethod.Post, $"/api/emergencies/{call.Id}/acknowledge", "")).Is(200);

        Assert.Equal(("acknowledged", call["call_id"].GetString(), "Cardiac Arrest", "High", "22 Peace Village"), (
            told["status"].GetString(), told["call_id"].GetString(), told["emergency_type"].GetString(), told["priority"].GetString(), told["location"].GetString()));
        Assert.Equal(["dispatch.response_acknowledged"], await world.EventsSince(mark));
        Assert.Equal(call.Id, (await crew.Get("/api/emergencies/my-active")).Is(200).Id);
        Assert.Equal([call.Id], (await crew.Get("/api/emergencies/")).Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task Several_units_are_moved_by_their_own_routes()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var call = await world.OldCall();
        await world.Dispatch(call.Id, unit);
        await world.Dispatch(call.Id, other);
        Assert.StartsWith("Several units", (await (await world.Dispatcher()).Patch($"/api/emergencies/{call.Id}/status/", new { status = "EN_ROUTE" })).Error(409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_states_of_a_call_are_the_new_ones_in_old_words()
    {
        var dispatcher = await world.Dispatcher();
        var planned = (await dispatcher.Post("/api/calls", new
        {
            emergency_type = "MEDICAL", priority = "LOW", kind = "SCHEDULED", due_at = world.Clock.Now.AddHours(5),
        })).Is(201).Id;
        Assert.Equal("RECEIVED", (await dispatcher.Get($"/api/emergencies/{planned}/"))["status"].GetString());
        (await dispatcher.Post($"/api/calls/{planned}/cancel", new { reason = "not needed" })).Is(200);
        var cancelled = await dispatcher.Get($"/api/emergencies/{planned}/");
        Assert.Equal("CLOSED", cancelled["status"].GetString());
        Assert.Equal(JsonValueKind.String, cancelled["closed_at"].ValueKind);
    }
}

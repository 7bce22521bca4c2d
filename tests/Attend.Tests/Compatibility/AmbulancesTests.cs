using System.Text.Json;
using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class AmbulancesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_dispatcher_adds_one_and_it_shows_as_out_of_service_until_somebody_signs_on()
    {
        await world.Site();
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();

        var made = (await dispatcher.Post("/dispatch/api/ambulances/", new
        {
            unit_number = "AMB001", unit_type = "ADVANCED", status = "AVAILABLE", equipment_list = "Defibrillator, Oxygen", max_patients = "2",
            current_latitude = "52.5", current_longitude = "13.4",
        })).Is(201);

        Assert.Equal(OldWorld.AmbulanceFields.Order(), made.Body.Fields().Order());
        Assert.Equal(("ADVANCED", "Advanced Life Support"), (made["unit_type"].GetString(), made["unit_type_display"].GetString()));
        Assert.Equal(("OUT_OF_SERVICE", "Out of Service"), (made["status"].GetString(), made["status_display"].GetString()));
        Assert.Equal(("Defibrillator, Oxygen", 2), (made["equipment_list"].GetString(), made["max_patients"].GetInt32()));
        Assert.Equal((52.5, 13.4), (made["current_latitude"].GetDouble(), made["current_longitude"].GetDouble()));
        Assert.Equal(world.Clock.Now, made["last_location_update"].GetDateTimeOffset());
        Assert.Equal(["fleet.vehicle_added"], await world.EventsSince(mark));
        Assert.Equal("Another unit has that number.", (await dispatcher.Post("/dispatch/api/ambulances/", new { unit_number = "AMB001" })).Error(409));
        Assert.Equal("This field is required.", (await dispatcher.Post("/dispatch/api/ambulances/")).Wrong("unit_number"));
        Assert.Equal("\"FLYING\" is not a valid choice.", (await dispatcher.Post("/dispatch/api/ambulances/", new { unit_number = "X", unit_type = "FLYING" })).Wrong("unit_type"));
        var crew = await world.SignIn((await world.Unit()).Crew[0].Name);
        Assert.Equal("Only dispatchers can create ambulances", (await crew.Post("/dispatch/api/ambulances/", new { unit_number = "X" })).Error(403));
    }

    [Fact]
    public async Task It_is_written_on_in_the_old_way()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var path = $"/dispatch/api/ambulances/{unit.Id}/";
        var newcomer = await world.Paramedic(unit.Site);
        var mark = await world.Mark();

        var edited = (await dispatcher.Patch(path, new { unit_type = "CRITICAL", max_patients = 3, equipment_list = new[] { "Ventilator" }, assigned_paramedic = newcomer.Id })).Is(200);
        Assert.Equal(("CRITICAL", 3, "Ventilator"), (edited["unit_type"].GetString(), edited["max_patients"].GetInt32(), edited["equipment_list"].GetString()));
        Assert.Equal((newcomer.Id, $"{newcomer.Name} Test"), (edited["assigned_paramedic"].GetInt64(), edited["assigned_paramedic_name"].GetString()));
        Assert.Equal(["fleet.vehicle_changed", "fleet.unit_signed_off", "fleet.unit_signed_on"], await world.EventsSince(mark));

        Assert.Equal("MAINTENANCE", (await dispatcher.Patch(path, new { status = "MAINTENANCE" })).Is(200)["status"].GetString());
        Assert.Equal("AVAILABLE", (await dispatcher.Patch(path, new { status = "AVAILABLE" })).Is(200)["status"].GetString());
        Assert.Contains("follows from its call", (await dispatcher.Patch(path, new { status = "ON_SCENE" })).Wrong("status"), StringComparison.Ordinal);
        (await world.OldDispatch((await world.OldCall()).Id, unit.Id)).Is(200);
        Assert.Contains("follows from its call", (await dispatcher.Patch(path, new { status = "AVAILABLE" })).Wrong("status"), StringComparison.Ordinal);
        Assert.StartsWith("The unit is already", (await dispatcher.Patch(path, new { status = "MAINTENANCE" })).Error(409), StringComparison.Ordinal);
        Assert.Equal("Ambulance not found", (await dispatcher.Patch("/dispatch/api/ambulances/999999/", new { max_patients = 1 })).Error(404));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task One_that_is_out_cannot_be_deleted()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var call = await world.OldCall();
        (await world.OldDispatch(call.Id, unit.Id)).Is(200);

        Assert.Equal("Cannot delete an ambulance that is assigned or not available", (await dispatcher.Delete($"/dispatch/api/ambulances/{unit.Id}/")).Error(400));
        var other = await world.Unit();
        var mark = await world.Mark();
        (await dispatcher.Delete($"/dispatch/api/ambulances/{other.Id}/")).Is(204);
        Assert.Equal(["fleet.vehicle_retired"], await world.EventsSince(mark));
        Assert.Equal("Ambulance not found", (await dispatcher.Get($"/dispatch/api/ambulances/{other.Id}/")).Error(404));
        Assert.Equal("Ambulance not found", (await dispatcher.Delete($"/dispatch/api/ambulances/{other.Id}/")).Error(404));
    }

    [Fact]
    public async Task Its_place_comes_from_its_crew_under_either_name()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var crew = await world.SignIn(unit.Crew[0].Name);
        var path = $"/dispatch/api/ambulances/{unit.Id}/location/";

        var seen = (await crew.Post(path, new { latitude = 52.53, longitude = "13.42" })).Is(200);
        Assert.Equal((52.53, 13.42), (seen["current_latitude"].GetDouble(), seen["current_longitude"].GetDouble()));
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(52.5301, (await crew.Post(path, new { current_latitude = 52.5301, current_longitude = 13.42 })).Is(200)["current_latitude"].GetDouble());
        Assert.Equal("This field is required.", (await crew.Post(path, new { latitude = 52.5 })).Wrong("current_longitude"));
        Assert.Equal("Ensure this value is between -90 and 90.", (await crew.Post(path, new { latitude = 152.5, longitude = 13 })).Wrong("latitude"));
        Assert.Equal("Ambulance not found", (await crew.Post($"/dispatch/api/ambulances/{other.Id}/location/", new { latitude = 52.5, longitude = 13.4 })).Error(404));
        var nurse = await world.As("nurse");
        Assert.Equal("Not authorized to update this ambulance", (await nurse.Post(path, new { latitude = 52.5, longitude = 13.4 })).Error(403));
    }

    [Fact]
    public async Task The_list_is_a_bare_array_in_the_order_of_the_numbers()
    {
        var unit = await world.Unit();
        var list = (await (await world.Dispatcher()).Get("/dispatch/api/ambulances")).Is(200).Body;
        Assert.Equal(JsonValueKind.Array, list.ValueKind);
        var numbers = list.EnumerateArray().Select(item => item.GetProperty("unit_number").GetString()!).ToList();
        Assert.Contains(unit.Number, numbers);
        var shown = list.EnumerateArray().Single(item => item.GetProperty("id").GetInt64() == unit.Id);
        Assert.Equal(("AVAILABLE", unit.Crew[0].Id), (shown.GetProperty("status").GetString(), shown.GetProperty("assigned_paramedic").GetInt64()));
    }
}

using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>A board of the old system reads its own fields from the new sockets.</summary>
public sealed class SocketFieldsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_boards_first_message_has_every_old_field()
    {
        var call = (await world.Call(patients: 1)).Id;
        var unit = await world.Unit();
        var hospital = await world.Hospital();
        await world.Dispatch(call, unit);
        var dispatcher = await world.Dispatcher();
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", dispatcher.Token);
        var first = (await board.Message("initial_data")).GetProperty("data");
        var shown = Find(first.GetProperty("calls"), call);
        Assert.Empty(OldWorld.CallFields.Except(shown.Fields()));
        Assert.Empty(OldWorld.AmbulanceFields.Except(Find(first.GetProperty("units"), unit.Id).Fields()));
        Assert.Empty(OldWorld.HospitalFields.Except(Find(first.GetProperty("hospitals"), hospital).Fields()));

        // The old route is the measure of what the old names mean.
        var old = (await dispatcher.Get($"/api/emergencies/{call}/")).Is(200).Body;
        foreach (var name in OldWorld.CallFields)
        {
            Assert.Equal((name, old.GetProperty(name).ToString()), (name, shown.GetProperty(name).ToString()));
        }
    }

    [Fact]
    public async Task A_dispatch_is_told_in_the_old_words()
    {
        var call = (await world.Call()).Id;
        var unit = await world.Unit();
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", (await world.Dispatcher()).Token);
        await board.Message("initial_data");
        await world.Dispatch(call, unit);
        JsonElement told;
        do
        {
            told = await board.Message("emergency_update");
        }
        while (told.GetProperty("event").GetString() != "UNIT_DISPATCHED");

        var data = told.GetProperty("data");
        Assert.Equal((call, "DISPATCHED", unit.Id, unit.Number, unit.Crew[0].Id), (
            data.GetProperty("id").GetInt64(), data.GetProperty("status").GetString(), data.GetProperty("assigned_ambulance").GetInt64(),
            data.GetProperty("assigned_ambulance_unit").GetString(), data.GetProperty("assigned_paramedic").GetInt64()));
        var ambulance = (await board.Message("ambulance_update")).GetProperty("data");
        Assert.Equal((unit.Id, call), (ambulance.GetProperty("id").GetInt64(), ambulance.GetProperty("current_emergency").GetInt64()));
    }

    [Fact]
    public async Task A_position_has_its_old_names_too()
    {
        var unit = await world.Unit();
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", (await world.Dispatcher()).Token);
        await board.Message("initial_data");
        (await (await world.Dispatcher()).Post("/api/positions", new { unit_id = unit.Id, latitude = 52.52, longitude = 13.39, at = world.Clock.Now })).Is(202);
        JsonElement told;
        do
        {
            told = await board.Message("ambulance_update");
        }
        while (told.GetProperty("event").GetString() != "LOCATION_UPDATE" || told.GetProperty("data").GetProperty("id").GetInt64() != unit.Id);

        Assert.Equal(
            (52.52, 13.39), (told.GetProperty("data").GetProperty("current_latitude").GetDouble(), told.GetProperty("data").GetProperty("current_longitude").GetDouble()));
    }

    private static JsonElement Find(JsonElement list, long id) => list.EnumerateArray().Single(item => item.GetProperty("id").GetInt64() == id);
}

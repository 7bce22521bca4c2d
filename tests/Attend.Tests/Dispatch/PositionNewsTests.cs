using System.Text;
using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class PositionNewsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crews_phone_sends_its_position_up_and_dispatchers_see_it()
    {
        var unit = await world.Unit();
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", (await world.Dispatcher()).Token);
        await board.Message("initial_data");
        await using var crew = await RawSocket.Open(world.Url, "/ws/paramedic/", (await world.SignIn(unit.Crew[0].Name)).Token);
        await crew.Message("initial_data");

        var message = new { type = "position", data = new { latitude = 52.52, longitude = 13.39, heading = 90.04, at = world.Clock.Now } };
        await crew.Send(RawSocket.Frame(1, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message))));

        var heard = await board.Message("ambulance_update");
        Assert.Equal("LOCATION_UPDATE", heard.GetProperty("event").GetString());
        var data = heard.GetProperty("data");
        Assert.Equal((unit.Id, 52.52, 90.0), (data.GetProperty("id").GetInt64(), data.GetProperty("latitude").GetDouble(), data.GetProperty("heading").GetDouble()));
        Assert.Equal(JsonValueKind.Null, data.GetProperty("speed").ValueKind);
        Assert.False(heard.TryGetProperty("cursor", out _));
        Assert.False(data.TryGetProperty("version", out _));
    }
}

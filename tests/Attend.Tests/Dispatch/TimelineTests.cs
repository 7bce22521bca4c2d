using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class TimelineTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Steps_notes_and_corrections_stand_in_the_order_in_which_they_happened()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var crew = await world.SignIn(unit.Crew[0].Name);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var made = world.Clock.Now.AddSeconds(-40);
        (await crew.Post($"/api/responses/{response.Id}/depart", new { made_at = made.AddHours(1), sent_at = world.Clock.Now.AddHours(1) })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await dispatcher.Post($"/api/calls/{call.Id}/notes", new { kind = "to_crew", text = "Third floor" })).Is(201);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var corrected = made.AddSeconds(-20);
        (await dispatcher.Post($"/api/responses/{response.Id}/correct", new { step = "en_route_at", at = corrected, reason = "radio log" })).Is(200);

        var lines = Lines(await dispatcher.Get($"/api/calls/{call.Id}/timeline"));

        Assert.Equal(
            ["dispatch.call_received", "dispatch.unit_assigned", "dispatch.call_dispatched", "dispatch.unit_en_route", "dispatch.call_progressed", "to_crew",
                "dispatch.stamp_corrected"],
            lines.Select(line => line.GetProperty("what").GetString()));
        var depart = lines[3];
        Assert.Equal(made, depart.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(unit.Number, depart.GetProperty("unit_number").GetString());
        Assert.Equal($"{unit.Crew[0].Name} Test", depart.GetProperty("actor_name").GetString());
        Assert.Equal(made.AddHours(1), depart.GetProperty("stamp").GetProperty("device_at").GetDateTimeOffset());
        Assert.Equal(-3_600_000, depart.GetProperty("stamp").GetProperty("offset_ms").GetInt64());
        var correction = lines[6].GetProperty("stamp");
        Assert.Equal(corrected, correction.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(made, correction.GetProperty("previous_at").GetDateTimeOffset());
        Assert.Equal("radio log", correction.GetProperty("reason").GetString());
        Assert.Equal("Third floor", lines[5].GetProperty("text").GetString());
        (await (await world.SignIn((await world.Unit()).Crew[0].Name)).Get($"/api/calls/{call.Id}/timeline")).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_linked_call_brings_its_history()
    {
        var dispatcher = await world.Dispatcher();
        var first = await world.Call();
        var second = await world.Call();
        (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = first.Id })).Is(200);

        var lines = Lines(await dispatcher.Get($"/api/calls/{first.Id}/timeline"));

        Assert.Equal([first.Id, second.Id, first.Id, second.Id], lines.Select(line => line.GetProperty("call_id").GetInt64()));
        Assert.Equal("dispatch.call_merged", lines[3].GetProperty("what").GetString());
    }

    [Fact]
    public async Task A_paper_call_shows_every_stamp_at_its_own_time()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var at = world.Clock.Now.AddHours(-5);
        var call = await world.Call(occurredAt: at);
        (await dispatcher.Post($"/api/calls/{call.Id}/responses", new
        {
            unit_id = unit.Id, assigned_at = at.AddMinutes(1), en_route_at = at.AddMinutes(2), on_scene_at = at.AddMinutes(9), cleared_at = at.AddMinutes(30),
            disposition = "REFUSED",
        })).Is(200);

        var lines = Lines(await dispatcher.Get($"/api/calls/{call.Id}/timeline"));

        var stamps = lines.Where(line => line.GetProperty("stamp").ValueKind is JsonValueKind.Object).Select(line => line.GetProperty("stamp")).ToList();
        Assert.Equal(["assigned_at", "en_route_at", "on_scene_at", "cleared_at"], stamps.Select(stamp => stamp.GetProperty("step").GetString()));
        Assert.All(stamps, stamp => Assert.Equal(world.Clock.Now, stamp.GetProperty("received_at").GetDateTimeOffset()));
        Assert.Equal(lines.Select(line => line.GetProperty("at").GetDateTimeOffset()).Order(), lines.Select(line => line.GetProperty("at").GetDateTimeOffset()));
    }

    /// <summary>Without the alarms, which ring by the clock while a test moves it.</summary>
    private static List<JsonElement> Lines(Answer timeline) =>
    [
        .. timeline.Is(200)["items"].EnumerateArray()
            .Where(line => !line.GetProperty("what").GetString()!.StartsWith("dispatch.alarm_", StringComparison.Ordinal)),
    ];
}

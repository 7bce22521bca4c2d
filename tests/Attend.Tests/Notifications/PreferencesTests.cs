using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What somebody chooses counts from the next message on, and is told when it cannot be chosen.</summary>
public sealed class PreferencesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_is_not_wanted_is_withheld_with_the_reason_but_never_what_saves_a_life_from_the_inbox()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var before = (await medic.Get("/api/notifications/preferences")).Is(200)["ways"].EnumerateArray().ToList();
        Assert.All(before, one => Assert.True(one.GetProperty("wanted").GetBoolean()));

        (await medic.Put("/api/notifications/preferences/crew_stood_down/in_app", new { wanted = false })).Is(204);
        (await medic.Put("/api/notifications/preferences/crew_assigned/web_push", new { wanted = false })).Is(204);
        (await medic.Put("/api/notifications/preferences/crew_assigned/in_app", new { wanted = false })).Refused(409, "always_told");
        (await medic.Put("/api/notifications/preferences/crew_assigned/pigeon", new { wanted = false })).Refused(404, "unknown_kind");
        (await medic.Put("/api/notifications/preferences/nothing/in_app", new { wanted = false })).Refused(404, "unknown_kind");

        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        var id = unit.Crew[0].Id;
        Assert.Equal([$"crew_assigned {id} in_app PENDING", $"crew_assigned {id} web_push SUPPRESSED not_wanted"], (await world.Deliveries($"response:{response}")).Order());
        Assert.Contains($"crew_stood_down {id} in_app SUPPRESSED not_wanted", await world.Deliveries($"response:{response}:end"));
        Assert.Equal(1, (await medic.Get("/api/notifications")).Is(200)["unread"].GetInt64());
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Quiet_hours_are_kept_as_they_were_said()
    {
        var nurse = await world.As("nurse");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = new[] { 5, 1, 5 } })).Is(204);
        var quiet = (await nurse.Get("/api/notifications/preferences")).Is(200)["quiet_hours"];
        Assert.Equal(("22:00", "06:30"), (quiet.GetProperty("from").GetString(), quiet.GetProperty("to").GetString()));
        Assert.Equal([1, 5], quiet.GetProperty("days").EnumerateArray().Select(day => day.GetInt32()));

        (await nurse.Put("/api/notifications/quiet-hours", new { from = "24:00", to = "06:30", days = new[] { 1 } })).Refused(400, "invalid");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = new[] { 0 } })).Refused(400, "invalid");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = Array.Empty<int>() })).Refused(400, "invalid");

        (await nurse.Delete("/api/notifications/quiet-hours")).Is(204);
        (await nurse.Delete("/api/notifications/quiet-hours")).Is(204);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await nurse.Get("/api/notifications/preferences"))["quiet_hours"].ValueKind);
    }

    [Fact]
    public async Task In_quiet_hours_only_what_is_clinical_is_sent_and_it_says_why()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var id = unit.Crew[0].Id;
        (await medic.Post("/api/notifications/devices", PushDevice.At($"https://push.example.org/{id}"))).Is(200);
        (await medic.Put("/api/notifications/quiet-hours", new { from = "00:00", to = "23:59", days = new[] { 1, 2, 3, 4, 5, 6, 7 } })).Is(204);

        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        // It is on its way at once, or was handed over already.
        Assert.Matches($"crew_assigned {id} web_push (PENDING passed_quiet_hours|SENT)", string.Join(", ", await world.Deliveries($"response:{response}")));
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();

        Assert.Contains($"crew_stood_down {id} web_push SUPPRESSED quiet_hours", await world.Deliveries($"response:{response}:end"));
        Assert.Contains($"crew_stood_down {id} in_app PENDING", await world.Deliveries($"response:{response}:end"));
    }

    [Fact]
    public async Task A_browser_that_takes_pushes_belongs_to_whoever_used_it_last()
    {
        var (nurse, doctor) = (await world.As("nurse"), await world.As("doctor"));
        var body = PushDevice.At("https://push.example.org/one");
        var device = (await nurse.Post("/api/notifications/devices", body)).Is(200).Id;
        Assert.Equal(device, (await nurse.Post("/api/notifications/devices", body)).Is(200).Id);
        Assert.Equal(device, (await doctor.Post("/api/notifications/devices", body)).Is(200).Id);
        Assert.Empty((await nurse.Get("/api/notifications/devices"))["items"].EnumerateArray());

        (await nurse.Delete($"/api/notifications/devices/{device}")).Is(404);
        (await doctor.Delete($"/api/notifications/devices/{device}")).Is(204);
        foreach (var endpoint in new[] { "http://push.example.org/one", "https://user@push.example.org/one", "/just/a/path" })
        {
            (await nurse.Post("/api/notifications/devices", PushDevice.At(endpoint))).Refused(400, "invalid");
        }

        (await nurse.Post("/api/notifications/devices", new { name = "Phone", endpoint = "https://push.example.org/two", keys = new { p256dh = "AAAA", auth = "AAAA" } })).Refused(400, "invalid");
        (await nurse.Post("/api/notifications/devices", new { name = "Phone", endpoint = "https://push.example.org/two" })).Refused(400, "invalid");
    }
}

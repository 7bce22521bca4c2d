using System.Text.Json;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Whether somebody can be reached is proven by what they heard, device by device and shift by shift.</summary>
public sealed class ReachTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_test_proves_the_device_on_which_it_was_heard_and_no_other_until_the_next_shift()
    {
        var medic = await Medic(world.Clock.Now.AddHours(-1), world.Clock.Now.AddHours(7));
        var (phone, tablet) = (Endpoint(), Endpoint());
        (await medic.Post("/api/notifications/devices", PushDevice.At(phone))).Is(200);
        (await medic.Post("/api/notifications/devices", PushDevice.At(tablet, "Tablet"))).Is(200);
        var before = (await medic.Get("/api/notifications/reach")).Is(200);
        Assert.True(before["on_duty"].GetBoolean());
        Assert.Equal(world.Clock.Now.AddHours(-1), before["since"].GetDateTimeOffset());
        Assert.Equal((PushDevice.Mark(phone), JsonValueKind.Null), (Device(before, 0).GetProperty("mark").GetString(), Device(before, 0).GetProperty("test_id").ValueKind));

        var said = (await medic.Post("/api/notifications/test")).Is(200);
        await world.Settled();
        var deliveries = await world.Deliveries($"test:{said["message_id"]}");
        Assert.Equal(3, deliveries.Count);
        Assert.All(deliveries, line => Assert.StartsWith($"test {medic.UserId} ", line, StringComparison.Ordinal));
        var sent = Device((await medic.Get("/api/notifications/reach")).Is(200), 0);
        Assert.False(sent.GetProperty("rings").GetBoolean());
        var test = sent.GetProperty("test_id").GetInt64();

        var stranger = await world.As("nurse");
        (await stranger.Post($"/api/notifications/test/{test}/heard")).Refused(404, "not_found");
        (await medic.Post($"/api/notifications/test/{test}/heard")).Is(204);
        (await medic.Post($"/api/notifications/test/{test}/heard")).Is(204);
        var after = (await medic.Get("/api/notifications/reach")).Is(200);
        Assert.Equal((true, "ACKNOWLEDGED"), (Device(after, 0).GetProperty("rings").GetBoolean(), Device(after, 0).GetProperty("state").GetString()));
        Assert.False(Device(after, 1).GetProperty("rings").GetBoolean());
        Assert.Contains($"test {medic.UserId} in_app ACKNOWLEDGED", await world.Deliveries($"test:{said["message_id"]}"));
        var shown = (await medic.Get($"/api/notifications/{test}")).Is(200);
        Assert.Equal(("test", "ACKNOWLEDGED", false), (shown["kind"].GetString(), shown.State, shown["actions"].EnumerateArray().Any()));
        (await stranger.Get($"/api/notifications/{test}")).Refused(404, "not_found");

        world.Clock.Advance(TimeSpan.FromHours(8.5));
        var next = (await medic.Get("/api/notifications/reach")).Is(200);
        Assert.True(next["on_duty"].GetBoolean());
        Assert.False(Device(next, 0).GetProperty("rings").GetBoolean());
        // What was worth nothing any more in those hours is over.
        await world.Settled();
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Only_tests_are_heard_and_a_test_comes_in_quiet_hours_too()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        await world.Dispatch((await world.Call()).Id, unit);
        await world.Settled();
        var assigned = (await medic.Get("/api/notifications")).Is(200)["items"][0].GetProperty("id").GetInt64();
        (await medic.Post($"/api/notifications/test/{assigned}/heard")).Refused(404, "not_found");

        (await medic.Post("/api/notifications/devices", PushDevice.At(Endpoint()))).Is(200);
        (await medic.Put("/api/notifications/quiet-hours", new { from = "00:00", to = "23:59", days = new[] { 1, 2, 3, 4, 5, 6, 7 } })).Is(204);
        (await medic.Put("/api/notifications/preferences/test/web_push", new { wanted = false })).Refused(404, "unknown_kind");
        var said = (await medic.Post("/api/notifications/test")).Is(200);
        await world.Settled();
        Assert.Contains(await world.Deliveries($"test:{said["message_id"]}"), line =>
            line.Contains("web_push PENDING", StringComparison.Ordinal) || line.Contains("web_push SENT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Telephones_ring_only_for_who_asks_and_nobody_makes_a_hammer_of_it()
    {
        var clerk = await world.As("clerk");
        (await clerk.Post("/api/notifications/test", new { ways = new[] { "email" } })).Refused(400, "invalid");
        (await clerk.Post("/api/notifications/test", new { ways = new[] { "sms", "sms", "voice" } })).Refused(400, "invalid");
        var said = (await clerk.Post("/api/notifications/test", new { ways = new[] { "sms" } })).Is(200);
        await world.Settled();
        Assert.Contains($"test {clerk.UserId} sms SUPPRESSED no_address", await world.Deliveries($"test:{said["message_id"]}"));
        var telephone = (await clerk.Get("/api/notifications/reach")).Is(200)["telephones"][0];
        Assert.Equal(("sms", "SUPPRESSED", "no_address"),
            (telephone.GetProperty("way").GetString(), telephone.GetProperty("state").GetString(), telephone.GetProperty("reason").GetString()));

        (await clerk.Post("/api/notifications/test", new { ways = new[] { "voice" } })).Is(200);
        Assert.InRange((await clerk.Post("/api/notifications/test", new { ways = new[] { "sms" } })).Refused(429, "too_many_requests")["retry_after"].GetInt32(), 1, 300);
        for (var more = 3; more < 6; more++)
        {
            (await clerk.Post("/api/notifications/test")).Is(200);
        }

        (await clerk.Post("/api/notifications/test")).Refused(429, "too_many_requests");
        (await world.Stranger.Post("/api/notifications/test")).Is(401);
    }

    [Fact]
    public async Task A_browser_whose_address_changed_is_the_same_device()
    {
        var doctor = await world.As("doctor");
        var (before, now, others) = (Endpoint(), Endpoint(), Endpoint());
        var device = (await doctor.Post("/api/notifications/devices", PushDevice.At(before, "Ward"))).Is(200).Id;
        Assert.Equal(device, (await doctor.Post("/api/notifications/devices", PushDevice.At(now, "Browser", before))).Is(200).Id);
        var known = (await doctor.Get("/api/notifications/devices")).Is(200)["items"].EnumerateArray().Single();
        Assert.Equal(("Ward", PushDevice.Mark(now)), (known.GetProperty("name").GetString(), known.GetProperty("mark").GetString()));

        // Nobody takes another's device away by naming it.
        var nurse = await world.As("nurse");
        (await nurse.Post("/api/notifications/devices", PushDevice.At(others, "Desk", now))).Is(200);
        Assert.Equal(device, (await doctor.Get("/api/notifications/devices")).Is(200)["items"].EnumerateArray().Single().GetProperty("id").GetInt64());
        (await doctor.Post("/api/notifications/devices", PushDevice.At("https://push.example.org/" + new string('x', 2_000)))).Refused(400, "invalid");
    }

    private static JsonElement Device(Answer reach, int at) => reach["devices"][at];

    private string Endpoint() => $"https://push.example.org/{world.Draw()}";

    /// <summary>On duty now, and again an hour after that.</summary>
    private async Task<Api> Medic(DateTimeOffset from, DateTimeOffset to)
    {
        var name = $"medic-{world.Draw()}";
        var (id, site, supervisor) = (await world.AddPerson(name, "paramedic"), await world.Site(), await world.Supervisor());
        (await supervisor.Post("/api/shifts", new { user_id = id, site_id = site, from, to })).Is(201);
        (await supervisor.Post("/api/shifts", new { user_id = id, site_id = site, from = to.AddHours(1), to = to.AddHours(9) })).Is(201);
        return await world.SignIn(name);
    }
}

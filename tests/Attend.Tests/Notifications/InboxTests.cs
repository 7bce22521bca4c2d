using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What lies in somebody's inbox, on every device alike.</summary>
public sealed class InboxTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_was_missed_is_shown_once_in_order_and_read_on_all_devices()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var calls = new[] { await world.Call(), await world.Call() };
        foreach (var call in calls)
        {
            var response = (await world.Dispatch(call.Id, unit)).Id;
            await world.Settled();
            (await medic.Post($"/api/responses/{response}/clear", new { disposition = "NO_PATIENT_FOUND" })).Is(200);
        }

        await world.Settled();
        await using var phone = await RawSocket.Open(world.Url, "/ws/me/", medic.Token);
        await using var desk = await RawSocket.Open(world.Url, "/ws/me/", medic.Token);
        var missed = (await phone.Message("initial_data")).GetProperty("data");
        await desk.Message("initial_data");

        Assert.Equal(2, missed.GetProperty("unread").GetInt64());
        var shown = missed.GetProperty("notifications").EnumerateArray().ToList();
        Assert.Equal(calls.Select(call => call["call_id"].GetString()), shown.Select(one => one.GetProperty("facts").GetProperty("call").GetString()));
        Assert.All(shown, one => Assert.Equal(("crew_assigned", "PENDING"), (one.GetProperty("kind").GetString(), one.GetProperty("state").GetString())));

        Assert.All(shown, one => Assert.Contains(unit.Number, one.GetProperty("text").GetString(), StringComparison.Ordinal));

        var ids = shown.Select(one => one.GetProperty("id").GetInt64()).ToArray();
        await phone.Send(RawSocket.Text(JsonSerializer.Serialize(new { type = "ack", ids })));
        Assert.Equal("DELIVERED", (await desk.Message("notification")).GetProperty("data").GetProperty("state").GetString());
        await phone.Send(RawSocket.Text(JsonSerializer.Serialize(new { type = "read", ids = ids[..1] })));
        JsonElement heard;
        do
        {
            heard = await desk.Message("notification");
        }
        while (heard.GetProperty("event").GetString() != "READ");
        Assert.Equal(ids[0], heard.GetProperty("data").GetProperty("id").GetInt64());

        var inbox = await medic.Get("/api/notifications?unread=true");
        Assert.Equal(1, inbox.Is(200)["unread"].GetInt64());
        Assert.Equal([ids[1]], inbox["items"].EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
        var first = (await medic.Get("/api/notifications?limit=1")).Is(200);
        var second = (await medic.Get($"/api/notifications?limit=1&after={first["next"]}")).Is(200);
        Assert.Equal((ids[1], ids[0]), (first["items"][0].GetProperty("id").GetInt64(), second["items"][0].GetProperty("id").GetInt64()));
        await using var later = await RawSocket.Open(world.Url, "/ws/me/", medic.Token);
        Assert.Equal([ids[1]], (await later.Message("initial_data")).GetProperty("data").GetProperty("notifications").EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Nobody_marks_what_is_not_theirs()
    {
        var unit = await world.Unit();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        var id = await world.Row<long>($"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.subject = {"response:" + response} and d.way = 'in_app'
            """);
        var stranger = await world.Dispatcher();
        var mark = await world.Mark();

        (await stranger.Post("/api/notifications/read", new { ids = new[] { id } })).Is(204);
        (await stranger.Post("/api/notifications/read", new { ids = Array.Empty<long>() })).Refused(400, "invalid");
        (await stranger.Post("/api/notifications/read", new { })).Refused(400, "invalid");
        (await world.Stranger.Post("/api/notifications/read", new { ids = new[] { id } })).Is(401);

        Assert.Equal("PENDING", await world.Row<string>($"select state from notifications.deliveries where id = {id}"));
        Assert.DoesNotContain("notifications.delivery_read", await world.Rows<string>($"select kind from platform.events where id > {mark}"));
        var medic = await world.SignIn(unit.Crew[0].Name);
        (await medic.Post("/api/notifications/read", new { ids = new[] { id, id, id + 1_000 } })).Is(204);
        (await medic.Post("/api/notifications/read", new { ids = new[] { id } })).Is(204);
        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.events where id > {mark} and kind = 'notifications.delivery_read'"));
    }
}

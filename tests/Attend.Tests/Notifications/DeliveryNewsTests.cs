using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform.Access;
using Attend.Tests.Platform.Live;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Deliveries as they happen, to those who watch.</summary>
public sealed class DeliveryNewsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_watches_begins_with_the_newest_and_hears_what_becomes_of_each()
    {
        var unit = await world.Unit();
        await using var watcher = await RawSocket.Open(world.Url, "/ws/deliveries/", (await world.Supervisor()).Token);
        var begin = (await watcher.Message("initial_data")).GetProperty("data").GetProperty("deliveries").GetArrayLength();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();

        var planned = await Heard(watcher, row => row.GetProperty("subject").GetString() == $"response:{response}" && Way(row) == "in_app");
        Assert.Equal(("PENDING", unit.Crew[0].Id, $"{unit.Crew[0].Name} Test"), (
            planned.GetProperty("state").GetString(), planned.GetProperty("user_id").GetInt64(), planned.GetProperty("person").GetString()));
        var id = planned.GetProperty("id").GetInt64();
        (await (await world.SignIn(unit.Crew[0].Name)).Post("/api/notifications/read", new { ids = new[] { id } })).Is(204);
        var read = await Heard(watcher, row => row.GetProperty("id").GetInt64() == id);
        Assert.Equal("READ", read.GetProperty("state").GetString());
        Assert.True(read.GetProperty("version").GetInt64() > planned.GetProperty("version").GetInt64());

        // Nothing is kept for whoever was away: a cursor leads to a snapshot.
        await using var back = await RawSocket.Open(world.Url, $"/ws/deliveries/?cursor={await Cursor(begin)}", (await world.As("auditor")).Token);
        Assert.Equal("gap", (await back.Next()).GetProperty("type").GetString());
        var snapshot = (await back.Message("initial_data")).GetProperty("data").GetProperty("deliveries").EnumerateArray().ToList();
        Assert.Contains(snapshot, row => row.GetProperty("id").GetInt64() == id && row.GetProperty("state").GetString() == "READ");
        Assert.Equal(snapshot.OrderBy(row => row.GetProperty("message_id").GetInt64()).ThenBy(row => row.GetProperty("id").GetInt64()).Select(Id), snapshot.Select(Id));
    }

    [Fact]
    public async Task Of_a_flood_a_part_is_shown_what_failed_first_and_all_is_counted()
    {
        const int Flood = 3_000;
        var person = await world.AddPerson($"flooded-{world.Draw()}", "patient");
        var ids = await world.Told(person, "flood:1", [.. Enumerable.Range(0, Flood).Select(_ => new Past("test", Attend.Channels.Way.Sms, DeliveryState.Sent, world.Clock.Now))]);
        await using var watcher = await RawSocket.Open(world.Url, "/ws/deliveries/", (await world.Supervisor()).Token);
        await watcher.Message("initial_data");
        var unlucky = ids.Take(5).ToArray();
        // In one change, so that it comes as one flood; those who fail are the oldest, which the snapshot did not show.
        await world.Db.Write<IResult>(Caller.System, async change =>
        {
            change.MoveAll(DeliveryLifecycle.Table, $"select unnest({ids.Skip(5).ToArray()})", DeliveryAction.Deliver);
            change.MoveAll(DeliveryLifecycle.Table, $"select unnest({unlucky})", DeliveryAction.Fail);
            await change.Send();
            return TypedResults.NoContent();
        });

        var (shown, failed, delivered, leftOut) = (new HashSet<long>(), 0, 0, 0);
        while (failed + delivered < Flood)
        {
            var data = (await watcher.Message("deliveries")).GetProperty("data");
            var rows = data.GetProperty("deliveries").EnumerateArray().ToList();
            Assert.True(rows.Count <= DeliveryNews.Remembered + DeliveryNews.MostFresh, $"{rows.Count} in one message");
            shown.UnionWith(rows.Select(Id));
            foreach (var moved in data.GetProperty("moved").EnumerateArray())
            {
                Assert.Equal("sms", Way(moved));
                var count = moved.GetProperty("count").GetInt32();
                (failed, delivered) = moved.GetProperty("state").GetString() is "FAILED" ? (failed + count, delivered) : (failed, delivered + count);
            }

            leftOut += data.GetProperty("left_out").GetInt32();
        }

        Assert.Equal((5, Flood - 5, Flood), (failed, delivered, shown.Count + leftOut));
        Assert.Superset(unlucky.ToHashSet(), shown);
        // The newest hundred stood on the screen, and nothing on it is left as it was.
        Assert.Superset(ids.TakeLast(100).ToHashSet(), shown);
    }

    [Fact]
    public async Task Who_answers_for_one_site_only_may_not_watch()
    {
        await using var socket = await RawSocket.Open(world.Url, "/ws/deliveries/", (await world.As("supervisor", await world.Site())).Token);
        Assert.Equal(403, socket.Status);
    }

    private async Task<string> Cursor(int rows)
    {
        await using var socket = await RawSocket.Open(world.Url, "/ws/deliveries/", (await world.Supervisor()).Token);
        var first = await socket.Message("initial_data");
        Assert.True(first.GetProperty("data").GetProperty("deliveries").GetArrayLength() >= rows);
        return first.GetProperty("cursor").GetString()!;
    }

    private static async Task<JsonElement> Heard(RawSocket socket, Func<JsonElement, bool> which)
    {
        while (true)
        {
            var rows = (await socket.Message("deliveries")).GetProperty("data").GetProperty("deliveries").EnumerateArray();
            if (rows.Where(which).ToList() is [var found, ..])
            {
                return found;
            }
        }
    }

    private static long Id(JsonElement row) => row.GetProperty("id").GetInt64();

    private static string Way(JsonElement row) => row.GetProperty("way").GetString()!;
}

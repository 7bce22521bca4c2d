using Attend.Dispatch;
using Attend.Fleet;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class DuplicatesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Open_calls_near_in_place_time_and_phone_are_found_with_a_score()
    {
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Post("/api/calls", new
        {
            emergency_type = "TRAUMA", priority = "HIGH", location = new { address = "Ringstr. 5", latitude = 52.1, longitude = 13.1 },
            callers = new[] { new { phone = "030 5551234" } },
        })).Is(201);
        var mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromMinutes(4));

        var near = await Ask(new { emergency_type = "TRAUMA", location = new { latitude = 52.1002, longitude = 13.1 } });
        Assert.Equal(call.Id, near[0].GetProperty("id").GetInt64());
        Assert.InRange(near[0].GetProperty("score").GetDouble(), 0.7, 0.95);
        Assert.Equal(["place", "type", "time"], Reasons(near[0]));
        Assert.Equal(["phone", "time"], Reasons((await Ask(new { phones = new[] { "+49305551234" } }))[0]));
        Assert.Equal(["address", "time"], Reasons((await Ask(new { location = new { address = "ringstr 5" } }))[0]));
        Assert.Empty(await Ask(new { emergency_type = "TRAUMA" }));
        Assert.Empty(await Ask(new { location = new { latitude = 52.1002, longitude = 13.1 }, call_id = call.Id }));
        Assert.Empty(await Ask(new { location = new { latitude = 52.2, longitude = 13.1 } }));
        Assert.Empty(await world.EventsSince(mark));

        world.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Empty(await Ask(new { phones = new[] { "+49305551234" } }));

        async Task<IReadOnlyList<System.Text.Json.JsonElement>> Ask(object sought) =>
            [.. (await dispatcher.Post("/api/calls/duplicates", sought)).Is(200)["items"].EnumerateArray()];
    }

    [Fact]
    public void A_phone_number_is_known_with_and_without_its_prefix()
    {
        Assert.True(Likeness.SamePhone("+49 30 555-12 34", "0305551234"));
        Assert.False(Likeness.SamePhone("112", "112"));
        Assert.False(Likeness.SamePhone("0305551234", "0305551235"));
    }

    [Fact]
    public void Likeness_falls_with_distance_and_time_and_never_leaves_zero_to_one()
    {
        var at = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var here = new Sighting(at, EmergencyType.Fire, "A 1", new GeoPoint(52, 13), ["0305551234"]);
        Assert.InRange(Likeness.Of(here, here).Score, 0.95, 1);
        var scores = Enumerable.Range(0, 20).Select(step => Likeness.Of(here,
            here with { Address = null, Phones = [], Place = new GeoPoint(52 + step * 0.001, 13), At = at.AddMinutes(step) }).Score).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(0, scores[^1]);
    }

    private static IEnumerable<string?> Reasons(System.Text.Json.JsonElement found) =>
        found.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("reason").GetString());
}

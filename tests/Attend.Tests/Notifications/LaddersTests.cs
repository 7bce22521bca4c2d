using System.Text.Json;
using Attend.Notifications;
using Attend.Platform.Access;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What an administrator is shown is how a message climbs.</summary>
public sealed class LaddersTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_page_shows_for_each_kind_and_priority_the_very_rungs_that_a_message_gets()
    {
        var admin = await world.Admin();
        await Set("alarm", "HIGH", new { after_seconds = 0, ways = new[] { "in_app" } });
        await Set("alarm", "any", new { after_seconds = 0, ways = new[] { "in_app", "sms" } }, new { after_seconds = 90, roles = new[] { "supervisor", "admin" }, ways = new[] { "voice" } });
        await Set("crew_assigned", "LOW", new { after_seconds = 0, ways = new[] { "in_app", "email" } });
        var shown = (await admin.Get("/api/admin/ladders")).Is(200)["items"].EnumerateArray().ToList();

        foreach (var kind in Kind.Climbing)
        {
            foreach (var priority in Kind.Priorities)
            {
                var row = Row(priority ?? "any") ?? Row("any")!.Value;
                Assert.Equal(row.GetProperty("rungs").EnumerateArray().Select(Text), await Climbs(kind, priority));

                JsonElement? Row(string of) => shown.Where(one => one.GetProperty("kind").GetString() == kind.Name && one.GetProperty("priority").GetString() == of)
                    .Select(one => (JsonElement?)one).SingleOrDefault();
            }
        }

        Assert.Equal(
            ["alarm HIGH", "alarm any", "crew_assigned LOW"],
            shown.Where(one => one.GetProperty("own").GetBoolean()).Select(one => $"{one.GetProperty("kind")} {one.GetProperty("priority")}").Order(StringComparer.Ordinal));
        foreach (var (kind, priority) in new[] { ("alarm", "HIGH"), ("alarm", "any"), ("crew_assigned", "LOW") })
        {
            (await admin.Delete($"/api/admin/ladders/{kind}/{priority}")).Is(204);
        }

        Assert.DoesNotContain((await admin.Get("/api/admin/ladders")).Is(200)["items"].EnumerateArray(), one => one.GetProperty("own").GetBoolean());

        async Task Set(string kind, string priority, params object[] rungs) =>
            (await admin.Put($"/api/admin/ladders/{kind}/{priority}", new { rungs })).Is(204);
    }

    private static string Text(JsonElement rung) => string.Join(' ',
        rung.GetProperty("after_seconds"), string.Join(',', rung.GetProperty("ways").EnumerateArray()),
        rung.GetProperty("roles") is { ValueKind: JsonValueKind.Array } roles ? "duty:" + string.Join(',', roles.EnumerateArray()) : "user:7");

    /// <summary>The rungs of a message that was just said: their seconds, ways and audience.</summary>
    private async Task<IReadOnlyList<string>> Climbs(Kind kind, string? priority)
    {
        var said = 0L;
        await world.Db.Write(Caller.System, async change =>
        {
            var id = change.NextMessage();
            await change.Send();
            said = id.Value;
            Messages.Say(change, said, kind, $"nothing:{said}", Audience.Person(7), Sample.All.Single(sample => sample.Kind == kind.Name).Facts, null, priority);
            await change.Send();
            return TypedResults.NoContent();
        });
        return await world.Rows<string>($"""
            select concat_ws(' ', after_seconds, array_to_string(ways, ','), audience) from notifications.rungs where message_id = {said} order by number
            """);
    }
}

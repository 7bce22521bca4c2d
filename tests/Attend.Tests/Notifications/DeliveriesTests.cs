using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Who was told what and what became of it, as those see it who answer for the whole.</summary>
public sealed class DeliveriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_delivery_tells_its_story_with_every_try_and_no_address()
    {
        var (phone, mail) = ("+4930555123", "told@example.org");
        var dispatcher = (await world.Dispatcher()).UserId;
        var user = (await (await world.Admin()).Get($"/api/users/{dispatcher}")).Is(200);
        (await (await world.Admin()).Patch($"/api/users/{dispatcher}", new { phone, email = mail, language = "ar" }, user["version"].GetInt64())).Is(200);
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        var supervisor = await world.Supervisor();
        var subject = "alarm:" + await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
        Answer list = null!;
        await Wait.Until(async () =>
        {
            await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
            list = (await supervisor.Get($"/api/deliveries?subject={subject}&way=sms&user_id={dispatcher}&state=SENT")).Is(200);
            return list["items"].GetArrayLength() == 1;
        });

        var row = list["items"][0];
        Assert.Equal(("alarm", "sms", subject, "sink", 1), (
            Text(row, "kind"), Text(row, "way"), Text(row, "subject"), Text(row, "provider"), row.GetProperty("tries").GetInt32()));
        Assert.Equal("dispatcher Test", Text(row, "person"));
        var story = (await supervisor.Get($"/api/deliveries/{row.GetProperty("id")}")).Is(200);
        var tried = Assert.Single(story["tries"].EnumerateArray());
        Assert.Equal((1, "sink", "accepted", false), (
            tried.GetProperty("number").GetInt32(), Text(tried, "provider"), Text(tried, "outcome"), tried.GetProperty("maybe_again").GetBoolean()));
        Assert.Equal(("ar", "rtl"), (story["language"].GetString(), story["direction"].GetString()));
        Assert.NotEqual(JsonValueKind.Null, story["sent_at"].ValueKind);
        Assert.Equal(JsonValueKind.Null, story["next_at"].ValueKind);
        foreach (var address in new[] { phone, mail })
        {
            Assert.DoesNotContain(address, list.Body.ToString() + story.Body, StringComparison.Ordinal);
        }

        var looked = (await (await world.Admin()).Get($"/api/audit/access?subject=user:{dispatcher}&actor=user:{supervisor.UserId}")).Is(200);
        Assert.Superset(new HashSet<string> { "list", "read" }, looked["items"].EnumerateArray().Select(one => Text(one, "purpose")!).ToHashSet());
    }

    [Fact]
    public async Task Filters_narrow_and_pages_follow_one_another_the_newest_first()
    {
        var person = await world.AddPerson($"told-{world.Draw()}", "paramedic");
        var began = new DateTimeOffset(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);
        var ids = await world.Told(person, "response:77", [.. Enumerable.Range(0, 12).Select(number => new Past(
            number % 2 == 0 ? "crew_assigned" : "crew_changed", number % 3 == 0 ? Way.Sms : Way.InApp,
            number % 4 == 0 ? DeliveryState.Failed : DeliveryState.Delivered, began.AddMinutes(number)))]);
        var auditor = await world.As("auditor");

        Assert.Equal(ids.Reverse(), await Ids(auditor, $"user_id={person}"));
        Assert.Equal(ids.Reverse(), await Ids(auditor, "subject=response:77"));
        Assert.Equal(Where(number => number % 2 == 1), await Ids(auditor, $"user_id={person}&kind=crew_changed"));
        Assert.Equal(Where(number => number % 3 == 0), await Ids(auditor, $"user_id={person}&way=sms"));
        Assert.Equal(Where(number => number % 4 == 0), await Ids(auditor, $"user_id={person}&state=FAILED"));
        Assert.Equal(ids.Reverse(), await Ids(auditor, $"user_id={person}&state=FAILED&state=DELIVERED"));
        Assert.Equal(Where(number => number is >= 3 and < 6), await Ids(auditor, $"user_id={person}&from=2026-02-01T08:03:00Z&to=2026-02-01T08:06:00Z"));

        var paged = new List<long>();
        for (long? after = null; ;)
        {
            var page = (await auditor.Get($"/api/deliveries?user_id={person}&way=in_app&limit=3" + (after is null ? "" : $"&after={after}"))).Is(200);
            paged.AddRange(page["items"].EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
            if (page["next"].ValueKind is JsonValueKind.Null)
            {
                break;
            }

            after = page["next"].GetInt64();
        }

        Assert.Equal(Where(number => number % 3 != 0), paged);

        IEnumerable<long> Where(Func<int, bool> which) => ids.Index().Where(one => which(one.Index)).Select(one => one.Item).Reverse();
    }

    [Fact]
    public async Task Who_does_not_answer_for_the_whole_sees_none_of_it()
    {
        var site = await world.Site();
        foreach (var api in new[] { await world.Dispatcher(), await world.As("nurse"), await world.As("supervisor", site), await world.As("admin", site) })
        {
            (await api.Get("/api/deliveries")).Refused(403, "forbidden");
            (await api.Get("/api/deliveries/1")).Refused(403, "forbidden");
        }

        var auditor = await world.As("auditor");
        (await auditor.Get("/api/deliveries/999999999")).Refused(404, "not_found");
        (await auditor.Get("/api/deliveries?state=LOST")).Refused(400, "invalid");
        (await auditor.Get("/api/deliveries?way=pigeon")).Refused(400, "invalid");
        Assert.Equal(0, (await auditor.Get("/api/deliveries?after=1")).Is(200)["items"].GetArrayLength());
    }

    private static async Task<IEnumerable<long>> Ids(Api api, string query) =>
        (await api.Get("/api/deliveries?" + query)).Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("id").GetInt64());

    private static string? Text(JsonElement row, string member) => row.GetProperty(member).GetString();
}

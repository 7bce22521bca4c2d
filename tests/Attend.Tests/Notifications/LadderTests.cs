using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Rung by rung, until exactly one person answers.</summary>
public sealed class LadderTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Each_rung_comes_in_its_time_until_somebody_answers_and_everybody_learns_who()
    {
        var (first, second) = await Hospital();
        var alert = await PreAlert();
        Assert.Equal(["in_app", "web_push"], await Ways(alert));
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        await world.Settled();
        Assert.Equal(2, (await Ways(alert)).Count);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Settled();
        Assert.Equal(["in_app", "web_push", "sms"], await Ways(alert));

        await using var watching = await RawSocket.Open(world.Url, "/ws/me/", second.Token);
        await watching.Message("initial_data");
        var mine = await InboxOf(first, alert);
        Assert.Contains("acknowledge", mine.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        var answered = (await first.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge")).Is(200);
        Assert.Equal(("ACKNOWLEDGED", $"{World.NameAt("nurse", site)} Test"), (answered["state"].GetString(), answered["answered_by"].GetString()));
        await world.Settled();

        var heard = await watching.Message("notification");
        Assert.Equal("ACKNOWLEDGED", heard.GetProperty("event").GetString());
        Assert.Equal(answered["answered_by"].GetString(), heard.GetProperty("data").GetProperty("answered_by").GetString());
        Assert.NotEqual(JsonValueKind.Null, heard.GetProperty("data").GetProperty("over").ValueKind);
        var theirs = await InboxOf(second, alert);
        Assert.DoesNotContain("acknowledge", theirs.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        var late = (await second.Post($"/api/notifications/{theirs.GetProperty("id")}/acknowledge")).Refused(409, "already_acknowledged");
        Assert.Equal(answered["answered_by"].GetString(), late["by"].GetString());
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Settled();
        Assert.DoesNotContain("voice", await Ways(alert));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Of_two_who_press_at_once_one_has_answered()
    {
        var (first, second) = await Hospital();
        for (var round = 0; round < 20; round++)
        {
            var alert = await PreAlert();
            var (mine, theirs) = (await InboxOf(first, alert), await InboxOf(second, alert));
            var answers = await Task.WhenAll(
                first.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge"), second.Post($"/api/notifications/{theirs.GetProperty("id")}/acknowledge"));

            Assert.Equal([200, 409], answers.Select(answer => (int)answer.Status).Order());
            answers.Single(answer => (int)answer.Status == 409).Refused(409, "already_acknowledged");
        }

        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task An_alarm_is_answered_at_the_alarm_and_once()
    {
        var (one, other) = (await world.Dispatcher(), await world.Supervisor());
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await world.Settled();
        var alarm = await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
        var mine = await InboxOf(one, $"alarm:{alarm}");

        (await one.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge")).Is(200);
        await world.Settled();

        Assert.Equal($"ACKNOWLEDGED {one.UserId}", await world.Row<string>($"select concat_ws(' ', state, acknowledged_by) from dispatch.alarms where id = {alarm}"));
        (await other.Post($"/api/alarms/{alarm}/acknowledge")).Refused(409, "wrong_state");
        (await other.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge")).Refused(404, "not_found");
        (await one.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge")).Refused(409, "already_acknowledged");
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task An_administrator_sets_how_a_kind_climbs_and_lets_it_climb_by_itself_again()
    {
        var admin = await world.Admin();
        var supervisor = await world.Supervisor();
        await Hospital();
        var rungs = new object[]
        {
            new { after_seconds = 0, ways = new[] { "in_app" } },
            new { after_seconds = 60, roles = new[] { "supervisor" }, ways = new[] { "in_app", "sms" } },
        };
        (await admin.Put("/api/admin/ladders/pre_alert/any", new { rungs })).Is(204);
        var shown = (await admin.Get("/api/admin/ladders")).Is(200)["items"].EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "pre_alert");
        Assert.True(shown.GetProperty("own").GetBoolean());
        Assert.Equal(2, shown.GetProperty("rungs").GetArrayLength());

        var alert = await PreAlert();
        Assert.Equal(["in_app"], await Ways(alert));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        Assert.Contains($"pre_alert {supervisor.UserId} in_app PENDING", await world.Deliveries(alert));
        Assert.Contains($"pre_alert {supervisor.UserId} sms SUPPRESSED no_address", await world.Deliveries(alert));

        (await admin.Delete("/api/admin/ladders/pre_alert/any")).Is(204);
        Assert.Equal(["in_app", "web_push"], await Ways(await PreAlert()));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Other_people_of_a_rung_are_those_of_the_same_place()
    {
        var (_, doctor) = await Hospital();
        var here = (hospital, site);
        var (_, elsewhere) = await Hospital();
        (hospital, site) = here;
        var admin = await world.Admin();
        var rungs = new object[]
        {
            new { after_seconds = 0, ways = new[] { "in_app" } },
            new { after_seconds = 60, roles = new[] { "doctor" }, ways = new[] { "web_push" } },
        };
        (await admin.Put("/api/admin/ladders/pre_alert/any", new { rungs })).Is(204);
        var alert = await PreAlert();
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        (await admin.Delete("/api/admin/ladders/pre_alert/any")).Is(204);

        var told = await world.Deliveries(alert);
        Assert.Contains($"pre_alert {doctor.UserId} web_push SUPPRESSED no_device", told);
        Assert.DoesNotContain(told, line => line.StartsWith($"pre_alert {elsewhere.UserId} ", StringComparison.Ordinal));
        Assert.Empty(await world.Violations());
    }

    [Theory]
    [InlineData("""[{"after_seconds": 5, "ways": ["in_app"]}]""")]
    [InlineData("""[{"after_seconds": 0, "ways": ["sms"]}]""")]
    [InlineData("""[{"after_seconds": 0, "ways": ["in_app"]}, {"after_seconds": 0, "ways": ["sms"]}]""")]
    [InlineData("""[{"after_seconds": 0, "ways": ["in_app", "webhook"]}]""")]
    [InlineData("""[{"after_seconds": 0, "ways": ["in_app", "sms", "sms"]}]""")]
    [InlineData("""[]""")]
    [InlineData("""[{"after_seconds": 0, "ways": []}]""")]
    [InlineData("""[{"after_seconds": -1, "ways": ["in_app"]}]""")]
    public async Task A_ladder_that_nobody_can_climb_is_refused(string rungs)
    {
        var admin = await world.Admin();
        (await admin.Raw(HttpMethod.Put, "/api/admin/ladders/pre_alert/any", $$"""{"rungs": {{rungs}}}""")).Is(400);
        (await (await world.Supervisor()).Put("/api/admin/ladders/pre_alert/any", new { rungs = Array.Empty<object>() })).Is(403);
        (await admin.Put("/api/admin/ladders/nothing/any", new { rungs = new[] { new { after_seconds = 0, ways = new[] { "in_app" } } } })).Refused(404, "unknown_kind");
        (await admin.Delete("/api/admin/ladders/pre_alert/SOON")).Refused(404, "unknown_kind");
    }

    private long hospital;
    private long site;

    private async Task<(Api First, Api Second)> Hospital()
    {
        hospital = await world.Hospital();
        site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");
        return (await world.As("nurse", site), await world.As("doctor", site));
    }

    /// <summary>A patient on the way to the hospital; the subject of its pre-alert.</summary>
    private async Task<string> PreAlert()
    {
        var unit = await world.Unit();
        var response = (await world.Dispatch((await world.Call(patients: 1)).Id, unit)).Id;
        (await (await world.SignIn(unit.Crew[0].Name)).Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        await world.Settled();
        return "pre_alert:" + await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response}");
    }

    private Task<IReadOnlyList<string>> Ways(string subject) => world.Rows<string>($"""
        select d.way from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        where m.subject = {subject} group by d.way order by min(d.id)
        """);

    private static async Task<JsonElement> InboxOf(Api person, string subject) =>
        (await person.Get("/api/notifications?limit=200")).Is(200)["items"].EnumerateArray().Single(one => one.GetProperty("subject").GetString() == subject);
}

using System.Globalization;
using System.Text.Json;
using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class PreAlertTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_hospital_expects_the_patient_it_accepted()
    {
        var story = await Transporting();
        var alert = (await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"))["items"][0];
        Assert.Equal(["accept", "decline"], alert.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Equal(41, alert.GetProperty("patients")[0].GetProperty("age").GetInt32());
        Assert.False(alert.GetProperty("patients")[0].TryGetProperty("name", out _));
        var version = await Version(story.Call);
        var mark = await world.Mark();

        var accepted = (await story.Staff.Post($"/api/pre-alerts/{alert.GetProperty("id")}/accept")).Is(200);

        Assert.Equal("ACCEPTED", accepted.State);
        Assert.Equal(["dispatch.pre_alert_accepted"], await world.EventsSince(mark));
        Assert.Equal(version + 1, await Version(story.Call));
        Assert.Equal(1, (await story.Staff.Get($"/api/hospitals/{story.Hospital}"))["expected_inbound"].GetInt32());
        var again = (await story.Staff.Post($"/api/pre-alerts/{accepted.Id}/accept")).Refused(409, "wrong_state");
        Assert.Equal("ACCEPTED", again.State);
        await NobodyAsksAgain(story);
    }

    [Fact]
    public async Task A_declined_pre_alert_alarms_the_dispatcher_until_the_destination_changes()
    {
        var story = await Transporting();
        var second = await world.Hospital(52.40, 13.10);
        var alert = Alert(await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"));
        var mark = await world.Mark();

        (await story.Staff.Post($"/api/pre-alerts/{alert}/decline")).Refused(400, "invalid");
        var declined = (await story.Staff.Post($"/api/pre-alerts/{alert}/decline", new { reason = "No cardiologist tonight" })).Is(200);

        Assert.Equal(("DECLINED", "No cardiologist tonight"), (declined.State, declined["reason"].GetString()));
        Assert.Equal(["dispatch.pre_alert_declined", "dispatch.alarm_raised"], await world.EventsSince(mark));
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.events where id > {mark} and data::text like '%ardiolog%'"));
        var alarm = Alarms(await (await world.Dispatcher()).Get("/api/alarms"), story.Call).Single();
        Assert.Equal("pre_alert_declined", alarm.GetProperty("kind").GetString());
        Assert.Equal(story.Hospital, alarm.GetProperty("facts").GetProperty("hospital_id").GetInt64());

        mark = await world.Mark();
        (await (await world.Dispatcher()).Post($"/api/responses/{story.Response}/change-destination", new { hospital_id = second })).Is(200);
        Assert.Equal(["dispatch.destination_changed", "dispatch.pre_alert_moved", "dispatch.pre_alert_sent", "dispatch.alarm_ended"], await world.EventsSince(mark));
        Assert.Empty(Alarms(await (await world.Dispatcher()).Get("/api/alarms"), story.Call));
        Assert.Empty((await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"))["items"].EnumerateArray());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_answers_in_time_and_the_dispatcher_is_alarmed()
    {
        var story = await Transporting();
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.DueDone();
        Assert.Equal("pre_alert_unanswered", Alarms(await (await world.Dispatcher()).Get("/api/alarms"), story.Call).Single().GetProperty("kind").GetString());
        var mark = await world.Mark();

        (await story.Staff.Post($"/api/pre-alerts/{Alert(await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"))}/accept")).Is(200);

        Assert.Equal(["dispatch.pre_alert_accepted", "dispatch.alarm_ended"], await world.EventsSince(mark));
    }

    [Fact]
    public async Task Another_hospital_can_neither_see_nor_answer_it()
    {
        var story = await Transporting();
        var other = await world.Hospital();
        var strangers = await world.As("hospital", await SiteOf(other));
        var alert = Alert(await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"));
        var mark = await world.Mark();

        (await strangers.Get($"/api/hospitals/{story.Hospital}/arrivals")).Refused(404, "not_found");
        (await strangers.Post($"/api/pre-alerts/{alert}/accept")).Refused(404, "not_found");
        (await strangers.Post($"/api/pre-alerts/{alert}/decline", new { reason = "no" })).Refused(404, "not_found");
        (await (await world.Dispatcher()).Post($"/api/pre-alerts/{alert}/accept")).Refused(403, "forbidden");
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task Dispatchers_see_arrivals_without_patients_and_a_look_at_patients_is_recorded()
    {
        var story = await Transporting();
        var seen = (await (await world.Dispatcher()).Get($"/api/hospitals/{story.Hospital}/arrivals"))["items"][0];
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("patients").ValueKind);
        Assert.Equal(0, seen.GetProperty("actions").GetArrayLength());

        (await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals")).Is(200);
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        Assert.Equal(["user:" + story.Staff.UserId], await world.Rows<string>(
            $"select distinct actor from platform.access_log where subject = {"call:" + story.Call} and purpose = 'arrivals'"));
    }

    [Fact]
    public async Task The_time_of_arrival_is_the_crews_word_or_an_estimate()
    {
        var said = await Transporting(etaMinutes: 7);
        var alert = (await said.Staff.Get($"/api/hospitals/{said.Hospital}/arrivals"))["items"][0];
        Assert.Equal(("crew", world.Clock.Now.AddMinutes(7)), Eta(alert));

        var reckoned = await Transporting();
        alert = (await reckoned.Staff.Get($"/api/hospitals/{reckoned.Hospital}/arrivals"))["items"][0];
        var (from, first) = Eta(alert);
        Assert.Equal("estimate", from);
        // 3 km by road from the call to the hospital, at 50 km/h: about four minutes.
        Assert.InRange(first - world.Clock.Now, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(6));

        // Half way there the estimate follows the unit.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await (await world.Dispatcher()).Post("/api/positions", new
        {
            unit_id = reckoned.Unit, latitude = 52.5299, longitude = 13.3801, at = world.Clock.Now,
        })).Is(202);
        var (_, second) = Eta((await reckoned.Staff.Get($"/api/hospitals/{reckoned.Hospital}/arrivals"))["items"][0]);
        Assert.InRange(second - world.Clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task After_arrival_it_waits_on_the_list_until_care_is_transferred()
    {
        var story = await Transporting();
        var crew = await world.SignIn(story.Crew);
        (await crew.Post($"/api/responses/{story.Response}/arrive-hospital")).Is(200);
        Assert.Equal("ARRIVED", (await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"))["items"][0].GetProperty("state").GetString());
        (await story.Staff.Post($"/api/responses/{story.Response}/transfer-care", new { handed_to = "bay 3" })).Is(200);
        Assert.Empty((await story.Staff.Get($"/api/hospitals/{story.Hospital}/arrivals"))["items"].EnumerateArray());
    }

    private async Task<Story> Transporting(int? etaMinutes = null)
    {
        var hospital = await world.Hospital();
        var staff = await world.As("hospital", await SiteOf(hospital));
        var unit = await world.Unit();
        var call = await world.Call(patients: 1);
        var response = (await world.Dispatch(call.Id, unit)).Id;
        var crew = await world.SignIn(unit.Crew[0].Name);
        (await crew.Post($"/api/responses/{response}/arrive")).Is(200);
        (await crew.Post($"/api/responses/{response}/transport", new { hospital_id = hospital, eta_minutes = etaMinutes })).Is(200);
        return new Story(hospital, staff, unit.Id, unit.Crew[0].Name, call.Id, response);
    }

    private async Task<long> SiteOf(long hospital) => (await (await world.Dispatcher()).Get($"/api/hospitals/{hospital}"))["site_id"].GetInt64();

    private Task<long> Version(long call) => world.Row<long>($"select version from dispatch.calls where id = {call}");

    private async Task NobodyAsksAgain(Story story) => Assert.Equal(0, await world.Row<long>($"""
        select count(*) from platform.work where kind = 'dispatch.pre_alert_unanswered' and key = {story.Response.ToString(CultureInfo.InvariantCulture)}
        """));

    private static long Alert(Answer arrivals) => arrivals["items"][0].GetProperty("id").GetInt64();

    private static (string? From, DateTimeOffset At) Eta(JsonElement alert) =>
        (alert.GetProperty("eta_from").GetString(), alert.GetProperty("eta").GetDateTimeOffset());

    private static List<JsonElement> Alarms(Answer page, long call) =>
        [.. page["items"].EnumerateArray().Where(alarm => alarm.GetProperty("call_id").ValueKind is JsonValueKind.Number && alarm.GetProperty("call_id").GetInt64() == call)];

    private sealed record Story(long Hospital, Api Staff, long Unit, string Crew, long Call, long Response);
}

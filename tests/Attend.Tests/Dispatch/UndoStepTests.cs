using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Whoever tapped takes it back within a minute, and everything is as it was before the tap.</summary>
public sealed class UndoStepTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crew_undoes_its_own_clear_and_the_call_that_it_closed_is_open()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        await Post(story.Crew, story.Response, "clear", new { disposition = "TREATED_AND_RELEASED", hold = new { reason = "cleaning" } });
        Assert.Equal("CLOSED", await CallState(story));

        var back = await Post(story.Crew, story.Response, "undo");

        Assert.Equal("ON_SCENE", back.State);
        Assert.Equal("ON_SCENE", await CallState(story));
        Assert.Equal("ON_SCENE", (await (await world.Dispatcher()).Get($"/api/units/{story.Unit.Id}"))["status"].GetString());
        Assert.Null(await world.Row<string?>($"select hold_reason from fleet.vehicles where id = {story.Unit.Id}"));
        Assert.Null(await world.Row<string?>($"select disposition from dispatch.patients where call_id = {story.Call}"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from fleet.reservations where person_id = {story.Unit.Crew[0].Id} and released_at is null"));
        Assert.Equal("", await world.Violations());
        await Post(story.Crew, story.Response, "clear", new { disposition = "REFUSED" });
        Assert.Equal("CLOSED", await CallState(story));
    }

    [Fact]
    public async Task A_call_that_somebody_else_said_how_it_ended_keeps_that()
    {
        var (first, second) = (await world.Unit(), await world.Unit());
        var call = await world.Call();
        var one = (await world.Dispatch(call.Id, first)).Id;
        var two = (await world.Dispatch(call.Id, second)).Id;
        await Post(await world.Dispatcher(), one, "clear", new { disposition = "REFUSED" });
        var crew = await world.SignIn(second.Crew[0].Name);
        await Post(crew, two, "clear");

        await Post(crew, two, "undo");

        Assert.Equal("REFUSED", await world.Row<string?>($"select disposition from dispatch.calls where id = {call.Id}"));
        await Post(crew, two, "clear");
    }

    [Fact]
    public async Task The_first_leg_comes_back_whole()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var (near, far) = (await world.Hospital(), await world.Hospital(52.6, 13.1));
        await Post(story.Crew, story.Response, "transport", new { hospital_id = near });
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        var arrived = await Post(story.Crew, story.Response, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        await Post(story.Crew, story.Response, "transport", new { hospital_id = far });

        var back = await Post(story.Crew, story.Response, "undo");

        foreach (var member in new[] { "state", "state_since", "leg", "hospital_id", "transporting_at", "at_hospital_at", "flags" })
        {
            Assert.Equal(arrived[member].ToString(), back[member].ToString());
        }

        Assert.Equal(near, await world.Row<long>($"select destination_id from dispatch.patients where call_id = {story.Call}"));
        Assert.Equal([(near, "ARRIVED"), (far, "ENDED")], await PreAlerts(story));
        Assert.Equal("", await world.Violations());
        await Post(story.Crew, story.Response, "clear", new { disposition = "TRANSPORTED" });
    }

    [Fact]
    public async Task An_undone_transport_is_announced_nowhere()
    {
        var story = await Begin("acknowledge", "depart");
        var near = await world.Hospital();
        await Post(story.Crew, story.Response, "transport", new { hospital_id = near });

        var back = await Post(story.Crew, story.Response, "undo");

        Assert.Equal("EN_ROUTE", back.State);
        Assert.Empty(back["flags"].EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, back["hospital_id"].ValueKind);
        Assert.Equal([(near, "ENDED")], await PreAlerts(story));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.patients where call_id = {story.Call} and (response_id is not null or destination_id is not null)"));
        Assert.Null(await world.Row<DateTimeOffset?>($"select transporting_at from dispatch.calls where id = {story.Call}"));
        await Post(story.Crew, story.Response, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_hospital_takes_its_own_handover_back_and_nobody_elses()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var (hospital, other) = (await world.Hospital(), await world.Hospital());
        await Post(story.Crew, story.Response, "transport", new { hospital_id = hospital });
        await Post(story.Crew, story.Response, "arrive-hospital");
        var nurse = await Nurse(hospital);
        var stranger = await Nurse(other);
        (await nurse.Post($"/api/responses/{story.Response}/undo")).Refused(409, "nothing_to_undo");
        (await stranger.Post($"/api/responses/{story.Response}/undo")).Refused(404, "not_found");
        var handed = await Post(nurse, story.Response, "transfer-care", new { handed_to = "bay 3" });
        Assert.Contains("undo", handed["actions"].EnumerateArray().Select(action => action.GetString()));
        (await story.Crew.Post($"/api/responses/{story.Response}/undo")).Refused(409, "nothing_to_undo");

        var back = await Post(nurse, story.Response, "undo");

        Assert.Equal("AT_HOSPITAL", back.State);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, back["handed_to"].ValueKind);
        Assert.Equal([(hospital, "ARRIVED")], await PreAlerts(story));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.patients where call_id = {story.Call} and (disposition is not null or handed_to is not null)"));
        await Post(nurse, story.Response, "transfer-care");
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        (await nurse.Post($"/api/responses/{story.Response}/undo")).Refused(409, "too_late");
        await Post(story.Crew, story.Response, "clear");
    }

    [Fact]
    public async Task An_undone_failure_leaves_the_unit_as_it_was()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var hospital = await world.Hospital();
        await Post(story.Crew, story.Response, "transport", new { hospital_id = hospital });
        await Post(story.Crew, story.Response, "arrive-hospital");
        var next = await world.Call();
        (await (await world.Dispatcher()).Post($"/api/units/{story.Unit.Id}/next-job", new { call_id = next.Id })).Is(204);
        await Post(story.Crew, story.Response, "fail", new { cause = "breakdown" });

        await Post(story.Crew, story.Response, "undo");

        Assert.Equal("AT_HOSPITAL", (await (await world.Dispatcher()).Get($"/api/units/{story.Unit.Id}"))["status"].GetString());
        Assert.Equal([(hospital, "ARRIVED")], await PreAlerts(story));
        Assert.False((await (await world.Dispatcher()).Get($"/api/calls/{story.Call}"))["needs_unit"].GetBoolean());
        await Post(story.Crew, story.Response, "transfer-care");
        await Post(story.Crew, story.Response, "clear");
        Assert.Equal("DISPATCHED", (await (await world.Dispatcher()).Get($"/api/units/{story.Unit.Id}"))["status"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_others_changed_since_stays()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var (near, far) = (await world.Hospital(), await world.Hospital(52.6, 13.1));
        await Post(story.Crew, story.Response, "transport", new { hospital_id = near });
        await Post(await world.Dispatcher(), story.Response, "change-destination", new { hospital_id = far });

        var back = await Post(story.Crew, story.Response, "undo");

        Assert.Equal("ON_SCENE", back.State);
        Assert.Equal(far, back["hospital_id"].GetInt64());
        Assert.Equal(far, await world.Row<long>($"select destination_id from dispatch.patients where call_id = {story.Call}"));
        await Post(story.Crew, story.Response, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_unit_that_went_on_is_not_called_back()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        await Post(story.Crew, story.Response, "clear");
        var second = await world.Dispatch((await world.Call()).Id, story.Unit);

        (await story.Crew.Post($"/api/responses/{story.Response}/undo")).Refused(409, "unit_held");

        await Post(story.Crew, second.Id, "clear", new { disposition = "REFUSED" });
    }

    private sealed record Story(Unit Unit, long Call, long Response, Api Crew);

    private async Task<Story> Begin(params string[] buttons)
    {
        var unit = await world.Unit();
        var call = await world.Call(patients: 1);
        var response = (await world.Dispatch(call.Id, unit)).Id;
        var crew = await world.SignIn(unit.Crew[0].Name);
        foreach (var button in buttons)
        {
            await Post(crew, response, button);
        }

        return new Story(unit, call.Id, response, crew);
    }

    private async Task<Api> Nurse(long hospital) =>
        await world.As("nurse", await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));

    private static async Task<Answer> Post(Api caller, long response, string step, object? body = null) =>
        (await caller.Post($"/api/responses/{response}/{step}", body)).Is(200);

    private Task<string> CallState(Story story) => world.Row<string>($"select state from dispatch.calls where id = {story.Call}");

    private async Task<IReadOnlyList<(long Hospital, string State)>> PreAlerts(Story story) =>
        [.. (await world.Rows<Announced>($"select hospital_id, state from dispatch.pre_alerts where response_id = {story.Response} order by id"))
            .Select(alert => (alert.HospitalId, alert.State))];

    private sealed record Announced(long HospitalId, string State);
}

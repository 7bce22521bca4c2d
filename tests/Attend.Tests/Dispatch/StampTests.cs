using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Stamps that come late, are corrected, or belong to one of several legs; and what they mean for the call.</summary>
public sealed class StampTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crew_is_back_at_base_on_a_call_that_is_closed_and_the_stamps_are_corrected()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        await Post(story.Crew, story.Response, "clear", new { disposition = "REFUSED" });
        Assert.Equal("CLOSED", (await Call(story)).State);
        world.Clock.Advance(TimeSpan.FromMinutes(12));

        var back = await Post(story.Crew, story.Response, "back-at-base");

        Assert.Equal(world.Clock.Now, back["back_at_base_at"].GetDateTimeOffset());
        await Post(story.Crew, story.Response, "undo");
        await Post(story.Crew, story.Response, "back-at-base");
        var right = back["on_scene_at"].GetDateTimeOffset().AddMinutes(-2);
        await Post(await world.Dispatcher(), story.Response, "correct", new { step = "on_scene_at", at = right, reason = "called in by radio" });
        var call = await Call(story);
        Assert.Equal("CLOSED", call.State);
        Assert.Equal(right, call["on_scene_at"].GetDateTimeOffset());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_calls_stamps_are_those_of_the_units_that_served_it()
    {
        var (first, second) = (await world.Unit(), await world.Unit());
        var call = await world.Call();
        var dispatcher = await world.Dispatcher();
        var one = (await world.Dispatch(call.Id, first)).Id;
        await Post(dispatcher, one, "depart");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var two = (await world.Dispatch(call.Id, second)).Id;
        await Post(dispatcher, two, "depart");
        var departed = world.Clock.Now;
        await Post(dispatcher, one, "stand-down", new { reason = "nearer unit" });
        Assert.Equal(departed, (await Of(call.Id))["en_route_at"].GetDateTimeOffset());

        await Post(dispatcher, two, "undo");
        Assert.Equal(JsonValueKind.Null, (await Of(call.Id))["en_route_at"].ValueKind);
        await Post(dispatcher, two, "depart");
        await Post(dispatcher, two, "correct", new { step = "en_route_at", at = departed.AddSeconds(-30), reason = "seen on the camera" });
        Assert.Equal(departed.AddSeconds(-30), (await Of(call.Id))["en_route_at"].GetDateTimeOffset());

        var crew = await world.SignIn(second.Crew[0].Name);
        await Post(dispatcher, two, "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        var tapped = world.Clock.Now.AddMinutes(-4);
        await Post(crew, two, "arrive", new { made_at = tapped, sent_at = world.Clock.Now });
        Assert.Equal(tapped, (await Of(call.Id))["on_scene_at"].GetDateTimeOffset());
        await Post(crew, two, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task Late_taps_of_a_transport_a_handover_and_a_clear_become_their_device_stamps()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var dispatcher = await world.Dispatcher();
        var hospital = await world.Hospital();
        var began = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await Post(dispatcher, story.Response, "transport", new { hospital_id = hospital });
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Post(dispatcher, story.Response, "arrive-hospital");
        // Allowed from a hospital as another leg, and yet it is the first one's: it was made before arriving.
        var late = await Late(story, "transport", began.AddMinutes(1));
        Assert.Equal((1, "AT_HOSPITAL"), (late["leg"].GetInt32(), late.State));
        Assert.Equal(began.AddMinutes(1), late["transporting_at"].GetDateTimeOffset());
        Assert.Equal(began.AddMinutes(1), (await Call(story))["transporting_at"].GetDateTimeOffset());

        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await Post(dispatcher, story.Response, "transfer-care");
        var handed = await Late(story, "transfer-care", world.Clock.Now.AddMinutes(-1), new { handed_to = "bed" });
        Assert.Equal(world.Clock.Now.AddMinutes(-1), handed["transferred_care_at"].GetDateTimeOffset());
        Assert.Equal("bed", handed["handed_to"].GetString());

        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await Post(dispatcher, story.Response, "clear");
        var cleared = await Late(story, "clear", world.Clock.Now.AddMinutes(-2));
        Assert.Equal(world.Clock.Now.AddMinutes(-2), cleared["cleared_at"].GetDateTimeOffset());
        Assert.Equal("CLOSED", (await Call(story)).State);
        Assert.Equal(3L, await world.Row<long>($"select count(*) from dispatch.stamps where response_id = {story.Response} and source = 'late_device'"));
        // A second time it is no longer late: the device has spoken.
        (await story.Crew.Post($"/api/responses/{story.Response}/clear", new { made_at = world.Clock.Now, sent_at = world.Clock.Now })).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_late_tap_for_a_step_that_was_passed_over_becomes_its_stamp()
    {
        var story = await Begin("acknowledge");
        var departed = world.Clock.Now.AddMinutes(1);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var arrived = await Post(await world.Dispatcher(), story.Response, "arrive");
        Assert.Contains("skipped:en_route_at", arrived["flags"].EnumerateArray().Select(flag => flag.GetString()));
        var mark = await world.Mark();

        var late = await Late(story, "depart", departed);

        Assert.Equal(("ON_SCENE", departed), (late.State, late["en_route_at"].GetDateTimeOffset()));
        Assert.Empty(late["flags"].EnumerateArray());
        Assert.Contains("dispatch.late_tap_taken", await world.EventsSince(mark));
        Assert.Equal(departed, (await Call(story))["en_route_at"].GetDateTimeOffset());
        // One that was made after the step it should come before is no late tap but a wrong one.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await story.Crew.Post($"/api/responses/{story.Response}/stage", new { made_at = world.Clock.Now, sent_at = world.Clock.Now })).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_clear_that_comes_late_may_set_the_unit_aside_until_a_time_that_has_passed_since()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        var cleared = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        var hold = new { reason = "cleaning", until = cleared.AddMinutes(20).UtcDateTime };
        await Late(story, "clear", cleared, new { disposition = "REFUSED", hold });
        Assert.Equal("HOLD", (await (await world.Dispatcher()).Get($"/api/units/{story.Unit.Id}"))["status"].GetString());
    }

    [Fact]
    public async Task A_key_gives_its_answer_also_when_what_it_asked_for_lies_in_the_past_by_now()
    {
        var (unit, key) = (await world.Unit(), Guid.NewGuid().ToString("n"));
        var dispatcher = await world.Dispatcher();
        var body = new { reason = "meal", until = world.Clock.Now.AddMinutes(20).UtcDateTime };
        var first = (await dispatcher.Post($"/api/units/{unit.Id}/hold", body, key)).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(first.Body.ToString(), (await dispatcher.Post($"/api/units/{unit.Id}/hold", body, key)).Is(200).Body.ToString());
        (await dispatcher.Post($"/api/units/{unit.Id}/hold", body)).Refused(400, "invalid");
    }

    [Fact]
    public async Task A_late_clear_says_how_it_ended()
    {
        var story = await Begin("acknowledge", "depart", "arrive");
        await Post(await world.Dispatcher(), story.Response, "clear");
        Assert.True((await Call(story))["needs_unit"].GetBoolean());

        await Late(story, "clear", world.Clock.Now, new { disposition = "TREATED_AND_RELEASED" });

        Assert.Equal("CLOSED", (await Call(story)).State);
    }

    [Fact]
    public async Task Who_was_relieved_in_mid_call_writes_down_only_what_happened_before()
    {
        var story = await Begin("acknowledge");
        var relief = await world.Paramedic(story.Unit.Site);
        await Post(await world.Dispatcher(), story.Response, "depart");
        var departed = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await Post(await world.Dispatcher(), story.Response, "change-crew", new { crew = new[] { relief.Id } });
        world.Clock.Advance(TimeSpan.FromMinutes(3));

        (await story.Crew.Post($"/api/responses/{story.Response}/arrive")).Refused(404, "not_found");
        Assert.Empty((await story.Crew.Get($"/api/responses/{story.Response}"))["actions"].EnumerateArray());
        await Late(story, "depart", departed);
        await Post(await world.SignIn(relief.Name), story.Response, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_crew_at_its_patient_has_arrived()
    {
        var story = await Begin("acknowledge", "depart", "at-patient");

        await Post(story.Crew, story.Response, "fail", new { cause = "crew_ill" });

        var call = await Call(story);
        Assert.Equal("ON_SCENE", call.State);
        Assert.Equal("unit_failed", call["needs_unit_reason"].GetString());
    }

    [Fact]
    public async Task A_step_that_leaves_the_state_leaves_its_beginning()
    {
        var story = await Begin("acknowledge", "depart");
        var arrived = await Post(story.Crew, story.Response, "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(4));

        var treating = await Post(story.Crew, story.Response, "at-patient");

        Assert.Equal(arrived["state_since"].GetDateTimeOffset(), treating["state_since"].GetDateTimeOffset());
        await Post(story.Crew, story.Response, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_cancelled_calls_units_say_what_they_skipped_and_are_free()
    {
        var story = await Begin();
        await Post(story.Crew, story.Response, "depart");

        (await (await world.Dispatcher()).Post($"/api/calls/{story.Call}/cancel", new { reason = "caller rang back" })).Is(200);

        var stood = (await story.Crew.Get($"/api/responses/{story.Response}")).Is(200);
        Assert.Equal("STOOD_DOWN", stood.State);
        Assert.Equal("caller rang back", stood["end_reason"].GetString());
        Assert.Equal(["back_at_base"], stood["actions"].EnumerateArray().Select(action => action.GetString()));
        Assert.Equal("AVAILABLE", (await (await world.Dispatcher()).Get($"/api/units/{story.Unit.Id}"))["status"].GetString());
        Assert.NotNull(await world.Row<string?>($"select before::text from dispatch.stamps where response_id = {story.Response} and step = 'ended_at'"));
        await Post(story.Crew, story.Response, "back-at-base");
        Assert.Equal("", await world.Violations());
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

    /// <summary>A tap that the crew's phone made then and sends now.</summary>
    private async Task<Answer> Late(Story story, string step, DateTimeOffset madeAt, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["made_at"] = madeAt.UtcDateTime;
        body["sent_at"] = world.Clock.Now.UtcDateTime;
        return await Post(story.Crew, story.Response, step, body);
    }

    private static async Task<Answer> Post(Api caller, long response, string step, object? body = null) =>
        (await caller.Post($"/api/responses/{response}/{step}", body)).Is(200);

    private Task<Answer> Call(Story story) => Of(story.Call);

    private async Task<Answer> Of(long call) => (await (await world.Dispatcher()).Get($"/api/calls/{call}")).Is(200);
}

using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class CorrectStampTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_stamp_of_the_way_to_the_first_hospital_is_put_right_after_the_second_has_begun()
    {
        var (story, crew) = await OnScene();
        var dispatcher = await world.Dispatcher();
        var left = world.Clock.Now.AddMinutes(1);
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        var pressed = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Post(crew, story, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var onward = await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        var mark = await world.Mark();

        var corrected = await Post(dispatcher, story, "correct", new { step = "transporting_at", leg = 1, at = left, reason = "left before" });

        Assert.Equal((2, "TRANSPORTING"), (corrected["leg"].GetInt32(), corrected.State));
        Assert.Equal(onward["transporting_at"].GetDateTimeOffset(), corrected["transporting_at"].GetDateTimeOffset());
        Assert.Equal(left, (await dispatcher.Get($"/api/calls/{onward["call_id"]}"))["transporting_at"].GetDateTimeOffset());
        Assert.Equal(left, await world.Row<DateTimeOffset>($"select dispatch.leg_stamp({story}, 'transporting_at', 1)"));
        Assert.Equal(pressed, await world.Row<DateTimeOffset>($"""
            select previous_at from dispatch.stamps where response_id = {story} and source = 'correction' and leg = 1
            """));
        Assert.Equal(1, await world.Row<int>($"select (data ->> 'leg')::integer from platform.events where id > {mark} and kind = 'dispatch.stamp_corrected'"));
        // Arrived there only after it had left for the second: said, not repaired; and no longer said once it is right.
        var late = onward["transporting_at"].GetDateTimeOffset().AddMinutes(2);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains("out_of_order:at_hospital_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "at_hospital_at", leg = 1, at = late, reason = "radio log" })));
        Assert.DoesNotContain("out_of_order:at_hospital_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "at_hospital_at", leg = 1, at = left.AddMinutes(9), reason = "radio log again" })));

        foreach (var wrong in new object[]
        {
            new { step = "transporting_at", leg = 3, at = left, reason = "no such leg" }, new { step = "on_scene_at", leg = 1, at = left, reason = "of no leg" },
            new { step = "transporting_at", leg = 1, at = left, state = "ON_SCENE", reason = "a state" },
        })
        {
            (await dispatcher.Post($"/api/responses/{story}/correct", wrong)).Refused(400, "invalid");
        }

        await Post(crew, story, "arrive-hospital");
        await Post(crew, story, "transfer-care");
        await Post(crew, story, "clear");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_correction_past_the_next_step_is_flagged_also_at_the_hospital()
    {
        var (story, crew) = await OnScene();
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await Post(crew, story, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(5));

        var corrected = await Post(await world.Dispatcher(), story, "correct",
            new { step = "transporting_at", at = world.Clock.Now, reason = "typed wrong" });

        Assert.Contains("out_of_order:transporting_at", Flags(corrected));
        Assert.Equal("", await world.Violations());
        await Post(crew, story, "clear", new { disposition = "TRANSPORTED" });
    }

    [Fact]
    public async Task What_one_leg_lacks_stays_said_when_the_other_leg_is_put_right()
    {
        var (story, crew) = await OnScene();
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var first = (await Post(crew, story, "arrive-hospital"))["at_hospital_at"].GetDateTimeOffset();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("skipped:at_hospital_at", Flags(await Post(crew, story, "transfer-care")));
        var dispatcher = await world.Dispatcher();

        Assert.Contains("skipped:at_hospital_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "at_hospital_at", leg = 1, at = first.AddMinutes(-1), reason = "radio log" })));
        Assert.DoesNotContain("skipped:at_hospital_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "at_hospital_at", at = world.Clock.Now.AddMinutes(-2), reason = "radio log" })));
        await Post(crew, story, "clear");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_the_first_leg_skipped_stays_said_when_the_second_begins()
    {
        var (story, crew) = await OnScene();
        Assert.Contains("skipped:transporting_at", Flags(await Post(crew, story, "arrive-hospital")));
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Contains("skipped:transporting_at", Flags(await Post(crew, story, "transport", new { hospital_id = await world.Hospital() })));

        Assert.DoesNotContain("skipped:transporting_at", Flags(await Post(await world.Dispatcher(), story, "correct",
            new { step = "transporting_at", leg = 1, at = world.Clock.Now.AddMinutes(-10), reason = "radio log" })));
        await Post(crew, story, "clear", new { disposition = "TRANSPORTED" });
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_stamp_that_all_legs_share_is_held_against_each_of_them()
    {
        var (story, crew) = await OnScene();
        var arrived = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        await Post(crew, story, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await Post(crew, story, "transport", new { hospital_id = await world.Hospital() });
        var dispatcher = await world.Dispatcher();

        // After the first departure, before the second.
        Assert.Contains("out_of_order:on_scene_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "on_scene_at", at = arrived.AddMinutes(45), reason = "radio log" })));
        Assert.DoesNotContain("out_of_order:on_scene_at", Flags(await Post(
            dispatcher, story, "correct", new { step = "on_scene_at", at = arrived, reason = "radio log again" })));
        await Post(crew, story, "clear", new { disposition = "TRANSPORTED" });
        Assert.Equal("", await world.Violations());
    }

    private async Task<(long Response, Api Crew)> OnScene()
    {
        var unit = await world.Unit();
        var response = (await world.Dispatch((await world.Call(patients: 1)).Id, unit)).Id;
        var crew = await world.SignIn(unit.Crew[0].Name);
        await Post(crew, response, "arrive");
        return (response, crew);
    }

    private static async Task<Answer> Post(Api caller, long response, string step, object? body = null) =>
        (await caller.Post($"/api/responses/{response}/{step}", body)).Is(200);

    private static IEnumerable<string?> Flags(Answer response) => response["flags"].EnumerateArray().Select(flag => flag.GetString());
}

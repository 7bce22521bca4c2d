using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Every state of a response with every action, from the table itself: what it allows succeeds and is recorded, all else is 409.</summary>
public sealed class ResponseLifecycleTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Actions =>
        [.. Enum.GetValues<ResponseAction>().Where(action => ResponseLifecycle.Table.Step(action).From.Count > 0).Select(Words.Of)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<ResponseAction>(word);
        var step = ResponseLifecycle.Table.Step(action);
        foreach (var (state, way) in ResponseWays.All)
        {
            var (response, call) = await Reach(way);
            Assert.Equal(Words.Of(state), await State(response));
            if (action is ResponseAction.ConfirmChange && ResponseLifecycle.Table.Allows(state, action))
            {
                (await (await world.Dispatcher()).Post($"/api/calls/{call}/reprioritise", new { priority = "CRITICAL" })).Is(200);
            }

            var mark = await world.Mark();
            var answer = await Do(action, response);

            var allowed = ResponseLifecycle.Table.Allows(state, action) && Possible(state, action);
            Assert.True(answer.Number == (allowed ? 200 : 409), $"{state} x {word}: {answer.Number} {answer.Body}");
            var events = await world.EventsSince(mark, $"call:{call}");
            if (allowed)
            {
                Assert.Contains(step.Event, events);
                Assert.Equal(step.To is { } to ? Words.Of(to) : Words.Of(Target(state, action, way)), await State(action is ResponseAction.Redirect ? response : answer.Id));
            }
            else
            {
                Assert.Empty(events);
                Assert.Equal(Words.Of(state), await State(response));
            }

            await Free(response, answer);
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>What the table allows and the facts do not: there must be something to undo.</summary>
    private static bool Possible(ResponseState state, ResponseAction action) => action switch
    {
        ResponseAction.Undo => state is not ResponseState.Assigned,
        _ => true,
    };

    /// <summary>Where an action without a target of its own leads: an undo to the state before, the others nowhere.</summary>
    private static ResponseState Target(ResponseState state, ResponseAction action, string[] way) => action is ResponseAction.Undo
        ? ResponseWays.All.Single(other => other.Value.SequenceEqual(way.SkipLast(1))).Key
        : state;

    private async Task<(long Response, long Call)> Reach(string[] way)
    {
        var unit = await world.Unit();
        var call = await world.Call(patients: 2);
        var response = (await world.Dispatch(call.Id, unit)).Id;
        foreach (var button in way)
        {
            (await Do(Words.Parse<ResponseAction>(button), response)).Is(200);
        }

        return (response, call.Id);
    }

    private async Task<Answer> Do(ResponseAction action, long response)
    {
        var dispatcher = await world.Dispatcher();
        var button = Words.Of(action).Replace('_', '-');
        object body = action switch
        {
            ResponseAction.Decline or ResponseAction.StandDown => new { reason = "test" },
            ResponseAction.Fail => new { cause = "breakdown" },
            ResponseAction.Redirect => new { call_id = (await world.Call()).Id },
            ResponseAction.ChangeDestination => new { hospital_id = await AnyHospital() },
            ResponseAction.ChangeCrew => new { crew = new[] { (await world.Paramedic(await world.Site())).Id } },
            ResponseAction.Correct => new { step = "assigned_at", at = world.Clock.Now, reason = "test" },
            _ => new { },
        };
        return await dispatcher.Post($"/api/responses/{response}/{button}", body);
    }

    private async Task<long> AnyHospital() =>
        (await world.Rows<long>($"select id from dispatch.hospitals limit 1")) is [var known] ? known : await world.Hospital();

    private Task<string> State(long response) => world.Row<string>($"select state from dispatch.responses where id = {response}");

    /// <summary>Units are left free, so that nothing of this round holds anything in the next.</summary>
    private async Task Free(long response, Answer answer)
    {
        var dispatcher = await world.Dispatcher();
        await dispatcher.Post($"/api/responses/{response}/clear", new { disposition = "NOT_RECORDED" });
        if (answer.Number == 200 && answer.Id != response)
        {
            (await dispatcher.Post($"/api/responses/{answer.Id}/clear", new { disposition = "NOT_RECORDED" })).Is(200);
        }
    }
}

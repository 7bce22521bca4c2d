using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Every state of a call with every action that a person has, from the table itself.</summary>
public sealed class CallLifecycleTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<CallState, string[]> Ways = new()
    {
        [CallState.Received] = [],
        [CallState.Dispatched] = ["dispatch"],
        [CallState.EnRoute] = ["dispatch", "depart"],
        [CallState.OnScene] = ["dispatch", "arrive"],
        [CallState.Transporting] = ["dispatch", "transport"],
        [CallState.AtHospital] = ["dispatch", "arrive-hospital"],
        [CallState.Closed] = ["dispatch", "arrive", "clear"],
        [CallState.Cancelled] = ["cancel"],
    };

    public static TheoryData<string> Actions => ["dispatch", "reprioritise", "relocate", "cancel", "close", "reopen"];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<CallAction>(word);
        var step = CallLifecycle.Table.Step(action);
        foreach (var (state, way) in Ways)
        {
            var call = await Reach(way);
            Assert.Equal(Words.Of(state), await State(call));
            var body = await Body(action);
            var mark = await world.Mark();

            var answer = await (await world.Dispatcher()).Post($"/api/calls/{call}/{word}", body);

            // A call with a unit on it is not closed under the crew's feet.
            var allowed = CallLifecycle.Table.Allows(state, action) && !(action is CallAction.Close && state is not CallState.Received);
            Assert.True(answer.Number == (allowed ? 200 : 409), $"{state} x {word}: {answer.Number} {answer.Body}");
            var events = await world.EventsSince(mark);
            if (allowed)
            {
                Assert.Contains(step.Event, events);
            }
            else
            {
                Assert.Empty(events);
                Assert.Equal(Words.Of(state), await State(call));
            }
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_call_is_reopened_within_two_hours_of_its_closing_and_not_later()
    {
        var call = await Reach(["dispatch", "arrive", "clear"]);
        world.Clock.Advance(TimeSpan.FromMinutes(119));
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/calls/{call}/reopen", new { reason = "rang again" })).Is(200);
        (await dispatcher.Post($"/api/calls/{call}/close", new { disposition = "REFUSED" })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(121));
        (await dispatcher.Post($"/api/calls/{call}/reopen", new { reason = "too late" })).Refused(409, "too_late");
    }

    private async Task<long> Reach(string[] way)
    {
        var dispatcher = await world.Dispatcher();
        var call = (await world.Call()).Id;
        var response = 0L;
        foreach (var button in way)
        {
            if (button is "dispatch")
            {
                response = (await world.Dispatch(call, await world.Unit())).Id;
            }
            else if (button is "cancel")
            {
                (await dispatcher.Post($"/api/calls/{call}/cancel", new { reason = "test" })).Is(200);
            }
            else
            {
                (await dispatcher.Post($"/api/responses/{response}/{button}", button is "clear" ? new { disposition = "REFUSED" } : new { })).Is(200);
            }
        }

        return call;
    }

    private async Task<object> Body(CallAction action) => action switch
    {
        CallAction.Dispatch => new { unit_id = (await world.Unit()).Id },
        CallAction.Reprioritise => new { priority = "LOW" },
        CallAction.Relocate => new { location = new { address = "Elsewhere 1" } },
        CallAction.Cancel or CallAction.Reopen => new { reason = "test" },
        CallAction.Close => new { disposition = "REFUSED" },
        _ => new { },
    };

    private Task<string> State(long call) => world.Row<string>($"select state from dispatch.calls where id = {call}");
}

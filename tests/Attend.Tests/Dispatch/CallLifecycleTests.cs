using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Every state of a call with every action that a person has, from the table itself.</summary>
public sealed class CallLifecycleTests(World world) : IClassFixture<World>
{
    // How a call comes to each state, by its buttons; a call that was linked into another is CANCELLED too, and only it can come back.
    private static readonly (CallState State, string[] Way)[] Ways =
    [
        (CallState.Planned, ["plan"]),
        (CallState.Received, []),
        (CallState.Dispatched, ["dispatch"]),
        (CallState.EnRoute, ["dispatch", "depart"]),
        (CallState.OnScene, ["dispatch", "arrive"]),
        (CallState.Transporting, ["dispatch", "transport"]),
        (CallState.AtHospital, ["dispatch", "arrive-hospital"]),
        (CallState.Closed, ["dispatch", "arrive", "clear"]),
        (CallState.Cancelled, ["cancel"]),
        (CallState.Cancelled, ["merge"]),
    ];

    /// <summary>Every action that a person has. Two calls take part in a link: <c>link</c> is the one that goes on, <c>merge</c> the one that is emptied.</summary>
    public static TheoryData<string> Actions =>
        ["dispatch", "reprioritise", "relocate", "cancel", "close", "reopen", "link", "merge", "unlink"];

    [Fact]
    public void Every_state_is_reached_and_every_persons_action_tried()
    {
        Assert.Equal(Enum.GetValues<CallState>(), Ways.Select(way => way.State).Distinct().Order());
        var people = CallLifecycle.Table.Table.Steps.Where(step => step is { By: not null, From.Count: > 0 }).Select(step => step.Action);
        Assert.Empty(people.Except(Actions.Select(row => row.Data)));
    }

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
            var press = await Ready(action, call);
            var mark = await world.Mark();

            var answer = await press();

            var allowed = CallLifecycle.Table.Allows(state, action) && Possible(state, action, way);
            Assert.True(answer.Number == (allowed ? 200 : 409), $"{state} by {string.Join(", ", way)} x {word}: {answer.Number} {answer.Body}");
            var events = await world.EventsSince(mark, $"call:{call}");
            if (allowed)
            {
                Assert.Contains(step.Event, events);
                Assert.Equal(Words.Of(step.To ?? Target(state, action)), await State(call));
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

    /// <summary>What the table allows and the facts do not.</summary>
    private static bool Possible(CallState state, CallAction action, string[] way) => action switch
    {
        // A call with a unit on it is not closed under the crew's feet.
        CallAction.Close => state is CallState.Received,
        CallAction.Unlink => way is ["merge"],
        _ => true,
    };

    /// <summary>Where an action without a target of its own leads: a first unit makes the call DISPATCHED, a parted call stands alone.</summary>
    private static CallState Target(CallState state, CallAction action) => action switch
    {
        CallAction.Dispatch when state is CallState.Received => CallState.Dispatched,
        CallAction.Unlink => CallState.Received,
        _ => state,
    };

    private async Task<long> Reach(string[] way)
    {
        var dispatcher = await world.Dispatcher();
        var call = way is ["plan"] ? await Planned() : (await world.Call()).Id;
        var response = 0L;
        foreach (var button in way.Except(["plan"]))
        {
            if (button is "dispatch")
            {
                response = (await world.Dispatch(call, await world.Unit())).Id;
            }
            else if (button is "cancel" or "merge")
            {
                (await (await Ready(Words.Parse<CallAction>(button), call))()).Is(200);
            }
            else
            {
                (await dispatcher.Post($"/api/responses/{response}/{button}", button is "clear" ? new { disposition = "REFUSED" } : new { })).Is(200);
            }
        }

        return call;
    }

    /// <summary>Makes what the action needs beside the call, so that pressing its button is all that happens after a mark.</summary>
    private async Task<Func<Task<Answer>>> Ready(CallAction action, long call)
    {
        var dispatcher = await world.Dispatcher();
        var other = action is CallAction.Link or CallAction.Merge ? (await world.Call()).Id : 0;
        object body = action switch
        {
            CallAction.Dispatch => new { unit_id = (await world.Unit()).Id },
            CallAction.Reprioritise => new { priority = "LOW" },
            CallAction.Relocate => new { location = new { address = "Elsewhere 1" } },
            CallAction.Cancel or CallAction.Reopen => new { reason = "test" },
            CallAction.Close => new { disposition = "REFUSED" },
            CallAction.Link => new { into = call },
            CallAction.Merge => new { into = other },
            _ => new { },
        };
        var path = action switch
        {
            CallAction.Link => $"/api/calls/{other}/link",
            CallAction.Merge => $"/api/calls/{call}/link",
            _ => $"/api/calls/{call}/{Words.Of(action)}",
        };
        return () => dispatcher.Post(path, body);
    }

    private async Task<long> Planned() => (await (await world.Dispatcher()).Post("/api/calls", new
    {
        kind = "SCHEDULED", emergency_type = "OTHER", priority = "LOW", due_at = world.Clock.Now.AddHours(6),
    })).Is(201).Id;

    private Task<string> State(long call) => world.Row<string>($"select state from dispatch.calls where id = {call}");
}

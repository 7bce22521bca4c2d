using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>
/// Every state of a pre-alert with every action, from the table itself. Two are the hospital's own buttons; the others follow the
/// response's, and pass over an announcement that is over.
/// </summary>
public sealed class PreAlertLifecycleTests(World world) : IClassFixture<World>
{
    // How the first announcement of a response on its way comes to each state.
    private static readonly Dictionary<PreAlertState, PreAlertAction[]> Ways = new()
    {
        [PreAlertState.Sent] = [],
        [PreAlertState.Accepted] = [PreAlertAction.Accept],
        [PreAlertState.Declined] = [PreAlertAction.Decline],
        [PreAlertState.Moved] = [PreAlertAction.Move],
        [PreAlertState.Arrived] = [PreAlertAction.Arrive],
        [PreAlertState.Ended] = [PreAlertAction.End],
    };

    public static TheoryData<string> Actions =>
        // Only an undo revives one: UndoStepTests.
        [.. Enum.GetValues<PreAlertAction>().Where(action => PreAlertLifecycle.Table.Step(action).From.Count > 0 && action is not PreAlertAction.Revive)
            .Select(Words.Of)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<PreAlertAction>(word);
        var step = PreAlertLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<PreAlertState>(), Ways.Keys);
        foreach (var (state, way) in Ways)
        {
            var ride = await Reach(way);
            Assert.Equal(Words.Of(state), await State(ride.Alert));
            var mark = await world.Mark();

            var answer = await Do(action, ride, state);

            var allowed = PreAlertLifecycle.Table.Allows(state, action);
            Assert.True(answer.Number == 200 || !allowed && answer.Number == 409, $"{state} x {word}: {answer.Number} {answer.Body}");
            if (allowed)
            {
                Assert.Equal([step.Event], await Events(mark, ride.Alert));
                Assert.Equal(Words.Of(step.To!.Value), await State(ride.Alert));
            }
            else
            {
                // The hospital's own button is refused; what the response's step means for others passes this one over.
                Assert.True(step.Row.By is null || answer.Number == 409, $"{state} x {word}: {answer.Number} {answer.Body}");
                Assert.Empty(await Events(mark, ride.Alert));
                Assert.Equal(Words.Of(state), await State(ride.Alert));
            }

            await (await world.Dispatcher()).Post($"/api/responses/{ride.Response}/clear", new { disposition = "NOT_RECORDED" });
        }

        Assert.Equal("", await world.Violations());
        Assert.Equal(0, await world.Row<long>($"select count(*) from dispatch.pre_alerts where state not in ('MOVED', 'ENDED')"));
    }

    private async Task<Ride> Reach(PreAlertAction[] way)
    {
        var (first, second) = (await world.Hospital(), await world.Hospital(52.6, 13.2));
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {first}");
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{response.Id}/arrive")).Is(200);
        (await dispatcher.Post($"/api/responses/{response.Id}/transport", new { hospital_id = first })).Is(200);
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response.Id}");
        var ride = new Ride(response.Id, alert, second, await world.As("hospital", site));
        foreach (var action in way)
        {
            (await Do(action, ride, PreAlertState.Sent)).Is(200);
        }

        return ride;
    }

    private async Task<Answer> Do(PreAlertAction action, Ride ride, PreAlertState state)
    {
        var (dispatcher, response) = (await world.Dispatcher(), $"/api/responses/{ride.Response}");
        return action switch
        {
            PreAlertAction.Accept => await ride.Nurse.Post($"/api/pre-alerts/{ride.Alert}/accept"),
            PreAlertAction.Decline => await ride.Nurse.Post($"/api/pre-alerts/{ride.Alert}/decline", new { reason = "no bed" }),
            // From one hospital on to the next it is a second leg, on the way there another destination.
            PreAlertAction.Move when state is PreAlertState.Arrived => await dispatcher.Post($"{response}/transport", new { hospital_id = ride.Other }),
            PreAlertAction.Move => await dispatcher.Post($"{response}/change-destination", new { hospital_id = ride.Other }),
            PreAlertAction.Arrive => await dispatcher.Post($"{response}/arrive-hospital"),
            PreAlertAction.End => await dispatcher.Post($"{response}/transfer-care"),
            _ => throw new InvalidOperationException($"{action} has no button here."),
        };
    }

    private Task<string> State(long alert) => world.Row<string>($"select state from dispatch.pre_alerts where id = {alert}");

    private Task<IReadOnlyList<string>> Events(long mark, long alert) => world.Rows<string>($"""
        select kind from platform.events where id > {mark} and kind like 'dispatch.%' and (data ->> 'pre_alert_id')::bigint = {alert} order by id
        """);

    private sealed record Ride(long Response, long Alert, long Other, Api Nurse);
}

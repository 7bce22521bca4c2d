using System.Globalization;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>
/// Every state of an alarm with every action, from the table itself. A dispatcher acknowledges; time lets it climb and its cause ends it,
/// and both pass over an alarm that is in no state for it.
/// </summary>
public sealed class AlarmLifecycleTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<AlarmState, AlarmAction[]> Ways = new()
    {
        [AlarmState.Raised] = [],
        [AlarmState.Acknowledged] = [AlarmAction.Acknowledge],
        [AlarmState.Ended] = [AlarmAction.End],
    };

    public static TheoryData<string> Actions =>
        [.. Enum.GetValues<AlarmAction>().Where(action => AlarmLifecycle.Table.Step(action).From.Count > 0).Select(Words.Of)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<AlarmAction>(word);
        var step = AlarmLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<AlarmState>(), Ways.Keys);
        foreach (var (state, way) in Ways)
        {
            var bell = await Ringing();
            foreach (var before in way)
            {
                await Do(before, bell);
            }

            Assert.Equal(Words.Of(state), await State(bell.Alarm));
            var level = await Level(bell.Alarm);
            var mark = await world.Mark();

            var answer = await Do(action, bell);

            if (AlarmLifecycle.Table.Allows(state, action))
            {
                Assert.True(answer is null or { Number: 200 }, $"{state} x {word}: {answer?.Number} {answer?.Body}");
                Assert.Equal([step.Event], await Events(mark, bell.Alarm));
                Assert.Equal(Words.Of(step.To!.Value), await State(bell.Alarm));
                Assert.Equal(action is AlarmAction.Climb ? level + 1 : level, await Level(bell.Alarm));
            }
            else
            {
                answer?.Refused(409, "wrong_state");
                Assert.Empty(await Events(mark, bell.Alarm));
                Assert.Equal(Words.Of(state), await State(bell.Alarm));
                Assert.Equal(level, await Level(bell.Alarm));
            }

            // Nothing of this round rings on in the next.
            (await (await world.Dispatcher()).Post($"/api/calls/{bell.Call}/cancel", new { reason = "next round" })).Is(200);
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>A call that stood without a unit for too long.</summary>
    private async Task<Bell> Ringing()
    {
        var unit = await world.Unit();
        var call = (await world.Call("CRITICAL")).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await RunDue(call);
        return new Bell(call, await world.Row<long>($"select id from dispatch.alarms where call_id = {call}"), unit);
    }

    /// <returns>The answer to a person; null where time alone acts or the alarm is not asked for by name.</returns>
    private async Task<Answer?> Do(AlarmAction action, Bell bell)
    {
        switch (action)
        {
            case AlarmAction.Acknowledge:
                return await (await world.Dispatcher()).Post($"/api/alarms/{bell.Alarm}/acknowledge");
            case AlarmAction.Climb:
                world.Clock.Advance(TimeSpan.FromMinutes(1));
                await RunDue(bell.Call);
                return null;
            case AlarmAction.End:
                // The cause ends: the call is given a unit. Where it has one already nothing ends a second time.
                await (await world.Dispatcher()).Post($"/api/calls/{bell.Call}/dispatch", new { unit_id = bell.Unit.Id });
                return null;
            default:
                throw new InvalidOperationException($"{action} has no cause here.");
        }
    }

    /// <summary>The server's own worker takes its part of what is due; both are done when none of the call's clocks has run out.</summary>
    private async Task RunDue(long call)
    {
        await world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
        var key = call.ToString(CultureInfo.InvariantCulture);
        await Wait.Until(async () => await world.Row<long>($"""
            select count(*) from platform.work where kind = {Watches.OfCall} and key = {key} and due_at <= {world.Clock.Now}
            """) == 0);
    }

    private Task<string> State(long alarm) => world.Row<string>($"select state from dispatch.alarms where id = {alarm}");

    private Task<int> Level(long alarm) => world.Row<int>($"select level from dispatch.alarms where id = {alarm}");

    private Task<IReadOnlyList<string>> Events(long mark, long alarm) => world.Rows<string>($"""
        select kind from platform.events where id > {mark} and kind like 'dispatch.%' and (data ->> 'alarm_id')::bigint = {alarm} order by id
        """);

    private sealed record Bell(long Call, long Alarm, Unit Unit);
}

using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>What a bad network does to requests: it doubles them, delays them and brings them in another order.</summary>
public sealed class RepeatedRequestsTests(World world) : IClassFixture<World>
{
    private static readonly ResponseAction[] Buttons =
    [
        ResponseAction.Acknowledge, ResponseAction.Depart, ResponseAction.Arrive, ResponseAction.Transport, ResponseAction.ArriveHospital,
        ResponseAction.TransferCare, ResponseAction.Clear,
    ];

    private static int Rounds => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 200 : 12;

    [Fact]
    public async Task A_request_that_comes_sixteen_times_at_once_is_carried_out_once_and_answered_sixteen_times()
    {
        var (call, unit) = (await world.Call(), await world.Unit());
        var dispatcher = await world.Dispatcher();
        var key = Guid.NewGuid().ToString("n");
        var mark = await world.Mark();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)));

        Assert.Single(answers.Select(answer => answer.Is(200).Body.ToString()).Distinct());
        Assert.Equal(["dispatch.unit_assigned", "dispatch.call_dispatched"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_answer_that_is_given_again_says_where_the_thing_is_as_the_first_did()
    {
        var key = Guid.NewGuid().ToString("n");
        var body = new { emergency_type = "MEDICAL", priority = "LOW", location = new { address = "Teststrasse 1" } };
        var dispatcher = await world.Dispatcher();

        var first = (await dispatcher.Post("/api/calls", body, key)).Is(201);
        var again = (await dispatcher.Post("/api/calls", body, key)).Is(201);

        Assert.Equal($"/api/calls/{first.Id}", first.Message.Headers.Location?.ToString());
        Assert.Equal(first.Message.Headers.Location, again.Message.Headers.Location);
        Assert.Equal("true", again.Message.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task The_same_key_for_something_else_is_refused_and_does_nothing()
    {
        var (call, unit, other) = (await world.Call(), await world.Unit(), await world.Unit());
        var dispatcher = await world.Dispatcher();
        var key = Guid.NewGuid().ToString("n");
        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)).Is(200);
        var mark = await world.Mark();

        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = other.Id }, key)).Refused(409, "idempotency_conflict");

        Assert.Empty(await world.EventsSince(mark, $"call:{call.Id}"));
    }

    [Fact]
    public async Task A_device_that_tries_again_says_anew_when_it_sends_and_is_answered_the_same()
    {
        var unit = await world.Unit();
        var response = await world.Dispatch((await world.Call()).Id, unit);
        var medic = await world.SignIn(unit.Crew[0].Name);
        var (key, made) = (Guid.NewGuid().ToString("n"), world.Clock.Now);
        var first = (await medic.Post($"/api/responses/{response.Id}/acknowledge", new { made_at = made, sent_at = made }, key)).Is(200);
        var mark = await world.Mark();

        var again = await medic.Post($"/api/responses/{response.Id}/acknowledge", new { made_at = made, sent_at = made.AddMinutes(9) }, key);

        Assert.Equal(first.Body.ToString(), again.Is(200).Body.ToString());
        Assert.Empty(await world.EventsSince(mark, $"call:{response["call_id"]}"));
        (await medic.Post($"/api/responses/{response.Id}/acknowledge", new { made_at = made.AddSeconds(-1), sent_at = made }, key))
            .Refused(409, "idempotency_conflict");
    }

    [Fact]
    public async Task A_late_copy_brings_nothing_back()
    {
        var (call, unit) = (await world.Call(), await world.Unit());
        var dispatcher = await world.Dispatcher();
        var key = Guid.NewGuid().ToString("n");
        var first = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)).Is(200);
        (await dispatcher.Post($"/api/responses/{first.Id}/stand-down", new { reason = "test" })).Is(200);
        var mark = await world.Mark();

        Assert.Equal(first.Body.ToString(), (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)).Is(200).Body.ToString());

        Assert.Empty(await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal("AVAILABLE", (await dispatcher.Get($"/api/units/{unit.Id}"))["status"].GetString());
    }

    [Fact]
    public async Task Buttons_in_any_order_and_each_twice_make_each_step_once_and_nothing_goes_back()
    {
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var response = (await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit())).Id;
            var order = Buttons.ToArray();
            random.Shuffle(order);
            var state = ResponseState.Assigned;
            var made = new List<string>();
            foreach (var button in order)
            {
                var step = ResponseLifecycle.Table.Step(button);
                var allowed = ResponseLifecycle.Table.Allows(state, button);
                var key = Guid.NewGuid().ToString("n");
                var answers = await Task.WhenAll(Press(response, button, key), Press(response, button, key));

                Assert.All(answers, answer => Assert.Equal(allowed ? 200 : 409, answer.Number));
                Assert.Equal(answers[0].Body.ToString(), answers[1].Body.ToString());
                if (allowed)
                {
                    // Back on the road from one hospital is the way to the next.
                    Assert.True(step.To > state || (state, button) is (ResponseState.AtHospital, ResponseAction.Transport));
                    state = step.To!.Value;
                    made.Add(step.Row.Stamp!);
                }
            }

            Assert.Equal(made, await Stamps(response));
            Assert.Equal(Words.Of(state), await world.Row<string>($"select state from dispatch.responses where id = {response}"));
            await (await world.Dispatcher()).Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" });
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task All_buttons_at_once_leave_one_story()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var response = (await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit())).Id;

            var answers = await Task.WhenAll(Buttons.Concat(Buttons).Select(button => Press(response, button, null)));

            Assert.All(answers, answer => Assert.True(answer.Number is 200 or 409, answer.Body.ToString()));
            var stamps = await Stamps(response);
            Assert.Equal(answers.Count(answer => answer.Number == 200), stamps.Count);
            var state = ResponseState.Assigned;
            foreach (var stamp in stamps)
            {
                var button = Array.Find(Buttons, button => ResponseLifecycle.Table.Step(button).Row.Stamp == stamp);
                Assert.True(ResponseLifecycle.Table.Allows(state, button), string.Join(", ", stamps));
                state = ResponseLifecycle.Table.Step(button).To!.Value;
            }

            await (await world.Dispatcher()).Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" });
        }

        Assert.Equal("", await world.Violations());
    }

    private async Task<Answer> Press(long response, ResponseAction button, string? key) =>
        await (await world.Dispatcher()).Post($"/api/responses/{response}/{Words.Of(button).Replace('_', '-')}", null, key);

    /// <summary>The steps in the order in which they were made.</summary>
    private Task<IReadOnlyList<string>> Stamps(long response) => world.Rows<string>($"""
        select step from dispatch.stamps where response_id = {response} and step <> 'assigned_at' order by id
        """);
}

using System.Text.Json;
using Attend.Dispatch;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>What a view offers can be done: every word in <c>actions</c> is a route, and posting it works for whom it was offered to.</summary>
public sealed class ActionsTests(World world) : IClassFixture<World>
{
    private long hospital;

    public static TheoryData<string, string, string> Stories
    {
        get
        {
            var stories = new TheoryData<string, string, string>();
            foreach (var who in new[] { "dispatcher", "crew" })
            {
                foreach (var state in ResponseWays.All.Keys)
                {
                    stories.Add(who, Words.Of(state), "open");
                    stories.Add(who, Words.Of(state), "changed");
                    if (state is ResponseState.Cleared or ResponseState.Declined or ResponseState.StoodDown or ResponseState.Failed)
                    {
                        stories.Add(who, Words.Of(state), "closed");
                    }
                }
            }

            return stories;
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task What_is_offered_can_be_done(string who, string state, string call)
    {
        var first = await Reach(who, state, call);
        var responseWords = Offered(await first.Caller.Get($"/api/responses/{first.Response}"));
        var callWords = Offered(await first.Caller.Get($"/api/calls/{first.Call}"));
        Assert.True(call is "changed" || responseWords.Count > 0, $"Nothing is offered to the {who} in {state}.");

        foreach (var word in responseWords)
        {
            var story = await Reach(who, state, call);
            Done(await story.Caller.Post($"/api/responses/{story.Response}/{word.Replace('_', '-')}", await Body(word)), $"{who}, {state}, {call}: response {word}");
        }

        foreach (var word in callWords)
        {
            var story = await Reach(who, state, call);
            Done(await story.Caller.Post($"/api/calls/{story.Call}/{word.Replace('_', '-')}", await Body(word)), $"{who}, {state}, {call}: call {word}");
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_offered_to_a_hospital_can_be_done()
    {
        foreach (var state in new[] { ResponseState.Transporting, ResponseState.AtHospital })
        {
            var arrival = (await Alert(await Reach("crew", Words.Of(state), "open"))).GetProperty("actions");
            foreach (var word in arrival.EnumerateArray().Select(action => action.GetString()!))
            {
                var told = await Reach("crew", Words.Of(state), "open");
                var id = (await Alert(told)).GetProperty("id").GetInt64();
                Done(await (await Nurse()).Post($"/api/pre-alerts/{id}/{word}", new { reason = "no bed" }), $"hospital, {state}: {word}");
            }

            var story = await Reach("crew", Words.Of(state), "open");
            var answer = (await (await Nurse()).Post($"/api/responses/{story.Response}/transfer-care")).Is(200);
            Assert.Equal(["undo"], Offered(answer));
            answer = (await (await Nurse()).Post($"/api/responses/{story.Response}/undo")).Is(200);
            Assert.Equal(["transfer_care"], Offered(answer));
            (await (await Nurse()).Post($"/api/responses/{story.Response}/transfer-care")).Is(200);
        }

        Assert.Equal("", await world.Violations());
    }

    private static void Done(Answer answer, string what) => Assert.True(answer.Number is 200 or 204, $"{what}: {answer.Number} {answer.Body}");

    private static List<string> Offered(Answer answer) => [.. answer.Is(200)["actions"].EnumerateArray().Select(action => action.GetString()!)];

    private sealed record Story(Api Caller, long Call, long Response);

    private async Task<Story> Reach(string who, string state, string what)
    {
        var unit = await world.Unit();
        var call = await world.Call(patients: 1);
        var response = (await world.Dispatch(call.Id, unit)).Id;
        var dispatcher = await world.Dispatcher();
        var caller = who is "crew" ? await world.SignIn(unit.Crew[0].Name) : dispatcher;
        foreach (var button in ResponseWays.All[Words.Parse<ResponseState>(state)])
        {
            var body = button is "clear" && what is "closed" ? new { disposition = "REFUSED" } : await Body(button);
            (await (button is "stand_down" ? dispatcher : caller).Post($"/api/responses/{response}/{button.Replace('_', '-')}", body)).Is(200);
        }

        var open = (await dispatcher.Get($"/api/calls/{call.Id}")).State is not "CLOSED";
        if (what is "closed" && open)
        {
            (await dispatcher.Post($"/api/calls/{call.Id}/close", new { disposition = "NOT_RECORDED" })).Is(200);
        }

        if (what is "changed")
        {
            (await dispatcher.Post($"/api/calls/{call.Id}/reprioritise", new { priority = "LOW" })).Is(200);
        }

        return new Story(caller, call.Id, response);
    }

    /// <summary>The least that is right to send with each word.</summary>
    private async Task<object> Body(string word) => word switch
    {
        "transport" or "change_destination" => new { hospital_id = await Hospital() },
        "decline" or "stand_down" or "cancel" or "reopen" => new { reason = "test" },
        "fail" => new { cause = "breakdown" },
        "redirect" => new { call_id = (await world.Call()).Id },
        "change_crew" => new { crew = new[] { (await world.Paramedic(await world.Site())).Id } },
        "correct" => new { step = "assigned_at", at = world.Clock.Now, reason = "test" },
        "dispatch" => new { unit_id = (await world.Unit()).Id },
        "reprioritise" => new { priority = "LOW" },
        "relocate" => new { location = new { address = "Elsewhere 1" } },
        "link" => new { into = (await world.Call()).Id },
        "close" => new { disposition = "NOT_RECORDED" },
        _ => new { },
    };

    private async Task<long> Hospital() => hospital == 0 ? hospital = await world.Hospital() : hospital;

    private async Task<Api> Nurse() =>
        await world.As("hospital", await world.Row<long>($"select site_id from dispatch.hospitals where id = {await Hospital()}"));

    private async Task<JsonElement> Alert(Story story) =>
        (await (await Nurse()).Get($"/api/hospitals/{await Hospital()}/arrivals")).Is(200)["items"].EnumerateArray()
            .Single(alert => alert.GetProperty("response_id").GetInt64() == story.Response);
}

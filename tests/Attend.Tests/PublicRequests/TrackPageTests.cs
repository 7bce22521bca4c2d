using Attend.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.PublicRequests;

public sealed class TrackPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_says_in_plain_words_how_the_request_stands_and_when_help_comes()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var asked = (await world.Stranger.Post("/api/requests", new { name = "Canary Jones", location = new { latitude = 52.51, longitude = 13.41 } })).Is(201);
        var path = $"/track/{asked["token"].GetString()}";
        var id = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0].GetProperty("id").GetInt64();

        var page = await Page(path);
        Assert.Contains("We have your request.", page, StringComparison.Ordinal);
        Assert.Contains("The time of arrival is not known yet.", page, StringComparison.Ordinal);
        Assert.Contains("We may call you back.", page, StringComparison.Ordinal);
        Assert.Contains("Worse? Call now:", page, StringComparison.Ordinal);
        Assert.Contains($"""<noscript><meta http-equiv="refresh" content="20; url={path}"></noscript>""", page, StringComparison.Ordinal);
        Assert.Contains($"data-follow=\"/ws/request/{asked["token"].GetString()}/\"", page, StringComparison.Ordinal);

        (await dispatcher.Post($"/api/calls/{id}/verify")).Is(200);
        var response = await world.Dispatch(id, unit);
        world.Services.GetRequiredService<Positions>().Report(
            unit.Id, new Fix(52.56, 13.41, float.NaN, float.NaN, float.NaN, world.Clock.Now.UtcTicks), world.Clock.Now.UtcTicks);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        (await dispatcher.Post($"/api/responses/{response.Id}/depart")).Is(200);
        page = await Page(path);
        Assert.Contains("Help is on the way to you.", page, StringComparison.Ordinal);
        Assert.Matches("Expected in about [0-9]+ to [0-9]+ minutes", page);
        Assert.Contains("An estimate, 20 seconds old", page, StringComparison.Ordinal);
        Assert.DoesNotContain("call you back", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", page, StringComparison.Ordinal);
        Assert.DoesNotContain(unit.Crew[0].Name, page, StringComparison.Ordinal);
        Assert.DoesNotContain(unit.Number, page, StringComparison.Ordinal);

        (await dispatcher.Post($"/api/responses/{response.Id}/arrive")).Is(200);
        page = await Page(path);
        Assert.Contains("Help is there.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"eta\"", page, StringComparison.Ordinal);
        (await dispatcher.Post($"/api/responses/{response.Id}/clear", new { disposition = "REFUSED" })).Is(200);
        Assert.Contains("This request is finished.", await Page(path), StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await Gone(path);
    }

    [Fact]
    public async Task A_link_that_nobody_knows_is_told_kindly_and_with_a_way_on()
    {
        await Gone("/track/AAAAAAAAAAAAAAAAAAAAAA");
        await Gone("/track/x");
        await Gone("/track/%C3%A9%2e%2e");
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_so_in_words()
    {
        Answer answer;
        var asked = 0;
        do
        {
            answer = await world.Stranger.Get("/track/AAAAAAAAAAAAAAAAAAAAAA");
        }
        while (answer.Number == 404 && ++asked < 200);

        Assert.Contains("You asked very often.", answer.Is(429).Body.GetString()!, StringComparison.Ordinal);
        Assert.Contains("tel:112", answer.Body.GetString()!, StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Restart();
    }

    private async Task<string> Page(string path)
    {
        var answer = (await world.Stranger.Get(path)).Is(200);
        Assert.Equal("no-store", answer.Message.Headers.CacheControl!.ToString());
        return answer.Body.GetString()!;
    }

    private async Task Gone(string path)
    {
        var page = (await world.Stranger.Get(path)).Is(404).Body.GetString()!;
        Assert.Contains("This request cannot be shown", page, StringComparison.Ordinal);
        Assert.Contains("tel:112", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/request\"", page, StringComparison.Ordinal);
    }
}

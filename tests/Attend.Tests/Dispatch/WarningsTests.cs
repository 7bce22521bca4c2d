using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Each test has a world of its own: days pass in one of them.</summary>
public sealed class WarningsTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_warning_stands_on_the_calls_at_its_place_until_it_ends()
    {
        var dispatcher = await world.Dispatcher();
        var call = await Take("Hafenweg 3", 52.40, 13.00);
        var beside = await Take(null, 52.4002, 13.0002);
        var elsewhere = await Take("Hafenweg 4", 52.41, 13.00);
        var mark = await world.Mark();

        var warning = (await dispatcher.Post("/api/warnings", new
        {
            address = "hafenweg 3", latitude = 52.40, longitude = 13.00, kind = "VIOLENCE", text = "Armed", review_on = Day(30),
        })).Is(201);

        Assert.Equal(["review", "end"], warning["actions"].EnumerateArray().Select(action => action.GetString()));
        Assert.Equal(["dispatch.warning_added", "dispatch.call_warned", "dispatch.call_warned"], await world.EventsSince(mark));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Armed%' or data::text ilike '%hafenweg%'"));
        var shown = await dispatcher.Get($"/api/calls/{call.Id}");
        Assert.Equal(1, shown["warnings"].GetInt32());
        Assert.Equal(call["version"].GetInt64() + 1, shown["version"].GetInt64());
        Assert.Equal(1, (await dispatcher.Get($"/api/calls/{beside.Id}"))["warnings"].GetInt32());
        Assert.Equal(0, (await dispatcher.Get($"/api/calls/{elsewhere.Id}"))["warnings"].GetInt32());
        Assert.Equal("Armed", (await dispatcher.Get($"/api/calls/{call.Id}/warnings"))["items"][0].GetProperty("text").GetString());
        Assert.Single(Items(await dispatcher.Post("/api/warnings/search", new { address = "HAFENWEG 3" })));
        Assert.Empty(Items(await dispatcher.Post("/api/warnings/search", new { latitude = 52.41, longitude = 13.0 })));

        mark = await world.Mark();
        (await dispatcher.Post($"/api/warnings/{warning.Id}/end")).Is(200);
        Assert.Equal(["dispatch.warning_ended", "dispatch.call_warned", "dispatch.call_warned"], await world.EventsSince(mark));
        Assert.Equal(0, (await dispatcher.Get($"/api/calls/{call.Id}"))["warnings"].GetInt32());
        (await dispatcher.Post($"/api/warnings/{warning.Id}/end")).Refused(409, "warning_ended");
        Assert.Contains(warning.Id, Ids(await dispatcher.Get("/api/warnings?ended=true")));
    }

    [Fact]
    public async Task The_review_date_is_announced_once_and_a_review_moves_it()
    {
        var dispatcher = await world.Dispatcher();
        var warning = (await dispatcher.Post("/api/warnings", new { address = "Gasse 1", kind = "ACCESS", text = "Code 12", review_on = Day(10) })).Is(201);
        var mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromDays(9));
        await world.DueDone();
        Assert.Empty(await world.EventsSince(mark));

        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.DueDone();
        await world.DueDone();
        Assert.Equal(["dispatch.warning_review_due"], await world.EventsSince(mark));

        dispatcher = await world.SignIn("dispatcher");
        Assert.Contains(warning.Id, Ids(await dispatcher.Get($"/api/warnings?review_before={Day(1)}")));
        Assert.Empty(Ids(await dispatcher.Get($"/api/warnings?review_before={Day(0)}&kind=ACCESS")));
        (await dispatcher.Get("/api/warnings?kind=1")).Refused(400, "invalid");
        var reviewed = (await dispatcher.Post($"/api/warnings/{warning.Id}/review", new { review_on = Day(20), text = "Code 13" })).Is(200);
        Assert.Equal("Code 13", reviewed["text"].GetString());
        Assert.False(reviewed["review_due"].GetBoolean());
        Assert.Equal(["dispatch.warning_review_due", "dispatch.warning_reviewed"], (await world.EventsSince(mark)).Where(IsOfDispatch));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from platform.work where kind = 'dispatch.warning_review' and key = {warning.Id}::bigint::text"));
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        var dispatcher = await world.Dispatcher();
        await world.As("paramedic");
        var mark = await world.Mark();
        (await dispatcher.Post("/api/warnings", new { address = "Gasse 1", kind = "OTHER", text = "x", review_on = Day(0) })).Refused(400, "invalid");
        (await dispatcher.Post("/api/warnings", new { address = "Gasse 1", kind = "OTHER", text = "x", review_on = Day(900) })).Refused(400, "invalid");
        (await dispatcher.Post("/api/warnings", new { address = "Gasse 1", kind = "OTHER", text = "x", review_on = Day(9), latitude = 1 })).Refused(400, "invalid");
        (await dispatcher.Post("/api/warnings", new { address = "Gasse 1", kind = "BAD", text = "x", review_on = Day(9) })).Refused(400, "malformed_json");
        (await dispatcher.Post("/api/warnings/99999/review", new { review_on = Day(9) })).Refused(404, "not_found");
        (await (await world.As("paramedic")).Post("/api/warnings", new { })).Refused(403, "forbidden");
        Assert.Empty(await world.EventsSince(mark));
    }

    private string Day(int ahead) => DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddDays(ahead).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Answer> Take(string? address, double latitude, double longitude) => (await (await world.Dispatcher()).Post("/api/calls", new
    {
        emergency_type = "OTHER", priority = "LOW", location = new { address, latitude, longitude },
    })).Is(201);

    private static bool IsOfDispatch(string kind) => kind.StartsWith("dispatch.", StringComparison.Ordinal);

    private static List<System.Text.Json.JsonElement> Items(Answer page) => [.. page.Is(200)["items"].EnumerateArray()];

    private static IEnumerable<long> Ids(Answer page) => Items(page).Select(item => item.GetProperty("id").GetInt64());
}

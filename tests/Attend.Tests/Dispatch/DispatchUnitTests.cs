using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class DispatchUnitTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_unit_and_its_crew_are_sent_and_held()
    {
        var unit = await world.Unit(crew: 2);
        var call = await world.Call();
        var mark = await world.Mark();
        var dispatcher = await world.Dispatcher();

        var answer = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id })).Is(200);

        Assert.Equal("ASSIGNED", answer.State);
        Assert.Equal(2, answer["crew"].GetArrayLength());
        Assert.Equal("DISPATCHED", answer["call_state"].GetString());
        Assert.Equal(["dispatch.unit_assigned", "dispatch.call_dispatched"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal(3L, await world.Row<long>($"select count(*) from fleet.reservations where holder_id = {answer.Id} and released_at is null"));
        Assert.Equal("DISPATCHED", (await dispatcher.Get($"/api/units/{unit.Id}"))["status"].GetString());
        Assert.False((await dispatcher.Get($"/api/calls/{call.Id}"))["needs_unit"].GetBoolean());
    }

    [Fact]
    public async Task A_unit_on_another_call_is_refused_with_its_holder()
    {
        var unit = await world.Unit();
        var first = await world.Call();
        var second = await world.Call();
        var held = await world.Dispatch(first.Id, unit);
        var mark = await world.Mark();

        var answer = await (await world.Dispatcher()).Post($"/api/calls/{second.Id}/dispatch", new { unit_id = unit.Id });

        answer.Refused(409, "unit_held");
        Assert.Equal(held.Id, answer["holder"].GetProperty("response_id").GetInt64());
        Assert.Equal(first["call_id"].GetString(), answer["holder"].GetProperty("call").GetString());
        Assert.Empty(await world.EventsSince(mark, $"call:{second.Id}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.responses where call_id = {second.Id}"));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_and_one_effect()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var dispatcher = await world.Dispatcher();
        var key = Guid.NewGuid().ToString("n");

        var first = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)).Is(200);
        var mark = await world.Mark();
        var second = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, key)).Is(200);

        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal("true", second.Message.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Empty(await world.EventsSince(mark, $"call:{call.Id}"));
        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, mode = "other" }, key)).Refused(409, "idempotency_conflict");
    }

    [Fact]
    public async Task An_unstaffed_unit_gets_the_member_who_has_been_idle_longest()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        var first = await world.Paramedic(site);
        var second = await world.Paramedic(site);
        var dispatcher = await world.Dispatcher();

        var one = await world.Dispatch((await world.Call()).Id, unit);
        Assert.Equal(first.Id, one["crew"][0].GetProperty("member").GetInt64());
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await dispatcher.Post($"/api/responses/{one.Id}/clear", new { disposition = "REFUSED" })).Is(200);

        var two = await world.Dispatch((await world.Call()).Id, unit);
        Assert.Equal(second.Id, two["crew"][0].GetProperty("member").GetInt64());
    }

    [Fact]
    public async Task With_nobody_free_an_unstaffed_unit_goes_and_is_flagged()
    {
        var unit = await world.Unit(crew: 0);
        var answer = await world.Dispatch((await world.Call()).Id, unit);
        Assert.Empty(answer["crew"].EnumerateArray());
        Assert.Contains("crew_missing", answer["flags"].EnumerateArray().Select(flag => flag.GetString()));
    }

    [Fact]
    public async Task Nonsense_is_refused_and_changes_nothing()
    {
        var call = await world.Call();
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();
        var path = $"/api/calls/{call.Id}/dispatch";

        (await dispatcher.Post(path, new { unit_id = 999_999 })).Refused(404, "unknown_unit");
        (await dispatcher.Post("/api/calls/999999/dispatch", new { unit_id = 1 })).Refused(404, "not_found");
        (await dispatcher.Post(path, new { })).Refused(400, "invalid");
        (await dispatcher.Raw(HttpMethod.Post, path, "{\"unit_id\":\"1\"}")).Refused(400, "malformed_json");
        (await dispatcher.Raw(HttpMethod.Post, path, "{\"unit\":1}")).Refused(400, "malformed_json");
        (await dispatcher.Raw(HttpMethod.Post, path, "{")).Refused(400, "malformed_json");
        (await dispatcher.Raw(HttpMethod.Post, path, "unit_id=1", "application/x-www-form-urlencoded")).Refused(415, "not_json");
        (await world.Stranger.Post(path, new { unit_id = 1 })).Refused(401, "unauthenticated");
        Assert.Empty(await world.EventsSince(mark, $"call:{call.Id}"));
    }

    [Fact]
    public async Task Who_is_away_is_sent_neither_by_name_nor_with_the_own_unit_unless_a_supervisor_says_so()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var (dispatcher, away) = (await world.Dispatcher(), unit.Crew[0].Id);
        (await dispatcher.Post($"/api/users/{away}/availability", new { available = false })).Is(204);

        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id })).Refused(409, "member_away");
        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, crew = new[] { away } })).Refused(409, "member_away");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from fleet.reservations where request_id = {call.Id}"));

        var sent = (await (await world.Supervisor()).Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, override_reason = "reached by phone" })).Is(200);
        Assert.Contains("staffing_override", sent["flags"].EnumerateArray().Select(flag => flag.GetString()));
        var given = (await (await world.As("auditor")).Get($"/api/audit?kind=fleet.staffing_overridden&subject=unit:{unit.Id}")).Is(200)["items"].EnumerateArray().Single();
        Assert.Equal((call.Id, sent.Id), (given.GetProperty("data").GetProperty("call_id").GetInt64(), given.GetProperty("data").GetProperty("response_id").GetInt64()));
    }

    [Fact]
    public async Task Half_a_point_is_no_place_and_a_hold_ends_ahead()
    {
        var (dispatcher, unit, call) = (await world.Dispatcher(), await world.Unit(), await world.Call());
        var mark = await world.Mark();
        var half = (await dispatcher.Post("/api/calls", new { emergency_type = "MEDICAL", priority = "HIGH", location = new { latitude = 52.5 } })).Refused(400, "invalid");
        Assert.True(half["errors"].TryGetProperty("location.longitude", out _), half.Body.ToString());
        (await dispatcher.Post("/api/calls", new { emergency_type = "MEDICAL", priority = "HIGH", drop_off = new { longitude = 13.4 } })).Refused(400, "invalid");
        (await dispatcher.Post($"/api/calls/{call.Id}/relocate", new { location = new { address = "Here", longitude = 13.4 } })).Refused(400, "invalid");
        Assert.Empty(await world.EventsSince(mark));

        var response = await world.Dispatch(call.Id, unit);
        var past = new { disposition = "REFUSED", hold = new { reason = "meal", until = world.Clock.Now.AddMinutes(-1) } };
        var late = (await dispatcher.Post($"/api/responses/{response.Id}/clear", past)).Refused(400, "invalid");
        Assert.True(late["errors"].TryGetProperty("hold.until", out _), late.Body.ToString());
        Assert.Equal("ASSIGNED", (await dispatcher.Get($"/api/responses/{response.Id}")).State);
    }
}

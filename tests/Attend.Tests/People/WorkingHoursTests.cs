using Attend.People;
using Xunit;

namespace Attend.Tests.People;

public sealed class WorkingHoursTests(World world) : IClassFixture<World>
{
    private static readonly object Plan = new
    {
        weekly = new[] { new { day = 1, from = "22:00", to = "06:00" } }, special_days = new[] { new { date = "2026-12-25", name = "Christmas" } },
        home = new { latitude = 52.5, longitude = 13.4 },
    };

    [Fact]
    public async Task Somebody_keeps_their_own_hours_and_operators_everybodys()
    {
        var (id, therapist) = await world.User($"therapist-{world.Draw()}", Role.Therapist);
        var before = (await therapist.Get($"/api/users/{id}/working-hours")).Is(200);
        Assert.Equal((0, 0), (before["version"].GetInt64(), before["weekly"].GetArrayLength()));
        var mark = await world.Mark();
        var set = (await therapist.Put($"/api/users/{id}/working-hours", Plan, version: 0)).Is(200);
        Assert.Equal((1, 52.5), (set["version"].GetInt64(), set["home"].GetProperty("latitude").GetDouble()));
        Assert.Equal(["people.working_hours_changed"], await world.EventsSince(mark));
        Assert.Equal("22:00", await world.Row<string>($"select weekly -> 0 ->> 'from' from people.working_hours where user_id = {id}"));

        (await therapist.Put($"/api/users/{id}/working-hours", Plan)).Refused(428, "precondition_required");
        (await therapist.Put($"/api/users/{id}/working-hours", Plan, version: 0)).Refused(412, "precondition_failed");
        var planner = await world.As("operator");
        var cleared = (await planner.Put($"/api/users/{id}/working-hours", new { weekly = Array.Empty<object>() }, version: 1)).Is(200);
        Assert.Equal((2, System.Text.Json.JsonValueKind.Null), (cleared["version"].GetInt64(), cleared["home"].ValueKind));
        Assert.Equal(2, (await planner.Get($"/api/users/{id}/working-hours")).Is(200)["version"].GetInt64());
    }

    [Fact]
    public async Task Nobody_keeps_somebody_elses_and_half_a_day_is_none()
    {
        var (id, therapist) = await world.User($"therapist-{world.Draw()}", Role.Therapist);
        var (other, _) = await world.User($"therapist-{world.Draw()}", Role.Therapist);
        (await therapist.Get($"/api/users/{other}/working-hours")).Refused(404, "not_found");
        (await therapist.Put($"/api/users/{other}/working-hours", Plan, version: 0)).Refused(404, "not_found");
        (await (await world.As("nurse")).Get($"/api/users/{id}/working-hours")).Refused(403, "forbidden");
        var half = new { weekly = Array.Empty<object>(), special_days = new[] { new { date = "2026-12-25", name = "Christmas", from = "08:00" } } };
        Assert.Contains("special_days[0].to", (await therapist.Put($"/api/users/{id}/working-hours", half, version: 0)).Refused(400, "invalid")["errors"].ToString(), StringComparison.Ordinal);
        var ninth = new { weekly = new[] { new { day = 9, from = "08:00", to = "25:00" } } };
        (await therapist.Put($"/api/users/{id}/working-hours", ninth, version: 0)).Refused(400, "invalid");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from people.work_plans where user_id = {id}"));
    }

    [Fact]
    public async Task What_somebody_can_do_others_say()
    {
        var (id, therapist) = await world.User($"therapist-{world.Draw()}", Role.Therapist);
        var planner = await world.As("operator");
        var mark = await world.Mark();
        Assert.Equal(["iv", "wound-care"], Words((await planner.Put($"/api/users/{id}/skills", new { skills = new[] { "wound-care", "iv", "iv" } })).Is(200)));
        (await planner.Put($"/api/users/{id}/skills", new { skills = new[] { "iv", "wound-care" } })).Is(200);
        Assert.Equal(["people.skills_changed"], await world.EventsSince(mark));
        Assert.Equal(["iv"], Words((await planner.Put($"/api/users/{id}/skills", new { skills = new[] { "iv" } })).Is(200)));
        Assert.Equal(["iv"], Words((await therapist.Get($"/api/users/{id}/skills")).Is(200)));
        Assert.Equal(["iv"], await world.Rows<string>($"select skill from people.skills where user_id = {id}"));
        (await therapist.Put($"/api/users/{id}/skills", new { skills = new[] { "surgery" } })).Refused(403, "forbidden");
        (await planner.Put($"/api/users/{id}/skills", new { skills = new[] { "iv", "Wound care" } })).Refused(400, "invalid");
        (await planner.Put("/api/users/999999/skills", new { skills = Array.Empty<string>() })).Refused(404, "not_found");
    }

    [Fact]
    public async Task Both_are_exported_and_erased_with_the_person()
    {
        var (id, therapist) = await world.User($"therapist-{world.Draw()}", Role.Therapist);
        (await therapist.Put($"/api/users/{id}/working-hours", Plan, version: 0)).Is(200);
        (await (await world.As("operator")).Put($"/api/users/{id}/skills", new { skills = new[] { "iv" } })).Is(200);
        var admin = await world.Admin();
        var account = (await admin.Get($"/api/users/{id}/export")).Is(200)["data"].GetProperty("people.account");
        Assert.Equal("iv", account.GetProperty("skills")[0].GetString());
        Assert.Equal(52.5, account.GetProperty("working_hours").GetProperty("home_latitude").GetDouble());
        (await admin.Post($"/api/users/{id}/erase")).Is(204);
        Assert.Equal(0L, await world.Row<long>($"select (select count(*) from people.abilities where user_id = {id}) + (select count(*) from people.work_plans where user_id = {id})"));
        Assert.Equal("", await world.Violations());
    }

    private static string[] Words(Answer answer) => [.. answer["skills"].EnumerateArray().Select(skill => skill.GetString()!)];
}

using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Whether somebody is told, when, and why not: as they chose, by their own clock, and what saves a life all the same.</summary>
public sealed class PolicyTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Quiet_hours_keep_what_can_wait_and_let_pass_what_cannot_with_the_reason()
    {
        var unit = await world.Unit();
        var medic = await Reachable(unit.Crew[0]);
        (await medic.Put("/api/notifications/quiet-hours", Around(world.Clock.Now))).Is(204);

        var call = await world.Call("CRITICAL");
        var response = (await world.Dispatch(call.Id, unit)).Id;
        await world.Settled();
        Assert.Contains(await world.Deliveries($"response:{response}"), line => line.StartsWith($"crew_assigned {medic.UserId} sms ", StringComparison.Ordinal) && line.EndsWith("passed_quiet_hours", StringComparison.Ordinal));

        // What is worth nothing after the quiet is not sent; what lies in the inbox makes no noise.
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        var told = await world.Deliveries($"response:{response}:end");
        Assert.Contains($"crew_stood_down {medic.UserId} in_app PENDING", told);
        Assert.Contains($"crew_stood_down {medic.UserId} web_push SUPPRESSED quiet_hours", told);

        // What is worth something afterwards waits for their end.
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        (await (await world.Admin()).Post($"/api/users/{medic.UserId}/licences", new { kind = "driving", number = "1", expires_on = day.AddDays(1) })).Is(201);
        await world.Db.Run($"update platform.work set due_at = {world.Clock.Now} where kind = 'notifications.remind_of_licences'");
        await world.Settled();
        var waits = await world.Row<DateTimeOffset>($"""
            select d.next_at from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.kind = 'licence_expires' and d.user_id = {medic.UserId} and d.way = 'email' and d.state = 'PENDING' and d.reason = 'quiet_hours'
            """);
        Assert.Equal(Ends(world.Clock.Now), waits);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_somebody_does_not_want_is_not_sent_and_what_is_clinical_lies_in_the_inbox_whatever_they_chose()
    {
        var unit = await world.Unit();
        var medic = await Reachable(unit.Crew[0]);
        (await medic.Put("/api/notifications/preferences/crew_assigned/sms", new { wanted = false })).Is(204);
        (await medic.Put("/api/notifications/preferences/crew_assigned/in_app", new { wanted = false })).Refused(409, "always_told");
        (await medic.Put("/api/notifications/preferences/crew_assigned/webhook", new { wanted = false })).Refused(404, "unknown_kind");

        var response = (await world.Dispatch((await world.Call("CRITICAL")).Id, unit)).Id;
        await world.Settled();

        var told = await world.Deliveries($"response:{response}");
        Assert.Contains($"crew_assigned {medic.UserId} sms SUPPRESSED not_wanted", told);
        Assert.Contains($"crew_assigned {medic.UserId} in_app PENDING", told);
    }

    private async Task<Api> Reachable(Person person)
    {
        var admin = await world.Admin();
        var user = (await admin.Get($"/api/users/{person.Id}")).Is(200);
        (await admin.Patch($"/api/users/{person.Id}", new { phone = "+49301234567", email = "medic@example.org", zone = "UTC" }, user["version"].GetInt64())).Is(200);
        return await world.SignIn(person.Name);
    }

    /// <summary>An hour before and two after, by a clock in UTC.</summary>
    private static object Around(DateTimeOffset now) => new
    {
        from = now.UtcDateTime.AddHours(-1).ToString("HH:mm", null), to = now.UtcDateTime.AddHours(2).ToString("HH:mm", null), days = new[] { 1, 2, 3, 4, 5, 6, 7 },
    };

    private static DateTimeOffset Ends(DateTimeOffset now)
    {
        var end = now.ToUniversalTime().AddHours(2);
        return new DateTimeOffset(end.Year, end.Month, end.Day, end.Hour, end.Minute, 0, TimeSpan.Zero);
    }
}

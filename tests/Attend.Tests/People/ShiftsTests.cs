using System.Text.Json;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Xunit;

namespace Attend.Tests.People;

public sealed class ShiftsTests(World world) : IClassFixture<World>
{
    private DateTimeOffset Now => world.Clock.GetUtcNow();

    [Fact]
    public async Task A_shift_is_planned_and_published_half_open()
    {
        var (site, user) = await Crew("planned");
        var supervisor = await world.User("planner", Role.Supervisor);
        var mark = await world.Mark();
        var made = (await supervisor.Client.Post("/api/shifts", new
        {
            user_id = user.Id, site_id = site, from = Now.AddHours(1), to = Now.AddHours(13), vehicle_id = 7,
        })).Is(201);
        Assert.Equal(7, made["vehicle_id"].GetInt64());
        Assert.Equal(["people.shift_planned"], (await world.EventsSince(mark)).Where(Asked));
        Assert.Equal(0, await OnDuty(user.Id, Now));
        Assert.Equal(1, await OnDuty(user.Id, Now.AddHours(1)));
        Assert.Equal(0, await OnDuty(user.Id, Now.AddHours(13)));
        Assert.Equal(
            ["people.shift_begins", "people.shift_ends"],
            await world.Db.List<string>($"select kind from platform.work where key = {Key(made.Id)} order by due_at"));

        var found = (await supervisor.Client.Get($"/api/shifts?user_id={user.Id}&from={Iso(Now.AddHours(12))}&to={Iso(Now.AddHours(20))}")).Items();
        Assert.Equal(made.Id, Assert.Single(found).GetProperty("id").GetInt64());
        Assert.Empty((await supervisor.Client.Get($"/api/shifts?user_id={user.Id}&from={Iso(Now.AddHours(13))}")).Items());
        Assert.Single((await user.Client.Get("/api/shifts")).Items());
    }

    [Fact]
    public async Task Nobody_is_on_duty_twice_even_in_a_race()
    {
        var (site, user) = await Crew("twice");
        var admin = await world.Admin();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => admin.Post("/api/shifts", new
        {
            user_id = user.Id, site_id = site, from = Now.AddMinutes(i), to = Now.AddHours(8),
        })));
        Assert.Single(answers, answer => answer.Number == 201);
        Assert.All(answers.Where(answer => answer.Number != 201), answer => answer.Refused(409, "shift_overlap"));
        // The next shift begins when this one ends.
        (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddHours(8) })).Is(201);
        (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddYears(1) })).Refused(409, "shift_overlap");
    }

    [Fact]
    public async Task Shifts_of_one_person_that_are_moved_to_the_same_hour_at_once_end_with_one_there()
    {
        var (site, user) = await Crew("moved");
        var admin = await world.Admin();
        var shifts = new List<long>();
        for (var day = 1; day <= 8; day++)
        {
            shifts.Add((await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddDays(day), to = Now.AddDays(day).AddHours(8) })).Is(201).Id);
        }

        var (from, to) = (Now.AddDays(20), Now.AddDays(20).AddHours(8));
        var answers = await Task.WhenAll(shifts.Select(shift => admin.Patch($"/api/shifts/{shift}", new { from, to }, 1)));
        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), answer => answer.Refused(409, "shift_overlap"));
        Assert.Equal(1, await world.Row<long>($"select count(*) from people.shifts where user_id = {user.Id} and from_at = {from}"));
    }

    [Fact]
    public async Task A_shift_is_ended_early_and_one_that_has_not_begun_is_cancelled()
    {
        var (site, user) = await Crew("ending");
        var admin = await world.Admin();
        var running = (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddHours(-2) })).Is(201);
        var later = (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddDays(-9), to = Now.AddDays(-8) })).Is(201);
        (await admin.Delete($"/api/shifts/{running.Id}")).Refused(409, "shift_began");
        (await admin.Patch($"/api/shifts/{running.Id}", new { to = Now.AddHours(-3) }, 1)).Refused(400, "invalid");
        var mark = await world.Mark();
        var ended = (await admin.Patch($"/api/shifts/{running.Id}", new { to = Now }, 1)).Is(200);
        Assert.Equal(Now, ended["to"].GetDateTimeOffset());
        Assert.Equal(0, await OnDuty(user.Id, Now));
        (await admin.Patch($"/api/shifts/{running.Id}", new { to = Now }, 1)).Refused(412, "precondition_failed");
        (await admin.Patch($"/api/shifts/{later.Id}", new { to = (DateTimeOffset?)null }, 1)).Refused(409, "shift_overlap");

        var planned = (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now.AddHours(1) })).Is(201);
        (await admin.Delete($"/api/shifts/{planned.Id}")).Is(204);
        Assert.Equal(["people.shift_changed", "people.shift_planned", "people.shift_cancelled"], (await world.EventsSince(mark)).Where(Asked));
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from platform.work where key = {Key(planned.Id)}"));
        (await admin.Delete($"/api/shifts/{planned.Id}")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Its_beginning_and_end_by_the_clock_are_facts()
    {
        var (site, user) = await Crew("clocked");
        var made = (await (await world.Admin()).Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now, to = Now.AddHours(1) }))
            .Is(201);
        var mark = await world.Mark();
        foreach (var kind in new[] { ShiftClock.Begins, ShiftClock.Ends })
        {
            await world.Db.Write<Results<NoContent, Attend.Platform.Web.Refused>>(Caller.System, async change =>
            {
                var data = JsonSerializer.SerializeToElement(new { shift_id = made.Id });
                await kind.Run(world.Services, change, new DueItem(1, kind.Name, $"shift:{made.Id}", Now, data, 1, 1));
                return TypedResults.NoContent();
            });
        }

        var kinds = await world.Db.List<string>($"select kind from platform.events where id > {mark} order by id");
        Assert.Contains("people.shift_started", kinds);
        Assert.Contains("people.shift_ended", kinds);
    }

    [Fact]
    public async Task Who_plans_for_one_site_plans_nowhere_else()
    {
        var (site, user) = await Crew("sited");
        var other = await world.SiteNamed("Another depot");
        var planner = await world.User("sited-operator", Role.Operator, site);
        (await planner.Client.Post("/api/shifts", new { user_id = user.Id, site_id = other, from = Now })).Refused(404, "unknown_site");
        var made = (await planner.Client.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now })).Is(201);
        (await planner.Client.Patch($"/api/shifts/{made.Id}", new { site_id = other }, 1)).Refused(404, "unknown_site");
        var elsewhere = await world.User("other-operator", Role.Operator, other);
        (await elsewhere.Client.Patch($"/api/shifts/{made.Id}", new { to = Now.AddHours(1) }, 1)).Refused(404, "not_found");
        (await elsewhere.Client.Get($"/api/shifts/{made.Id}")).Refused(404, "not_found");
        (await user.Client.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Unknown_and_deactivated_people_are_not_planned()
    {
        var (site, user) = await Crew("gone");
        var admin = await world.Admin();
        (await admin.Post($"/api/users/{user.Id}/deactivate")).Is(200);
        (await admin.Post("/api/shifts", new { user_id = user.Id, site_id = site, from = Now })).Refused(404, "unknown_user");
        (await admin.Post("/api/shifts", new { user_id = 999_999, site_id = site, from = Now })).Refused(404, "unknown_user");
    }

    // The clock's own facts come when the worker comes to them.
    private static bool Asked(string kind) => kind is not ("people.shift_started" or "people.shift_ended");

    private static string Key(long id) => $"shift:{id}";

    private static string Iso(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));

    private async Task<(long Site, (long Id, Api Client) User)> Crew(string name)
    {
        var site = await world.SiteNamed("Station of " + name);
        return (site, await world.User(name, Role.Paramedic, site));
    }

    private Task<long> OnDuty(long user, DateTimeOffset at) => world.Db.One<long>($"""
        select count(*) from people.duty where user_id = {user} and from_at <= {at} and (to_at is null or {at} < to_at)
        """);
}

using Attend.Notifications;
using Attend.Platform.Events;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What matters little: said in its time, once, and gathered when it repeats itself.</summary>
public sealed class ReminderTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_shift_is_announced_half_a_day_before_as_it_stands_then()
    {
        var supervisor = await world.Supervisor();
        var medic = await world.AddPerson($"medic-{world.Draw()}", "paramedic");
        var site = await world.Site();
        var from = world.Clock.Now.AddHours(30);
        var shift = (await supervisor.Post("/api/shifts", new { user_id = medic, site_id = site, from, to = from.AddHours(8) })).Is(201);
        var cancelled = (await supervisor.Post("/api/shifts", new { user_id = medic, site_id = site, from = from.AddDays(2), to = from.AddDays(2).AddHours(8) })).Is(201);
        (await supervisor.Patch($"/api/shifts/{shift.Id}", new { from = from.AddHours(2) }, shift["version"].GetInt64())).Is(200);
        (await supervisor.Delete($"/api/shifts/{cancelled.Id}")).Is(204);

        await Pass(TimeSpan.FromHours(19));
        Assert.Empty(await world.Deliveries($"shift:{shift.Id}"));
        await Pass(TimeSpan.FromHours(1));
        Assert.Contains($"shift_begins {medic} in_app PENDING", await world.Deliveries($"shift:{shift.Id}"));
        // Its site stands in the facts by number; in the words it has its name, whatever that is by now.
        Assert.Equal(["at", "shift_id", "site_id"], await Facts("shift_begins"));
        var place = (await (await world.Admin()).Get($"/api/sites/{site}")).Is(200);
        (await (await world.Admin()).Patch($"/api/sites/{site}", new { name = $"Station renamed {site}" }, place["version"].GetInt64())).Is(200);
        var name = await world.Row<string>($"select username from people.members where id = {medic}");
        var told = (await (await world.SignIn(name)).Get("/api/notifications")).Is(200)["items"][0];
        Assert.Contains($"Station renamed {site}", told.GetProperty("text").GetString(), StringComparison.Ordinal);
        await Pass(TimeSpan.FromDays(3));
        Assert.Empty(await world.Deliveries($"shift:{cancelled.Id}"));
        Assert.Equal(1, await world.Row<long>($"select count(*) from notifications.messages where subject = {"shift:" + shift.Id}"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_licence_that_expires_is_told_at_each_mark_once_and_not_when_a_newer_one_is_there()
    {
        var admin = await world.Admin();
        var medic = await world.AddPerson($"medic-{world.Draw()}", "paramedic");
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        var expires = (await admin.Post($"/api/users/{medic}/licences", new { kind = "driving", number = "1", expires_on = day.AddDays(40) })).Is(201).Id;
        await admin.Post($"/api/users/{medic}/licences", new { kind = "paramedic", number = "1", expires_on = day.AddDays(35) });
        await admin.Post($"/api/users/{medic}/licences", new { kind = "paramedic", number = "2", expires_on = day.AddDays(900) });

        var told = new List<long>();
        for (var passed = 0; passed < 45; passed++)
        {
            await Pass(TimeSpan.FromDays(1));
            told.Add(await world.Row<long>($"""
                select count(*) from notifications.messages m join notifications.deliveries d on d.message_id = m.id
                where m.kind = 'licence_expires' and d.user_id = {medic} and d.way = 'in_app'
                """));
        }

        Assert.Equal([0, 1, 2, 3], told.Distinct().Order());
        Assert.Equal(3, await world.Row<long>($"select count(*) from notifications.messages where subject like {"licence:" + expires + ":%"}"));
        Assert.Equal(["days", "licence_id", "on"], await Facts("licence_expires"));
        var name = await world.Row<string>($"select username from people.members where id = {medic}");
        Assert.Contains("Your licence driving expires", await Newest(name), StringComparison.Ordinal);
        (await (await world.Admin()).Delete($"/api/users/{medic}/licences/{expires}")).Is(204);
        Assert.Contains("Your licence expires", await Newest(name), StringComparison.Ordinal);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_repeats_itself_is_gathered_and_said_in_one_digest_a_window()
    {
        var medic = await Reachable();
        for (var one = 0; one < 5; one++)
        {
            await Remind(medic);
        }

        Assert.Equal(["PENDING", "SUPPRESSED in_digest", "SUPPRESSED in_digest", "SUPPRESSED in_digest", "SUPPRESSED in_digest"], await Mails(medic));
        await Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(["4"], await DigestsOf(medic));
        await Pass(TimeSpan.FromHours(3));
        Assert.Equal(["4"], await DigestsOf(medic));

        await Remind(medic);
        await Remind(medic);
        await Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(["4", "1"], await DigestsOf(medic));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task An_administrator_hears_once_of_a_subject_that_is_parked_and_that_it_goes_on()
    {
        var admin = (await world.Admin()).UserId;
        await world.Settled();
        await world.Db.Run($"""
            insert into platform.parked_events (subscription, subject, epoch, tx, id, attempts, error, parked_at, next_at)
            select 'notifications.people', subject, epoch, tx, id, 9, 'made up', {world.Clock.Now}, null from platform.events order by id limit 1
            """);
        await Pass(TimeSpan.FromMinutes(2));
        await Pass(TimeSpan.FromMinutes(2));
        Assert.Equal([$"work_failed {admin} in_app PENDING", $"work_failed {admin} email SUPPRESSED no_address"], await world.Deliveries("parked:notifications.people"));

        await world.Db.Run($"delete from platform.parked_events");
        await Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("OVER", await world.Row<string>($"select state from notifications.messages where subject = 'parked:notifications.people'"));
    }

    /// <summary>What is kept with the messages of a kind.</summary>
    private Task<IReadOnlyList<string>> Facts(string kind) => world.Rows<string>($"""
        select distinct f.key from notifications.messages m cross join lateral jsonb_each(m.facts) f where m.kind = {kind} order by 1
        """);

    private async Task<string> Newest(string name) =>
        (await (await world.SignIn(name)).Get("/api/notifications?limit=1")).Is(200)["items"][0].GetProperty("text").GetString()!.Replace("\u2068", "", StringComparison.Ordinal)
            .Replace("\u2069", "", StringComparison.Ordinal);

    /// <summary>Somebody with a mail address.</summary>
    private async Task<long> Reachable()
    {
        var medic = await world.AddPerson($"medic-{world.Draw()}", "paramedic");
        var admin = await world.Admin();
        var user = (await admin.Get($"/api/users/{medic}")).Is(200);
        (await admin.Patch($"/api/users/{medic}", new { email = "medic@example.org" }, user["version"].GetInt64())).Is(200);
        return medic;
    }

    /// <summary>A licence of a kind of its own, which expires tomorrow.</summary>
    private async Task Remind(long medic)
    {
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        (await (await world.Admin()).Post($"/api/users/{medic}/licences", new { kind = $"kind-{world.Draw()}", number = "1", expires_on = day.AddDays(1) })).Is(201);
        await world.Db.Run($"update platform.work set due_at = {world.Clock.Now} where kind = {PeopleMessages.Licences.Name}");
        await world.Settled();
    }

    private Task<IReadOnlyList<string>> Mails(long medic) => world.Rows<string>($"""
        select concat_ws(' ', case when d.state = 'SENT' then 'PENDING' else d.state end, d.reason) from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        where d.user_id = {medic} and d.way = 'email' and m.kind = 'licence_expires' order by d.id
        """);

    private Task<IReadOnlyList<string>> DigestsOf(long medic) => world.Rows<string>($"""
        select m.facts ->> 'count' from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where d.user_id = {medic} and m.kind = 'digest' and d.way = 'email' order by d.id
        """);

    private async Task Pass(TimeSpan time)
    {
        world.Clock.Advance(time);
        await world.Settled();
    }
}

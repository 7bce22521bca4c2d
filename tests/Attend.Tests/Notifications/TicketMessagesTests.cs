using System.Text.Json;
using Attend.Platform.Work;
using Attend.Tests.Queues;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What somebody who holds a number and is signed in is told of it, and when that is over.</summary>
public sealed class TicketMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_comes_next_is_told_once_a_stage_and_who_is_called_at_once_by_every_way()
    {
        var clinic = await Clinic.Open(world);
        var (first, second) = (await Patient(clinic), await Patient(clinic));
        await clinic.Join();
        Assert.Equal(["ticket_next SAID"], await Said(first));
        Assert.Empty(await Said(second));

        (await clinic.Next()).Is(200);
        Assert.Equal(["ticket_next OVER ended", "ticket_called SAID"], await Said(first));
        Assert.Equal(["ticket_next SAID"], await Said(second));
        Assert.Equal(
            new[] { $"ticket_called {first.Person.UserId} in_app", $"ticket_called {first.Person.UserId} sms", $"ticket_called {first.Person.UserId} web_push" },
            (await world.Deliveries($"ticket:{first.Ticket}")).Where(line => line.StartsWith("ticket_called ", StringComparison.Ordinal)).Select(Way).Order());
        Assert.Equal("clinical", await world.Row<string>($"select urgency from notifications.messages where subject = {"ticket:" + first.Ticket} and kind = 'ticket_called'"));
        Assert.Equal(["desk_id", "minutes", "queue_id", "site_id", "stage", "ticket", "ticket_id", "what"], await world.Rows<string>($"""
            select distinct f.key from notifications.messages m cross join lateral jsonb_each(m.facts) f where m.subject = {"ticket:" + first.Ticket} order by 1
            """));
        var facts = (await Inbox(first)).GetProperty("facts");
        Assert.Equal(($"{clinic.Code}-001", "Clinic", clinic.Queue, first.Ticket, 1), (
            facts.GetProperty("ticket").GetString(), facts.GetProperty("department").GetString(), facts.GetProperty("queue_id").GetInt64(),
            facts.GetProperty("ticket_id").GetInt64(), facts.GetProperty("stage").GetInt32()));
        Assert.StartsWith("Room ", facts.GetProperty("desk").GetString(), StringComparison.Ordinal);
        Assert.Equal($"Ticket {clinic.Code}-001, it is your turn. Please come to: {facts.GetProperty("desk").GetString()}.", (await Inbox(first)).GetProperty("text").GetString());

        (await clinic.Do(first.Ticket, "recall")).Is(200);
        Assert.Equal(["ticket_called OVER changed", "ticket_called SAID"], (await Said(first)).TakeLast(2));
        (await clinic.Do(first.Ticket, "start")).Is(200);
        Assert.Equal("ticket_called OVER ended", (await Said(first))[^1]);
        Assert.DoesNotContain((await Inbox(first)).GetProperty("actions").EnumerateArray(), action => action.GetString() == "acknowledge");

        (await clinic.Do(first.Ticket, "put-back")).Is(200);
        Assert.Equal(1, (await Said(first)).Count(line => line.StartsWith("ticket_next", StringComparison.Ordinal)));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_will_wait_much_longer_than_they_were_told_hears_it_once_and_whoever_joins_behind_them_is_nothing_to_them()
    {
        var clinic = await Clinic.Open(world);
        var patient = await Patient(clinic);
        for (var behind = 0; behind < 30; behind++)
        {
            await clinic.Join();
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["ticket_next SAID"], await Said(patient));
        // Nobody is called for a long time.
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["ticket_next SAID", "ticket_delayed SAID"], await Said(patient));
        var minutes = await world.Row<long>($"select (facts ->> 'minutes')::bigint from notifications.messages where subject = {"ticket:" + patient.Ticket} and kind = 'ticket_delayed'");
        Assert.StartsWith($"Ticket {clinic.Code}-001: your wait in Clinic has grown. You will be called in about {minutes} minute", (await Inbox(patient)).GetProperty("text").GetString(), StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, (await Said(patient)).Count);
        (await clinic.Next()).Is(200);
        Assert.Equal("ticket_delayed OVER ended", (await Said(patient))[1]);
        Assert.Empty(await world.Violations());
    }

    /// <summary>Their call lapses while their forecast is made: they are not behind themselves.</summary>
    [Fact]
    public async Task Whose_call_lapses_in_that_moment_hears_nothing_of_a_longer_wait()
    {
        var clinic = await Clinic.Open(world, new { silent_seconds = 310 });
        var patient = await Patient(clinic);
        (await clinic.Next()).Is(200);
        await world.Settled();
        // What else asks for the same rows would be waited for in its place.
        await world.Db.Run($"update platform.work set due_at = {world.Clock.Now.AddHours(1)} where kind = 'queues.learn_forecasts'");
        await using var busy = new NpgsqlConnection(world.Connection);
        await busy.OpenAsync(TestContext.Current.CancellationToken);
        await using var work = await busy.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("lock table queues.standings in access exclusive mode", busy, work);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        world.Clock.Advance(TimeSpan.FromSeconds(300));
        var due = world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
        await Platform.Wait.Until(async () => await world.Row<bool>($"""
            select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from line l join queues.standings%')
            """));
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAny(due, world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken));
        await Platform.Wait.Until(async () => await world.Row<string>($"select state from queues.tickets where id = {patient.Ticket}") == "WAITING");
        await work.CommitAsync(TestContext.Current.CancellationToken);
        await due;

        Assert.Equal(["ticket_next OVER ended", "ticket_called OVER ended"], await Said(patient));
    }

    [Fact]
    public async Task As_many_come_next_as_there_are_open_desks_and_none_while_the_queue_is_paused()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        var nurse = await clinic.Nurse;
        (await nurse.Post($"/api/desks/{clinic.Desks[1]}/break")).Is(200);
        var holders = new[] { await Patient(clinic), await Patient(clinic), await Patient(clinic) };
        Assert.Equal([1, 0, 0], await Nexts(holders));
        (await nurse.Post($"/api/desks/{clinic.Desks[1]}/open")).Is(200);
        Assert.Equal([1, 1, 0], await Nexts(holders));
        (await nurse.Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        (await clinic.Do(holders[0].Ticket, "cancel")).Is(200);
        Assert.Equal([1, 1, 0], await Nexts(holders));
        (await nurse.Post($"/api/queues/{clinic.Queue}/resume")).Is(200);
        Assert.Equal([1, 1, 1], await Nexts(holders));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_is_at_another_desk_is_next_when_they_are_free_again_and_anew_in_the_queue_they_are_sent_to()
    {
        var here = await Clinic.Open(world);
        var there = await Clinic.Open(world, site: here.Site);
        var patient = await Patient(here);
        (await here.Next()).Is(200);
        var other = (await there.Join(new { patient_id = patient.Person.UserId })).Id;
        await world.Settled();
        Assert.Empty(await world.Said($"ticket:{other}"));

        (await here.Do(patient.Ticket, "start")).Is(200);
        (await here.Do(patient.Ticket, "complete")).Is(200);
        await world.Settled();
        Assert.Equal(["ticket_next SAID"], await world.Said($"ticket:{other}"));

        (await there.Do(other, "transfer", new { queue_id = here.Queue })).Is(200);
        await world.Settled();
        Assert.Equal(["ticket_next OVER ended", "ticket_next SAID"], await world.Said($"ticket:{other}"));
        Assert.Equal(["1", "2"], await world.Rows<string>($"select facts ->> 'stage' from notifications.messages where subject = {"ticket:" + other} order by id"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_is_late_and_passed_over_is_asked_back_once_until_they_are_here()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        var late = await Patient(clinic);
        await clinic.Join();
        await clinic.Join();
        Assert.Equal(["ticket_next SAID"], await Said(late));
        (await world.Stranger.Post($"/api/my-tickets/{late.Token}/late")).Is(200);
        Assert.DoesNotContain(await Said(late), line => line.StartsWith("ticket_return", StringComparison.Ordinal));

        (await clinic.Next()).Is(200);
        (await clinic.Next(clinic.Desks[1])).Is(200);
        Assert.Equal(["ticket_return SAID"], (await Said(late)).Skip(1));
        Assert.Contains("others have been called before you", (await Inbox(late)).GetProperty("text").GetString(), StringComparison.Ordinal);
        // Only who does not come in a minute is told by telephone.
        Assert.DoesNotContain(await world.Deliveries($"ticket:{late.Ticket}"), line => line.StartsWith($"ticket_return {late.Person.UserId} sms", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        Assert.Contains(await world.Deliveries($"ticket:{late.Ticket}"), line => line.StartsWith($"ticket_return {late.Person.UserId} sms", StringComparison.Ordinal));

        (await world.Stranger.Post($"/api/my-tickets/{late.Token}/here")).Is(200);
        Assert.Equal(["ticket_return OVER ended"], (await Said(late)).Skip(1));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_desk_asks_somebody_back_and_takes_it_back_and_a_planned_time_asks_by_itself()
    {
        var clinic = await Clinic.Open(world);
        var away = await Patient(clinic);
        (await clinic.Do(away.Ticket, "hold", new { reason = "X-ray", back_in_minutes = 20 })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.Empty((await Said(away)).Skip(1));
        (await clinic.Do(away.Ticket, "ask-back")).Is(200);
        Assert.Equal(["ticket_return SAID"], (await Said(away)).Skip(1));
        (await clinic.Do(away.Ticket, "undo")).Is(200);
        Assert.Equal(["ticket_return OVER ended"], (await Said(away)).Skip(1));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Settled();
        Assert.Equal(["ticket_return OVER ended", "ticket_return SAID"], (await Said(away)).Skip(1));
        Assert.Contains("you are expected", (await Inbox(away)).GetProperty("text").GetString(), StringComparison.Ordinal);
        (await clinic.Do(away.Ticket, "return")).Is(200);
        Assert.Equal("ticket_return OVER ended", (await Said(away))[^1]);
        Assert.Empty(await world.Violations());
    }

    /// <summary>The desk forgets whom it called: what they were told is over, and they are called anew.</summary>
    [Fact]
    public async Task A_call_that_lapses_is_over_and_what_was_not_sent_of_it_is_not()
    {
        var clinic = await Clinic.Open(world, new { silent_seconds = 60 });
        var patient = await Patient(clinic);
        await world.Settled();
        (await clinic.Next()).Is(200);
        await world.Settled();
        // As after a provider's "later": it waits for its next try.
        await world.Db.Run($"""
            update notifications.deliveries d set state = 'PENDING', next_at = {world.Clock.Now.AddMinutes(5)}, lease_until = null from notifications.messages m
            where m.id = d.message_id and m.subject = {"ticket:" + patient.Ticket} and m.kind = 'ticket_called' and d.way = 'sms'
            """);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();

        Assert.Equal(["ticket_next OVER ended", "ticket_called OVER ended"], await Said(patient));
        Assert.Contains($"ticket_called {patient.Person.UserId} sms SUPPRESSED ended", await world.Deliveries($"ticket:{patient.Ticket}"));
        (await clinic.Next()).Is(200);
        Assert.Equal("ticket_called SAID", (await Said(patient))[^1]);
    }

    [Fact]
    public async Task Nobodys_name_leaves_the_row_that_was_made_for_it()
    {
        const string Canary = "Kanarienvogel";
        var clinic = await Clinic.Open(world);
        var name = $"patient-{world.Draw()}";
        var admin = await world.Admin();
        var id = (await admin.Post("/api/users", new
        {
            username = name, password = World.Password, first_name = Canary, last_name = Canary, phone = "+49301112222", roles = new[] { new { role = "patient" } },
        })).Is(201).Id;
        var ticket = (await (await world.SignIn(name)).Post($"/api/queues/{clinic.Queue}/tickets", new { name = Canary })).Is(201).Id;
        await world.Settled();
        (await clinic.Next()).Is(200);
        await world.Settled();
        await Platform.Wait.Until(() => Sent().Any(text => text.Contains($"{clinic.Code}-001", StringComparison.Ordinal)));
        (await clinic.Do(ticket, "hold", new { reason = Canary })).Is(200);
        (await clinic.Do(ticket, "ask-back")).Is(200);
        await world.Settled();

        Assert.Equal(3, await world.Row<long>($"select count(*) from notifications.messages where audience = {"user:" + id}"));
        foreach (var table in new[] { "notifications.messages", "notifications.rungs", "notifications.deliveries", "platform.events", "platform.work" })
        {
            Assert.Equal(0, await world.Row<long>($"select count(*) from {Attend.Platform.Database.Sql.Raw(table)} t where t::text like {"%" + Canary + "%"}"));
        }

        Assert.DoesNotContain(Sent(), text => text.Contains(Canary, StringComparison.Ordinal));

        IEnumerable<string> Sent() => Directory.Exists(Path.Combine(world.DataFolder, "sink"))
            ? Directory.GetFiles(Path.Combine(world.DataFolder, "sink"), "*-sms-*.json").Select(File.ReadAllText)
            : [];
    }

    private sealed record Holder(Api Person, long Ticket, string Token);

    /// <summary>A patient with a telephone who takes a number by themselves.</summary>
    private async Task<Holder> Patient(Clinic clinic)
    {
        var person = await world.Reachable("patient");
        var joined = (await person.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201);
        // What is said of their coming is said before the story goes on.
        await world.Settled();
        return new Holder(person, joined.Id, joined["token"].GetString()!);
    }

    private async Task<IReadOnlyList<string>> Said(Holder holder)
    {
        await world.Settled();
        return await world.Said($"ticket:{holder.Ticket}");
    }

    private async Task<IReadOnlyList<int>> Nexts(IEnumerable<Holder> holders)
    {
        var told = new List<int>();
        foreach (var holder in holders)
        {
            told.Add((await Said(holder)).Count(line => line.StartsWith("ticket_next", StringComparison.Ordinal)));
        }

        return told;
    }

    /// <summary>The newest that lies in their inbox of their number.</summary>
    private async Task<JsonElement> Inbox(Holder holder)
    {
        await world.Settled();
        return (await holder.Person.Get("/api/notifications")).Is(200)["items"].EnumerateArray()
            .First(one => one.GetProperty("subject").GetString() == $"ticket:{holder.Ticket}");
    }

    /// <summary>Without what became of it.</summary>
    private static string Way(string line) => string.Join(' ', line.Split(' ').Take(3));
}

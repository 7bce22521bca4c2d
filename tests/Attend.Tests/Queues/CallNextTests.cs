using Xunit;

namespace Attend.Tests.Queues;

public sealed class CallNextTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_first_is_called_served_and_completed_and_every_step_is_recorded()
    {
        var clinic = await Clinic.Open(world);
        var first = await clinic.Join(new { name = "Canary Patient" });
        await clinic.Join();
        Assert.Equal(($"{clinic.Code}-001", 1), (first["ticket_number"].GetString(), first["position"].GetInt32()));
        var mark = await world.Mark();

        var called = (await clinic.Next()).Is(200);
        Assert.Equal((first.Id, "CALLED", clinic.Desk), (called.Id, called.State, called["desk_id"].GetInt64()));
        Assert.Contains("start", called["actions"].EnumerateArray().Select(action => action.GetString()));
        Assert.Equal("IN_SERVICE", (await clinic.Do(called.Id, "start")).Is(200).State);
        Assert.Equal("COMPLETED", (await clinic.Do(called.Id, "complete", new { outcome = "discharged" })).Is(200).State);

        Assert.Equal(["queues.ticket_called", "queues.service_started", "queues.ticket_completed"], await world.EventsSince(mark, $"ticket:{first.Id}"));
        Assert.Equal("completed discharged", await world.Row<string>($"select ended || ' ' || outcome from queues.stages where ticket_id = {first.Id}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Canary%'"));
        Assert.Equal(["002"], await clinic.Line());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task When_nobody_waits_there_is_no_content_and_a_busy_or_closed_desk_is_told_why()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        Assert.Equal(204, (await clinic.Next()).Number);
        await clinic.Join();
        await clinic.Join();
        var called = (await clinic.Next()).Is(200);
        Assert.Equal(called.Id, (await clinic.Next()).Refused(409, "desk_busy")["ticket_id"].GetInt64());
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desks[1]}/break")).Is(200);
        (await clinic.Next(clinic.Desks[1])).Refused(409, "desk_not_open");
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/break")).Refused(409, "desk_busy");
        var other = await Clinic.Open(world, site: clinic.Site);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/call-next", new { desk_id = other.Desk })).Refused(409, "desk_serves_not");
        (await (await world.As("nurse", await world.Site())).Post($"/api/queues/{clinic.Queue}/call-next", new { desk_id = clinic.Desk })).Refused(404, "not_found");
    }

    [Fact]
    public async Task Emergencies_come_first_and_then_the_scheme_decides()
    {
        var clinic = await Clinic.Open(world, new { scheme = "credits", scale = "esi" });
        await clinic.Join(new { priority = 5 });
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await clinic.Join(new { priority = 3 });
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await clinic.Join(new { priority = 3 });
        await clinic.Join(new { priority = 5, emergency = true });

        // 25 minutes of credit: the second is ahead of the first, the third came too late for that.
        Assert.Equal(["004", "002", "001", "003"], await clinic.Line());
        var strict = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        foreach (var level in new[] { 5, 3, 4, 3, 1 })
        {
            await strict.Join(new { priority = level });
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["005", "002", "004", "003", "001"], await strict.Line());
    }

    [Fact]
    public async Task One_key_completes_and_calls_and_is_taken_back_as_one()
    {
        var clinic = await Clinic.Open(world);
        var (first, second) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        (await clinic.Next()).Is(200);
        (await clinic.Do(first, "start")).Is(200);

        var called = (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/complete-and-call-next")).Is(200);
        Assert.Equal(second, called.Id);
        Assert.Equal("COMPLETED", await State(first));

        (await clinic.Do(second, "undo")).Is(200);
        Assert.Equal(("IN_SERVICE", "WAITING"), (await State(first), await State(second)));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.stages where ticket_id = {first}"));
        (await clinic.Do(first, "complete")).Is(200);
        Assert.Equal(second, (await clinic.Next()).Is(200).Id);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_is_at_another_desk_is_passed_over_and_keeps_the_place()
    {
        var first = await Clinic.Open(world);
        var second = await Clinic.Open(world, site: first.Site);
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        await first.Join(new { patient_id = patient });
        var own = (await second.Join(new { patient_id = patient })).Id;
        var later = (await second.Join()).Id;
        var called = (await first.Next()).Is(200);

        Assert.Equal(later, (await second.Next()).Is(200).Id);
        (await second.Do(own, "call", new { desk_id = (await Clinic.Open(world, site: first.Site)).Desk })).Refused(409, "patient_elsewhere");
        (await first.Do(called.Id, "start")).Is(200);
        (await first.Do(called.Id, "complete")).Is(200);
        (await second.Do(later, "put-back")).Is(200);
        Assert.Equal(own, (await second.Next()).Is(200).Id);
        (await (await second.Nurse).Post($"/api/queues/{second.Queue}/tickets", new { patient_id = patient })).Refused(409, "already_waiting");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_desk_that_forgets_whom_it_called_gives_them_back_to_the_head_of_the_line()
    {
        var clinic = await Clinic.Open(world, new { silent_seconds = 300 }, desks: 2);
        var first = (await clinic.Join()).Id;
        await clinic.Join();
        (await clinic.Next()).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(299));
        await world.DueDone();
        Assert.Equal("CALLED", await State(first));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DueDone();
        Assert.Equal("WAITING", await State(first));
        Assert.Equal(first, (await clinic.Next(clinic.Desks[1])).Is(200).Id);
    }

    [Fact]
    public async Task A_desk_that_is_given_longer_meanwhile_has_forgotten_nobody_until_then()
    {
        var clinic = await Clinic.Open(world, new { silent_seconds = 60 });
        var first = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { silent_seconds = 300 }, version)).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.DueDone();
        Assert.Equal("CALLED", await State(first));
        world.Clock.Advance(TimeSpan.FromSeconds(240));
        await world.DueDone();
        Assert.Equal("WAITING", await State(first));
    }

    [Fact]
    public async Task A_desk_of_several_queues_takes_emergencies_first_from_any_and_then_whoever_waits_longest()
    {
        var clinic = await Clinic.Open(world, new { scheme = "credits", scale = "esi" });
        var other = await Clinic.Open(world, new { scheme = "strict", scale = "esi" }, site: clinic.Site);
        var supervisor = await world.Supervisor();
        var desk = (await supervisor.Post("/api/desks", new { site_id = clinic.Site, desk = new { name = $"Both {world.Draw()}", queues = new[] { clinic.Queue, other.Queue } } })).Is(201).Id;
        (await supervisor.Post($"/api/desks/{desk}/open")).Is(200);
        var ids = new List<long>();
        foreach (var (at, priority) in new[] { (clinic, 5), (other, 5), (clinic, 5), (other, 1) })
        {
            ids.Add((await at.Join(new { priority })).Id);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var called = new List<long>();
        for (var round = 0; round < ids.Count; round++)
        {
            called.Add((await (await clinic.Nurse).Post($"/api/desks/{desk}/complete-and-call-next")).Is(200).Id);
            (await clinic.Do(called[^1], "start")).Is(200);
        }

        Assert.Equal([ids[3], ids[0], ids[1], ids[2]], called);
        Assert.Equal(204, (await (await clinic.Nurse).Post($"/api/desks/{desk}/complete-and-call-next")).Number);
        Assert.Equal(4L, await world.Row<long>($"select count(*) from queues.tickets where id = any({ids.ToArray()}) and state = 'COMPLETED'"));
    }

    private Task<string> State(long ticket) => world.Row<string>($"select state from queues.tickets where id = {ticket}");
}

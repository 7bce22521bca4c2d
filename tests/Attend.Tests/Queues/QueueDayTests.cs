using Xunit;

namespace Attend.Tests.Queues;

public sealed class QueueDayTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Closing_serves_who_is_inside_and_with_the_last_of_them_it_is_closed()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        var mark = await world.Mark();
        Assert.Equal("CLOSING", (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close", new { notes = "Fire drill" })).Is(200).State);
        await world.DueDone();
        Assert.Equal("CLOSING", await State(clinic));
        await clinic.Serve();
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));

        Assert.Equal(["queues.queue_closing", "queues.queue_closed"], await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        var log = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/log")).Is(200).Body.EnumerateArray()
            .Select(line => $"{line.GetProperty("previous_status")} {line.GetProperty("new_status")} {line.GetProperty("change_reason")} {line.GetProperty("additional_notes")}");
        Assert.Equal(["CLOSING CLOSED system ", "OPEN CLOSING manual Fire drill", "CLOSED OPEN manual "], log);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Shut_at_once_it_ends_the_numbers_of_all_but_those_whom_nobody_may_send_home()
    {
        var clinic = await Clinic.Open(world);
        var waiting = (await clinic.Join()).Id;
        var emergency = (await clinic.Join(new { emergency = true })).Id;
        Assert.Equal("CLOSING", (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/shut")).Is(200).State);
        Assert.Equal(("EXPIRED", "WAITING"), (
            await world.Row<string>($"select state from queues.tickets where id = {waiting}"), await world.Row<string>($"select state from queues.tickets where id = {emergency}")));
        await clinic.Serve();
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/shut")).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_empty_one_closes_at_once_and_its_order_is_changed_while_it_is_closed()
    {
        var clinic = await Clinic.Open(world);
        var supervisor = await world.Supervisor();
        var seen = (await supervisor.Get($"/api/queues/{clinic.Queue}")).Is(200);
        (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { scheme = "strict" }, seen["version"].GetInt64())).Refused(409, "queue_in_use");
        (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { name = "Outpatients" })).Refused(428, "precondition_required");
        Assert.Equal("CLOSED", (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200).State);
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        Assert.Equal("strict", (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { scheme = "strict" }, version)).Is(200)["scheme"].GetString());
        (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { scale = "none" }, version + 1)).Refused(404, "unknown_scale");
        (await supervisor.Post("/api/queues", new { site_id = clinic.Site, code = clinic.Code, queue = new { name = "Again" } })).Refused(409, "queue_exists");
        (await (await world.As("nurse", await world.Site())).Post($"/api/queues/{clinic.Queue}/open")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Some_time_after_the_door_was_shut_those_who_still_wait_are_sent_home_and_may_come_back_until_it_is_closed()
    {
        var clinic = await Clinic.Open(world, new { send_home_minutes = 30 }, desks: 2);
        var (first, second, emergency) = ((await clinic.Join()).Id, (await clinic.Join()).Id, (await clinic.Join(new { emergency = true })).Id);
        (await clinic.Do(first, "call", new { desk_id = clinic.Desk })).Is(200);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        await world.DueDone();
        Assert.Equal(["WAITING"], await States(second));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        // The call of the first one lapsed meanwhile: then it waits, and goes home too.
        await world.DueDone();
        await world.DueDone();
        Assert.Equal(["EXPIRED"], await States(second));
        Assert.Equal(["WAITING"], await States(emergency));
        Assert.Equal("CLOSING", await State(clinic));

        (await clinic.Do(second, "reinstate")).Is(200);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.stages where ticket_id = {second}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Hundreds_are_sent_home_by_and_by_and_nobody_waits_for_it()
    {
        var clinic = await Clinic.Open(world);
        await Task.WhenAll(Enumerable.Range(0, 210).Select(_ => clinic.Join()));
        Assert.Equal("CLOSING", (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/shut")).Is(200).State);
        await Platform.Wait.Until(async () =>
        {
            await world.DueDone();
            return await State(clinic) == "CLOSED";
        });
        Assert.Equal(210L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue} and state = 'EXPIRED'"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_comes_into_a_closed_queue_from_the_side()
    {
        var clinic = await Clinic.Open(world, new { recalls = 0, grace_seconds = 0 });
        var other = await Clinic.Open(world, new { recalls = 0, grace_seconds = 0 }, site: clinic.Site);
        var (gone, given) = ((await other.Join()).Id, (await other.Join()).Id);
        (await other.Next()).Is(200);
        (await other.Do(gone, "no-show")).Is(200);
        (await other.Do(given, "cancel")).Is(200);
        (await (await other.Nurse).Post($"/api/queues/{other.Queue}/close")).Is(200);
        Assert.Equal("CLOSED", await State(other));

        (await other.Do(gone, "reinstate")).Refused(409, "queue_closed");
        (await other.Do(given, "undo")).Refused(409, "queue_closed");
        var ticket = (await clinic.Join()).Id;
        (await clinic.Do(ticket, "transfer", new { queue_id = other.Queue })).Refused(409, "queue_closed");
        (await clinic.Do(ticket, "plan", new { queue_ids = new[] { other.Queue } })).Is(200);
        (await clinic.Next()).Is(200);
        (await clinic.Do(ticket, "start")).Is(200);
        Assert.Equal(other.Queue, (await clinic.Do(ticket, "complete")).Refused(409, "queue_closed")["queue_id"].GetInt64());
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/complete-and-call-next")).Refused(409, "queue_closed");
        Assert.Equal(["IN_SERVICE"], await States(ticket));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Whoever is sent on, and whoever shuts the door, at the same time: either the one is inside, or was refused.</summary>
    [Fact]
    public async Task The_door_is_shut_while_somebody_is_sent_in()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        for (var round = 0; round < 20; round++)
        {
            var other = await Clinic.Open(world, site: clinic.Site);
            var ticket = (await clinic.Join()).Id;
            var (sent, shut) = (clinic.Do(ticket, "transfer", new { queue_id = other.Queue }), nurse.Post($"/api/queues/{other.Queue}/close"));
            var (answer, closed) = (await sent, (await shut).Is(200));
            Assert.Equal(answer.Number == 200 ? "CLOSING" : "CLOSED", closed.State == "CLOSED" && answer.Number == 200 ? "CLOSED with somebody inside" : await State(other));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_called_from_a_paused_or_closed_queue_and_the_desk_is_told_so()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        (await clinic.Next()).Refused(409, "queue_paused");
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/call-next")).Refused(409, "queue_paused");
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/resume")).Is(200);
        await clinic.Serve();
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        (await clinic.Next()).Refused(409, "queue_closed");
    }

    [Fact]
    public async Task Who_was_classed_by_a_scale_keeps_it_when_the_queue_takes_another()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        var ticket = (await clinic.Join(new { priority = 2 })).Id;
        await clinic.Serve();
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { scale = "plain" }, version)).Is(200);
        Assert.Equal("Emergent", (await supervisor.Get($"/api/tickets/{ticket}")).Is(200)["level"].GetProperty("name").GetString());
        Assert.Equal("", await world.Violations());
    }

    private Task<IReadOnlyList<string>> States(long ticket) => world.Rows<string>($"select state from queues.tickets where id = {ticket}");

    private Task<string> State(Clinic clinic) => world.Row<string>($"select state from queues.queues where id = {clinic.Queue}");
}

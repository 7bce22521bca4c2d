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

    private Task<string> State(Clinic clinic) => world.Row<string>($"select state from queues.queues where id = {clinic.Queue}");
}

using System.Text.Json;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>The one key of the old screens, pressed by nurses whose system knew no desks.</summary>
public sealed class QueueProcessingTests(World world) : IClassFixture<World>
{
    private const string Path = "/operations/queue/start-processing/";

    [Fact]
    public async Task It_completes_the_nurses_own_patient_and_begins_with_the_next_at_every_address()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        var patients = new List<Api>();
        foreach (var _ in OldWorld.Everywhere(""))
        {
            patients.Add(await world.Patient());
            (await patients[^1].Post("/operations/queue/join/", new { department = clinic.Code })).Is(201);
        }

        (await (await world.Supervisor()).Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        foreach (var (index, address) in OldWorld.Everywhere("/start-processing").Index())
        {
            var mark = await world.Mark();
            var begun = (await nurse.Post(address, new { department = clinic.Code.ToLowerInvariant() })).Is(200);
            Assert.Equal(
                ["success", "message", "department", "current_serving", "ticket_number", "total_waiting", "queue_status", "patient", "patient_profile"], begun.Body.Fields());
            Assert.Equal((true, "Queue processing started", clinic.Code, index + 1, $"{clinic.Code}-00{index + 1}", 3 - index), (
                begun["success"].GetBoolean(), begun["message"].GetString(), begun["department"].GetString(), begun["current_serving"].GetInt32(),
                begun["ticket_number"].GetString(), begun["total_waiting"].GetInt32()));
            Assert.Equal(OldWorld.StatusFields, begun["queue_status"].Fields());
            Assert.Equal((index + 1, 3 - index), (
                begun["queue_status"].GetProperty("current_serving").GetInt32(), begun["queue_status"].GetProperty("total_waiting").GetInt32()));
            foreach (var shown in new[] { begun["patient"], begun["patient_profile"] })
            {
                Assert.Equal(["id", "name", "full_name", "queue_number", "department"], shown.Fields());
                Assert.Equal((patients[index].UserId, index + 1), (shown.GetProperty("id").GetInt64(), shown.GetProperty("queue_number").GetInt32()));
            }

            // The desk was closed: with the first it is opened for whoever begins, and is theirs.
            string[] done = index == 0 ? ["queues.desk_opened"] : ["queues.ticket_completed"];
            Assert.Equal([.. done, "queues.ticket_called", "queues.service_started"], await world.EventsSince(mark));
        }

        Assert.Equal(nurse.UserId, await world.Row<long>($"select attended_by from queues.desks where id = {clinic.Desk}"));
        var last = (await nurse.Post(Path, new { department = clinic.Code })).Is(200);
        Assert.Equal((false, "No patients waiting in the queue", JsonValueKind.Null, JsonValueKind.Null, 0), (
            last["success"].GetBoolean(), last["message"].GetString(), last["current_serving"].ValueKind, last["patient"].ValueKind, last["total_waiting"].GetInt32()));
        Assert.Equal(4, await world.Row<int>($"select count(*)::int from queues.tickets where queue_id = {clinic.Queue} and state = 'COMPLETED'"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Two_nurses_have_a_desk_each_and_a_third_is_told_that_none_is_free()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        var supervisor = await world.Supervisor();
        foreach (var desk in clinic.Desks)
        {
            (await supervisor.Post($"/api/desks/{desk}/close")).Is(200);
        }

        for (var number = 0; number < 6; number++)
        {
            await clinic.Join(new { name = $"Somebody {number}" });
        }

        var nurses = new List<Api>();
        for (var number = 0; number < 3; number++)
        {
            var name = $"nurse-{world.Draw()}";
            await world.AddPerson(name, "nurse", clinic.Site);
            nurses.Add(await world.SignIn(name));
        }

        var begun = await Task.WhenAll(nurses.Take(2).Select(nurse => nurse.Post(Path, new { department = clinic.Code })));
        Assert.Equal([1, 2], begun.Select(answer => answer.Is(200)["current_serving"].GetInt32()).Order());
        Assert.StartsWith("No desk of this queue is free", (await nurses[2].Post(Path, new { department = clinic.Code })).Error(409), StringComparison.Ordinal);
        var mine = begun[0]["current_serving"].GetInt32();
        (await nurses[0].Post(Path, new { department = clinic.Code })).Is(200);
        Assert.Equal("COMPLETED", await world.Row<string>($"select state from queues.tickets where queue_id = {clinic.Queue} and serial = {mine}"));
        Assert.Equal("IN_SERVICE", await world.Row<string>($"select state from queues.tickets where queue_id = {clinic.Queue} and serial = {3 - mine}"));
        (await nurses[0].Post($"/api/desks/{clinic.Desks[0]}/break")).Refused(409, "desk_busy");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_was_called_by_the_new_screens_is_completed_all_the_same_and_a_planned_step_is_taken()
    {
        var clinic = await Clinic.Open(world);
        var pharmacy = await Clinic.Open(world, site: clinic.Site);
        var (first, second) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        var nurse = await clinic.Nurse;
        (await nurse.Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        (await nurse.Post($"/api/desks/{clinic.Desk}/open")).Is(200);
        (await clinic.Do(first, "plan", new { queue_ids = new[] { pharmacy.Queue } })).Is(200);
        (await clinic.Next()).Is(200);
        var mark = await world.Mark();
        Assert.Equal(2, (await nurse.Post(Path, new { department = clinic.Code })).Is(200)["current_serving"].GetInt32());
        Assert.Equal(["queues.service_started", "queues.ticket_transferred", "queues.ticket_called", "queues.service_started"], await world.EventsSince(mark));
        Assert.Equal(pharmacy.Queue, await world.Row<long>($"select queue_id from queues.tickets where id = {first}"));
        Assert.Equal("IN_SERVICE", await world.Row<string>($"select state from queues.tickets where id = {second}"));

        // The number goes with them.
        (await (await world.Supervisor()).Post($"/api/desks/{pharmacy.Desk}/close")).Is(200);
        var there = (await nurse.Post(Path, new { department = pharmacy.Code })).Is(200);
        Assert.Equal((1, $"{clinic.Code}-001"), (there["current_serving"].GetInt32(), there["ticket_number"].GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_a_refusal_nothing_is_left()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        (await (await world.Supervisor()).Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        await clinic.Join();
        (await nurse.Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        var mark = await world.Mark();
        Assert.Equal("Queue is currently paused", (await nurse.Post(Path, new { department = clinic.Code })).Error(400));
        Assert.Equal("Only nurses can start queue processing", (await (await world.Patient()).Post(Path, new { department = clinic.Code })).Error(403));
        Assert.Equal("Queue status not found for department", (await nurse.Post(Path, new { department = "NOWHERE" })).Error(404));
        Assert.Equal("Queue status not found for department", (await (await world.As("nurse", await world.Site("hospital"))).Post(Path, new { department = clinic.Code })).Error(404));
        Assert.Equal("This field is required.", (await nurse.Post(Path)).Wrong("department"));
        Assert.Empty(await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        Assert.Equal("CLOSED", await world.Row<string>($"select state from queues.desks where id = {clinic.Desk}"));
    }

    [Fact]
    public async Task The_same_key_pressed_twice_by_a_bad_line_is_pressed_once()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        (await nurse.Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        await clinic.Join();
        await clinic.Join();
        var key = Guid.NewGuid().ToString("n");
        var first = (await nurse.Post(Path, new { department = clinic.Code }, key)).Is(200);
        var again = (await nurse.Post(Path, new { department = clinic.Code }, key)).Is(200);
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.Equal(1, await world.Row<int>($"select count(*)::int from queues.tickets where queue_id = {clinic.Queue} and state = 'IN_SERVICE'"));
        Assert.Equal(["002"], await clinic.Line());
    }
}

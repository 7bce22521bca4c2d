using System.Text.Json;
using Attend.Tests.Notifications;
using Attend.Tests.Platform.Live;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>A day of each of the two queue systems, from the first to the last, by nothing but their own routes and sockets.</summary>
public sealed class QueueStoriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_department_is_opened_joined_worked_off_and_shut()
    {
        var clinic = await Closed(new { name = "Outpatients" });
        var (nurse, patient, other) = (await clinic.Nurse, await world.Patient(), await world.Patient());
        (await nurse.Post("/operations/queue/schedules/", new { department = clinic.Code, start_time = "10:00", end_time = "17:00", days_of_week = new[] { 0, 1, 2, 3, 4 } })).Is(201);
        await using var screen = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await screen.Message("initial_data");
        await screen.Send(RawSocket.Text("""{"type":"ping"}"""));
        Assert.Equal("""{"type":"pong"}""", (await screen.Message("pong")).GetRawText());
        await using var told = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await told.Message("initial_data");

        Assert.False((await patient.Get($"/operations/queue/availability/?department={clinic.Code}")).Is(200)["is_available"].GetBoolean());
        (await nurse.Post("/operations/queue/status/", new { department = clinic.Code, is_open = true })).Is(200);
        var opened = (await told.Message("queue_notification")).GetProperty("notification");
        Assert.Equal(["event", "department", "message", "timestamp", "notification_id"], opened.Fields());
        Assert.Equal(("queue_opened", clinic.Code, $"The {clinic.Code} queue is now OPEN! You can now join the queue."), (
            opened.GetProperty("event").GetString(), opened.GetProperty("department").GetString(), opened.GetProperty("message").GetString()));
        await Confirms(patient, opened);
        await Hears(screen, clinic, true, 0, "Queue Open - Ready to Join");
        Assert.True((await patient.Get($"/operations/queue/availability/?department={clinic.Code}")).Is(200)["is_available"].GetBoolean());

        (await patient.Post("/operations/queue/join/", new { department = clinic.Code })).Is(201);
        await Hears(screen, clinic, true, 1, "Queue Open - 1 waiting");
        Assert.Equal(2, (await other.Post("/api/operations/queue/join", new { department = clinic.Code, priority_level = "senior" })).Is(201)["position_in_queue"].GetInt32());
        await Hears(screen, clinic, true, 2, "Queue Open - 2 waiting");

        Assert.Equal(patient.UserId, (await nurse.Post("/operations/queue/start-processing/", new { department = clinic.Code })).Is(200)["patient"].GetProperty("id").GetInt64());
        Assert.Equal($"{clinic.Code}-001", (await screen.Message("ticket_called")).GetProperty("data").GetProperty("number").GetString());
        await Hears(screen, clinic, true, 1, "Queue Open - 1 waiting");
        Assert.Equal(other.UserId, (await nurse.Post("/api/operations/queue/start-processing", new { department = clinic.Code })).Is(200)["patient"].GetProperty("id").GetInt64());
        await Hears(screen, clinic, true, 0, "Queue Open - Ready to Join");
        Assert.False((await nurse.Post("/operations/queue/start-processing/", new { department = clinic.Code })).Is(200)["success"].GetBoolean());

        (await nurse.Post("/operations/queue/status/", new { department = clinic.Code, is_open = false })).Is(200);
        var closed = (await told.Message("queue_notification")).GetProperty("notification");
        Assert.Equal("queue_closed", closed.GetProperty("event").GetString());
        await Confirms(other, closed);
        await Hears(screen, clinic, false, 0, "Queue Closed");
        Assert.Equal("Queue is currently closed", (await patient.Post("/operations/queue/join/", new { department = clinic.Code })).Error(400));
        Assert.Equal(["Closed", "Opened"], (await nurse.Get($"/operations/queue/status/logs/?department={clinic.Code}&limit=2")).Is(200).Body.EnumerateArray()
            .Select(line => line.GetProperty("status_change_text").GetString()!.Split(' ')[1].TrimEnd(':')));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_service_of_the_clinic_is_worked_off_by_class_and_each_patient_follows_their_number()
    {
        var clinic = await Closed(new { scheme = "strict" });
        var doctor = await world.As("doctor", clinic.Site);
        (await doctor.Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        await using var screen = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await screen.Message("initial_data");
        var numbers = new Dictionary<string, (long Id, string Number, Api Patient)>();
        foreach (var priority in new[] { "low", "medium", "high" })
        {
            var patient = await world.Patient();
            var taken = (await patient.Post("/api/tickets/create", new { service_id = clinic.Queue, priority })).Is(201);
            numbers[priority] = (taken.Id, taken["ticket_number"].GetString()!, patient);
        }

        var positions = await Task.WhenAll(numbers.Values.Select(async one =>
            (await world.Stranger.Get($"/api/queue/ticket-status/{one.Number}")).Is(200)["position_in_queue"].GetInt32()));
        Assert.Equal([3, 2, 1], positions);
        foreach (var priority in new[] { "high", "medium", "low" })
        {
            var (id, number, patient) = numbers[priority];
            Assert.Equal(id, (await doctor.Post($"/api/queue/call-next/{clinic.Queue}")).Is(200)["ticket"].GetProperty("id").GetInt64());
            Assert.Equal(number, (await screen.Message("ticket_called")).GetProperty("data").GetProperty("number").GetString());
            Assert.Equal("consulting", (await patient.Get("/api/tickets/my-tickets")).Is(200).Body[0].GetProperty("status").GetString());
            (await doctor.Post($"/api/queue/complete-consultation/{id}")).Is(200);
            var seen = (await world.Stranger.Get($"/api/queue/ticket-status/{number}")).Is(200);
            Assert.Equal(("completed", true), (seen["status"].GetString(), seen["should_show_as_done"].GetBoolean()));
        }

        Assert.Equal(0, (await world.Stranger.Get($"/api/queue/service/{clinic.Queue}")).Is(200)["total_waiting"].GetInt32());
        Assert.Equal("No patients waiting in queue", (await doctor.Post($"/api/queue/call-next/{clinic.Queue}")).Error(404));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Nobody sits at its desk yet.</summary>
    private async Task<Clinic> Closed(object settings)
    {
        var clinic = await Clinic.Open(world, settings);
        var supervisor = await world.Supervisor();
        (await supervisor.Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        (await supervisor.Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        return clinic;
    }

    /// <summary>What the screen has shown counts as delivered to its patient, whichever of the two was faster.</summary>
    private async Task Confirms(Api patient, JsonElement heard)
    {
        var number = heard.GetProperty("notification_id").GetInt64();
        (await patient.Post("/operations/queue/notifications/confirm/", new { notification_id = number })).Is(200);
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DueDone();
        Assert.Equal("DELIVERED", await world.Row<string>($"""
            select state from notifications.deliveries where message_id = {number} and user_id = {patient.UserId} and way = 'in_app'
            """));
    }

    /// <summary>States may be told once for several changes; the last one is told.</summary>
    private static async Task Hears(RawSocket screen, Clinic clinic, bool open, int waiting, string message)
    {
        JsonElement status;
        do
        {
            var told = await screen.Message("queue_status_update");
            Assert.False(told.TryGetProperty("data", out _));
            status = told.GetProperty("status");
            Assert.Equal(clinic.Code, status.GetProperty("department").GetString());
        }
        while (status.GetProperty("status_message").GetString() != message);
        Assert.Equal((open, waiting), (status.GetProperty("is_open").GetBoolean(), status.GetProperty("total_waiting").GetInt32()));
    }
}

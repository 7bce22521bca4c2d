using System.Text.Json;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>The clinic's services: numbers taken, lines shown, patients called and consultations completed by the old routes.</summary>
public sealed class QueueServiceTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_patient_takes_a_ticket_with_and_without_the_slash()
    {
        var clinic = await Service();
        foreach (var (index, address) in new[] { "/api/tickets/create", "/api/tickets/create/" }.Index())
        {
            var patient = await world.Patient();
            var mark = await world.Mark();
            var taken = (await patient.Post(address, new { service_id = clinic.Queue.ToString(System.Globalization.CultureInfo.InvariantCulture), notes = "Cough" })).Is(201);
            Assert.Equal(
                ["id", "ticket_number", "position_in_queue", "estimated_wait_time", "service_id", "service_name", "status", "priority", "created_at"], taken.Body.Fields());
            Assert.Equal(($"{clinic.Code}-00{index + 1}", index + 1, clinic.Queue, "Clinic", "waiting", "medium"), (
                taken["ticket_number"].GetString(), taken["position_in_queue"].GetInt32(), taken["service_id"].GetInt64(), taken["service_name"].GetString(),
                taken["status"].GetString(), taken["priority"].GetString()));
            Assert.InRange(taken["estimated_wait_time"].GetInt32(), 0, 24 * 60);
            Assert.Equal(world.Clock.Now, taken["created_at"].GetDateTimeOffset());
            Assert.Equal(["queues.ticket_issued"], await world.EventsSince(mark, $"ticket:{taken.Id}"));
        }
    }

    [Fact]
    public async Task The_order_is_by_class_and_then_by_arrival()
    {
        var clinic = await Service();
        foreach (var priority in new[] { "low", "", "high", "LOW", "High", "medium" })
        {
            (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue, priority })).Is(201);
        }

        foreach (var address in new[] { $"/api/queue/service/{clinic.Queue}", $"/api/queue/service/{clinic.Queue}/" })
        {
            var line = (await world.Stranger.Get(address)).Is(200);
            Assert.Equal(["service_id", "service_name", "total_waiting", "avg_wait_time", "queue"], line.Body.Fields());
            Assert.Equal((clinic.Queue, "Clinic", 6), (line["service_id"].GetInt64(), line["service_name"].GetString(), line["total_waiting"].GetInt32()));
            Assert.All(line["queue"].EnumerateArray(), one => Assert.Equal(["ticket_number", "position", "estimated_wait_time"], one.Fields()));
            Assert.InRange(line["avg_wait_time"].GetInt32(), 1, 24 * 60);
            var waits = line["queue"].EnumerateArray().Select(one => one.GetProperty("estimated_wait_time").GetInt32()).ToList();
            Assert.Equal(waits.Order(), waits);
            Assert.True(waits[^1] > waits[0]);
            Assert.Equal(["003 1", "005 2", "002 3", "006 4", "001 5", "004 6"],
                line["queue"].EnumerateArray().Select(one => $"{one.GetProperty("ticket_number").GetString()!.Split('-')[1]} {one.GetProperty("position")}"));
            Assert.DoesNotContain("Test", line.Body.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_makes_themselves_an_emergency_or_urgent_where_staff_say_it()
    {
        var triaged = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        var credits = await Clinic.Open(world, new { scheme = "credits" });
        var patient = await world.Patient();
        Assert.Equal("5", (await patient.Post("/api/tickets/create", new { service_id = triaged.Queue, priority = "high" })).Is(201)["priority"].GetString());
        Assert.Equal("low", (await patient.Post("/api/tickets/create", new { service_id = credits.Queue, priority = "high" })).Is(201)["priority"].GetString());
        Assert.Equal("\"1\" is not a valid choice.", (await patient.Post("/api/tickets/create", new { service_id = triaged.Queue, priority = "1" })).Wrong("priority"));
    }

    [Fact]
    public async Task Whoever_cannot_take_one_is_told_why_in_the_old_words()
    {
        var clinic = await Service();
        var patient = await world.Patient();
        (await patient.Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201);
        Assert.Equal("You already have an active ticket", (await patient.Post("/api/tickets/create", new { service_id = clinic.Queue })).Error(400));
        Assert.Equal("Service not found", (await patient.Post("/api/tickets/create", new { service_id = 999_999 })).Error(404));
        Assert.Equal("This field is required.", (await patient.Post("/api/tickets/create")).Wrong("service_id"));
        Assert.Equal("\"PLAGUE\" is not a valid choice.", (await patient.Post("/api/tickets/create", new { service_id = clinic.Queue, priority = "PLAGUE" })).Wrong("priority"));
        Assert.Equal("Only patients can take a ticket", (await (await clinic.Nurse).Post("/api/tickets/create", new { service_id = clinic.Queue })).Error(403));
        Assert.Equal("Sign in first.", (await world.Stranger.Post("/api/tickets/create", new { service_id = clinic.Queue })).Error(401));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        Assert.Equal("Service is not currently active", (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue })).Error(400));
        Assert.Equal("Service not found", (await world.Stranger.Get("/api/queue/service/999999")).Error(404));
    }

    [Fact]
    public async Task A_doctor_calls_the_next_one_and_completes_the_consultation()
    {
        var clinic = await Service();
        var doctor = await world.As("doctor", clinic.Site);
        (await doctor.Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        var (first, second) = (await world.Patient(), await world.Patient());
        var ticket = (await first.Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201);
        (await second.Post("/api/tickets/create/", new { service_id = clinic.Queue })).Is(201);

        var mark = await world.Mark();
        var called = (await doctor.Post($"/api/queue/call-next/{clinic.Queue}")).Is(200);
        Assert.Equal(["message", "ticket", "patient_name"], called.Body.Fields());
        Assert.Equal(OldWorld.ServiceTicketFields, called["ticket"].Fields());
        Assert.Equal(("Next patient called successfully", ticket.Id, "consulting", first.UserId, 0, 1), (
            called["message"].GetString(), called["ticket"].GetProperty("id").GetInt64(), called["ticket"].GetProperty("status").GetString(),
            called["ticket"].GetProperty("patient_id").GetInt64(), called["ticket"].GetProperty("position_in_queue").GetInt32(),
            called["ticket"].GetProperty("service").GetProperty("current_waiting").GetInt32()));
        Assert.Equal(called["patient_name"].GetString(), called["ticket"].GetProperty("patient").GetProperty("full_name").GetString());
        Assert.Equal(["queues.desk_opened", "queues.ticket_called", "queues.service_started"], await world.EventsSince(mark));
        Assert.Equal("Complete the present consultation first", (await doctor.Post($"/api/queue/call-next/{clinic.Queue}/")).Error(409));

        var completed = (await doctor.Post($"/api/queue/complete-consultation/{ticket.Id}/")).Is(200);
        Assert.Equal(["message", "ticket"], completed.Body.Fields());
        Assert.Equal(("Consultation marked as completed", "completed", world.Clock.Now), (
            completed["message"].GetString(), completed["ticket"].GetProperty("status").GetString(), completed["ticket"].GetProperty("consultation_end").GetDateTimeOffset()));
        Assert.Equal("Ticket is not in consulting status", (await doctor.Post($"/api/queue/complete-consultation/{ticket.Id}")).Error(400));
        (await doctor.Post($"/api/queue/call-next/{clinic.Queue}/")).Is(200);
        (await doctor.Post($"/api/queue/complete-consultation/{await Present(clinic)}")).Is(200);
        Assert.Equal("No patients waiting in queue", (await doctor.Post($"/api/queue/call-next/{clinic.Queue}")).Error(404));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Only_staff_of_the_site_press_the_keys()
    {
        var clinic = await Service();
        var ticket = (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201).Id;
        var patient = await world.Patient();
        Assert.Equal("Only staff can call the next patient", (await patient.Post($"/api/queue/call-next/{clinic.Queue}")).Error(403));
        Assert.Equal("Only staff can complete a consultation", (await patient.Post($"/api/queue/complete-consultation/{ticket}")).Error(403));
        var elsewhere = await world.As("doctor", await world.Site("hospital"));
        Assert.Equal("Service not found", (await elsewhere.Post($"/api/queue/call-next/{clinic.Queue}")).Error(404));
        Assert.Equal("Ticket not found", (await elsewhere.Post($"/api/queue/complete-consultation/{ticket}")).Error(404));
        Assert.Equal("Ticket not found", (await (await clinic.Nurse).Post("/api/queue/complete-consultation/999999")).Error(404));
        Assert.Equal("Ticket is not in consulting status", (await (await clinic.Nurse).Post($"/api/queue/complete-consultation/{ticket}")).Error(400));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        Assert.Equal("Service is not currently active", (await (await world.As("supervisor")).Post($"/api/queue/call-next/{clinic.Queue}")).Error(400));
    }

    [Fact]
    public async Task A_patients_own_are_listed_the_newest_first_in_every_state()
    {
        var clinic = await Service();
        var patient = await world.Patient();
        var expected = new List<string>();
        foreach (var (status, keys) in new (string, string[])[]
        {
            ("cancelled", ["cancel"]), ("completed", ["call", "start", "complete"]), ("expired", ["call", "no-show"]), ("waiting", []),
        })
        {
            var ticket = (await patient.Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201).Id;
            foreach (var key in keys)
            {
                (await clinic.Do(ticket, key, key == "call" ? new { desk_id = clinic.Desk } : null)).Is(200);
            }

            expected.Insert(0, $"{ticket} {status}");
        }

        foreach (var address in new[] { "/api/tickets/my-tickets", "/api/tickets/my-tickets/" })
        {
            var mine = (await patient.Get(address)).Is(200).Body;
            Assert.Equal(JsonValueKind.Array, mine.ValueKind);
            Assert.All(mine.EnumerateArray(), one => Assert.Equal(OldWorld.ServiceTicketFields, one.Fields()));
            Assert.Equal(expected, mine.EnumerateArray().Select(one => $"{one.GetProperty("id")} {one.GetProperty("status").GetString()}"));
            Assert.Equal(["id", "name", "location", "status", "current_waiting", "avg_wait_time"], mine[0].GetProperty("service").Fields());
        }

        Assert.Empty((await (await world.Patient()).Get("/api/tickets/my-tickets")).Is(200).Body.EnumerateArray());
        Assert.Equal("Sign in first.", (await world.Stranger.Get("/api/tickets/my-tickets/")).Error(401));
    }

    [Fact]
    public async Task Anybody_follows_a_ticket_by_its_number_and_learns_nobodys_name()
    {
        var clinic = await Service();
        await clinic.Join(new { priority = 2 });
        var ticket = (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201);
        var number = ticket["ticket_number"].GetString()!;
        foreach (var address in new[] { $"/api/queue/ticket-status/{number}", $"/api/queue/ticket-status/{number.ToLowerInvariant()}/" })
        {
            var seen = (await world.Stranger.Get(address)).Is(200);
            Assert.Equal(
                [
                    "ticket_number", "status", "position_in_queue", "estimated_wait_time", "service_name", "service_id", "waiting_count", "should_show_as_done",
                    "consultation_start", "consultation_end", "created_at",
                ], seen.Body.Fields());
            Assert.Equal((number, "waiting", 2, "Clinic", clinic.Queue, 2, false), (
                seen["ticket_number"].GetString(), seen["status"].GetString(), seen["position_in_queue"].GetInt32(), seen["service_name"].GetString(), seen["service_id"].GetInt64(),
                seen["waiting_count"].GetInt32(), seen["should_show_as_done"].GetBoolean()));
            Assert.DoesNotContain("Test", seen.Body.ToString(), StringComparison.Ordinal);
        }

        await Becomes("consulting", false, "call", new { desk_id = clinic.Desk });
        await Becomes("consulting", false, "start");
        await Becomes("completed", true, "complete");
        Assert.Equal("Ticket not found", (await world.Stranger.Get("/api/queue/ticket-status/NOBODY-001")).Error(404));

        async Task Becomes(string status, bool done, string key, object? body = null)
        {
            (await clinic.Do(ticket.Id, key, body)).Is(200);
            var seen = (await world.Stranger.Get($"/api/queue/ticket-status/{number}")).Is(200);
            Assert.Equal((status, done, 0), (seen["status"].GetString(), seen["should_show_as_done"].GetBoolean(), seen["position_in_queue"].GetInt32()));
        }
    }

    [Fact]
    public async Task A_number_of_another_day_is_the_one_that_somebody_has_now()
    {
        var clinic = await Service();
        var first = (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201);
        (await clinic.Do(first.Id, "cancel")).Is(200);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var again = (await (await world.Patient()).Post("/api/tickets/create", new { service_id = clinic.Queue })).Is(201);
        Assert.Equal(first["ticket_number"].GetString(), again["ticket_number"].GetString());
        var seen = (await world.Stranger.Get($"/api/queue/ticket-status/{first["ticket_number"].GetString()}?site={clinic.Site}")).Is(200);
        Assert.Equal(("waiting", world.Clock.Now), (seen["status"].GetString(), seen["created_at"].GetDateTimeOffset()));
    }

    private Task<Clinic> Service() => Clinic.Open(world, new { scheme = "strict", recalls = 0, grace_seconds = 0 });

    private Task<long> Present(Clinic clinic) => world.Row<long>($"select id from queues.tickets where queue_id = {clinic.Queue} and state = 'IN_SERVICE'");
}

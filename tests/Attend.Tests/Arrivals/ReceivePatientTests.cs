using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>The nurse's word on where somebody goes and how urgent they are.</summary>
public sealed class ReceivePatientTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Into_a_bay_service_begins_there_without_a_call()
    {
        var (ward, arrival) = await There("HIGH");
        var mark = await world.Mark();
        var received = (await ward.Receive(arrival, new { place = "bay", desk_id = ward.Clinic.Desk, priority = 3, reason = "calmer" })).Is(200);

        Assert.Equal(("HANDED_OVER", "bay", "IN_SERVICE"), (received.State, received["place"].GetString(), received["ticket_state"].GetString()));
        var ticket = (await (await ward.Nurse).Get($"/api/tickets/{received["ticket_id"]}")).Is(200);
        Assert.Equal(("IN_SERVICE", ward.Clinic.Desk, 3, false), (
            ticket.State, ticket["desk_id"].GetInt64(), ticket["level"].GetProperty("place").GetInt32(), ticket["called_at"].ValueKind is not System.Text.Json.JsonValueKind.Null));
        Assert.Equal(["queues.patient_received", "arrivals.patient_received"], await world.EventsSince(mark));
        Assert.Equal($"receive calmer {world.Clock.Now:HH:mm}", await world.Row<string>($"""
            select action || ' ' || reason || ' ' || to_char(at at time zone 'UTC', 'HH24:MI') from queues.deeds where ticket_id = {ticket.Id}
            """));
        Assert.Empty(await ward.Arriving());
        // The wall shows the number as being served, and the bay goes on with it as with any other.
        Assert.Equal(ticket["number"].GetString(), (await world.Stranger.Get($"/api/queues/{ward.Queue}/board"))["serving"][0].GetProperty("number").GetString());
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        (await ward.Clinic.Do(ticket.Id, "complete", new { outcome = "admitted" })).Is(200);
        await world.Followed();
        var statistics = (await (await ward.Nurse).Get($"/api/queues/{ward.Queue}/statistics")).Is(200);
        Assert.Equal((1, 1), (statistics["all"].GetProperty("joined").GetInt32(), statistics["all"].GetProperty("served").GetInt32()));
        var bay = statistics["desks"].EnumerateArray().Single(desk => desk.GetProperty("desk_id").GetInt64() == ward.Clinic.Desk);
        Assert.Equal(0.5, bay.GetProperty("busy_hours").GetDouble());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Into_the_waiting_room_they_wait_since_they_arrived_at_the_nurses_class()
    {
        var (ward, arrival) = await There("HIGH");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        (await ward.Clinic.Join(new { priority = 4 })).Is(201);
        var mark = await world.Mark();
        var received = (await ward.Receive(arrival, new { place = "waiting_room", priority = 4 })).Is(200);

        Assert.Equal(("HANDED_OVER", "WAITING"), (received.State, received["ticket_state"].GetString()));
        Assert.Equal(["queues.priority_set", "arrivals.patient_received"], await world.EventsSince(mark));
        Assert.Equal(["001", "002"], await ward.Clinic.Line());
        await world.Followed();
        Assert.Equal("HANDED_OVER", await State(arrival));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task While_the_nurse_has_not_said_it_the_number_waits_at_its_proposed_class_whatever_the_crew_did()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport("CRITICAL");
        await ride.Tap("arrive-hospital");
        await ride.Tap("transfer-care", new { handed_to = "bay 2" });
        await ride.Tap("clear");

        var there = Assert.Single(await ward.Arriving());
        Assert.Equal(("ARRIVED", "bay"), (there.State, there["handed_to"].GetString()));
        Assert.Equal("WAITING 1 0", await world.Row<string>($"select state || ' ' || level || ' ' || band from queues.tickets where id = {there["ticket_id"].GetInt64()}"));
        (await ward.Receive(there.Id, new { place = "bay", desk_id = ward.Clinic.Desk, priority = 2, emergency = true })).Is(200);
        Assert.Equal("IN_SERVICE 2 0", await world.Row<string>($"select state || ' ' || level || ' ' || band from queues.tickets where id = {there["ticket_id"].GetInt64()}"));
    }

    [Fact]
    public async Task What_the_nurse_said_can_be_taken_back_and_said_again()
    {
        var (ward, arrival) = await There("MEDIUM");
        var ticket = (await ward.Receive(arrival, new { place = "bay", desk_id = ward.Clinic.Desk, priority = 1 })).Is(200)["ticket_id"].GetInt64();
        (await ward.Clinic.Do(ticket, "undo")).Is(200);
        await world.Followed();

        var again = Assert.Single(await ward.Arriving());
        Assert.Equal((arrival, "ARRIVED", "WAITING"), (again.Id, again.State, again["ticket_state"].GetString()));
        Assert.Equal(3, await world.Row<int>($"select level from queues.tickets where id = {ticket}"));
        (await ward.Receive(arrival, new { place = "waiting_room", priority = 2 })).Is(200);
        await world.Followed();
        Assert.Equal("HANDED_OVER", await State(arrival));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("set-priority")]
    [InlineData("transfer")]
    [InlineData("call")]
    [InlineData("cancel")]
    public async Task A_desk_that_goes_on_with_the_number_has_decided_and_a_mere_call_has_not(string key)
    {
        var (ward, arrival) = await There("MEDIUM");
        var ticket = Assert.Single(await ward.Arriving())["ticket_id"].GetInt64();
        var other = await Clinic.Open(world, site: ward.Clinic.Site);
        (await ward.Clinic.Do(ticket, key, key switch
        {
            "set-priority" => new { priority = 2 },
            "transfer" => new { queue_id = other.Queue },
            "call" => new { desk_id = ward.Clinic.Desk },
            _ => new { reason = "left" },
        })).Is(200);
        await world.Followed();
        Assert.Equal(key is "call" ? "ARRIVED" : "HANDED_OVER", await State(arrival));
        if (key is "call")
        {
            Assert.Equal("CALLED", (await ward.Receive(arrival, new { place = "waiting_room", priority = 2 })).Refused(409, "wrong_state").State);
            (await ward.Clinic.Do(ticket, "start")).Is(200);
            await world.Followed();
            Assert.Equal("HANDED_OVER", await State(arrival));
        }

        (await ward.Clinic.Do(ticket, "undo")).Is(200);
        await world.Followed();
        Assert.Equal("ARRIVED", await State(arrival));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_is_recognised_has_the_number_as_who_they_are()
    {
        var (ward, arrival) = await There("LOW");
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        (await ward.Receive(arrival, new { place = "waiting_room", priority = 4, patient_id = 999_999 })).Refused(404, "unknown_patient");
        var ticket = (await ward.Receive(arrival, new { place = "waiting_room", priority = 4, patient_id = patient })).Is(200)["ticket_id"].GetInt64();
        Assert.Equal(patient, (await (await ward.Nurse).Get($"/api/tickets/{ticket}"))["patient_id"].GetInt64());

        // Nobody waits twice in one line.
        var again = await ward.Transport();
        await again.Tap("arrive-hospital");
        var second = Assert.Single(await ward.Arriving()).Id;
        (await ward.Receive(second, new { place = "waiting_room", priority = 4, patient_id = patient })).Refused(409, "already_waiting");
        (await ward.Clinic.Do(ticket, "undo")).Is(200);
        (await ward.Receive(second, new { place = "waiting_room", priority = 4, patient_id = patient })).Is(200);
        await world.Followed();
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_is_refused_for_what_cannot_be()
    {
        var (ward, arrival) = await There("LOW");
        var (elsewhere, mark) = (await Ward.Open(world), await world.Mark());
        (await ward.Receive(arrival, new { place = "bay", priority = 3 })).Refused(400, "invalid");
        (await ward.Receive(arrival, new { place = "bed", priority = 3 })).Refused(400, "malformed_json");
        (await ward.Receive(arrival, new { place = "waiting_room" })).Refused(400, "invalid");
        (await ward.Receive(arrival, new { place = "waiting_room", priority = 6 })).Refused(400, "unknown_level");
        (await ward.Receive(arrival, new { place = "bay", priority = 3, desk_id = elsewhere.Clinic.Desk })).Refused(404, "unknown_desk");
        (await elsewhere.Receive(arrival, new { place = "waiting_room", priority = 3 })).Refused(404, "not_found");
        (await (await world.As("clerk", ward.Clinic.Site)).Post($"/api/arrivals/{arrival}/receive", new { place = "waiting_room", priority = 3 })).Refused(403, "forbidden");
        Assert.DoesNotContain(await world.EventsSince(mark), kind => !kind.StartsWith("people.", StringComparison.Ordinal));

        var desk = ward.Clinic.Desk;
        (await ward.Clinic.Join()).Is(201);
        (await ward.Clinic.Next(desk)).Is(200);
        (await ward.Receive(arrival, new { place = "bay", priority = 3, desk_id = desk })).Refused(409, "desk_busy");
        (await (await ward.Nurse).Post($"/api/desks/{ward.Clinic.Desks[1]}/close")).Is(200);
        (await ward.Receive(arrival, new { place = "bay", priority = 3, desk_id = ward.Clinic.Desks[1] })).Refused(409, "desk_not_open");

        var coming = await ward.Transport();
        var id = (await ward.Arriving()).Single(one => one["call_id"].GetInt64() == coming.Call).Id;
        Assert.Equal("ARRIVING", (await ward.Receive(id, new { place = "waiting_room", priority = 3 })).Refused(409, "wrong_state").State);
        (await (await elsewhere.Nurse).Get($"/api/arrivals/{id}")).Refused(404, "not_found");
        Assert.Empty((await (await elsewhere.Nurse).Get($"/api/arrivals?queue_id={ward.Queue}"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task Of_two_nurses_one_receives_and_the_other_is_told_who_was_quicker()
    {
        var (ward, arrival) = await There("HIGH");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => ward.Receive(arrival, new
        {
            place = index % 2 == 0 ? "bay" : "waiting_room", desk_id = ward.Clinic.Desks[index / 2 % 2], priority = 2,
        })));
        Assert.Equal(1, answers.Count(answer => answer.Number == 200));
        Assert.All(answers.Where(answer => answer.Number != 200), answer => Assert.Equal("HANDED_OVER", answer.Refused(409, "wrong_state").State));
        await world.Followed();
        Assert.Equal("", await world.Violations());
    }

    private async Task<(Ward Ward, long Arrival)> There(string priority)
    {
        var ward = await Ward.Open(world);
        await (await ward.Transport(priority)).Tap("arrive-hospital");
        return (ward, Assert.Single(await ward.Arriving()).Id);
    }

    private Task<string> State(long arrival) => world.Row<string>($"select state from arrivals.arrivals where id = {arrival}");
}

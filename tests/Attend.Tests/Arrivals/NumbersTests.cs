using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>Which number somebody gets at the door, when, and when it is taken back.</summary>
public sealed class NumbersTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("CRITICAL", "esi", 1, true)]
    [InlineData("HIGH", "esi", 2, false)]
    [InlineData("MEDIUM", "ctas", 3, false)]
    [InlineData("LOW", "mts", 4, false)]
    [InlineData("CRITICAL", "plain", 1, true)]
    [InlineData("LOW", "plain", 3, false)]
    public async Task The_class_is_proposed_from_the_calls_priority(string priority, string scale, int place, bool emergency)
    {
        var ward = await Ward.Open(world, scale);
        var ride = await ward.Transport(priority);
        await ride.Tap("arrive-hospital");
        Assert.Equal($"{place} {(emergency ? 0 : 1)}", await world.Row<string>($"select level || ' ' || band from queues.tickets where issued_by = {ward.Queue}"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.standings s join queues.tickets t on t.id = s.ticket_id where t.issued_by = {ward.Queue}"));
    }

    [Fact]
    public async Task Another_priority_on_the_way_proposes_another_class_and_at_the_door_none()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport("LOW");
        await Reprioritise(ride, "CRITICAL");
        var arriving = Assert.Single(await ward.Arriving());
        Assert.Equal((1, true), (arriving["level"].GetProperty("place").GetInt32(), arriving["emergency"].GetBoolean()));
        await ride.Tap("arrive-hospital");
        await Reprioritise(ride, "LOW");
        Assert.Equal(1, await world.Row<int>($"select level from queues.tickets where issued_by = {ward.Queue}"));
    }

    [Fact]
    public async Task A_tap_that_is_taken_back_takes_the_number_back_while_nobody_has_touched_it()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        await ride.Tap("arrive-hospital");
        await ride.Tap("undo");
        Assert.Equal("ARRIVING", Assert.Single(await ward.Arriving()).State);
        Assert.Equal(["001 CANCELLED"], await ward.Numbers());
        // Nobody came and nobody left: it is in no statistic, and teaches the forecasts nothing.
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.DueDone();
        Assert.Equal(0, (await (await ward.Nurse).Get($"/api/queues/{ward.Queue}/statistics"))["all"].GetProperty("joined").GetInt32());
        Assert.True(await world.Row<bool>($"select bool_and(learned) from queues.stages where queue_id = {ward.Queue}"));

        await ride.Tap("arrive-hospital");
        var there = Assert.Single(await ward.Arriving());
        (await ward.Clinic.Do(there["ticket_id"].GetInt64(), "call", new { desk_id = ward.Clinic.Desk })).Is(200);
        await ride.Tap("undo");
        Assert.Equal(("ARRIVED", 0), (Assert.Single(await ward.Arriving()).State, (await ward.Arriving())[0]["actions"].GetArrayLength()));
        Assert.Equal(["001 CANCELLED", "002 CALLED"], await ward.Numbers());

        // Before they were ever on the way, too.
        var other = await ward.Transport();
        await other.Tap("undo");
        Assert.Equal([$"WITHDRAWN {ward.Hospital}"], await other.Entries());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_correction_that_nobody_was_at_the_hospital_takes_the_number_back()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        await ride.Tap("arrive-hospital");
        (await (await world.Dispatcher()).Post($"/api/responses/{ride.Response}/correct", new
        {
            step = "at_hospital_at", at = (DateTimeOffset?)null, state = "TRANSPORTING", reason = "wrong button",
        })).Is(200);
        await world.Followed();
        Assert.Equal("ARRIVING", Assert.Single(await ward.Arriving()).State);
        Assert.Equal(["001 CANCELLED"], await ward.Numbers());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_forgotten_button_at_the_door_is_no_lost_patient()
    {
        var ward = await Ward.Open(world);
        var handed = await ward.Transport();
        await handed.Tap("transfer-care", new { handed_to = "waiting_room 3" });
        var there = Assert.Single(await ward.Arriving());
        Assert.Equal(("ARRIVED", "waiting_room", world.Clock.Now), (
            there.State, there["handed_to"].GetString(), there["care_transferred_at"].GetDateTimeOffset()));

        var cleared = await ward.Transport();
        await cleared.Tap("clear", new { disposition = "TRANSPORTED" });
        var refused = await ward.Transport();
        await refused.Tap("clear", new { disposition = "REFUSED" });
        Assert.Equal(["001 WAITING", "002 WAITING"], await ward.Numbers());
        Assert.Equal([$"WITHDRAWN {ward.Hospital}"], await refused.Entries());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_ambulance_is_never_refused_and_a_closed_queue_is_closed_again_behind_its_patient()
    {
        var ward = await Ward.Open(world, capacity: 1);
        var nurse = await ward.Nurse;
        await ward.Clinic.Join();
        await (await ward.Transport()).Tap("arrive-hospital");
        (await nurse.Post($"/api/queues/{ward.Queue}/pause")).Is(200);
        await (await ward.Transport()).Tap("arrive-hospital");
        Assert.Equal(["001 WAITING", "002 WAITING", "003 WAITING"], await ward.Numbers());

        var closed = await Ward.Open(world);
        (await (await closed.Nurse).Post($"/api/queues/{closed.Queue}/close")).Is(200);
        await (await closed.Transport()).Tap("arrive-hospital");
        Assert.Equal("CLOSING", await State(closed));
        Assert.Equal(["CLOSED CLOSING system"], await world.Rows<string>($"""
            select previous_status || ' ' || new_status || ' ' || change_reason from queues.status_log where queue_id = {closed.Queue} order by id desc limit 1
            """));
        (await world.Stranger.Post($"/api/queues/{closed.Queue}/tickets")).Refused(409, "queue_closing");
        await closed.Clinic.Serve();
        await world.DueDone();
        Assert.Equal("CLOSED", await State(closed));

        // The same when the number is taken back.
        var mistaken = await closed.Transport();
        await mistaken.Tap("arrive-hospital");
        await mistaken.Tap("undo");
        await world.DueDone();
        Assert.Equal("CLOSED", await State(closed));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_written_down_long_afterwards_gives_nobody_a_number()
    {
        var ward = await Ward.Open(world);
        var dispatcher = await world.Dispatcher();
        var (unit, yesterday) = (await world.Unit(), world.Clock.Now.AddHours(-20));
        var call = await world.Call(patients: 1, occurredAt: yesterday);
        var response = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, occurred_at = yesterday.AddMinutes(1) })).Is(200).Id;
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = ward.Hospital, occurred_at = yesterday.AddMinutes(20) })).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/arrive-hospital", new { occurred_at = yesterday.AddMinutes(30) })).Is(200);
        var paper = await world.Call(patients: 1);
        (await (await world.Supervisor()).Post($"/api/calls/{paper.Id}/responses", new
        {
            unit_id = unit.Id, hospital_id = ward.Hospital, assigned_at = world.Clock.Now.AddMinutes(-50), transporting_at = world.Clock.Now.AddMinutes(-30),
            at_hospital_at = world.Clock.Now.AddMinutes(-20), cleared_at = world.Clock.Now.AddMinutes(-10), disposition = "TRANSPORTED", override_reason = "paper",
        })).Is(200);
        await world.Followed();
        Assert.Empty(await ward.Arriving());
        Assert.Empty(await ward.Numbers());
    }

    [Fact]
    public async Task Taps_that_a_phone_had_kept_give_a_number_that_waits_since_they_were_made()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        var made = world.Clock.Now.AddMinutes(5);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        foreach (var (step, minutes) in new[] { ("arrive-hospital", 0), ("transfer-care", 5), ("clear", 8) })
        {
            (await ride.Crew.Post($"/api/responses/{ride.Response}/{step}", new { made_at = made.AddMinutes(minutes), sent_at = world.Clock.Now })).Is(200);
        }

        await world.Followed();
        var there = Assert.Single(await ward.Arriving());
        Assert.Equal(("ARRIVED", made), (there.State, there["arrived_at"].GetDateTimeOffset()));
        Assert.Equal(made, await world.Row<DateTimeOffset>($"select arrived_at from queues.tickets where issued_by = {ward.Queue}"));
    }

    private static Task<string> State(Ward ward) => ward.World.Row<string>($"select state from queues.queues where id = {ward.Queue}");

    private async Task Reprioritise(Ride ride, string priority)
    {
        (await (await world.Dispatcher()).Post($"/api/calls/{ride.Call}/reprioritise", new { priority })).Is(200);
        await world.Followed();
    }
}

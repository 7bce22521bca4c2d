using Xunit;

namespace Attend.Tests.Bookings;

public sealed class CheckInTests(World world) : IClassFixture<World>
{
    /// <summary>Two are booked for a quarter past; one is there at five past, one at half past and too late. Four come without a booking.</summary>
    [Theory]
    [InlineData("fifo", "001 003 002 004 005 006")]
    [InlineData("credits", "002 001 003 005 004 006")]
    [InlineData("strict", "002 005 001 003 004 006")]
    public async Task Whoever_is_on_time_waits_from_their_slot_on_and_whoever_is_late_since_they_came(string scheme, string order)
    {
        var practice = await Practice.Open(world, new { places = 2, late_minutes = 10, no_show_minutes = 60 }, new { scheme });
        var hour = TimeSpan.FromHours(1).Ticks;
        var full = new DateTimeOffset((world.Clock.Now.UtcTicks / hour + 1) * hour, TimeSpan.Zero);
        world.Clock.Now = full;
        var (onTime, late) = ((await practice.Book(full.AddMinutes(15), level: 2)).Id, (await practice.Book(full.AddMinutes(15), level: 2)).Id);
        foreach (var (minute, booking) in new[] { (2, 0), (5, onTime), (10, 0), (20, 0), (30, late), (40, 0) })
        {
            world.Clock.Now = full.AddMinutes(minute);
            if (booking == 0)
            {
                await practice.Clinic.Join();
            }
            else
            {
                (await practice.Do(booking, "check-in")).Is(200);
            }
        }

        Assert.Equal(order, string.Join(' ', await practice.Clinic.Line()));
        Assert.Equal(["appointment", "appointment"], await world.Rows<string>($"select source from queues.tickets where queue_id = {practice.Queue} and source <> 'desk'"));
        // Each was told how long.
        Assert.Equal(6, await world.Row<long>($"select count(*) from queues.standings s join queues.tickets t on t.id = s.ticket_id where t.queue_id = {practice.Queue}"));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task On_time_is_until_the_minute_that_the_plan_says(int minutes, bool onTime)
    {
        var practice = await Practice.Open(world, new { late_minutes = 10, no_show_minutes = 60 });
        var at = practice.At();
        var booking = (await practice.Book(at)).Id;
        world.Clock.Now = at.AddMinutes(minutes);
        await world.DueDone();
        var mark = await world.Mark();
        var ticket = (await practice.Do(booking, "check-in")).Is(200)["ticket_id"].GetInt64();
        Assert.Equal(["queues.ticket_issued", "bookings.patient_checked_in"], await world.EventsSince(mark));
        Assert.Equal(onTime ? at : world.Clock.Now, await world.Row<DateTimeOffset>($"select arrived_at from queues.tickets where id = {ticket}"));
        Assert.Equal(onTime, await world.Row<bool>($"select (data ->> 'on_time')::boolean from platform.events where id > {mark} and kind = 'bookings.patient_checked_in'"));
    }

    [Fact]
    public async Task The_holder_goes_on_to_the_page_of_the_number()
    {
        var practice = await Practice.Open(world);
        var booking = await practice.Book(practice.At());
        var page = $"/api/my-bookings/{booking["token"].GetString()}";
        var checkedIn = (await world.Stranger.Post(page + "/check-in")).Is(200);
        Assert.Equal(("checked-in", $"{practice.Clinic.Code}-001"), (checkedIn.State, checkedIn["ticket_number"].GetString()));
        var ticket = (await world.Stranger.Get($"/api/my-tickets/{checkedIn["token"].GetString()}")).Is(200);
        Assert.Equal((1, checkedIn["ticket_id"].GetInt64()), (ticket["position"].GetInt32(), ticket.Id));
        var mine = (await world.Stranger.Get(page)).Is(200);
        Assert.Equal(($"{practice.Clinic.Code}-001", "[]"), (mine["ticket_number"].GetString(), mine["actions"].GetRawText()));
        (await world.Stranger.Post(page + "/check-in")).Refused(409, "wrong_state");
        var seen = (await (await practice.Nurse).Get($"/api/bookings/{booking.Id}")).Is(200);
        Assert.Equal(($"{practice.Clinic.Code}-001", "[]"), (seen["ticket_number"].GetString(), seen["actions"].GetRawText()));
    }

    [Fact]
    public async Task Before_its_time_nobody_checks_in_and_whoever_is_there_has_arrived()
    {
        var practice = await Practice.Open(world, new { early_minutes = 30, no_show_minutes = 30 });
        var at = practice.At(4);
        var booking = await practice.Book(at);
        var page = $"/api/my-bookings/{booking["token"].GetString()}/check-in";
        Assert.Equal(at.AddMinutes(-30), (await world.Stranger.Post(page)).Refused(409, "check_in_not_open")["from"].GetDateTimeOffset());
        (await practice.Do(booking.Id, "check-in")).Refused(409, "check_in_not_open");
        Assert.Equal("arrived", (await practice.Do(booking.Id, "arrive")).Is(200).State);
        // Who is in the house is not given up by a clock.
        world.Clock.Now = at.AddMinutes(45);
        await world.DueDone();
        Assert.Equal("arrived", await practice.State(booking.Id));
        (await practice.Do(booking.Id, "check-in")).Is(200);

        await practice.Plan(new { self_check_in = false });
        var other = await practice.Book(practice.At());
        page = $"/api/my-bookings/{other["token"].GetString()}";
        Assert.Equal("""["cancel"]""", (await world.Stranger.Get(page)).Is(200)["actions"].GetRawText());
        (await world.Stranger.Post(page + "/check-in")).Refused(403, "no_self_check_in");
        (await practice.Do(other.Id, "check-in")).Is(200);
    }

    [Fact]
    public async Task A_full_queue_takes_whoever_is_booked_and_one_that_is_paused_or_closed_says_so()
    {
        var practice = await Practice.Open(world, new { places = 4 }, new { capacity = 1 });
        var nurse = await practice.Nurse;
        var booking = (await practice.Book(practice.At())).Id;
        (await nurse.Post($"/api/queues/{practice.Queue}/pause")).Is(200);
        (await practice.Do(booking, "check-in")).Refused(409, "queue_paused");
        (await nurse.Post($"/api/queues/{practice.Queue}/resume")).Is(200);
        await practice.Clinic.Join();
        (await nurse.Post($"/api/queues/{practice.Queue}/tickets")).Refused(409, "queue_full");
        (await practice.Do(booking, "check-in")).Is(200);
        var late = (await practice.Book(practice.At())).Id;
        (await nurse.Post($"/api/queues/{practice.Queue}/close")).Is(200);
        (await practice.Do(late, "check-in")).Refused(409, "queue_closing");
        (await nurse.Post($"/api/queues/{practice.Queue}/shut")).Is(200);
        (await practice.Do(late, "check-in")).Refused(409, "queue_closed");
        Assert.Equal("booked", await practice.State(late));
        await Practice.Heard(world);
        // Whoever was sent home with the door is not served; that is no no-show.
        Assert.Equal("cancelled", await practice.State(booking));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_has_a_number_of_that_queue_already_is_told()
    {
        var practice = await Practice.Open(world);
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var booking = (await (await practice.Nurse).Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = patient })).Is(201).Id;
        await practice.Clinic.Join(new { patient_id = patient });
        (await practice.Do(booking, "check-in")).Refused(409, "already_waiting");
        Assert.Equal("booked", await practice.State(booking));
        Assert.Equal("", await world.Violations());
    }
}

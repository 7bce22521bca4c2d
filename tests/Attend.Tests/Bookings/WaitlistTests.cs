using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>Places that are given up, and who gets them.</summary>
public sealed class WaitlistTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("cancel")]
    [InlineData("no-show")]
    [InlineData("reschedule")]
    public async Task The_longest_waiting_gets_the_place_with_the_key_that_gives_it_up(string key)
    {
        var practice = await Practice.Open(world);
        var at = practice.At(1);
        var has = (await practice.Book(at)).Id;
        var first = await practice.Book(at, wait: true);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await practice.Book(at, wait: true)).Id;
        Assert.Equal("waitlist", first.State);
        var mark = await world.Mark();
        (await practice.Do(has, key, key is "reschedule" ? new { starts_at = at.AddHours(1) } : null)).Is(200);
        Assert.Equal(2, (await world.EventsSince(mark)).Count);
        Assert.Equal(["bookings.booking_promoted"], await world.EventsSince(mark, $"booking:{first.Id}"));
        Assert.Equal(("booked", "waitlist", 0), (await practice.State(first.Id), await practice.State(second), await practice.Free(at)));
        // Whoever gives up waiting gives up no place.
        mark = await world.Mark();
        (await practice.Do(second, "cancel")).Is(200);
        Assert.Equal(["bookings.booking_cancelled"], await world.EventsSince(mark));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Once_the_slot_has_begun_nobody_is_sent_for_and_whoever_waited_waited_in_vain()
    {
        var practice = await Practice.Open(world, new { no_show_minutes = 30 });
        var at = practice.At(1);
        var has = (await practice.Book(at)).Id;
        var waits = await practice.Book(at, wait: true);
        world.Clock.Now = at;
        await world.DueDone();
        Assert.Equal(("booked", "cancelled"), (await practice.State(has), await practice.State(waits.Id)));
        Assert.Equal(["bookings.booking_waitlisted", "bookings.waiting_lapsed"], await world.EventsSince(0, $"booking:{waits.Id}"));
        world.Clock.Now = at.AddMinutes(29);
        await world.DueDone();
        Assert.Equal("booked", await practice.State(has));
        world.Clock.Now = at.AddMinutes(30);
        await world.DueDone();
        Assert.Equal("noshow", await practice.State(has));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_done_wrong_is_taken_back_on_that_day_if_the_place_is_free()
    {
        var practice = await Practice.Open(world, new { no_show_minutes = 30 });
        var at = practice.At(1);
        var (has, waits) = ((await practice.Book(at)).Id, (await practice.Book(at, wait: true)).Id);
        (await practice.Do(has, "cancel")).Is(200);
        (await practice.Do(has, "reinstate")).Refused(409, "slot_full");
        (await practice.Do(waits, "cancel")).Is(200);
        Assert.Equal("booked", (await practice.Do(has, "reinstate")).Is(200).State);

        world.Clock.Now = at.AddMinutes(30);
        await world.DueDone();
        Assert.Equal("noshow", await practice.State(has));
        // They come after all, and have the time from now on.
        (await practice.Do(has, "reinstate")).Is(200);
        await world.DueDone();
        Assert.Equal("booked", await practice.State(has));
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.DueDone();
        Assert.Equal("noshow", await practice.State(has));
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await practice.Do(has, "reinstate")).Refused(409, "slot_over");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Another_slot_is_taken_only_if_it_has_a_place_or_somebody_wants_to_wait_for_one()
    {
        var practice = await Practice.Open(world);
        var (here, there) = (practice.At(1), practice.At(2));
        var (mine, other) = ((await practice.Book(here)).Id, (await practice.Book(there)).Id);
        (await practice.Do(mine, "reschedule", new { starts_at = here })).Refused(409, "same_slot");
        (await practice.Do(mine, "reschedule", new { starts_at = there })).Refused(409, "slot_full");
        (await practice.Do(mine, "reschedule", new { starts_at = there.AddMinutes(1) })).Refused(404, "unknown_slot");
        Assert.Equal(0, await practice.Free(here));
        (await practice.Do(mine, "arrive")).Is(200);
        var mark = await world.Mark();
        var waits = (await practice.Do(mine, "reschedule", new { starts_at = there, wait = true })).Is(200);
        Assert.Equal(("waitlist", System.Text.Json.JsonValueKind.Null, 1), (waits.State, waits["arrived_at"].ValueKind, await practice.Free(here)));
        Assert.Equal(["bookings.booking_rescheduled"], await world.EventsSince(mark));
        Assert.True(await world.Row<bool>($"""
            select (data ->> 'starts_at')::timestamptz = {there} and (data ->> 'from_starts_at')::timestamptz = {here} from platform.events where id > {mark}
            """));
        (await practice.Do(other, "reschedule", new { starts_at = here })).Is(200);
        Assert.Equal("booked", await practice.State(mine));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_has_a_place_was_booked_when_they_got_it_whatever_slot_it_is_for_now()
    {
        var practice = await Practice.Open(world, new { places = 1 });
        var (here, there) = (practice.At(1), practice.At(2));
        var (mine, waits) = (await practice.Book(here), await practice.Book(here, wait: true));
        var began = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await practice.Do(waits.Id, "reschedule", new { starts_at = there.AddHours(1) })).Is(200);
        (await practice.Do(mine.Id, "reschedule", new { starts_at = there })).Is(200);
        Assert.Equal([$"{mine.Id} {began:HH:mm}", $"{waits.Id} {world.Clock.Now:HH:mm}"], await world.Rows<string>($"""
            select id || ' ' || to_char(booked_at at time zone 'UTC', 'HH24:MI') from bookings.bookings where id in ({mine.Id}, {waits.Id}) order by id
            """));
    }

    [Fact]
    public async Task Nobody_waits_for_a_slot_that_has_begun()
    {
        var practice = await Practice.Open(world);
        var (now, later) = (practice.At(-1), practice.At(3));
        await practice.Book(now);
        (await practice.Try(now, wait: true)).Refused(409, "slot_full");
        var other = (await practice.Book(later)).Id;
        (await practice.Do(other, "reschedule", new { starts_at = now, wait = true })).Refused(409, "slot_full");
        Assert.Equal(("booked", 0), (await practice.State(other), await practice.Free(later)));
    }

    /// <summary>Slots were an hour long when it was booked.</summary>
    [Fact]
    public async Task Nobodys_own_place_stands_in_their_way()
    {
        var practice = await Practice.Open(world, new { slot_minutes = 60 });
        var hour = TimeSpan.FromHours(1).Ticks;
        var full = new DateTimeOffset((world.Clock.Now.UtcTicks / hour + 1) * hour, TimeSpan.Zero);
        var longer = (await practice.Book(full)).Id;
        await practice.Plan(new { slot_minutes = 30 });
        (await practice.Try(full.AddMinutes(30))).Refused(409, "slot_full");
        Assert.Equal("booked", (await practice.Do(longer, "reschedule", new { starts_at = full.AddMinutes(30) })).Is(200).State);
        Assert.Equal((1, 0), (await practice.Free(full), await practice.Free(full.AddMinutes(30))));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Slots were an hour long when the one was booked that is given up.</summary>
    [Fact]
    public async Task One_place_that_is_given_up_may_be_two()
    {
        var practice = await Practice.Open(world, new { slot_minutes = 60 });
        var hour = TimeSpan.FromHours(1).Ticks;
        var full = new DateTimeOffset((world.Clock.Now.UtcTicks / hour + 1) * hour, TimeSpan.Zero);
        var longer = (await practice.Book(full)).Id;
        await practice.Plan(new { slot_minutes = 30 });
        long[] waiting = [(await practice.Book(full, wait: true)).Id, (await practice.Book(full.AddMinutes(30), wait: true)).Id];
        var mark = await world.Mark();
        (await practice.Do(longer, "cancel")).Is(200);
        Assert.Equal(["booked", "booked"], await world.Rows<string>($"select state from bookings.bookings where id = any({waiting}) order by id"));
        Assert.Equal(["bookings.booking_cancelled", "bookings.booking_promoted", "bookings.booking_promoted"], await world.EventsSince(mark));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task More_places_go_to_those_who_wait_and_fewer_take_nobodys()
    {
        var practice = await Practice.Open(world);
        var at = practice.At();
        await practice.Book(at);
        var waiting = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            waiting.Add((await practice.Book(at, wait: true)).Id);
        }

        await practice.Plan(new { places = 3 });
        Assert.Equal(["booked", "booked", "waitlist"], await world.Rows<string>($"select state from bookings.bookings where id = any({waiting.ToArray()}) order by id"));
        await practice.Plan(new { places = 1 });
        Assert.Equal(["booked", "booked", "waitlist"], await world.Rows<string>($"select state from bookings.bookings where id = any({waiting.ToArray()}) order by id"));
        (await practice.Try(at)).Refused(409, "slot_full");
        // Of those that are taken beyond the plan none is given again.
        (await practice.Do(waiting[1], "cancel")).Is(200);
        Assert.Equal("waitlist", await practice.State(waiting[2]));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Many at once are given theirs in portions, so that the plan is not held for all of them.</summary>
    [Fact]
    public async Task Whoever_waits_is_given_a_place_however_many_they_are()
    {
        var practice = await Practice.Open(world);
        var at = practice.At(8);
        for (var slot = 0; slot < 3; slot++)
        {
            for (var number = 0; number < 42; number++)
            {
                await practice.Book(at.AddMinutes(15 * slot), wait: true);
            }
        }

        var mark = await world.Mark();
        await practice.Plan(new { places = 50 });
        await world.DueDone();
        Assert.Equal(0, await world.Row<long>($"select count(*) from bookings.bookings where queue_id = {practice.Queue} and state = 'waitlist'"));
        Assert.InRange(await world.Row<long>($"""
            select max(n) from (select count(*) as n from platform.events where id > {mark} and kind = 'bookings.booking_promoted' group by tx) one
            """), 1, 100);
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Slots of another length lie across those that were booked before.</summary>
    [Fact]
    public async Task When_slots_get_longer_a_place_stays_taken_for_as_long_as_it_was_booked()
    {
        var practice = await Practice.Open(world, new { places = 2 });
        var hour = TimeSpan.FromHours(1).Ticks;
        var full = new DateTimeOffset((world.Clock.Now.UtcTicks / hour + 1) * hour, TimeSpan.Zero);
        await practice.Book(full.AddMinutes(30));
        await practice.Plan(new { places = 2, slot_minutes = 60 });
        Assert.Equal(1, await practice.Free(full));
        await practice.Book(full);
        (await practice.Try(full)).Refused(409, "slot_full");
        Assert.Equal("", await world.Violations());
    }
}

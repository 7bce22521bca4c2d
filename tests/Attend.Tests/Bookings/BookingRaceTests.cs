using Attend.Bookings;
using Attend.Platform.Work;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>Many who want one thing: one has it, and the others are told.</summary>
public sealed class BookingRaceTests(World world) : IClassFixture<World>
{
    private const int Many = 64;

    [Fact]
    public async Task Sixty_four_want_one_slot_and_one_has_it()
    {
        var practice = await Practice.Open(world);
        for (var round = 0; round < 3; round++)
        {
            var at = practice.At(round);
            var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => practice.Try(at)));
            Assert.Single(answers, answer => answer.Number == 201);
            Assert.All(answers.Where(answer => answer.Number != 201), loser => loser.Refused(409, "slot_full"));
            Assert.Equal(0, await practice.Free(at));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixty_four_want_ten_places_and_whoever_waits_gets_what_becomes_free_once()
    {
        var practice = await Practice.Open(world, new { places = 10 });
        var at = practice.At();
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => practice.Book(at, wait: true)));
        var booked = answers.Where(answer => answer.State == "booked").ToList();
        Assert.Equal(10, booked.Count);
        Assert.All(answers.Except(booked), answer => Assert.Equal("waitlist", answer.State));

        // Everybody gives up at once, those who wait among them.
        await Task.WhenAll(answers.Take(Many - 5).Select(answer => practice.Do(answer.Id, "cancel")));

        var left = answers.Skip(Many - 5).Select(answer => answer.Id).ToArray();
        Assert.Equal(5L, await world.Row<long>($"select count(*) from bookings.bookings where id = any({left}) and state = 'booked'"));
        Assert.Equal(5, await practice.Free(at));
        Assert.Equal(0L, await world.Row<long>($"""
            select count(*) from (
                select subject from platform.events where kind = 'bookings.booking_promoted' and (data ->> 'queue_id')::bigint = {practice.Queue} group by subject having count(*) > 1) twice
            """));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Two_cancel_at_once_and_each_place_goes_to_one_who_waits()
    {
        var practice = await Practice.Open(world, new { places = 2 });
        for (var round = 0; round < 10; round++)
        {
            var at = practice.At(round);
            var booked = new[] { (await practice.Book(at)).Id, (await practice.Book(at)).Id };
            var waits = (await practice.Book(at, wait: true)).Id;
            var mark = await world.Mark();
            Assert.All(await Task.WhenAll(booked.Select(id => practice.Do(id, "cancel"))), answer => answer.Is(200));
            Assert.Equal(["bookings.booking_promoted"], await world.EventsSince(mark, $"booking:{waits}"));
            Assert.Equal(("booked", 1), (await practice.State(waits), await practice.Free(at)));
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>In two departments, so that no plan is locked by both.</summary>
    [Fact]
    public async Task A_patient_books_two_things_at_one_time_and_has_one()
    {
        var (one, other) = (await Practice.Open(world, new { places = 20 }), await Practice.Open(world, new { places = 20 }));
        for (var round = 0; round < 10; round++)
        {
            var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
            var supervisor = await world.Supervisor();
            var answers = await Task.WhenAll(new[] { one, other, one, other }.Select(practice => supervisor.Post(
                "/api/bookings", new { queue_id = practice.Queue, starts_at = one.At(), patient_id = patient })));
            Assert.Single(answers, answer => answer.Number == 201);
            Assert.All(answers.Where(answer => answer.Number != 201), loser => loser.Refused(409, "already_booked"));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixteen_check_one_booking_in_and_there_is_one_number()
    {
        var practice = await Practice.Open(world);
        var booking = await practice.Book(practice.At());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(index => index % 2 == 0
            ? practice.Do(booking.Id, "check-in") : world.Stranger.Post($"/api/my-bookings/{booking["token"].GetString()}/check-in")));
        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), loser => Assert.Equal("checked-in", loser.Refused(409, "wrong_state").State));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {practice.Queue}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task In_the_instant_in_which_the_clock_gives_up_somebody_checks_in_and_only_one_of_the_two_happens()
    {
        var practice = await Practice.Open(world, new { no_show_minutes = 30 });
        for (var round = 0; round < 20; round++)
        {
            var at = practice.At();
            var booking = (await practice.Book(at)).Id;
            world.Clock.Now = at.AddMinutes(30);
            var due = Task.Run(() => world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken));
            var answer = await practice.Do(booking, "check-in");
            await due;
            await world.DueDone();
            var came = answer.Number == 200;
            if (!came)
            {
                Assert.Equal("noshow", answer.Refused(409, "wrong_state").State);
            }

            Assert.Equal((came ? "checked-in" : "noshow", came), (
                await practice.State(booking), await world.Row<bool>($"select ticket_id is not null from bookings.bookings where id = {booking}")));
        }

        Assert.Equal("", await world.Violations());
    }
}

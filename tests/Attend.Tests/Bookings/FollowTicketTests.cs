using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>What becomes of the number becomes of the booking, and back.</summary>
public sealed class FollowTicketTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("fulfilled", "call start complete")]
    [InlineData("cancelled", "cancel")]
    [InlineData("noshow", "call no-show")]
    public async Task It_ends_as_the_number_ends_and_comes_back_when_the_desk_takes_that_back(string state, string keys)
    {
        var practice = await Practice.Open(world, queue: new { recalls = 0, grace_seconds = 0 });
        var (at, booking, ticket) = await CheckedIn(practice);
        foreach (var key in keys.Split(' '))
        {
            (await practice.Clinic.Do(ticket, key, key is "call" ? new { desk_id = practice.Clinic.Desk } : null)).Is(200);
        }

        await Practice.Heard(world);
        Assert.Equal(state, await practice.State(booking));
        // The place was used: nobody else has it, and the patient is taken back at the desk, not here.
        Assert.Equal(0, await practice.Free(at));
        Assert.Equal("[]", (await (await practice.Nurse).Get($"/api/bookings/{booking}")).Is(200)["actions"].GetRawText());
        (await practice.Do(booking, "reinstate")).Refused(409, state is "fulfilled" ? "wrong_state" : "has_ticket");

        (await practice.Clinic.Do(ticket, "undo")).Is(200);
        await Practice.Heard(world);
        Assert.Equal("checked-in", await practice.State(booking));
        // What was taken back stands in nobody's timeline.
        Assert.Equal(["booked", "checked_in"], await world.Rows<string>($"""
            select split_part(kind, '.', 2) from bookings.moments where booking_id = {booking} order by at, ordinal
            """));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_is_served_where_the_number_was_sent()
    {
        var practice = await Practice.Open(world);
        var xray = await Queues.Clinic.Open(world, site: practice.Clinic.Site);
        var (_, booking, ticket) = await CheckedIn(practice);
        (await practice.Clinic.Do(ticket, "plan", new { queue_ids = new[] { xray.Queue } })).Is(200);
        await practice.Clinic.Serve();
        await Practice.Heard(world);
        Assert.Equal("checked-in", await practice.State(booking));
        await xray.Serve();
        await Practice.Heard(world);
        Assert.Equal("fulfilled", await practice.State(booking));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_was_sent_home_with_the_door_and_is_taken_in_again_is_expected_again()
    {
        var practice = await Practice.Open(world);
        var (_, booking, ticket) = await CheckedIn(practice);
        await practice.Clinic.Next();
        var second = (await practice.Clinic.Join()).Id;
        (await practice.Clinic.Do(ticket, "put-back")).Is(200);
        (await practice.Clinic.Do(second, "call", new { desk_id = practice.Clinic.Desk })).Is(200);
        (await practice.Clinic.Do(second, "start")).Is(200);
        (await (await practice.Nurse).Post($"/api/queues/{practice.Queue}/shut")).Is(200);
        await Practice.Heard(world);
        Assert.Equal("cancelled", await practice.State(booking));
        (await practice.Clinic.Do(ticket, "reinstate")).Is(200);
        await Practice.Heard(world);
        Assert.Equal("checked-in", await practice.State(booking));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Several keys before any of them was heard: it is how the number stands that counts.</summary>
    [Fact]
    public async Task Whatever_was_heard_late_it_stands_where_the_number_stands()
    {
        var practice = await Practice.Open(world);
        var random = new Random(5);
        var (_, booking, ticket) = await CheckedIn(practice);
        for (var step = 0; step < 60; step++)
        {
            var key = random.GetItems(["call", "start", "complete", "cancel", "undo", "undo", "hold", "return", "put-back"], 1)[0];
            var answer = await practice.Clinic.Do(ticket, key, key is "call" ? new { desk_id = practice.Clinic.Desk } : null);
            Assert.True(answer.Number is 200 or 409, $"{key}: {answer.Number} {answer.Body}");
            if (step % 10 == 9)
            {
                await Practice.Heard(world);
                Assert.Equal(await world.Row<string>($"""
                    select case state when 'COMPLETED' then 'fulfilled' when 'CANCELLED' then 'cancelled' else 'checked-in' end from queues.tickets where id = {ticket}
                    """), await practice.State(booking));
                Assert.Equal("", await world.Violations());
            }
        }
    }

    private static async Task<(DateTimeOffset At, long Booking, long Ticket)> CheckedIn(Practice practice)
    {
        var at = practice.At();
        var booking = (await practice.Book(at)).Id;
        return (at, booking, (await practice.Do(booking, "check-in")).Is(200)["ticket_id"].GetInt64());
    }
}

using Attend.Bookings;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>
/// Every state of a booking with every action, from the table itself. Some are keys; others follow the clock, a place that is free, or what a desk
/// does to the ticket, and pass over a booking that is in no state for it.
/// </summary>
public sealed class BookingLifecycleTests(World world) : IClassFixture<World>
{
    /// <summary>What follows the ticket, and so needs one.</summary>
    private static readonly BookingAction[] Following = [BookingAction.Fulfil, BookingAction.Leave, BookingAction.Miss, BookingAction.Resume];

    private static readonly Dictionary<BookingState, BookingAction[]> Ways = new()
    {
        [BookingState.Waitlist] = [],
        [BookingState.Booked] = [],
        [BookingState.Arrived] = [BookingAction.Arrive],
        [BookingState.CheckedIn] = [BookingAction.CheckIn],
        [BookingState.Fulfilled] = [BookingAction.CheckIn, BookingAction.Fulfil],
        [BookingState.Cancelled] = [BookingAction.Cancel],
        [BookingState.NoShow] = [BookingAction.NoShow],
    };

    /// <summary>The same states where a ticket has led to them.</summary>
    private static readonly Dictionary<BookingState, BookingAction[]> ByTicket = new(Ways)
    {
        [BookingState.Cancelled] = [BookingAction.CheckIn, BookingAction.Leave],
        [BookingState.NoShow] = [BookingAction.CheckIn, BookingAction.Miss],
    };

    public static TheoryData<string> Actions =>
        [.. Enum.GetValues<BookingAction>().Where(action => BookingLifecycle.Table.Step(action).From.Count > 0).Select(Words.Of)];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<BookingAction>(word);
        var step = BookingLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<BookingState>(), Ways.Keys);
        var site = await world.Site("hospital");
        foreach (var (state, way) in Following.Contains(action) ? ByTicket : Ways)
        {
            var practice = await Practice.Open(world, queue: new { recalls = 0, grace_seconds = 0 }, site: site);
            var at = practice.At();
            if (state is BookingState.Waitlist)
            {
                await practice.Book(at);
            }

            var booking = (await practice.Book(at, wait: true)).Id;
            foreach (var before in way)
            {
                (await Do(before, practice, booking, at))?.Is(200);
            }

            Assert.Equal(Words.Of(state), await practice.State(booking));
            var mark = await world.Mark();

            var answer = await Do(action, practice, booking, at);

            if (BookingLifecycle.Table.Allows(state, action))
            {
                Assert.True(answer is null or { Number: 200 }, $"{state} x {word}: {answer?.Number} {answer?.Body}");
                Assert.Equal([step.Event], await world.EventsSince(mark, $"booking:{booking}"));
                Assert.Equal(Words.Of(step.To ?? BookingState.Booked), await practice.State(booking));
                Assert.True(step.Row.Stamp is null || await world.Row<bool>($"select to_jsonb(b) ->> {step.Row.Stamp!} is not null from bookings.bookings b where id = {booking}"));
            }
            else
            {
                Assert.True(answer is null or { Number: 409 } || step.Row.By is null, $"{state} x {word}: {answer?.Number} {answer?.Body}");
                Assert.Empty(await world.EventsSince(mark, $"booking:{booking}"));
                Assert.Equal(Words.Of(state), await practice.State(booking));
            }
        }

        Assert.Equal("", await world.Violations());
    }

    /// <returns>The answer to a key; null where there is none to press.</returns>
    private async Task<Answer?> Do(BookingAction action, Practice practice, long booking, DateTimeOffset at)
    {
        switch (action)
        {
            case BookingAction.Arrive or BookingAction.CheckIn or BookingAction.Cancel or BookingAction.NoShow or BookingAction.Reinstate:
                return await practice.Do(booking, Words.Of(action).Replace('_', '-'));
            case BookingAction.Reschedule:
                return await practice.Do(booking, "reschedule", new { starts_at = at.AddHours(1) });
            case BookingAction.Promote:
                await practice.Plan(new { places = 2 });
                return null;
            case BookingAction.Lapse:
                world.Clock.Now = at;
                await world.DueDone();
                return null;
            default:
                return await AtTheDesk(action, practice, booking);
        }
    }

    private async Task<Answer?> AtTheDesk(BookingAction action, Practice practice, long booking)
    {
        if (await world.Row<long?>($"select ticket_id from bookings.bookings where id = {booking}") is not { } ticket)
        {
            return null;
        }

        var clinic = practice.Clinic;
        string[] keys = action switch
        {
            BookingAction.Fulfil => ["call", "start", "complete"],
            BookingAction.Leave => ["cancel"],
            BookingAction.Miss => ["call", "no-show"],
            BookingAction.Resume => ["undo"],
            _ => throw new InvalidOperationException($"{action} has no cause here."),
        };
        var answer = default(Answer);
        foreach (var key in keys)
        {
            answer = await clinic.Do(ticket, key, key is "call" ? new { desk_id = clinic.Desk } : null);
        }

        await Practice.Heard(world);
        return answer;
    }
}

using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <summary>A booking as whoever made it sees it: nobody's name stands in it.</summary>
/// <param name="Zone">By whose clock the slot is meant.</param>
/// <param name="CheckInFrom">When checking in begins.</param>
/// <param name="OnTimeUntil">Who checks in later waits from then on, and not from the slot on.</param>
/// <param name="TicketNumber">Once they have checked in.</param>
internal sealed record HeldBookingView(
    long Id, string Reference, long QueueId, string QueueCode, string QueueName, string SiteName, string Zone, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    BookingState State, DateTimeOffset StateSince, long Version, bool SelfCheckIn, DateTimeOffset CheckInFrom, DateTimeOffset OnTimeUntil, string? TicketNumber)
{
    /// <summary>What the holder may do now.</summary>
    public IReadOnlyList<string> Actions => State switch
    {
        BookingState.Booked or BookingState.Arrived when SelfCheckIn => ["check_in", "cancel"],
        BookingState.Waitlist or BookingState.Booked or BookingState.Arrived => ["cancel"],
        _ => [],
    };

    /// <summary>The view over <c>bookings.bookings b</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select b.id, b.reference, b.queue_id, q.code as queue_code, q.name as queue_name, s.name as site_name, s.zone, b.starts_at, b.ends_at, b.state, b.state_since,
               b.version, p.self_check_in, b.starts_at - make_interval(mins => p.early_minutes) as check_in_from,
               b.starts_at + make_interval(mins => p.late_minutes) as on_time_until, v.number as ticket_number
        from bookings.bookings b
        join bookings.plans p on p.queue_id = b.queue_id
        join queues.names q on q.id = b.queue_id
        join people.sites s on s.id = b.site_id
        left join queues.visits v on v.ticket_id = b.ticket_id
        """);
}

/// <summary>What whoever holds a booking's token sees and does. A day after the slot it opens nothing any more.</summary>
internal static class MyBooking
{
    private static readonly TimeSpan After = TimeSpan.FromHours(24);

    public static async Task<Results<Ok<HeldBookingView>, Refused>> Show(string token, HttpResponse response, Db db, TimeProvider clock, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return Token.LooksShort(token) && await db.Find<HeldBookingView>($"{HeldBookingView.Select} where {Held(token, clock.Micros())}", ct) is { } booking
            ? TypedResults.Ok(booking)
            : PlatformProblems.NotFound.Refuse();
    }

    public static Task<Results<Ok<CheckedInView>, Refused>> CheckIn(string token, Db db, Caller caller, TimeProvider clock, CancellationToken ct) =>
        Bookings.CheckIn.Act(Held(token, clock.Micros()), Refuse, db, caller, ct);

    public static Task<Results<Ok<HeldBookingView>, Refused>> Cancel(string token, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HeldBookingView>, Refused>>(caller, async change =>
        {
            var step = BookingStep.Load(change, Held(token, change.Now));
            await change.Send();
            if (Refuse(step) is { } refused)
            {
                return refused;
            }

            await step.Save(BookingAction.Cancel);
            var view = change.One<HeldBookingView>($"{HeldBookingView.Select} where b.id = {step.Row.Id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    private static Refused? Refuse(BookingStep step) => step.Found ? null : PlatformProblems.NotFound.Refuse();

    /// <summary>Whatever is no token at all has a digest that nothing has.</summary>
    private static Sql Held(string token, DateTimeOffset now) => $"b.token = {Token.Hash(token)} and b.ends_at > {now - After}";
}

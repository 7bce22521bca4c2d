using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="Token">Of the ticket, shown this once: the address of the page that follows the number.</param>
internal sealed record CheckedInView(long Id, BookingState State, long Version, long TicketId, string TicketNumber, string Token);

/// <summary>
/// Makes the ticket. Whoever is on time waits as if they had come when their slot begins; whoever is not, since they came. A full queue takes them
/// all the same, because they were promised; one that takes nobody does not.
/// </summary>
internal static class CheckIn
{
    /// <summary>At the desk, or by a patient who is signed in.</summary>
    public static Task<Results<Ok<CheckedInView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        Act($"b.id = {id}", step => step.Refuse(Permissions.BookingsMake), db, caller, ct);

    /// <param name="which">A condition over <c>bookings.bookings b</c>.</param>
    /// <param name="refuse">Why it is not the caller's to do.</param>
    public static Task<Results<Ok<CheckedInView>, Refused>> Act(Sql which, Func<BookingStep, Refused?> refuse, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CheckedInView>, Refused>>(caller, async change =>
        {
            var step = BookingStep.Load(change, which);
            await change.Send();
            if ((refuse(step) ?? RefuseNow(step)) is { } refused)
            {
                return refused;
            }

            var (row, plan) = (step.Row, step.Plan);
            var onTime = step.Now <= row.StartsAt + TimeSpan.FromMinutes(plan.LateMinutes);
            var since = onTime ? row.StartsAt : step.Now;
            var issue = IssueTicket.Load(change, row.QueueId);
            var queueNow = Forecast.Load(change, $"select {row.QueueId}::bigint", $"{since}::timestamptz");
            await change.Send();
            if (issue.Refuse(expected: true) is { } shut)
            {
                return shut;
            }

            var (token, hash) = Token.NewShort();
            var level = (row.Level is { } place ? issue.Found!.LevelOf(place) : null) ?? issue.Found!.Least;
            issue.Save(change, level, emergency: false, considered: false, TicketSource.Appointment, hash, since,
                ("patient_id", row.PatientId), ("name", row.Name));
            Forecast.Keep(change, issue.Id, 1, queueNow.Value!.Make(level, emergency: false, since: since));
            await step.Save(
                BookingAction.CheckIn, row.Place, set: $"ticket_id = {issue.Id}", data: new { ticket_id = issue.Id, on_time = onTime });
            return TypedResults.Ok(new CheckedInView(row.Id, BookingState.CheckedIn, row.Version + 1, issue.Id, issue.Text, token));
        }, ct);

    private static Refused? RefuseNow(BookingStep step)
    {
        step.Expect(BookingAction.CheckIn);
        var from = step.Row.StartsAt - TimeSpan.FromMinutes(step.Plan.EarlyMinutes);
        return step.Now < from ? BookingProblems.CheckInNotOpen.Refuse(new { from })
            : !step.Plan.SelfCheckIn && !step.Staff(Permissions.BookingsMake) ? BookingProblems.NoSelfCheckIn.Refuse()
            : null;
    }
}

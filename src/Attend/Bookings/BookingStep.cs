using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <summary>
/// One thing done to a booking, as every one is done: the plan of its queue and itself are locked and read, and after the decision the door, the
/// work that waits for its slot and whoever takes the place that it gives up are seen to together.
/// </summary>
internal sealed class BookingStep
{
    private readonly Change change;
    private readonly Pending<BookingPlanRow?> plan;
    private readonly Pending<BookingRow?> row;
    private readonly Pending<QueueRow?> queue;
    private readonly Pending<KeepHours.Row?> hours;

    private BookingStep(Change change, Sql which)
    {
        Sql queueId = $"select b.queue_id from bookings.bookings b where {which}";
        this.change = change;
        plan = BookingPlanRow.Lock(change, queueId);
        change.Lock($"select from bookings.bookings b where {which} for no key update");
        LockPatient(change, $"select b.patient_id from bookings.bookings b where {which}");
        row = change.Find<BookingRow>($"{BookingRow.Select} where {which}");
        queue = change.Find<QueueRow>($"{QueueRow.Select} where q.id = ({queueId})");
        hours = change.Find<KeepHours.Row>(KeepHours.Select(queueId));
    }

    public bool Found => row.Value is not null;

    public BookingRow Row => row.Value!;

    public BookingPlanRow Plan => plan.Value!;

    public QueueRow Queue => queue.Value!;

    public WeekPlan Hours => Slot.Hours(Plan, Queue, hours.Value!);

    public DateTimeOffset Now => change.Now;

    /// <summary>Queues the locks of a booking and what is to be known of it.</summary>
    /// <param name="which">A condition over <c>bookings.bookings b</c> that at most one fulfils.</param>
    public static BookingStep Load(Change change, Sql which) => new(change, which);

    /// <summary>A key as most are: the booking is locked, what is to become of it decided, and what became of it shown.</summary>
    /// <param name="prepare">Queues what else is to be known, and gives the decision: a refusal, or null once it has done what is done.</param>
    public static Task<Results<Ok<BookingView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Func<Change, Func<BookingStep, Task<Refused?>>> prepare, CancellationToken ct) =>
        db.Write<Results<Ok<BookingView>, Refused>>(caller, async change =>
        {
            var step = Load(change, $"b.id = {id}");
            var decide = prepare(change);
            await change.Send();
            if ((step.Refuse(needs) ?? await decide(step)) is { } refused)
            {
                return refused;
            }

            var view = change.One<BookingView>($"{BookingView.Select} where b.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    /// <summary>Somebody else's booking is as if it were not there.</summary>
    public Refused? Refuse(Permission needs) =>
        Found && (Staff(needs) || Row.PatientId is { } patient && patient == change.Caller.UserId && change.Caller.May(needs) is not null)
            ? null
            : PlatformProblems.NotFound.Refuse();

    /// <summary>Whether the caller does it as one who works there, and not for themselves.</summary>
    public bool Staff(Permission permission) => change.Caller.Reaches(permission, Row.SiteId);

    /// <summary>Ends what is asked for in a state that it is not for, as the door would, before anything else is said of it.</summary>
    /// <exception cref="WrongState">Answered 409 with the state and what is possible in it.</exception>
    public void Expect(BookingAction action)
    {
        if (!BookingLifecycle.Table.Allows(Row.State, action))
        {
            throw new WrongState(BookingLifecycle.Table.Table, Row.Id);
        }
    }

    /// <summary>Does what becomes of it. What is given up before its time goes to those who have waited for it longest.</summary>
    /// <param name="place">Which it has then, in a state in which it has one.</param>
    /// <param name="slot">Where it is for another one then.</param>
    /// <param name="to">The state, for an action that leaves it open.</param>
    public async Task Save(BookingAction action, int? place = null, Slot? slot = null, BookingState? to = null, Sql? set = null, object? data = null)
    {
        Expect(action);
        var columns = new List<Sql> { $"place = {place}" };
        if (slot is not null)
        {
            columns.Add($"starts_at = {slot.StartsAt}, ends_at = {slot.EndsAt}");
        }

        if (set is not null)
        {
            columns.Add(set);
        }

        change.Move(BookingLifecycle.Table, Row.Id, action, to: to, set: Sql.Join(", ", columns), data: data);
        LapseBooking.Watch(change, Row.Id, BookingLifecycle.Table.Step(action).To ?? to!.Value, slot ?? Row.Slot, Plan);
        if (Row.Place is not null && (place is null || slot is not null) && Row.Slot.IsWaitedFor(change.Now))
        {
            await PromoteWaiting.All(change, Row.QueueId);
        }
    }

    /// <summary>Queues a lock: of two bookings that a patient gets at once, each would wait for the other to be refused.</summary>
    /// <param name="patient">SQL that gives their id, or null.</param>
    public static void LockPatient(Change change, Sql patient) => change.Lock($"""
        select pg_advisory_xact_lock(hashtextextended('booked ' || p.id, 0)) from ({patient}) as p (id) where p.id is not null
        """);
}

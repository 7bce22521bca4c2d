using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="StartsAt">When the slot begins.</param>
/// <param name="PatientId">Somebody whom People knows; only staff say it, a patient who is signed in is who they are.</param>
/// <param name="Level">Of the queue's scale, 1 being the most urgent; only staff say it.</param>
/// <param name="Wait">Where the slot is full: whether to wait for a place.</param>
internal sealed record BookSlotRequest(
    [Required] long? QueueId, [Required] DateTimeOffset? StartsAt, long? PatientId = null, [StringLength(200)] string? Name = null, [Range(1, 99)] int? Level = null,
    [StringLength(500)] string? Note = null, bool Wait = false);

/// <param name="Token">Shown this once: the address of the page that follows the booking.</param>
internal sealed record BookedView(
    long Id, string Reference, string Token, long QueueId, string QueueCode, DateTimeOffset StartsAt, DateTimeOffset EndsAt, BookingState State, long Version);

/// <summary>
/// Gives a slot's place to whoever asks: a stranger, a patient who is signed in, or staff for somebody. The plan's row is locked, so that a place is
/// seen to be free by one at a time.
/// </summary>
internal static class BookSlot
{
    public static Task<Results<Created<BookedView>, Refused>> Handle(BookSlotRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<BookedView>, Refused>>(caller, async change =>
        {
            var (queueId, at) = (request.QueueId!.Value, request.StartsAt!.Value);
            var oneself = caller.May(Permissions.BookingsMake) is null ? null : caller.UserId;
            var patient = request.PatientId ?? oneself ?? 0;
            var plan = BookingPlanRow.Lock(change, $"{queueId}::bigint");
            BookingStep.LockPatient(change, $"select nullif({patient}, 0)");
            var queue = change.Find<QueueRow>($"{QueueRow.Select} where q.id = {queueId}");
            var hours = change.Find<KeepHours.Row>(KeepHours.Select($"{queueId}::bigint"));
            var known = change.One<bool>($"select exists (select from people.members where id = {patient} and active)");
            var free = FreePlace(change, $"{queueId}::bigint", at);
            var newId = change.NextId("bookings.bookings");
            await change.Send();
            if (queue.Value is not { } found)
            {
                return QueueProblems.UnknownQueue.Refuse(new { field = "queue_id" });
            }

            if (plan.Value is not { } takes)
            {
                return BookingProblems.NoBookings.Refuse();
            }

            var staff = caller.Reaches(Permissions.BookingsMake, found.SiteId);
            long? whom = staff ? request.PatientId : oneself;
            if ((staff ? null : RefuseAlone(takes, request, oneself)) is { } strange)
            {
                return strange;
            }

            var facts = new BookingFacts(whom, request.Name?.Trim(), request.Level, request.Note?.Trim());
            if (RefuseWhom(found, facts, known.Value) is { } nobody)
            {
                return nobody;
            }

            var (slot, refused) = Slot.Choose(takes, Slot.Hours(takes, found, hours.Value!), at, change.Now, alone: !staff);
            if (slot is null)
            {
                return refused!;
            }

            if (free.Value is null && !(request.Wait && slot.IsWaitedFor(change.Now)))
            {
                return BookingProblems.SlotFull.Refuse();
            }

            var (token, hash) = Token.NewShort();
            var action = free.Value is null ? BookingAction.Wait : BookingAction.Book;
            var state = BookingLifecycle.Table.Step(action).To!.Value;
            change.Add(BookingLifecycle.Table, newId.Value, action,
            [
                ("token", hash), ("queue_id", queueId), ("site_id", found.SiteId), ("patient_id", whom), ("name", facts.Name), ("level", facts.Level),
                ("starts_at", slot.StartsAt), ("ends_at", slot.EndsAt), ("place", free.Value), ("note", facts.Note), ("booked_by", caller.UserId),
            ]);
            LapseBooking.Watch(change, newId.Value, state, slot, takes);
            var reference = change.One<string>($"select reference from bookings.bookings where id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/my-bookings/{token}", new BookedView(
                newId.Value, reference.Value, token, queueId, found.Code, slot.StartsAt, slot.EndsAt, state, 1));
        }, ct);

    /// <summary>Queues the question for a free place in a slot of a queue whose plan is locked; null when there is none.</summary>
    /// <param name="queueId">SQL that gives it.</param>
    /// <param name="but">The booking whose own place counts as free.</param>
    public static Pending<int?> FreePlace(Change change, Sql queueId, DateTimeOffset at, long? but = null) => change.One<int?>($"""
        select (
            select min(n) from bookings.plans p cross join lateral bookings.free_places(p.queue_id, {at}, {at} + make_interval(mins => p.slot_minutes), {but}) n
            where p.queue_id = ({queueId}))
        """);

    private static Refused? RefuseAlone(BookingPlanRow plan, BookSlotRequest request, long? oneself) => request switch
    {
        _ when !plan.SelfBooking => BookingProblems.NoSelfBooking.Refuse(),
        { Level: not null } => BookingProblems.OnlyYourself.Refuse(new { field = "level" }),
        { PatientId: { } other } when other != oneself => BookingProblems.OnlyYourself.Refuse(new { field = "patient_id" }),
        _ => null,
    };

    /// <summary>Why it can be for nobody like that.</summary>
    /// <param name="known">Whether People knows the patient, where there is one.</param>
    public static Refused? RefuseWhom(QueueRow queue, BookingFacts facts, bool known) => facts switch
    {
        { PatientId: not null } when !known => QueueProblems.UnknownPatient.Refuse(new { field = "patient_id" }),
        { PatientId: null } when string.IsNullOrWhiteSpace(facts.Name) => BookingProblems.NobodyNamed.Refuse(new { field = "name" }),
        { Level: { } place } when queue.LevelOf(place) is null => QueueProblems.UnknownLevel.Refuse(new { field = "level", levels = queue.Levels.Select(one => one.Place) }),
        _ => null,
    };
}

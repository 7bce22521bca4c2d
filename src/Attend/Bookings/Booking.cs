using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Bookings;

/// <summary>What a decision needs of a booking, read under its lock.</summary>
internal sealed record BookingRow(
    long Id, long QueueId, long SiteId, long? PatientId, string? Name, int? Level, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Place, BookingState State,
    DateTimeOffset StateSince, long Version, long? TicketId, string? Note)
{
    public Slot Slot => new(StartsAt, EndsAt);

    /// <summary>Over <c>bookings.bookings b</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select b.id, b.queue_id, b.site_id, b.patient_id, b.name, b.level, b.starts_at, b.ends_at, b.place, b.state, b.state_since, b.version, b.ticket_id, b.note
        from bookings.bookings b
        """);
}

/// <summary>A booking as staff, and the patient whom it is for, see it; times in UTC.</summary>
/// <param name="Reference">Short and to be spoken; it opens nothing.</param>
/// <param name="Zone">By whose clock the slot is meant.</param>
/// <param name="Name">Of the patient whom People knows, else as it was said.</param>
/// <param name="Level">Of the queue's scale, 1 being the most urgent; null: nobody has classed them.</param>
/// <param name="Place">Which of the slot's places; null when it has none.</param>
internal sealed record BookingView(
    long Id, string Reference, long QueueId, string QueueCode, string QueueName, long SiteId, string Zone, long? PatientId, string? Name, int? Level,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Place, BookingState State, DateTimeOffset StateSince, long Version, long? TicketId,
    string? TicketNumber, string? Note, long? BookedBy, string? BookedByName, DateTimeOffset? BookedAt, DateTimeOffset? WaitlistedAt,
    DateTimeOffset? RescheduledAt, DateTimeOffset? ArrivedAt, DateTimeOffset? CheckedInAt, DateTimeOffset? FulfilledAt, DateTimeOffset? CancelledAt,
    DateTimeOffset? NoShowAt, DateTimeOffset? ReinstatedAt)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>What became of a number is taken back at the desk.</summary>
    public BookingView For(Func<Permission, bool> may) => this with
    {
        Actions = [.. BookingLifecycle.Table.Table.Actions(Words.Of(State), may).Where(action => action is not "reinstate" || TicketId is null)],
    };

    /// <summary>The view over <c>bookings.bookings b</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select b.id, b.reference, b.queue_id, q.code as queue_code, q.name as queue_name, b.site_id, s.zone, b.patient_id, coalesce(m.full_name, b.name) as name,
               b.level, b.starts_at, b.ends_at, b.place, b.state, b.state_since, b.version, b.ticket_id, v.number as ticket_number, b.note, b.booked_by,
               k.full_name as booked_by_name, b.booked_at, b.waitlisted_at, b.rescheduled_at, b.arrived_at, b.checked_in_at, b.fulfilled_at, b.cancelled_at,
               b.no_show_at, b.reinstated_at
        from bookings.bookings b
        join queues.names q on q.id = b.queue_id
        join people.sites s on s.id = b.site_id
        left join queues.visits v on v.ticket_id = b.ticket_id
        left join people.members m on m.id = b.patient_id
        left join people.members k on k.id = b.booked_by
        """);
}

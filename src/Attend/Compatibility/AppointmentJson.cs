using System.Text.Json.Serialization;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Trips;
using Attend.Visits;

namespace Attend.Compatibility;

internal sealed record OldServiceJson(long Id, string Name, int DurationMinutes, decimal? Price);

/// <summary>
/// An appointment as the old home-care screens know it: one client, one therapist, one driver. What is said of a pick-up and of the driver is said of
/// the way back once the visit is completed and somebody asked for that, before that of the way there; <c>return_...</c> is always the way back.
/// </summary>
/// <param name="Date">With both times by the clock of the site: <c>2026-05-20</c>, <c>09:00:00</c>.</param>
/// <param name="Notes">
/// The appointment's; what was said with the pick-up is <paramref name="PickupNotes"/>. Empty, as are services and payment, for a driver who is only asked or has
/// driven it.
/// </param>
/// <param name="EstimatedArrival">Of the car at its next stop.</param>
/// <param name="TherapistAccepted">Null while nobody has answered; false while a rejection waits for an operator.</param>
/// <param name="DriverAccepted">The same of the driver who has the trip, or was asked last.</param>
/// <param name="RejectionReason">
/// With whose it is, and as the reason of a cancellation, for those who plan and whoever said it: it may be somebody's illness. When it was said is no secret.
/// </param>
/// <param name="Operator">Who booked it.</param>
internal sealed record AppointmentJson(
    long Id, [property: JsonIgnore] long SiteId, long Patient, string PatientName, long? Therapist, string? TherapistName, long? Driver, string? DriverName,
    long[] Services, IReadOnlyList<OldServiceJson> ServicesDetails, string Date, string StartTime, string EndTime, int DurationMinutes, VisitStatus Status, string Location,
    double Latitude, double Longitude, string Notes, DateTimeOffset? PickupRequestTime, TripUrgency? PickupUrgency, string? PickupLocation, string PickupNotes,
    DateTimeOffset? EstimatedArrival, DateTimeOffset? DriverAssignedAt, DateTimeOffset? DriverEnRouteAt, DateTimeOffset? DriverArrivedAt, DateTimeOffset? TherapistPickedUpAt,
    DateTimeOffset? EnRouteAt, DateTimeOffset? ArrivedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, DateTimeOffset? CancelledAt, bool? TherapistAccepted,
    DateTimeOffset? TherapistAcceptedAt, bool? DriverAccepted, DateTimeOffset? DriverAcceptedAt, string RejectionReason, long? RejectedBy, DateTimeOffset? RejectedAt,
    string CancellationReason, Payment? PaymentStatus, long? Operator, long? ReturnDriver, string? ReturnDriverName, DateTimeOffset? ReturnPickupRequestTime,
    TripUrgency? ReturnPickupUrgency, DateTimeOffset? ReturnEstimatedArrival, DateTimeOffset? ReturnDriverAssignedAt, DateTimeOffset? ReturnDriverEnRouteAt,
    DateTimeOffset? ReturnDriverArrivedAt, DateTimeOffset? ReturnTherapistPickedUpAt, DateTimeOffset? ReturnDroppedOffAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string StatusDisplay => Displays.Of(Status);

    /// <summary>The view with whose place and trips the reader means; the caller adds the where, over <c>a</c>, <c>p</c>, and <c>t</c>.</summary>
    public static Sql Select(Caller reader) => $"""
        select a.id, a.site_id, a.client_id as patient, a.client_name as patient_name, p.therapist_id as therapist, p.therapist_name, t.driver_id as driver, t.driver_name,
               case when k.known then a.services else array[]::bigint[] end as services, case when k.known then a.services_details else '[]' end as services_details, to_char(a.starts_at at time zone a.zone, 'YYYY-MM-DD') as date, to_char(a.starts_at at time zone a.zone, 'HH24:MI:SS') as start_time,
               to_char(a.ends_at at time zone a.zone, 'HH24:MI:SS') as end_time, (extract(epoch from a.ends_at - a.starts_at) / 60)::integer as duration_minutes,
               {VisitStatuses.Shown} as status, a.address as location, a.latitude, a.longitude, case when k.known then coalesce(a.notes, '') else '' end as notes,
               t.requested_at as pickup_request_time, t.urgency as pickup_urgency, {Displays.PickUp} as pickup_location, coalesce(t.note, '') as pickup_notes,
               case when t.state <> 'DROPPED_OFF' then t.eta_at end as estimated_arrival, t.assigned_at as driver_assigned_at, t.en_route_at as driver_en_route_at,
               t.at_pickup_at as driver_arrived_at, t.on_board_at as therapist_picked_up_at, a.en_route_at, a.arrived_at, a.started_at, a.completed_at, a.cancelled_at,
               case when p.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED', 'IN_PROGRESS', 'COMPLETED') then true when p.rejected_by is not null then false end as therapist_accepted,
               case when p.state <> 'ASKED' then p.accepted_at end as therapist_accepted_at,
               case when t.accepted_at is not null or t.driver_id is not null and t.state <> 'ASSIGNED' then true when t.declined_by is not null then false end as driver_accepted,
               t.accepted_at as driver_accepted_at, coalesce(n.reason, '') as rejection_reason, n.said_by as rejected_by,
               coalesce(n.at, p.rejected_at, t.declined_at) as rejected_at,
               case when a.state in ('CANCELLED', 'NO_SHOW') and (k.plans or a.ended_by = {"user:" + reader.UserId}) then coalesce(a.reason, '') else '' end as cancellation_reason,
               case when k.known then a.payment end as payment_status, a.booked_by as operator,
               r.driver_id as return_driver, r.driver_name as return_driver_name, r.requested_at as return_pickup_request_time, r.urgency as return_pickup_urgency,
               case when r.state <> 'DROPPED_OFF' then r.eta_at end as return_estimated_arrival, r.assigned_at as return_driver_assigned_at,
               r.en_route_at as return_driver_en_route_at, r.at_pickup_at as return_driver_arrived_at, r.on_board_at as return_therapist_picked_up_at,
               r.dropped_off_at as return_dropped_off_at, coalesce(a.booked_at, a.state_since) as created_at,
               greatest(a.state_since, a.booked_at, a.rescheduled_at, p.state_since, o.state_since, r.state_since) as updated_at
        {From(reader)}
        cross join lateral (select {Known(reader)} as known, {Plans(reader)} as plans) k
        left join lateral (
            select f.* from trips.flat_trips f where f.id = case when a.state = 'COMPLETED' and r.id is not null then r.id else o.id end
        ) t on true
        left join lateral (
            select v.said_by, v.reason, v.at
            from (values (1, p.rejected_by, p.rejection_reason, p.rejected_at), (2, t.declined_by, t.decline_reason, t.declined_at)) v (number, said_by, reason, at)
            where v.said_by = {reader.UserId} or k.plans and v.said_by is not null order by v.number limit 1
        ) n on true
        """;

    /// <summary>An appointment <c>a</c>, of several places <c>p</c> the reader's own, and the trips <c>o</c> there and <c>r</c> back, the reader's own before others.</summary>
    public static Sql From(Caller reader) => $"""
        from visits.flat_appointments a
        cross join lateral (
            select f.* from visits.flat_places f where f.appointment_id = a.id
            order by f.therapist_id is not distinct from {reader.UserId} and f.state <> 'RELEASED' desc, f.state = 'RELEASED', f.number limit 1
        ) p
        left join lateral ({Way(TripLeg.Outbound, reader)}) o on true
        left join lateral ({Way(TripLeg.Return, reader)}) r on true
        """;

    /// <summary>Those that a caller may see, over <c>a</c>: the site's, those that they come to, and those that they drive or are asked to drive to.</summary>
    public static Sql Visible(Caller caller) => Reach(caller, $"f.driver_id = {caller.UserId} or {caller.UserId} = any(f.asked)");

    /// <summary>Those whose notes, services and payment are theirs to know: a driver is told them from taking the trip to its end.</summary>
    private static Sql Known(Caller caller) =>
        Reach(caller, $"f.driver_id = {caller.UserId} and f.state not in ('DROPPED_OFF', 'CANCELLED', 'PASSENGER_NO_SHOW', 'FAILED')");

    private static Sql Plans(Caller caller) => caller.SitesFor(Permissions.VisitsPlan) is { } sites ? $"a.site_id = any({sites})" : Sql.Raw("true");

    private static Sql Reach(Caller caller, Sql asDriver)
    {
        var sites = caller.SitesFor(Permissions.VisitsRead);
        var (visits, drives) = (caller.MayAtAll(Permissions.VisitsRead), caller.MayAtAll(Permissions.TripsStep));
        return sites is null ? Sql.Raw("true") : $"""
            (a.site_id = any({sites})
             or {visits} and exists (select from visits.place_facts f where f.appointment_id = a.id and f.therapist_id = {caller.UserId} and f.kept)
             or {drives} and exists (select from trips.flat_trips f where f.appointment_id = a.id and ({asDriver})))
            """;
    }

    private static Sql Way(TripLeg leg, Caller reader) => $"""
        select f.* from trips.flat_trips f
        where f.appointment_id = a.id and f.leg = {leg} and f.state not in ('CANCELLED', 'PASSENGER_NO_SHOW', 'FAILED')
        order by f.state <> 'DROPPED_OFF' and (f.driver_id is not distinct from {reader.UserId} or {reader.UserId} = any(f.asked) or {reader.UserId} = any(f.riders)) desc,
                 f.state <> 'DROPPED_OFF' desc, f.id desc limit 1
        """;
}

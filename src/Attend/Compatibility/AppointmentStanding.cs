using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Trips;
using Attend.Visits;

namespace Attend.Compatibility;

/// <summary>A trip of an appointment, as a change of status needs it.</summary>
/// <param name="Mine">The one who asks drives it, or is asked to.</param>
/// <param name="Taken">They drive it.</param>
/// <param name="Rides">They sit in it, or will.</param>
internal sealed record OldTrip(long Id, TripState State, long? DriverId, string? DriverName, bool Mine, bool Taken, bool Rides, IReadOnlyList<long> Riders)
{
    public bool Waits => TripLifecycle.Waiting.Contains(State);

    public bool Live => Waits || TripLifecycle.Driven.Contains(State);

    /// <summary>Its state in the old words; null when it is over.</summary>
    public VisitStatus? Status => State switch
    {
        TripState.Requested or TripState.Offered => VisitStatus.PickupRequested,
        TripState.Assigned => VisitStatus.DriverAssignedPickup,
        TripState.EnRoutePickup => VisitStatus.DriverEnRoutePickup,
        TripState.AtPickup => VisitStatus.DriverArrivedPickup,
        TripState.OnBoard => VisitStatus.TherapistPickedUp,
        _ => null,
    };
}

/// <summary>How an appointment stands for one who is about to change it.</summary>
/// <param name="Places">How many therapists come, or are to.</param>
/// <param name="Comes">The place is the one's who asks.</param>
/// <param name="BegunThere">Where and when the visit was begun is known.</param>
/// <param name="Unproved">What is done there asks for a proof, and there is none.</param>
internal sealed record AppointmentStanding(
    long Id, long SiteId, AppointmentState State, VisitStatus Status, string Address, string? Notes, long PlaceId, PlaceState PlaceState, bool Comes, bool BegunThere, bool Unproved,
    long? RejectedBy, long Places, OldTrip? Outbound, OldTrip? Return)
{
    /// <summary>The way that counts now: back once the visit is completed, there before.</summary>
    public TripLeg Leg => State is AppointmentState.Completed ? TripLeg.Return : TripLeg.Outbound;

    public OldTrip? Current => Leg is TripLeg.Return ? Return : Outbound;

    /// <summary>The trip that a driver means: theirs, be it also the way back that they were given early.</summary>
    public OldTrip? Driven => new[] { Current, Outbound, Return }.FirstOrDefault(trip => trip is { Mine: true, Live: true }) ?? new[] { Current, Outbound, Return }.FirstOrDefault(trip => trip is { Mine: true });

    public bool Drives => Driven is not null;

    /// <summary>They have taken the trip, and it is not over.</summary>
    public bool HasTaken => Driven is { Taken: true, Live: true };

    public static Task<AppointmentStanding?> Find(long id, Db db, Caller caller, CancellationToken ct) => db.Find<AppointmentStanding>($"""
        select a.id, a.site_id, a.state, {VisitStatuses.Shown} as status, a.address, a.notes, p.id as place_id, p.state as place_state,
               p.therapist_id is not distinct from {caller.UserId} and p.state <> 'RELEASED' as comes, p.begun_there, p.unproved, p.rejected_by,
               (select count(*) from visits.place_facts f where f.appointment_id = a.id and f.state <> 'RELEASED') as places,
               {Way("o", caller)} as outbound, {Way("r", caller)} as return
        {AppointmentJson.From(caller)}
        where a.id = {id} and {AppointmentJson.Visible(caller)}
        """, ct);

    private static Sql Way(string trip, Caller caller)
    {
        var t = Sql.Raw(trip);
        return $"""
            case when {t}.id is not null then jsonb_build_object(
                'id', {t}.id, 'state', {t}.state, 'driver_id', {t}.driver_id, 'driver_name', {t}.driver_name,
                'mine', {t}.driver_id is not distinct from {caller.UserId} or {caller.UserId} = any({t}.asked),
                'taken', {t}.driver_id is not distinct from {caller.UserId}, 'rides', {caller.UserId} = any({t}.riders), 'riders', {t}.riders) end
            """;
    }
}

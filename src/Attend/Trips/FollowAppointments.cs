using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Trips;

/// <summary>
/// What becomes of an appointment becomes of the ways there and back: nobody is driven to one that came to nothing, or that is not theirs any more, and who
/// sits in the car already is driven back to where they came from. Nobody drives to what is over. Other times and another address are the trips' too. How the appointment stands is read:
/// heard twice, or late, it is the same.
/// </summary>
internal static class FollowAppointments
{
    public const string Name = "trips.appointments";

    private const string Changed = "visits.appointment_changed";
    private const string Released = "visits.place_released";

    private static readonly string[] Times = ["visits.appointment_rescheduled", "visits.appointment_extended", "visits.appointment_shortened"];

    public static readonly Subscription Subscription = new(
        Name,
        [
            "visits.appointment_cancelled", "visits.client_absent", "visits.appointment_completed", .. Times, Changed, "visits.place_rejected", "visits.place_expired", "visits.place_reopened",
            Released,
        ], React);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var positions = services.GetRequiredService<Positions>();
        var trips = change.List<TripRow>($"""
            {TripRow.Select} where t.appointment_id = {row.SubjectId} and not {TripLifecycle.Is(TripLifecycle.InVain)} order by t.id
            """);
        var cars = change.List<long>($"""
            select d.vehicle_id from trips.drivers d
            where d.vehicle_id is not null and d.user_id in (select t.driver_id from trips.trips t where t.appointment_id = {row.SubjectId} and t.state <> 'DROPPED_OFF')
            """);
        var journeys = change.List<Journey>($"{Journey.Select} where j.appointment_id = {row.SubjectId} order by j.place_id");
        await change.Send();
        var open = trips.Value.Where(trip => trip.State is not TripState.DroppedOff).ToList();
        if (journeys.Value.Count == 0 || open.Count == 0)
        {
            return;
        }

        // All in one order: who holds the first trip waits for nobody who drives the second.
        TripLocks.All(change, [.. open.Select(trip => trip.DriverId).OfType<long>()], cars.Value, [.. open.Select(trip => trip.Id)]);
        var there = trips.Value.Where(trip => trip is { Leg: TripLeg.Outbound, State: TripState.DroppedOff }).SelectMany(trip => trip.Riders)
            .Concat(journeys.Value.Where(journey => journey.There).Select(journey => journey.TherapistId).OfType<long>()).ToHashSet();
        foreach (var trip in open)
        {
            var step = TripStep.Load(change, positions, trip.Id);
            await change.Send();
            if (step.Found() && step.Trip is { Driven: true } or { Waits: true })
            {
                Follow(step, row, journeys.Value, there);
                await change.Send();
            }
        }
    }

    private static void Follow(TripStep step, EventRow row, IReadOnlyList<Journey> journeys, HashSet<long> there)
    {
        var (trip, one) = (step.Trip, journeys[0]);
        if (trip is { Leg: TripLeg.Outbound, SentElsewhere: true })
        {
            // Whom somebody sent elsewhere is driven there, whatever becomes of the visit.
            return;
        }

        if (one.AppointmentState is "COMPLETED" && trip.Leg is TripLeg.Outbound)
        {
            BeThere(step);
        }
        else if (one.Nothing && trip.Leg is TripLeg.Return && there.Overlaps(trip.Riders))
        {
            // They are there, and want home sooner than was thought.
            Retime(step, one, now: true);
        }
        else if (one.Nothing)
        {
            Drop(step, one.AppointmentState is "CANCELLED" ? "appointment_cancelled" : "client_absent");
        }
        else if ((row.Number("former_therapist_id") ?? (row.Kind is Released ? row.Number("therapist_id") : null)) is { } gone)
        {
            GiveUp(step, gone, journeys, there);
        }
        else if (one.Open(trip.Leg) && (Times.Contains(row.Kind) || row.Kind is Changed && Redirect(step, one)))
        {
            Retime(step, journeys.FirstOrDefault(journey => step.Trip.Riders.Contains(journey.TherapistId ?? 0)) ?? one);
        }
    }

    /// <summary>Queues that nobody rides there any more.</summary>
    private static void Drop(TripStep step, string code)
    {
        var trip = step.Trip;
        if (trip.State is not TripState.OnBoard)
        {
            CancelTrip.Save(step, code, null);
        }
        else if (trip.Leg is TripLeg.Outbound && trip.To != trip.From)
        {
            RedirectTrip.Save(step, null, trip.Start, null);
        }
    }

    /// <summary>
    /// Queues the end of a way to a visit that is over: whoever is said to be still in the car got out of it, the others came by themselves.
    /// </summary>
    private static void BeThere(TripStep step)
    {
        const string Code = "visit_completed";
        if (step.Trip is { State: TripState.OnBoard, Follows: false })
        {
            // They asked to be driven elsewhere.
            return;
        }

        if (step.Trip.State is TripState.OnBoard)
        {
            step.Save(TripAction.DropOff, step.Now, step.Trip with { ReasonCode = Code }, new { driver_id = step.Trip.DriverId, run_id = step.Trip.RunId, reason_code = Code });
        }
        else
        {
            CancelTrip.Save(step, Code, null);
        }
    }

    /// <summary>Queues that somebody does not come to the visit any more. Who is there already still wants home.</summary>
    private static void GiveUp(TripStep step, long gone, IReadOnlyList<Journey> journeys, HashSet<long> there)
    {
        const string Code = "place_given_up";
        var trip = step.Trip;
        bool Comes(long rider) => journeys.Any(journey => journey.IsTheirs(rider));
        if (!trip.Riders.Contains(gone) || Comes(gone) || trip.Leg is TripLeg.Return && there.Contains(gone))
        {
            return;
        }

        if (!trip.Riders.Any(Comes))
        {
            Drop(step, Code);
        }
        else if (trip.State is not TripState.OnBoard)
        {
            LeaveTrip.Save(step, gone, Code, null);
        }
    }

    /// <summary>Queues that the visit is elsewhere, where the trip goes to it or comes from it.</summary>
    /// <returns>Whether the trip goes another way now.</returns>
    private static bool Redirect(TripStep step, Journey journey)
    {
        var (trip, place) = (step.Trip, journey.Place);
        var outbound = trip.Leg is TripLeg.Outbound;
        var moved = outbound ? trip.End != place : trip.From != place.Point();
        if (!trip.Follows || !moved || !outbound && trip.State is TripState.OnBoard)
        {
            return false;
        }

        RedirectTrip.Save(step, outbound ? null : place, outbound ? place : null, null, follows: true);
        return true;
    }

    /// <summary>
    /// Queues the trip's new times. A driver who is under way already, or was sent for at once, goes on while those are near; one who is only planned for
    /// the old time does not, and nobody does for a visit of another day: that is sought again when its time has come, as any other.
    /// </summary>
    private static void Retime(TripStep step, Journey journey, bool now = false)
    {
        var trip = step.Trip;
        var (pickUpAt, arriveBy) = now ? (null, null) : journey.Times(trip.Leg, trip.From, trip.To, step.Now);
        var runs = trip.Urgently || step.Run is { State: RunState.Active };
        // Where only its way is another, or its end, it is to be there when it was.
        var far = pickUpAt > step.Now + TripRow.Ahead && (trip.Leg is TripLeg.Return || arriveBy != trip.ArriveBy);
        if (trip.Leg is TripLeg.Other || trip.State is TripState.OnBoard || (pickUpAt, arriveBy) == (trip.PickUpAt, trip.ArriveBy) || runs && !far)
        {
            return;
        }

        if (trip.Driven)
        {
            step.Save(TripAction.Unassign, step.Now, trip with { Seeking = true, ReasonCode = "appointment_moved" });
        }

        step.Note(
            step.Trip with
            {
                PickUpAt = pickUpAt,
                ArriveBy = arriveBy,
                Urgency = far ? TripUrgency.Normal : step.Trip.Urgency,
                UnservedSince = far ? null : step.Trip.UnservedSince,
            },
            TripsEvents.TripTimed,
            new { trip_id = trip.Id, site_id = trip.SiteId, appointment_id = trip.AppointmentId, pick_up_at = pickUpAt, arrive_by = arriveBy });
        MatchWaiting.Soon(step.Change, trip.SiteId);
    }
}

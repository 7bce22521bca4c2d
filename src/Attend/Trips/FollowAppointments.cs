using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Trips;

/// <summary>
/// What becomes of an appointment becomes of the ways there and back: nobody is driven to one that is cancelled, and who sits in the car already is
/// driven back to where they came from. Other times are the trips' too. How the appointment stands is read: heard twice, or late, it is the same.
/// </summary>
internal static class FollowAppointments
{
    public const string Name = "trips.appointments";

    private const string Cancelled = "visits.appointment_cancelled";

    public static readonly Subscription Subscription = new(
        Name, [Cancelled, "visits.appointment_rescheduled", "visits.appointment_extended", "visits.appointment_shortened"], React);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var positions = services.GetRequiredService<Positions>();
        var trips = change.List<TripRow>($"""
            {TripRow.Select} where t.appointment_id = {row.SubjectId} and t.state not in ('CANCELLED', 'PASSENGER_NO_SHOW', 'FAILED') order by t.id
            """);
        var journeys = change.List<Journey>($"{Journey.Select} where j.appointment_id = {row.SubjectId} order by j.place_id");
        await change.Send();
        if (journeys.Value is not [var one, ..])
        {
            return;
        }

        var there = trips.Value.Where(trip => trip is { Leg: TripLeg.Outbound, State: TripState.DroppedOff }).SelectMany(trip => trip.Riders).ToHashSet();
        foreach (var open in trips.Value.Where(trip => trip.State is not TripState.DroppedOff))
        {
            var step = TripStep.Load(change, positions, open.Id);
            await change.Send();
            if (!step.Found() || step.Trip is not ({ Driven: true } or { Waits: true }))
            {
                continue;
            }

            if (one.AppointmentState is not "CANCELLED")
            {
                Retime(step, journeys.Value.FirstOrDefault(journey => step.Trip.Riders.Contains(journey.TherapistId ?? 0)) ?? one);
            }
            else if (step.Trip.Leg is TripLeg.Return && there.Overlaps(step.Trip.Riders))
            {
                // They are there, and want home sooner than was thought.
                Retime(step, one, now: true);
            }
            else if (step.Trip.State is not TripState.OnBoard)
            {
                CancelTrip.Save(step, "appointment_cancelled", null);
            }
            else if (step.Trip.Leg is TripLeg.Outbound && step.Trip.To != step.Trip.From)
            {
                RedirectTrip.Save(step, null, TripPlace.At(step.Trip.FromAddress, step.Trip.From), null);
            }

            await change.Send();
        }
    }

    /// <summary>Queues the trip's new times. A driver who is under way already goes on; one who is only planned for the old time is not.</summary>
    private static void Retime(TripStep step, Journey journey, bool now = false)
    {
        var (change, trip) = (step.Change, step.Trip);
        var (pickUpAt, arriveBy) = now ? (null, null) : journey.Times(trip.Leg, trip.From, trip.To, step.Now);
        if (trip.Leg is TripLeg.Other || trip.Urgently || (pickUpAt, arriveBy) == (trip.PickUpAt, trip.ArriveBy) || step.Run is { State: RunState.Active })
        {
            return;
        }

        if (trip.Driven)
        {
            step.Save(TripAction.Unassign, step.Now, $"seeking = true, reason_code = 'appointment_moved'", new { driver_id = trip.DriverId });
        }

        change.Run($"update trips.trips set pick_up_at = {pickUpAt}, arrive_by = {arriveBy}, version = version + 1 where id = {trip.Id}");
        change.Event(TripsEvents.TripTimed, $"trip:{trip.Id}", new { trip_id = trip.Id, site_id = trip.SiteId, appointment_id = trip.AppointmentId, pick_up_at = pickUpAt, arrive_by = arriveBy });
        MatchWaiting.Soon(change, trip.SiteId);
    }
}

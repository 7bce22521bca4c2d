namespace Attend.Trips;

/// <summary>Somebody who was to ride along does not, before anybody is on board. Who was the last of them leaves no trip.</summary>
internal static class LeaveTrip
{
    /// <summary>Queues it.</summary>
    /// <param name="code">A lower_snake word for the statistics.</param>
    public static void Save(TripStep step, long userId, string? code, string? reason)
    {
        step.Expect(TripAction.Cancel);
        var (change, trip) = (step.Change, step.Trip);
        long[] others = [.. trip.Riders.Where(rider => rider != userId)];
        var left = trip.Passengers - (trip.Riders.Length - others.Length);
        if (left == 0)
        {
            CancelTrip.Save(step, code, reason);
            return;
        }

        change.Run($"delete from trips.passengers where trip_id = {trip.Id} and user_id = {userId}", trip.Passengers - left);
        step.Note(trip with { Passengers = left, Riders = others, Reason = reason ?? trip.Reason }, TripsEvents.RiderLeft, new
        {
            trip_id = trip.Id, site_id = trip.SiteId, appointment_id = trip.AppointmentId, rider_id = userId, run_id = trip.RunId, reason_code = code,
        });
    }
}

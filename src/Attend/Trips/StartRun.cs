using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;

namespace Attend.Trips;

/// <summary>
/// A planned run begins when its time has come, or when the driver does. If something else still holds them it is looked at again every minute,
/// and after a quarter of an hour others are asked.
/// </summary>
internal static class StartRun
{
    public const string Work = "trips.run_start";

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var trip = change.Find<Unknown>($"""
            select t.id, exists (select from trips.offers o where o.trip_id = t.id and o.driver_id = t.driver_id and o.state = 'ACCEPTED') as accepted
            from trips.trips t where t.run_id = {item.KeyId} and t.state = 'ASSIGNED' order by accepted, t.id limit 1
            """);
        await change.Send();
        if (trip.Value is not { } first)
        {
            return;
        }

        var step = TripStep.Load(change, services.GetRequiredService<Positions>(), first.Id);
        await change.Send();
        if (!step.Found() || step.Run is not { State: RunState.Planned } run || run.Id != item.KeyId)
        {
            return;
        }

        if (Start(step, run, change.Now) is null)
        {
            // Planned while they could not be asked: they say now that they know, or it is others'.
            if (!first.Accepted && step.Offers.All(offer => offer.DriverId != run.DriverId && offer.TripId != first.Id))
            {
                AskDrivers.Offer(step, services.GetRequiredService<OfferTime>(), binding: true);
            }

            return;
        }

        if (change.Now < run.StartsAt + Patience)
        {
            change.Later(Work, run.Id, change.Now + Again);
            return;
        }

        foreach (var late in step.Trips.Where(one => one.RunId == run.Id && one.Driven).ToList())
        {
            step.Turn(late);
            step.Save(TripAction.Unassign, change.Now, late with { Seeking = true, ReasonCode = "driver_late" });
        }

        MatchWaiting.Soon(change, run.SiteId);
    }

    /// <summary>Queues the beginning of a planned run, or says what holds the driver or the car.</summary>
    public static Refused? Start(TripStep step, RunRow run, DateTimeOffset at)
    {
        if (step.Holder is { } holder)
        {
            return TripsProblems.DriverHeld.Refuse(new { driver_id = run.DriverId, holder = holder.Facts });
        }

        if (step.Vehicle is not { Free: true })
        {
            return TripsProblems.DriverUnavailable.Refuse(new { driver_id = run.DriverId, reason = Unavailable.VehicleSetAside });
        }

        step.Change.Move(RunLifecycle.Table, run.Id, RunAction.Start, at);
        step.Change.NotLater(Work, run.Id);
        RunProgress.Take(step.Change, run, step.Trip.Id, at);
        step.Begun(run);
        return null;
    }

    /// <summary>A trip of the run, and whether its driver said that they know of it.</summary>
    private sealed record Unknown(long Id, bool Accepted);
}

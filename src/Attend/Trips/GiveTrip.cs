using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Trips;

/// <summary>
/// Gives a trip to the driver of its step, whose locks are held: a run of its own, or a place in one that there is. It says what speaks against it;
/// <see cref="RunProgress"/> is what becomes of the run.
/// </summary>
internal static class GiveTrip
{
    /// <summary>Queues a run for this trip alone: at once, or planned where its time is far ahead. The driver was found free for it.</summary>
    public static Refused? Alone(TripStep step, DateTimeOffset at)
    {
        var (driver, own) = (step.Driver!, OwnRun.Of(step));
        if (step.Runs.FirstOrDefault(other => other.Overlaps(own.Begins, own.Ends)) is { } taken)
        {
            return TripsProblems.DriverHeld.Refuse(new { driver_id = driver.UserId, holder = new { kind = HolderKind.Trip, run_id = taken.Id, since = taken.StartsAt } });
        }

        var run = RunProgress.Begin(step, own, at);
        Assign(step, run, at);
        RunProgress.Stop(step, run, own.Times);
        return null;
    }

    /// <summary>The same in a run of this driver that there is, where nothing speaks against it.</summary>
    public static Refused? Join(TripStep step, long runId)
    {
        var driver = step.Driver!;
        if (step.Runs.FirstOrDefault(run => run.Id == runId) is not { } run)
        {
            return TripsProblems.UnknownRun.Refuse(new { field = "run_id" });
        }

        if (step.Offers.FirstOrDefault(offer => offer.DriverId == driver.UserId) is { } other)
        {
            return TripsProblems.DriverAsked.Refuse(new { driver_id = driver.UserId, offer_id = other.Id, trip_id = other.TripId });
        }

        return step.Declined ? TripsProblems.DriverDeclined.Refuse(new { driver_id = driver.UserId })
            : step.Trip.NeededSkills.Except(driver.Skills).Any() ? TripsProblems.DriverUnavailable.Refuse(new { driver_id = driver.UserId, reason = Unavailable.Unskilled })
            : Into(step, run, step.Now);
    }

    /// <summary>Queues a place for this trip among the stops of a run of this driver.</summary>
    private static Refused? Into(TripStep step, RunRow run, DateTimeOffset at)
    {
        var trip = step.Trip;
        if (trip.PickUpAt is null && run.State is RunState.Planned && run.StartsAt > step.Now + TripRow.Ahead)
        {
            // Who wants to be fetched as soon as may be does not wait for a car of later.
            return TripsProblems.RunOtherTime.Refuse(new { run_id = run.Id, run.StartsAt });
        }

        var driven = step.Trips.Where(other => other.RunId == run.Id && other.Driven).ToList();
        var order = step.Stops.Where(stop => stop.RunId == run.Id && stop.DoneAt is null).Select(stop => (stop.TripId, stop.Kind)).ToList();
        var from = run.State is RunState.Planned && run.StartsAt > step.Now ? run.StartsAt : step.Now;
        IReadOnlyList<TimedStop>? Insert(Func<Ride, Ride> told) => Route.Insert(
            RunProgress.Car(step, run, driven), from, order, [.. driven.Select(other => told(other.Ride))], told(trip.Ride), run.Seats, TravelTimes.Between,
            step.Vehicle!.Kind, step.Now);
        if (Insert(ride => ride) is not { } times)
        {
            return Insert(ride => ride with { PickUpAt = null, ArriveBy = null }) is null
                ? TripsProblems.RunFull.Refuse(new { run_id = run.Id, run.Seats })
                : TripsProblems.RunOtherTime.Refuse(new { run_id = run.Id, run.StartsAt, run.EndsAt });
        }

        if (!step.Driver!.Work.At(times.First(stop => stop.TripId == trip.Id).EtaAt).On)
        {
            return TripsProblems.DriverUnavailable.Refuse(new { driver_id = run.DriverId, reason = Unavailable.OffDuty });
        }

        var ends = times[^1].EtaAt + Route.AtTheDoor;
        if (step.Runs.FirstOrDefault(other => other.Id != run.Id && other.Overlaps(run.StartsAt, ends)) is { } taken)
        {
            return TripsProblems.DriverHeld.Refuse(new { driver_id = run.DriverId, holder = new { kind = HolderKind.Trip, run_id = taken.Id, since = taken.StartsAt } });
        }

        Assign(step, run, at);
        RunProgress.StopElse(step, run, times, ends);
        step.Change.Event(TripsEvents.TripPooled, $"run:{run.Id}", new { run_id = run.Id, trip_id = trip.Id, driver_id = run.DriverId, site_id = run.SiteId });
        return null;
    }

    private static void Assign(TripStep step, RunRow run, DateTimeOffset at)
    {
        step.Save(
            TripAction.Assign, at, step.Trip with { RunId = run.Id, DriverId = run.DriverId },
            new { driver_id = run.DriverId, run_id = run.Id, vehicle_id = run.VehicleId });
        step.TakeOffersBack();
    }
}

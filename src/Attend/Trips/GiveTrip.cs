using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Trips;

/// <summary>
/// Gives a trip to the driver of its step, whose locks are held: a run of its own, which takes driver and car, or a place in one that there is.
/// </summary>
internal static class GiveTrip
{
    /// <summary>A trip whose time is not nearer than this is one that can be asked for driver by driver.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    // So long before it is at the door a driver is told, and then no longer free for others.
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(10);

    /// <summary>When a car would drive a trip by itself.</summary>
    /// <param name="Planned">Its time is far ahead: until then the driver is free for others.</param>
    internal sealed record Slot(DateTimeOffset Begins, DateTimeOffset Ends, bool Planned, IReadOnlyList<TimedStop> Times)
    {
        /// <summary>When the driver has to be at the wheel.</summary>
        public DateTimeOffset Departs => Planned ? Begins + Reserve : Begins;
    }

    /// <summary>Pure: from where the car is taken to be, at once or to be there at the trip's time.</summary>
    public static Slot SlotOf(GeoPoint car, UnitKind kind, TripRow trip, DateTimeOffset now)
    {
        var way = TimeSpan.FromSeconds(TravelTimes.Between(car, trip.From, kind));
        var (begins, planned) = trip.PickUpAt - way - Reserve is { } before && before > now + TripRow.Ahead ? (before, true) : (now, false);
        var times = Route.Times(car, begins, [(trip.Id, StopKind.PickUp), (trip.Id, StopKind.DropOff)], [trip.Ride], TravelTimes.Between, kind);
        return new Slot(begins, times[^1].EtaAt + Route.AtTheDoor, planned, times);
    }

    /// <summary>The same for the step's driver, who has a car.</summary>
    public static Slot SlotOf(TripStep step) => SlotOf(RunProgress.Car(step, null, [step.Trip]), step.Vehicle!.Kind, step.Trip, step.Now);

    /// <summary>Queues a run for this trip alone: at once, or planned where its time is far ahead. The driver was found free for it.</summary>
    public static Refused? Alone(TripStep step, DateTimeOffset at)
    {
        var (change, trip, driver, vehicle) = (step.Change, step.Trip, step.Driver!, step.Vehicle!);
        var (begins, ends, planned, times) = SlotOf(step);
        if (step.Runs.FirstOrDefault(other => other.Overlaps(begins, ends)) is { } taken)
        {
            return TripsProblems.DriverHeld.Refuse(new { driver_id = driver.UserId, holder = new { kind = HolderKind.Trip, run_id = taken.Id, since = taken.StartsAt } });
        }

        var run = new RunRow(
            step.NewRunId, trip.SiteId, driver.UserId, vehicle.Id, driver.Seats, planned ? RunState.Planned : RunState.Active, begins, ends, 1);
        change.Add(RunLifecycle.Table, run.Id, planned ? RunAction.Plan : RunAction.Begin,
        [
            ("site_id", run.SiteId), ("driver_id", run.DriverId), ("vehicle_id", run.VehicleId), ("seats", run.Seats), ("starts_at", begins), ("ends_at", ends),
        ], planned ? null : at);
        if (planned)
        {
            change.Later(StartRun.Work, run.Id, begins);
        }
        else
        {
            Take(change, run, trip.Id, at);
        }

        step.Added(run);
        Assign(step, run, at);
        Write(step, run, times, from: 1);
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
        var change = step.Change;
        change.RunAny($"delete from trips.stops where run_id = {run.Id} and done_at is null");
        Write(step, run, times, from: step.Stops.Where(stop => stop.RunId == run.Id).Select(stop => stop.Number).DefaultIfEmpty(0).Max() + 1);
        change.Run($"update trips.runs set ends_at = greatest(ends_at, {ends}), version = version + 1 where id = {run.Id}");
        change.Event(TripsEvents.TripPooled, $"run:{run.Id}", new { run_id = run.Id, trip_id = trip.Id, driver_id = run.DriverId, site_id = run.SiteId });
        return null;
    }

    /// <summary>Queues what a run that is under way holds: the car and who drives it.</summary>
    public static void Take(Change change, RunRow run, long tripId, DateTimeOffset at)
    {
        Reservations.TakeVehicle(change, run.VehicleId, HolderKind.Trip, run.Id, tripId, Activity.Dispatched, at);
        Reservations.TakePeople(change, [run.DriverId], HolderKind.Trip, run.Id, tripId, Activity.Dispatched, at);
    }

    private static void Assign(TripStep step, RunRow run, DateTimeOffset at)
    {
        var trip = step.Trip;
        step.Save(TripAction.Assign, at, $"run_id = {run.Id}, driver_id = {run.DriverId}", new { driver_id = run.DriverId, run_id = run.Id, vehicle_id = run.VehicleId });
        step.TakeOffersBack();
        step.Become(step.Trip with { RunId = run.Id, DriverId = run.DriverId });
    }

    private static void Write(TripStep step, RunRow run, IReadOnlyList<TimedStop> times, int from)
    {
        step.Change.Run($"""
            insert into trips.stops (run_id, number, trip_id, kind, latitude, longitude, eta_at)
            select {run.Id}, {from} - 1 + n.number, n.trip_id, n.kind, n.latitude, n.longitude, n.eta_at
            from unnest({times.Select(stop => stop.TripId).ToArray()}, {times.Select(stop => stop.Kind).ToArray()}, {times.Select(stop => stop.Place.Latitude).ToArray()},
                {times.Select(stop => stop.Place.Longitude).ToArray()}, {times.Select(stop => stop.EtaAt).ToArray()})
                with ordinality as n (trip_id, kind, latitude, longitude, eta_at, number)
            """, times.Count);
        RunProgress.Show(step, times);
    }
}

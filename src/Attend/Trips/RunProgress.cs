using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>
/// What becomes of a run and its stops: it begins with a trip and takes others in, its stops are done one after the other, and with the last the driver
/// is free again.
/// </summary>
internal static class RunProgress
{
    /// <summary>Queues a run for the trip of a step: at once, or planned where its time is far ahead.</summary>
    public static RunRow Begin(TripStep step, OwnRun own, DateTimeOffset at)
    {
        var (change, trip, driver) = (step.Change, step.Trip, step.Driver!);
        var run = new RunRow(
            step.NewRunId, trip.SiteId, driver.UserId, step.Vehicle!.Id, driver.Seats, own.Planned ? RunState.Planned : RunState.Active, own.Begins, own.Ends, 1);
        change.Add(RunLifecycle.Table, run.Id, own.Planned ? RunAction.Plan : RunAction.Begin,
        [
            ("site_id", run.SiteId), ("driver_id", run.DriverId), ("vehicle_id", run.VehicleId), ("seats", run.Seats), ("starts_at", run.StartsAt), ("ends_at", run.EndsAt),
        ], own.Planned ? null : at);
        if (own.Planned)
        {
            change.Later(StartRun.Work, run.Id, run.StartsAt);
        }
        else
        {
            Take(change, run, trip.Id, at);
        }

        step.Added(run);
        return run;
    }

    /// <summary>Queues what a run that is under way holds: the car and who drives it.</summary>
    public static void Take(Change change, RunRow run, long tripId, DateTimeOffset at)
    {
        Reservations.TakeVehicle(change, run.VehicleId, HolderKind.Trip, run.Id, tripId, Activity.Dispatched, at);
        Reservations.TakePeople(change, [run.DriverId], HolderKind.Trip, run.Id, tripId, Activity.Dispatched, at);
    }

    /// <summary>Queues where a run stops.</summary>
    /// <param name="from">The number of the first of these stops.</param>
    public static void Stop(TripStep step, RunRow run, IReadOnlyList<TimedStop> times, int from = 1)
    {
        step.Change.Run($"""
            insert into trips.stops (run_id, number, trip_id, kind, latitude, longitude, eta_at)
            select {run.Id}, {from} - 1 + n.number, n.trip_id, n.kind, n.latitude, n.longitude, n.eta_at
            from unnest({times.Select(stop => stop.TripId).ToArray()}, {times.Select(stop => stop.Kind).ToArray()}, {times.Select(stop => stop.Place.Latitude).ToArray()},
                {times.Select(stop => stop.Place.Longitude).ToArray()}, {times.Select(stop => stop.EtaAt).ToArray()})
                with ordinality as n (trip_id, kind, latitude, longitude, eta_at, number)
            """, times.Count);
        Show(step, times);
    }

    /// <summary>Queues other stops instead of all that are not done.</summary>
    /// <param name="ends">When the run is over then.</param>
    public static void StopElse(TripStep step, RunRow run, IReadOnlyList<TimedStop> times, DateTimeOffset ends)
    {
        step.Change.RunAny($"delete from trips.stops where run_id = {run.Id} and done_at is null");
        Stop(step, run, times, from: step.Stops.Where(stop => stop.RunId == run.Id).Select(stop => stop.Number).DefaultIfEmpty(0).Max() + 1);
        step.Change.Run($"update trips.runs set ends_at = greatest(ends_at, {ends}), version = version + 1 where id = {run.Id}");
    }

    /// <summary>Queues that the stops of the step's trip are elsewhere.</summary>
    /// <param name="from">Null: where it was.</param>
    /// <param name="to">Null: where it was.</param>
    public static void Move(TripStep step, TripEnd? from, TripEnd? to)
    {
        foreach (var (kind, place) in new[] { (StopKind.PickUp, from), (StopKind.DropOff, to) })
        {
            if (place is not null && step.Trip.RunId is { } run)
            {
                step.Change.RunAny($"""
                    update trips.stops set latitude = {place.Latitude}, longitude = {place.Longitude}
                    where run_id = {run} and trip_id = {step.Trip.Id} and kind = {kind} and done_at is null
                    """);
            }
        }
    }

    /// <summary>Queues what a step of a trip makes of its run. The step has been made already; <paramref name="before"/> is what the trip was.</summary>
    public static void Follow(TripStep step, RunRow run, TripRow before, TripAction action, DateTimeOffset at)
    {
        var change = step.Change;
        if (action is TripAction.Board or TripAction.DropOff)
        {
            var kinds = action is TripAction.Board ? new[] { StopKind.PickUp } : [StopKind.PickUp, StopKind.DropOff];
            change.RunAny($"update trips.stops set done_at = {at} where run_id = {run.Id} and trip_id = {before.Id} and kind = any({kinds}) and done_at is null");
        }

        if (!step.Trip.Driven || step.Trip.RunId != run.Id)
        {
            change.RunAny($"delete from trips.stops where run_id = {run.Id} and trip_id = {before.Id} and done_at is null");
        }

        var driven = step.Trips.Where(trip => trip.RunId == run.Id && trip.Driven).ToList();
        if (driven.Count == 0)
        {
            End(step, run, at);
            return;
        }

        if (run.State is RunState.Active)
        {
            Reservations.Show(change, HolderKind.Trip, run.Id, ActivityOf(driven), at);
        }

        var left = step.Stops.Where(stop => stop.RunId == run.Id && stop.DoneAt is null && driven.Any(trip => trip.Id == stop.TripId)
            && !(stop.Kind is StopKind.PickUp && driven.Any(trip => trip.Id == stop.TripId && trip.State is TripState.OnBoard)));
        Retime(step, run, driven, [.. left.Select(stop => (stop.TripId, stop.Kind))], at);
    }

    /// <summary>Queues when the car will be at each of its stops, reckoned from where it is now.</summary>
    public static void Retime(TripStep step, RunRow run, IReadOnlyList<TripRow> driven, IReadOnlyList<(long TripId, StopKind Kind)> order, DateTimeOffset at)
    {
        var change = step.Change;
        var from = run.State is RunState.Planned && run.StartsAt > step.Now ? run.StartsAt : step.Now;
        var times = Route.Times(Car(step, run, driven), from, order, [.. driven.Select(trip => trip.Ride)], TravelTimes.Between, step.Vehicle!.Kind);
        change.RunAny($"""
            update trips.stops s set eta_at = n.eta_at
            from unnest({times.Select(stop => stop.TripId).ToArray()}, {times.Select(stop => stop.Kind).ToArray()}, {times.Select(stop => stop.EtaAt).ToArray()})
                as n (trip_id, kind, eta_at)
            where s.run_id = {run.Id} and s.trip_id = n.trip_id and s.kind = n.kind and s.done_at is null
            """);
        Show(step, times);
        change.Run($"update trips.runs set version = version + 1 where id = {run.Id}");
    }

    /// <summary>Queues what each trip says of its next stop.</summary>
    public static void Show(TripStep step, IReadOnlyList<TimedStop> times)
    {
        var next = times.GroupBy(stop => stop.TripId).Select(stops => (TripId: stops.Key, stops.First().EtaAt)).ToList();
        step.Change.RunAny($"""
            update trips.trips t set eta_at = n.eta_at
            from unnest({next.Select(one => one.TripId).ToArray()}, {next.Select(one => one.EtaAt).ToArray()}) as n (id, eta_at) where t.id = n.id
            """);
    }

    /// <summary>Where the car is taken to be: by a fresh fix, else where it stopped last, else at its base.</summary>
    public static GeoPoint Car(TripStep step, RunRow? run, IReadOnlyList<TripRow> trips)
    {
        if (step.Positions.Find(step.Vehicle!.Id) is { } fix && fix.FreshAt(step.Now))
        {
            return fix.Place;
        }

        // The step that is being made is where the car is now, and no stop is done for it yet.
        var here = step.Trip.RunId == run?.Id && run is not null ? step.Trip.State switch
        {
            TripState.AtPickup or TripState.OnBoard or TripState.PassengerNoShow => step.Trip.From,
            TripState.DroppedOff => step.Trip.To,
            _ => (GeoPoint?)null,
        } : null;
        return here
            ?? step.Stops.Where(stop => stop.RunId == run?.Id && stop.DoneAt is not null).MaxBy(stop => stop.DoneAt)?.Place
            ?? step.Vehicle.Home
            ?? trips[0].From;
    }

    /// <summary>Queues the end of a run that has no trip left: driver and car are free from this moment on.</summary>
    private static void End(TripStep step, RunRow run, DateTimeOffset at)
    {
        var change = step.Change;
        var drove = step.Trips.Any(trip => trip.RunId == run.Id && trip.State is TripState.DroppedOff or TripState.PassengerNoShow or TripState.Failed);
        // One that is planned has not driven, whatever became of its trips.
        change.Move(RunLifecycle.Table, run.Id, run.State is RunState.Active && drove ? RunAction.End : RunAction.Cancel, at);
        if (run.State is RunState.Planned)
        {
            change.NotLater(StartRun.Work, run.Id);
            return;
        }

        Reservations.Release(change, HolderKind.Trip, run.Id, at);
        change.Run($"update trips.drivers set free_since = greatest(free_since, {at}), version = version + 1 where user_id = {run.DriverId}");
        MatchWaiting.Soon(change, run.SiteId);
    }

    /// <summary>What the car is shown to do: the furthest of what it does for anybody.</summary>
    public static Activity ActivityOf(IReadOnlyList<TripRow> trips) =>
        trips.Any(trip => trip.State is TripState.OnBoard) ? Activity.Transporting
        : trips.Any(trip => trip.State is TripState.AtPickup) ? Activity.OnScene
        : trips.Any(trip => trip.State is TripState.EnRoutePickup) ? Activity.EnRoute
        : Activity.Dispatched;
}

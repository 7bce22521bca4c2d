using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>A run that drives or is planned, as a look without a lock shows it.</summary>
/// <param name="Asked">Its driver was asked something and has not answered.</param>
internal sealed record OpenRun(
    long Id, RunState State, long DriverId, long VehicleId, UnitKind Kind, int Seats, DateTimeOffset StartsAt, WorkTime Work, string[] Skills, bool Asked,
    double? BaseLatitude, double? BaseLongitude)
{
    /// <summary>Those of a site (SQL gives it).</summary>
    public static Sql OfSite(Sql siteId, DateTimeOffset now) => $"""
        select r.id, r.state, r.driver_id, r.vehicle_id, u.kind, r.seats, r.starts_at, {WorkTime.Of(now)} as work,
               array(select k.skill from people.skills k where k.user_id = r.driver_id order by k.skill) as skills,
               exists (select from trips.offers o where o.driver_id = r.driver_id and {OfferLifecycle.Is(OfferLifecycle.Unanswered)}) as asked,
               u.home_latitude as base_latitude, u.home_longitude as base_longitude
        from trips.runs r join trips.drivers d on d.user_id = r.driver_id join fleet.units u on u.id = r.vehicle_id
        where r.site_id = ({siteId}) and {RunLifecycle.IsOpen()} order by r.id
        """;

    public static Sql TripsOf(Sql siteId) => $"""
        {TripRow.Select} join trips.runs r on r.id = t.run_id and r.site_id = ({siteId}) and {RunLifecycle.IsOpen()}
        where {TripLifecycle.Is(TripLifecycle.Driven)} order by t.id
        """;

    public static Sql StopsOf(Sql siteId) =>
        $"{StopRow.Select} where run_id in (select r.id from trips.runs r where r.site_id = ({siteId}) and {RunLifecycle.IsOpen()}) order by run_id, number";
}

/// <summary>A run with seats: where its car is, whom it drives, and where it still stops.</summary>
/// <param name="From">When it goes on from there.</param>
internal sealed record SharedRun(OpenRun Run, GeoPoint Car, DateTimeOffset From, IReadOnlyList<Ride> Rides, IReadOnlyList<(long TripId, StopKind Kind)> Order)
{
    /// <summary>Of the runs of a site, of the trips in them, and of their stops.</summary>
    public static IReadOnlyList<SharedRun> All(
        IReadOnlyList<OpenRun> runs, IReadOnlyList<TripRow> driven, IReadOnlyList<StopRow> stops, Positions positions, DateTimeOffset now) =>
    [
        .. from run in runs
           let trips = driven.Where(trip => trip.RunId == run.Id).ToList()
           where trips.Count > 0
           select Of(run, trips, [.. stops.Where(stop => stop.RunId == run.Id)], positions, now),
    ];

    private static SharedRun Of(OpenRun run, IReadOnlyList<TripRow> trips, IReadOnlyList<StopRow> stops, Positions positions, DateTimeOffset now)
    {
        var car = positions.Find(run.VehicleId) is { } fix && fix.FreshAt(now) ? fix.Place
            : stops.Where(stop => stop.DoneAt is not null).MaxBy(stop => stop.DoneAt)?.Place ?? GeoPoint.Of(run.BaseLatitude, run.BaseLongitude) ?? trips[0].From;
        return new SharedRun(
            run, car, run.State is RunState.Planned && run.StartsAt > now ? run.StartsAt : now, [.. trips.Select(trip => trip.Ride)],
            [.. stops.Where(stop => stop.DoneAt is null).Select(stop => (stop.TripId, stop.Kind))]);
    }
}

/// <summary>A seat for a trip in a run.</summary>
/// <param name="Extra">What it costs, in seconds of driving.</param>
internal sealed record FreeSeat(long TripId, SharedRun In, double Extra)
{
    public OpenRun Run => In.Run;
}

/// <summary>
/// Whether a trip had better share a car that drives anyhow. Compared is driving, in seconds: what the run drives more with the trip among its stops
/// than without it, against what the nearest free driver would drive to come to the pick-up. That driver's way with the passenger aboard is not
/// counted: whoever sits in the other car already pays for a detour with their time, and a car of one's own is worth that. With nobody free any
/// seat will do. A seat is one only where the way is shared: behind the last stop a run takes nobody along by itself. And only while the driver
/// works: nobody is picked up after their shift, and by how much the run is longer than it costs as much as driving (<see cref="Matching"/>). Pure.
/// </summary>
internal static class Pooling
{
    /// <summary>The seat that costs least, or null. Urgent trips share with nobody: they are driven at once.</summary>
    /// <param name="come">What the nearest free driver would drive to come, in seconds; infinite where nobody is free.</param>
    /// <param name="refused">Drivers who are not asked for it.</param>
    public static FreeSeat? Best(
        TripRow trip, IEnumerable<SharedRun> runs, double come, IReadOnlySet<long> refused, TravelSeconds travel, DateTimeOffset now) =>
        runs.Where(shared => Takes(shared, trip, refused, now))
            .OrderBy(shared => travel(shared.Car, trip.From, shared.Run.Kind)).Take(Matching.Nearest)
            .Select(shared => Seat(trip, shared, refused, travel, now)).OfType<FreeSeat>()
            .Where(seat => seat.Extra < come).MinBy(seat => (seat.Extra, seat.Run.Id));

    /// <summary>A seat in this run, whoever else is free; null where it does not take the trip.</summary>
    /// <param name="refused">Drivers who are not asked for it.</param>
    public static FreeSeat? Seat(TripRow trip, SharedRun shared, IReadOnlySet<long> refused, TravelSeconds travel, DateTimeOffset now) =>
        Takes(shared, trip, refused, now) && Cost(trip, shared, travel, now) is { } extra ? new FreeSeat(trip.Id, shared, extra) : null;

    /// <summary>
    /// How many seconds the run drives more with this trip, and its driver works longer than their shift; null where it cannot, where they would ride one
    /// after the other, or keep somebody waiting.
    /// </summary>
    private static double? Cost(TripRow trip, SharedRun shared, TravelSeconds travel, DateTimeOffset now)
    {
        var (car, from, kind) = (shared.Car, shared.From, shared.Run.Kind);
        if (Route.Insert(car, from, shared.Order, shared.Rides, trip.Ride, shared.Run.Seats, travel, kind, now) is not { } with)
        {
            return null;
        }

        var before = Route.Times(car, from, shared.Order, shared.Rides, travel, kind);
        var (works, until) = shared.Run.Work.At(with.First(stop => stop.TripId == trip.Id).EtaAt);
        return works && Together(trip.Id, with, shared.Rides) && before.All(stop => stop.Kind is StopKind.DropOff
                || with.First(other => (other.TripId, other.Kind) == (stop.TripId, stop.Kind)).EtaAt <= stop.EtaAt + Route.Slack)
            ? Route.Driving(car, with, travel, kind) - Route.Driving(car, before, travel, kind) + Overtime(with, until) - Overtime(before, until)
            : null;
    }

    private static double Overtime(IReadOnlyList<TimedStop> stops, DateTimeOffset? shiftEnds) =>
        shiftEnds is { } ends && stops is [.., var last] ? Math.Max(0, (last.EtaAt - ends).TotalSeconds) : 0;

    // Whether somebody else sits in the car on any part of the way of this trip.
    private static bool Together(long tripId, IReadOnlyList<TimedStop> stops, IReadOnlyList<Ride> rides)
    {
        var aboard = rides.Where(ride => ride.BoardedAt is not null).Select(ride => ride.TripId).ToHashSet();
        foreach (var stop in stops)
        {
            if (stop.Kind is StopKind.PickUp)
            {
                aboard.Add(stop.TripId);
                if (aboard.Count > 1 && aboard.Contains(tripId))
                {
                    return true;
                }
            }
            else
            {
                aboard.Remove(stop.TripId);
            }
        }

        return false;
    }

    private static bool Takes(SharedRun shared, TripRow trip, IReadOnlySet<long> refused, DateTimeOffset now) =>
        !trip.Urgently && !shared.Run.Asked && shared.Run.Seats >= trip.Passengers && !refused.Contains(shared.Run.DriverId)
        && !trip.NeededSkills.Except(shared.Run.Skills).Any() && !(trip.PickUpAt is null && shared.From > now + TripRow.Ahead);
}

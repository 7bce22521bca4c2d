using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>
/// The one order in which everything that trips are made of is locked: vehicles, people, drivers, runs, trips, offers. Whoever locks a visit too does
/// that before.
/// </summary>
internal static class TripLocks
{
    /// <summary>Queues the locks of several trips and drivers, so that a step of each pair of them waits for nobody.</summary>
    /// <param name="drivers">Each with the car.</param>
    public static void All(Change change, IReadOnlyCollection<(long UserId, long VehicleId)> drivers, IReadOnlyCollection<long> tripIds) =>
        All(change, [.. drivers.Select(one => one.UserId)], drivers.Select(one => one.VehicleId), [.. tripIds]);

    /// <summary>The same by their ids.</summary>
    public static void All(Change change, long[] drivers, IEnumerable<long> vehicles, long[] trips)
    {
        Reservations.LockVehicles(change, vehicles);
        Reservations.LockPeople(change, drivers);
        Rows(change, $"select unnest({drivers})", $"select unnest({trips})");
    }

    /// <summary>Queues the locks of one trip and one driver.</summary>
    /// <param name="driver">SQL that gives the id; none where nobody has it.</param>
    /// <returns>The driver's vehicle.</returns>
    public static Pending<VehicleRow?> One(Change change, Sql driver, long trip)
    {
        var vehicle = Reservations.LockVehicle(change, $"select vehicle_id from trips.drivers where user_id = ({driver})");
        Reservations.LockPeople(change, $"select ({driver}) as id");
        Rows(change, driver, $"select {trip}::bigint");
        return vehicle;
    }

    /// <summary>The runs of drivers that are not over.</summary>
    /// <param name="drivers">SQL that gives their ids.</param>
    public static Sql RunsOf(Sql drivers) => $"select r.id from trips.runs r where r.driver_id in ({drivers}) and {RunLifecycle.IsOpen()}";

    private static void Rows(Change change, Sql drivers, Sql trips)
    {
        change.Lock($"select from trips.drivers where user_id in ({drivers}) order by user_id for no key update");
        change.Lock($"select from trips.runs where id in ({RunsOf(drivers)}) order by id for no key update");
        change.Lock($"select from trips.trips where id in ({trips}) or run_id in ({RunsOf(drivers)}) order by id for no key update");
        change.Lock($"""
            select from trips.offers o where (o.trip_id in ({trips}) or o.driver_id in ({drivers})) and {OfferLifecycle.Is(OfferLifecycle.Unanswered)}
            order by o.id for no key update
            """);
    }
}

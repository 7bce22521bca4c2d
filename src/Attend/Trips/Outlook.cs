using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>
/// Who waits and who is free at a site, by a look without a lock: what is chosen by it is looked at once more under the locks, because meanwhile
/// others choose too.
/// </summary>
internal sealed class Outlook
{
    private readonly Change change;
    private readonly Positions positions;
    private readonly Pending<IReadOnlyList<TripRow>> trips;
    private readonly Pending<IReadOnlyList<FreeDriver>> free;
    private readonly Pending<IReadOnlyList<Declined>> declined;
    private ILookup<long, long>? refused;

    private Outlook(Change change, Positions positions, Sql siteId, Sql which)
    {
        (this.change, this.positions) = (change, positions);
        trips = change.List<TripRow>($"{TripRow.Select} where {which} order by t.requested_at, t.id");
        free = change.List<FreeDriver>(FreeDriver.OfSite(siteId, change.Now));
        declined = change.List<Declined>($"""
            select o.trip_id, o.driver_id from trips.offers o join trips.trips t on t.id = o.trip_id where o.state in ('DECLINED', 'EXPIRED') and {which}
            """);
    }

    public IReadOnlyList<TripRow> Trips => trips.Value;

    public IReadOnlyList<FreeDriver> Free => field ??= [.. free.Value.Where(driver => driver.Work.At(change.Now).On)];

    public IReadOnlyList<IdleDriver> Idle => field ??= [.. Free.Select(driver => driver.Idle(positions, change.Now)).OfType<IdleDriver>()];

    /// <param name="siteId">SQL that gives it.</param>
    /// <param name="which">A condition over <c>trips.trips t</c>.</param>
    public static Outlook Load(Change change, Positions positions, Sql siteId, Sql which) => new(change, positions, siteId, which);

    public FreeDriver Driver(long userId) => Free.First(driver => driver.UserId == userId);

    /// <summary>A trip as matching sees it. Who has a run planned for before it would be over is as if they had said no.</summary>
    public WaitingTrip Waiting(TripRow trip) => new(
        trip.Id, trip.RequestedAt, trip.Urgently, trip.From, trip.To, trip.Passengers, trip.NeededSkills.ToHashSet(StringComparer.Ordinal), new HashSet<string>(),
        Refused[trip.Id].Concat(Idle.Where(driver => !HasTime(trip, driver)).Select(driver => driver.DriverId)).ToHashSet());

    /// <summary>Those who could have it, whoever has waited longest for a trip first.</summary>
    public IReadOnlyList<FreeDriver> LongestFree(TripRow trip)
    {
        var waiting = Waiting(trip);
        return
        [
            .. Free.Where(driver => driver.Seats >= trip.Passengers && !waiting.Declined.Contains(driver.UserId) && waiting.Needed.IsSubsetOf(driver.Skills)
                    && (driver.NextRunAt is null || Idle.Any(idle => idle.DriverId == driver.UserId)))
                .OrderBy(driver => (driver.FreeSince, driver.UserId)),
        ];
    }

    /// <summary>Those who could have it, whoever is there soonest first.</summary>
    public IReadOnlyList<FreeDriver> Nearest(TripRow trip) =>
        [.. Matching.Rank(Waiting(trip) with { Urgent = true }, Idle, TravelTimes.Between, change.Now).Select(choice => Driver(choice.DriverId))];

    /// <summary>Who is asked at once for one trip, the best first.</summary>
    /// <param name="among">Of these only.</param>
    public IReadOnlyList<FreeDriver> FirstWave(TripRow trip, IReadOnlyCollection<IdleDriver> among)
    {
        var ranked = Matching.Rank(Waiting(trip), among, TravelTimes.Between, change.Now).Select(choice => Driver(choice.DriverId)).ToList();
        var planned = trip.PickUpAt > change.Now + GiveTrip.Soon;
        return [.. ranked.Take(trip.Urgently ? 1 : Wave.Size([.. ranked.Select(driver => driver.Record)], planned))];
    }

    private ILookup<long, long> Refused => refused ??= declined.Value.ToLookup(one => one.TripId, one => one.DriverId);

    private bool HasTime(TripRow trip, IdleDriver driver)
    {
        if (Driver(driver.DriverId).NextRunAt is not { } next)
        {
            return true;
        }

        var begins = trip.PickUpAt is { } at && at > change.Now ? at : change.Now + TimeSpan.FromSeconds(TravelTimes.Between(driver.Place, trip.From, driver.Kind));
        return begins + 2 * Route.AtTheDoor + TimeSpan.FromSeconds(TravelTimes.Between(trip.From, trip.To, driver.Kind)) < next;
    }

    private sealed record Declined(long TripId, long DriverId);
}

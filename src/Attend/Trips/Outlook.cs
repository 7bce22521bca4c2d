using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>
/// Who waits at a site, who is free, and which cars drive with seats, by a look without a lock: what is chosen by it is looked at once more under
/// the locks, because meanwhile others choose too.
/// </summary>
internal sealed class Outlook
{
    // A trip whose time is not nearer than this is one that can be asked for driver by driver.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    private readonly Change change;
    private readonly Positions positions;
    private readonly Pending<IReadOnlyList<TripRow>> trips;
    private readonly Pending<IReadOnlyList<SeenDriver>> drivers;
    private readonly Pending<IReadOnlyList<Answered>> answered;
    private readonly Pending<IReadOnlyList<OpenRun>> runs;
    private readonly Pending<IReadOnlyList<TripRow>> driven;
    private readonly Pending<IReadOnlyList<StopRow>> stops;
    private readonly Dictionary<long, IdleDriver?> places = [];
    private readonly Dictionary<long, WaitingTrip> waiting = [];
    private Dictionary<long, SeenDriver>? byId;

    private Outlook(Change change, Positions positions, Sql siteId, Sql which)
    {
        (this.change, this.positions) = (change, positions);
        trips = change.List<TripRow>($"{TripRow.Select} where {which} order by t.requested_at, t.id");
        drivers = change.List<SeenDriver>(SeenDriver.OfSite(siteId, change.Now));
        // Whoever drove on for as long as an offer is kept from them was not asked, but is not to be waited for once more.
        answered = change.List<Answered>($"""
            select o.trip_id, o.driver_id, o.state <> 'WITHDRAWN' as declined from trips.offers o join trips.trips t on t.id = o.trip_id
            where ({OfferLifecycle.Is(OfferLifecycle.NotTaken)} or o.state = 'WITHDRAWN' and o.made_at is null) and {which}
            """);
        runs = change.List<OpenRun>(OpenRun.OfSite(siteId, change.Now));
        driven = change.List<TripRow>(OpenRun.TripsOf(siteId));
        stops = change.List<StopRow>(OpenRun.StopsOf(siteId));
    }

    public IReadOnlyList<TripRow> Trips => trips.Value;

    /// <summary>Who has no trip and was asked nothing, works, and is where anybody knows.</summary>
    public IReadOnlyList<IdleDriver> Idle => field ??=
        [.. drivers.Value.Where(driver => driver is { FreeNow: true, Asked: false } && Works.Contains(driver.UserId)).Select(Place).OfType<IdleDriver>()];

    private HashSet<long> Works => field ??= [.. drivers.Value.Where(driver => driver.Work.At(change.Now).On).Select(driver => driver.UserId)];

    private IReadOnlyList<SharedRun> Shared => field ??= SharedRun.All(runs.Value, driven.Value, stops.Value, positions, change.Now);

    private ILookup<long, Answered> Refused => field ??= answered.Value.ToLookup(one => one.TripId);

    /// <param name="siteId">SQL that gives it.</param>
    /// <param name="which">A condition over <c>trips.trips t</c>.</param>
    public static Outlook Load(Change change, Positions positions, Sql siteId, Sql which) => new(change, positions, siteId, which);

    public SeenDriver Driver(long userId) => (byId ??= drivers.Value.ToDictionary(driver => driver.UserId))[userId];

    /// <summary>A trip as matching sees it. Who could not be back for another run, or does not work then, is as if they had said no.</summary>
    public WaitingTrip Waiting(TripRow trip)
    {
        if (!waiting.TryGetValue(trip.Id, out var known))
        {
            waiting[trip.Id] = known = new WaitingTrip(
                trip.Id, trip.RequestedAt, trip.Urgently, trip.From, trip.To, trip.Passengers, trip.NeededSkills.ToHashSet(StringComparer.Ordinal), new HashSet<string>(),
                Declined(trip).Concat(Idle.Where(driver => !Fits(trip, Driver(driver.DriverId))).Select(driver => driver.DriverId)).ToHashSet());
        }

        return known;
    }

    /// <summary>Those who could have it at its time, whoever has waited longest for a trip first.</summary>
    public IReadOnlyList<SeenDriver> LongestFree(TripRow trip)
    {
        var declined = Declined(trip).ToHashSet();
        return
        [
            .. Fitting(trip).Where(driver => driver.Seats >= trip.Passengers && !declined.Contains(driver.UserId) && !trip.NeededSkills.Except(driver.Skills).Any())
                .OrderBy(driver => (driver.FreeSince, driver.UserId)),
        ];
    }

    /// <summary>Those who could have it at its time, whoever has the shortest way first.</summary>
    public IReadOnlyList<SeenDriver> Nearest(TripRow trip) => [.. ByWay(trip, Fitting(trip).Select(Place)).Select(choice => Driver(choice.DriverId))];

    /// <summary>Who is asked at once for one trip, the best first.</summary>
    /// <param name="among">Of these only.</param>
    public IReadOnlyList<SeenDriver> FirstWave(TripRow trip, IReadOnlyCollection<IdleDriver> among)
    {
        var ranked = Matching.Rank(Waiting(trip), among, TravelTimes.Between, change.Now).Select(choice => Driver(choice.DriverId)).ToList();
        var planned = trip.PickUpAt > change.Now + Soon;
        return [.. ranked.Take(trip.Urgently ? 1 : Wave.Size([.. ranked.Select(driver => driver.Record)], planned))];
    }

    /// <summary>A seat in a run that costs less driving than whoever of the free is nearest; null where there is none.</summary>
    public FreeSeat? Seat(TripRow trip) => Seat(trip, ByWay(trip, Fitting(trip).Select(Place)).Select(choice => choice.Travel).DefaultIfEmpty(double.PositiveInfinity).First());

    /// <param name="come">What whoever would come drives until they are there, in seconds.</param>
    public FreeSeat? Seat(TripRow trip, double come) =>
        Pooling.Best(trip, Shared, come, Refused[trip.Id].Select(one => one.DriverId).ToHashSet(), TravelTimes.Between, change.Now);

    private IEnumerable<long> Declined(TripRow trip) => Refused[trip.Id].Where(one => one.Declined).Select(one => one.DriverId);

    private IReadOnlyList<DriverChoice> ByWay(TripRow trip, IEnumerable<IdleDriver?> among) =>
        Matching.Rank(Waiting(trip) with { Urgent = true }, [.. among.OfType<IdleDriver>()], TravelTimes.Between, change.Now);

    private IEnumerable<SeenDriver> Fitting(TripRow trip) => drivers.Value.Where(driver => !driver.Asked && Fits(trip, driver));

    /// <summary>Whether they work and are free when it would be driven: now, or at another time whatever they do now.</summary>
    private bool Fits(TripRow trip, SeenDriver driver)
    {
        if (driver is { FreeNow: true, Runs: [] } && !(trip.PickUpAt > change.Now + TripRow.Ahead))
        {
            return Works.Contains(driver.UserId);
        }

        var own = OwnRun.Of(Place(driver)?.Place ?? trip.From, driver.Kind, trip, change.Now);
        return (own.Planned || driver.FreeNow) && driver.Work.At(own.Departs).On && !driver.Runs.Any(run => run.From < own.Ends && own.Begins < run.To);
    }

    private IdleDriver? Place(SeenDriver driver)
    {
        if (!places.TryGetValue(driver.UserId, out var place))
        {
            places[driver.UserId] = place = driver.Idle(positions, change.Now);
        }

        return place;
    }

    private sealed record Answered(long TripId, long DriverId, bool Declined);
}

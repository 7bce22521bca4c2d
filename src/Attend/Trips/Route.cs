using Attend.Fleet;

namespace Attend.Trips;

/// <summary>Passengers who ride together, as a route needs them.</summary>
/// <param name="PickUpAt">They are not there before; null: at once.</param>
/// <param name="BoardedAt">Since when they sit in the car; null: not yet.</param>
/// <param name="ArriveBy">They are out of the car by then, at the beginning of a visit; null: whenever that is.</param>
internal sealed record Ride(
    long TripId, GeoPoint From, GeoPoint To, int Passengers, DateTimeOffset? PickUpAt = null, DateTimeOffset? BoardedAt = null, DateTimeOffset? ArriveBy = null);

/// <summary>Where is stopped, and when.</summary>
internal sealed record TimedStop(long TripId, StopKind Kind, GeoPoint Place, DateTimeOffset EtaAt);

/// <summary>
/// The order of a run's stops. A further trip goes where it costs the run the least, if seats suffice on every part of the way, nobody is
/// made to ride too long, and the times of all are kept; every place among the stops is tried, and the stops that are there keep their order. Pure.
/// </summary>
internal static class Route
{
    /// <summary>Until passengers have got in or out.</summary>
    public static readonly TimeSpan AtTheDoor = TimeSpan.FromSeconds(150);

    private const double Detour = 1.5;

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>By so much may somebody be fetched later than at their time, and so long may a car stand and wait for one more.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>The longest that somebody may ride: half as long again as their own way, and ten minutes.</summary>
    public static TimeSpan Longest(Ride ride, TravelSeconds travel, UnitKind kind) =>
        TimeSpan.FromSeconds(Detour * travel(ride.From, ride.To, kind)) + Grace;

    /// <summary>When the car is at each of its stops.</summary>
    /// <param name="order">The stops that are left: for who is aboard the drop-off, for others both.</param>
    public static IReadOnlyList<TimedStop> Times(
        GeoPoint car, DateTimeOffset now, IReadOnlyList<(long TripId, StopKind Kind)> order, IReadOnlyList<Ride> rides, TravelSeconds travel, UnitKind kind)
    {
        var (place, at) = (car, now);
        var stops = new List<TimedStop>(order.Count);
        foreach (var (tripId, stop) in order)
        {
            var ride = Of(rides, tripId);
            var there = stop is StopKind.PickUp ? ride.From : ride.To;
            at += TimeSpan.FromSeconds(travel(place, there, kind));
            if (stop is StopKind.PickUp && ride.PickUpAt > at)
            {
                at = ride.PickUpAt.Value;
            }

            stops.Add(new TimedStop(tripId, stop, there, at));
            at += AtTheDoor;
            place = there;
        }

        return stops;
    }

    /// <summary>The stops with those of one more ride among them, or null when it cannot be.</summary>
    /// <param name="now">When the car goes on.</param>
    /// <param name="clock">What time it is, where the car goes on only later.</param>
    public static IReadOnlyList<TimedStop>? Insert(
        GeoPoint car, DateTimeOffset now, IReadOnlyList<(long TripId, StopKind Kind)> order, IReadOnlyList<Ride> rides, Ride more, int seats, TravelSeconds travel,
        UnitKind kind, DateTimeOffset? clock = null)
    {
        List<Ride> all = [.. rides, more];
        // What somebody rides too long already is not made better by keeping the seat beside them empty.
        var before = Times(car, now, order, rides, travel, kind);
        var without = Rides(before, rides);
        IReadOnlyList<TimedStop>? best = null;
        for (var pickUp = 0; pickUp <= order.Count; pickUp++)
        {
            for (var dropOff = pickUp; dropOff <= order.Count; dropOff++)
            {
                List<(long TripId, StopKind Kind)> tried = [.. order];
                tried.Insert(dropOff, (more.TripId, StopKind.DropOff));
                tried.Insert(pickUp, (more.TripId, StopKind.PickUp));
                if (Fits(tried, all, seats) && Times(car, now, tried, all, travel, kind) is var times && (best is null || Costs(times, now) < Costs(best, now))
                    && Rides(times, all).All(ridden => ridden.Value <= Longest(Of(all, ridden.Key), travel, kind)
                        || without.TryGetValue(ridden.Key, out var already) && ridden.Value <= already)
                    && InTime(car, now, before, times, all, travel, kind, clock))
                {
                    best = times;
                }
            }
        }

        return best;
    }

    /// <summary>Whether everybody has a seat between any two stops.</summary>
    public static bool Fits(IReadOnlyList<(long TripId, StopKind Kind)> order, IReadOnlyList<Ride> rides, int seats)
    {
        var aboard = rides.Where(ride => ride.BoardedAt is not null).Sum(ride => ride.Passengers);
        if (aboard > seats)
        {
            return false;
        }

        foreach (var (tripId, stop) in order)
        {
            aboard += stop is StopKind.PickUp ? Of(rides, tripId).Passengers : -Of(rides, tripId).Passengers;
            if (aboard > seats)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether one more keeps everybody's times: nobody is fetched much later than at theirs, or is late for a visit for which they would have been in
    /// time, and the car does not stand long for the one who is new. Who would be late for their visit however they are driven is kept waiting by no rule.
    /// </summary>
    /// <param name="before">The stops without the one who is new.</param>
    public static bool InTime(
        GeoPoint car, DateTimeOffset now, IReadOnlyList<TimedStop> before, IReadOnlyList<TimedStop> after, IReadOnlyList<Ride> rides, TravelSeconds travel, UnitKind kind,
        DateTimeOffset? clock = null)
    {
        if (Waits(car, now, after, travel, kind) > Waits(car, now, before, travel, kind) + Slack)
        {
            return false;
        }

        foreach (var stop in after)
        {
            var ride = Of(rides, stop.TripId);
            var (latest, soonest) = stop.Kind is StopKind.PickUp
                ? (ride.PickUpAt + Slack, clock ?? now)
                : (ride.ArriveBy - AtTheDoor, Soonest(ride, clock ?? now) + TimeSpan.FromSeconds(travel(ride.From, ride.To, kind)));
            if (stop.EtaAt > latest && latest >= soonest
                && before.FirstOrDefault(other => (other.TripId, other.Kind) == (stop.TripId, stop.Kind)) is var was && !(stop.EtaAt <= was?.EtaAt))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many seconds are driven from stop to stop, and not stood.</summary>
    public static double Driving(GeoPoint car, IReadOnlyList<TimedStop> stops, TravelSeconds travel, UnitKind kind)
    {
        var (place, seconds) = (car, 0.0);
        foreach (var stop in stops)
        {
            seconds += travel(place, stop.Place, kind);
            place = stop.Place;
        }

        return seconds;
    }

    /// <summary>How long each rides, from getting in to being there.</summary>
    public static Dictionary<long, TimeSpan> Rides(IReadOnlyList<TimedStop> stops, IReadOnlyList<Ride> rides) => stops
        .Where(stop => stop.Kind is StopKind.DropOff)
        .ToDictionary(stop => stop.TripId, stop => stop.EtaAt
            - (Of(rides, stop.TripId).BoardedAt ?? stops.First(other => other.TripId == stop.TripId && other.Kind is StopKind.PickUp).EtaAt));

    /// <summary>How long the car stands and waits for passengers who are not there yet.</summary>
    private static TimeSpan Waits(GeoPoint car, DateTimeOffset now, IReadOnlyList<TimedStop> stops, TravelSeconds travel, UnitKind kind) => stops.Count == 0
        ? TimeSpan.Zero
        : stops[^1].EtaAt - now - TimeSpan.FromSeconds(Driving(car, stops, travel, kind)) - (stops.Count - 1) * AtTheDoor;

    // When somebody could be on the way at the soonest: in the car already, or picked up by one that stands before their door.
    private static DateTimeOffset Soonest(Ride ride, DateTimeOffset now) =>
        ride.BoardedAt is not null ? now : (ride.PickUpAt > now ? ride.PickUpAt.Value : now) + AtTheDoor;

    /// <summary>How late everybody is where they want to be, in seconds from now on: what one more costs all of them, and not the last alone.</summary>
    private static double Costs(IReadOnlyList<TimedStop> stops, DateTimeOffset now) => stops.Sum(stop => (stop.EtaAt - now).TotalSeconds);

    private static Ride Of(IReadOnlyList<Ride> rides, long tripId) => rides.First(ride => ride.TripId == tripId);
}

using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Trips;
using Attend.Visits;
using NodaTime;

namespace Attend.ClientPages;

/// <summary>How a visit stands, as whoever is visited would say it; what goes on behind it is not theirs.</summary>
internal enum VisitStand { Planned, Confirmed, OnTheWay, AtTheDoor, GoingOn, Done, Cancelled, NotMet }

/// <summary>Somebody who comes, by their first name.</summary>
internal sealed record ComerView(string Name, PlaceState State);

/// <summary>A car that brings them.</summary>
/// <param name="UnitNumber">As it stands on the car.</param>
/// <param name="Brings">Their first names.</param>
/// <param name="OnBoard">False while the car still fetches them.</param>
/// <param name="ExpectedAt">As it was reckoned at its last stop.</param>
/// <param name="Eta">By where it is; null before they sit in it, and while nobody knows.</param>
/// <param name="Metres">Of road that are still to go; null as the eta is.</param>
/// <param name="StopsBefore">How often it stops before.</param>
internal sealed record ComingCarView(
    string? UnitNumber, IReadOnlyList<string> Brings, bool OnBoard, DateTimeOffset? ExpectedAt, EtaView? Eta, int? Metres, int StopsBefore);

/// <summary>What the holder of a link sees: how it stands, who comes and when, and where their car is; nobody's last name, and no address.</summary>
/// <param name="Zone">By whose clock it is meant.</param>
/// <param name="LateMinutes">So late are they who come, as they said last; null once they are there, or a car says when they will be.</param>
/// <param name="Code">What the client says to prove that somebody came; null before the day of the visit, while nobody is sure to come, and once it is of no use.</param>
internal sealed record FollowedVisit(
    VisitStand Stand, DateTimeOffset StandSince, long Version, string SiteName, string Zone, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? LateMinutes,
    IReadOnlyList<string> Services, IReadOnlyList<ComerView> People, IReadOnlyList<ComingCarView> Cars, string? Code);

/// <summary>A client, or whoever they gave the link to, follows a visit until a day after its end.</summary>
internal static class FollowVisit
{
    public static readonly TimeSpan After = TimeSpan.FromHours(24);

    // Whoever is visited soon after midnight reads the code the evening before.
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(12);

    // An older position says nothing about where the car is now.
    private static readonly TimeSpan Knowledge = TimeSpan.FromMinutes(5);

    /// <summary>The visit of a token; null when there is none or it ended long ago.</summary>
    public static async Task<FollowedVisit?> Find(string token, Db db, Positions positions, TimeProvider clock, CancellationToken ct) => Token.LooksShort(token)
        ? (await db.Snapshot(reads => Read(reads, $"f.token = {Token.Hash(token)}", positions, clock.Micros()), ct)).Select(one => one.Visit).FirstOrDefault()
        : null;

    /// <summary>The room in which the visit of a token is told; null when there is none or it ended long ago.</summary>
    public static async Task<string?> Room(string token, Db db, TimeProvider clock, CancellationToken ct) =>
        Token.LooksShort(token) && await db.Find<Holder>($"""
            select f.id, f.token from visits.followed_visits f
            where f.token = {Token.Hash(token)} and f.over_at >= {clock.Micros() - After}
            """, ct) is { } holder
            ? ClientNews.Room(holder.Id, holder.Token)
            : null;

    /// <summary>Visits with the rooms in which they are told, by a condition over <c>visits.followed_visits f</c>; none that ended long ago.</summary>
    public static async Task<IReadOnlyList<(long Id, string Room, FollowedVisit Visit)>> Read(Reads reads, Sql which, Positions positions, DateTimeOffset now)
    {
        var found = reads.List<Row>($"""
            select f.id, f.token, f.site_name, f.zone, f.state, f.state_since, f.version, f.starts_at, f.ends_at, f.late_minutes, f.code,
                   to_jsonb(f.services) as services, f.people
            from visits.followed_visits f where {which} and f.over_at >= {now - After}
            """);
        var rides = reads.List<Ride>($"""
            select r.appointment_id, r.state, r.vehicle_id, u.unit_number, u.kind, r.eta_at, r.riders, r.stops
            from trips.rides r join fleet.unit_names u on u.id = r.vehicle_id
            where r.appointment_id in (select f.id from visits.followed_visits f where {which}) order by r.eta_at, r.trip_id
            """);
        await reads.Send();
        var cars = rides.Value.ToLookup(ride => ride.AppointmentId);
        return [.. found.Value.Select(row => (row.Id, ClientNews.Room(row.Id, row.Token), Of(row, cars[row.Id], positions, now)))];
    }

    public static VisitStand Stands(AppointmentState state) => state switch
    {
        AppointmentState.Confirmed => VisitStand.Confirmed,
        AppointmentState.EnRoute => VisitStand.OnTheWay,
        AppointmentState.Arrived => VisitStand.AtTheDoor,
        AppointmentState.InProgress => VisitStand.GoingOn,
        AppointmentState.Completed => VisitStand.Done,
        AppointmentState.Cancelled => VisitStand.Cancelled,
        AppointmentState.NoShow => VisitStand.NotMet,
        // Who was asked, and did not want to, is for those who plan.
        _ => VisitStand.Planned,
    };

    private static FollowedVisit Of(Row row, IEnumerable<Ride> rides, Positions positions, DateTimeOffset now)
    {
        var stand = Stands(row.State);
        var over = stand >= VisitStand.Done;
        // A therapist may still be asked for it who has ended without it.
        var proves = stand is >= VisitStand.Confirmed and < VisitStand.Done || stand is VisitStand.Done && row.People.Any(one => !one.Proved);
        // A code that was read for weeks, on a link that is handed on, proves little.
        var today = now >= Clocks.Earlier(Midnight(row), row.StartsAt - Ahead);
        List<ComingCarView> cars = over ? [] : [.. rides.Select(ride => Of(ride, row.People, positions, now))];
        // A car that is under way knows better than what was said before.
        var late = row.LateMinutes is > 0 && stand < VisitStand.AtTheDoor && !cars.Any(car => car.ExpectedAt is not null || car.Eta is not null);
        return new FollowedVisit(
            stand, row.StateSince, row.Version, row.SiteName, row.Zone, row.StartsAt, row.EndsAt,
            late ? row.LateMinutes : null, row.Services, [.. row.People.Select(one => new ComerView(one.Name, one.State))], cars, proves && today ? row.Code : null);
    }

    /// <summary>When the day of the visit begins at the site.</summary>
    private static DateTimeOffset Midnight(Row row)
    {
        var zone = DateTimeZoneProviders.Tzdb[row.Zone];
        return zone.AtStartOfDay(Instant.FromDateTimeOffset(row.StartsAt).InZone(zone).Date).ToDateTimeOffset();
    }

    private static ComingCarView Of(Ride ride, IReadOnlyList<Comer> people, Positions positions, DateTimeOffset now)
    {
        var onBoard = ride.State is TripState.OnBoard;
        string[] brings = [.. people.Where(one => ride.Riders.Contains(one.TherapistId)).Select(one => one.Name)];
        var before = Math.Max(0, ride.Stops.Count - 1);
        if (!onBoard || positions.Find(ride.VehicleId) is not { } fix || now - fix.At > Knowledge)
        {
            return new ComingCarView(ride.UnitNumber, brings, onBoard, ride.EtaAt, null, null, before);
        }

        GeoPoint[] way = [fix.Place, .. ride.Stops.Select(stop => new GeoPoint(stop.Latitude, stop.Longitude))];
        var parts = way.Zip(way.Skip(1)).ToList();
        var seconds = parts.Sum(part => TravelTimes.Between(part.First, part.Second, ride.Kind)) + before * Trips.Route.AtTheDoor.TotalSeconds;
        return new ComingCarView(
            ride.UnitNumber, brings, onBoard, ride.EtaAt, EtaView.Of(seconds, fix.At, now), (int)parts.Sum(part => TravelTimes.Metres(part.First, part.Second)), before);
    }

    private sealed record Holder(long Id, byte[] Token);

    private sealed record Row(
        long Id, byte[] Token, string SiteName, string Zone, AppointmentState State, DateTimeOffset StateSince, long Version, DateTimeOffset StartsAt,
        DateTimeOffset EndsAt, int? LateMinutes, string Code, IReadOnlyList<string> Services, IReadOnlyList<Comer> People);

    private sealed record Comer(long TherapistId, string Name, PlaceState State, bool Proved);

    private sealed record Ride(
        long AppointmentId, TripState State, long VehicleId, string? UnitNumber, UnitKind Kind, DateTimeOffset? EtaAt, long[] Riders, IReadOnlyList<Stop> Stops);

    private sealed record Stop(double Latitude, double Longitude);
}

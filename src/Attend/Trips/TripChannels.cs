using System.Text.Json;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Live;
using Attend.Visits;

namespace Attend.Trips;

/// <summary>The sockets of home visits: who may listen where, and what a newcomer sees first.</summary>
internal static class TripChannels
{
    /// <summary>Visits, trips, offers and drivers of the sites that one plans for: those whose time is near, and how many others are open.</summary>
    public static readonly Channel Operators = new("/ws/operators/", Permissions.VisitsWatch,
        (_, caller, _) => Task.FromResult<Seat?>(new(VisitRooms.Operators(caller.SitesFor(Permissions.VisitsWatch)))), OfficeSnapshot,
        ShowsRecords: true, WhileOpen: true);

    /// <summary>One's own visits, and the cars that take one there and back.</summary>
    public static readonly Channel Therapist = new("/ws/therapist/", Permissions.VisitsStep,
        (_, caller, _) => Task.FromResult<Seat?>(new(VisitRooms.Therapist(caller.User))), TherapistSnapshot, ShowsRecords: true, WhileOpen: true);

    /// <summary>What one is asked and drives; positions up.</summary>
    public static readonly Channel Driver = new("/ws/driver/", Permissions.TripsStep,
        (_, caller, _) => Task.FromResult<Seat?>(new(TripRooms.Driver(caller.User))), DriverSnapshot, Hear, ShowsRecords: true, WhileOpen: true);

    private static readonly Sql Open = TripLifecycle.Is(TripLifecycle.Open);

    // What was to be yesterday evening, and the next day, as for visits; what lies further off is asked for by who looks at that day.
    private static readonly (TimeSpan Back, TimeSpan Ahead) Near = (TimeSpan.FromHours(12), TimeSpan.FromHours(24));

    // More than are driven at all sites at one time.
    private const int Most = 1_000;

    private static async Task<object> OfficeSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var (now, sites) = (services.GetRequiredService<TimeProvider>().Micros(), VisitRooms.SitesOf(room));
        Sql? at = Sql.If(sites, $"and t.site_id = any({sites ?? []})");
        var appointments = VisitNews.OfSites(reads, sites, now);
        Sql near = $"""
            ({TripLifecycle.Is(TripLifecycle.UnderWay)}
             or coalesce(t.pick_up_at, t.requested_at) > {now - Near.Back} and coalesce(t.pick_up_at, t.requested_at) < {now + Near.Ahead})
            """;
        var trips = reads.List<TripView>($"""
            {TripView.Select} where t.id in (
                select t.id from trips.trips t where {Open} {at} and {near} order by coalesce(t.pick_up_at, t.requested_at), t.id limit {Most}
            ) order by t.id
            """);
        var open = reads.One<long>($"select count(*) from trips.trips t where {Open} {at}");
        var drivers = reads.List<DriverFacts>($"""
            {DriverFacts.Select(now)} where true {Sql.If(sites, $"and d.site_id = any({sites ?? []})")} order by d.user_id
            """);
        var offers = reads.List<OfferView>($"""
            {OfferView.Select} join trips.trips t on t.id = o.trip_id where {OfferLifecycle.Is(OfferLifecycle.Unanswered)} {at} order by o.id
            """);
        await reads.Send();
        var positions = services.GetRequiredService<Positions>();
        return new
        {
            appointments = appointments.Value.Select(one => one.For(VisitRooms.AnyOperator)).ToList(),
            trips = trips.Value.Select(trip => trip.For(VisitRooms.AnyOperator.MayAtAll, now)).ToList(),
            // Open trips that are not told of here: their time is far off.
            other_trips = open.Value - trips.Value.Count,
            drivers = drivers.Value.Select(driver => DriverView.Of(driver, positions, now)).ToList(),
            offers = offers.Value.Select(offer => offer.For(VisitRooms.AnyOperator.MayAtAll)).ToList(),
        };
    }

    private static async Task<object> TherapistSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var (now, id) = (services.GetRequiredService<TimeProvider>().Micros(), VisitRooms.Number(room));
        var appointments = VisitNews.OfTherapist(reads, id, now);
        var trips = reads.List<TripView>($"""
            {TripView.Select} where {Open} and exists (select from trips.passengers w where w.trip_id = t.id and w.user_id = {id}) order by t.id
            """);
        await reads.Send();
        var therapist = VisitRooms.TherapistOf(id);
        return new
        {
            appointments = appointments.Value.Select(one => one.For(therapist)).ToList(),
            trips = trips.Value.Select(trip => trip.For(therapist.MayAtAll, now)).ToList(),
        };
    }

    private static async Task<object> DriverSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var (now, id) = (services.GetRequiredService<TimeProvider>().Micros(), VisitRooms.Number(room));
        var driver = reads.Find<DriverFacts>($"{DriverFacts.Select(now)} where d.user_id = {id}");
        var offers = reads.List<OfferView>($"{OfferView.Select} where o.driver_id = {id} and o.state = 'OPEN' order by o.id");
        var runs = reads.List<RunView>($"{RunView.Select} where r.driver_id = {id} and {RunLifecycle.IsOpen()} order by r.id");
        var trips = reads.List<TripView>($"""
            {TripView.Select} where {Open} and (t.driver_id = {id}
                or exists (select from trips.offers o where o.trip_id = t.id and o.driver_id = {id} and o.state = 'OPEN')) order by t.id
            """);
        await reads.Send();
        var caller = TripRooms.DriverOf(id);
        return new
        {
            driver = driver.Value is { } facts ? DriverView.Of(facts, services.GetRequiredService<Positions>(), now) : null,
            offers = offers.Value.Select(offer => offer.For(caller.MayAtAll)).ToList(),
            runs = runs.Value,
            trips = trips.Value.Select(trip => trip.For(caller.MayAtAll, now)).ToList(),
        };
    }

    /// <summary>A driver's phone sends its positions up the same socket.</summary>
    private static async Task<bool> Hear(IServiceProvider services, Caller caller, string room, JsonElement message) =>
        message.TryGetProperty("type", out var type) && type.ValueEquals("position") && message.TryGetProperty("data", out var positions)
        && await ReportPositions.Hear(services, caller, positions) is not null;
}

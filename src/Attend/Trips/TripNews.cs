using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Attend.Visits;

namespace Attend.Trips;

/// <summary>
/// What is heard of trips, runs, offers and drivers: operators everything at their sites, whoever rides their own trips, a driver what they drive or
/// are asked to. One round trip reads the views of a whole batch of events.
/// </summary>
internal static class TripNews
{
    public static readonly Projection Projection = new("trips", Project);

    private const string Update = "trip_update";

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => IsTrips(row.Item) || IsShift(row.Item)).ToList();
        var rooms = new TripRooms(services.GetRequiredService<OpenRooms>().Named);
        if (heard.Count == 0 || !rooms.Any)
        {
            return [];
        }

        var now = services.GetRequiredService<TimeProvider>().Micros();
        var views = await Views.Read(services.GetRequiredService<Db>(), heard.ConvertAll(row => row.Item), rooms, now, ct);
        var positions = services.GetRequiredService<Positions>();
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            Of(row, views, rooms, positions, now, one => news.Add((index, one)));
        }

        return news;
    }

    private static void Of(EventRow row, Views views, TripRooms rooms, Positions positions, DateTimeOffset now, Action<News> tell)
    {
        var trip = TripOf(row) is { } id ? views.Trips.GetValueOrDefault(id) : null;
        if (row.Concerns("offer"))
        {
            OfOffer(row, trip, views, rooms, now, tell);
        }
        else if (trip is not null)
        {
            OfTrip(trip, row.Concerns("trip") ? TypeOf(row) : Update, VisitNews.Named(row), rooms, now, tell);
            // One step of a run moves the times of all whom it carries.
            foreach (var other in views.Trips.Values.Where(one => one.RunId == trip.RunId && one.RunId is not null && one.Id != trip.Id && TripLifecycle.Driven.Contains(one.State)))
            {
                OfTrip(other, Update, "ETA_UPDATE", rooms, now, tell);
            }
        }

        if (row.Concerns("trip") && row.Number("driver_id") is { } former && former != trip?.DriverId && rooms.HasDriver(former))
        {
            tell(new News(TripRooms.Driver(former), "trip_removed", VisitNews.Named(row), new { id = row.SubjectId }));
        }

        if (row.Kind is TripsEvents.RiderLeft && row.Number("rider_id") is { } left && rooms.HasTherapist(left))
        {
            tell(new News(VisitRooms.Therapist(left), "trip_removed", VisitNews.Named(row), new { id = row.SubjectId }));
        }

        long?[] drivers = [row.Number("driver_id"), trip?.DriverId];
        foreach (var driver in drivers.OfType<long>().Distinct().Where(rooms.HasDriver).Where(_ => row.Concerns("trip") || row.Concerns("run")))
        {
            foreach (var run in views.Runs[driver])
            {
                tell(new News(TripRooms.Driver(driver), "run_update", VisitNews.Named(row), run));
            }
        }

        if (DriverOf(row) is { } whose && views.Drivers.GetValueOrDefault(whose) is { } facts)
        {
            var view = DriverView.Of(facts, positions, now);
            foreach (var room in rooms.At(view.SiteId).Concat(rooms.HasDriver(whose) ? [TripRooms.Driver(whose)] : []))
            {
                tell(new News(room, "driver_update", "STATUS_UPDATE", view));
            }
        }
    }

    private static void OfTrip(TripView trip, string type, string named, TripRooms rooms, DateTimeOffset now, Action<News> tell)
    {
        var shared = trip.For(VisitRooms.AnyOperator.MayAtAll, now);
        foreach (var room in rooms.At(trip.SiteId))
        {
            tell(new News(room, type, named, shared));
        }

        foreach (var rider in trip.Passengers.Select(passenger => passenger.UserId).OfType<long>().Where(rooms.HasTherapist))
        {
            tell(new News(VisitRooms.Therapist(rider), type, named, trip.For(VisitRooms.TherapistOf(rider).MayAtAll, now)));
        }

        if (trip.DriverId is { } driver && rooms.HasDriver(driver))
        {
            tell(new News(TripRooms.Driver(driver), type, named, trip.For(TripRooms.DriverOf(driver).MayAtAll, now)));
        }
    }

    /// <summary>Of one that is kept from a driver who is moving, the driver hears when it is shown.</summary>
    private static void OfOffer(EventRow row, TripView? trip, Views views, TripRooms rooms, DateTimeOffset now, Action<News> tell)
    {
        if (trip is null || views.Offers.GetValueOrDefault(row.SubjectId) is not { } offer)
        {
            return;
        }

        var named = row.Kind switch
        {
            "trips.offer_made" or "trips.offer_shown" => "OFFERED",
            "trips.offer_expired" => "LAPSED",
            _ => row.ToState!,
        };
        var shared = offer.For(VisitRooms.AnyOperator.MayAtAll);
        foreach (var room in rooms.At(trip.SiteId))
        {
            tell(new News(room, "offer", named, shared));
        }

        if (!rooms.HasDriver(offer.DriverId) || row.FromState is "HELD" && named is "WITHDRAWN" || named is "HELD")
        {
            return;
        }

        var (driver, own) = (TripRooms.DriverOf(offer.DriverId), TripRooms.Driver(offer.DriverId));
        // What it is about comes first: nobody is asked for a trip that they cannot look at. Once it is another's they look at it no more.
        if (named is "OFFERED" && offer.State is OfferState.Open)
        {
            tell(new News(own, Update, named, trip.For(driver.MayAtAll, now)));
        }

        tell(new News(own, "offer", named, offer.For(driver.MayAtAll)));
    }

    private static string TypeOf(EventRow row) => row.Kind switch
    {
        "trips.trip_requested" => "pickup_requested",
        "trips.driver_assigned" => "driver_assigned_pickup",
        _ => Update,
    };

    private static bool IsTrips(EventRow row) => row.Concerns("trip") || row.Concerns("run") || row.Concerns("offer") || row.Concerns("driver");

    /// <summary>Whether a driver works depends on it.</summary>
    private static bool IsShift(EventRow row) => row.Kind.StartsWith("people.shift_", StringComparison.Ordinal);

    private static long? TripOf(EventRow row) => row.Concerns("trip") ? row.SubjectId : IsTrips(row) ? row.Number("trip_id") : null;

    /// <summary>Whose doing or standing changed with it.</summary>
    private static long? DriverOf(EventRow row) => IsShift(row) ? row.Number("user_id") : row.Number("driver_id");

    /// <summary>The views that a batch needs, each thing once, and only what somebody hears of.</summary>
    private sealed record Views(
        IReadOnlyDictionary<long, TripView> Trips, ILookup<long, RunView> Runs, IReadOnlyDictionary<long, OfferView> Offers,
        IReadOnlyDictionary<long, DriverFacts> Drivers)
    {
        public static async Task<Views> Read(Db db, IReadOnlyList<EventRow> events, TripRooms rooms, DateTimeOffset now, CancellationToken ct)
        {
            long[] trips = [.. events.Select(TripOf).OfType<long>().Distinct()];
            long[] runs = [.. events.Where(row => row.Concerns("run")).Select(row => row.SubjectId).Distinct()];
            long[] offers = [.. events.Where(row => row.Concerns("offer")).Select(row => row.SubjectId).Distinct()];
            long[] drivers = [.. events.Select(DriverOf).OfType<long>().Distinct()];
            var read = await db.Read(reads => (
                Trips: reads.List<TripView>($"""
                    {TripView.Select}
                    where (t.id = any({trips}) or {TripLifecycle.Is(TripLifecycle.Driven)}
                        and t.run_id in (select c.run_id from trips.trips c where c.id = any({trips})))
                      and ({rooms.Reach("t.site_id")} or t.driver_id = any({rooms.Drivers})
                        or exists (select from trips.passengers w where w.trip_id = t.id and w.user_id = any({rooms.Therapists}))
                        or exists (select from trips.offers o where o.trip_id = t.id and o.id = any({offers}) and o.driver_id = any({rooms.Drivers})))
                    order by t.id
                    """),
                Runs: reads.List<RunView>($"""
                    {RunView.Select} where r.driver_id = any({rooms.Drivers}) and ({RunLifecycle.IsOpen()} or r.id = any({runs})) order by r.id
                    """),
                Offers: reads.List<OfferView>($"{OfferView.Select} where o.id = any({offers})"),
                Drivers: reads.List<DriverFacts>($"""
                    {DriverFacts.Select(now)} where d.user_id = any({drivers}) and ({rooms.Reach("d.site_id")} or d.user_id = any({rooms.Drivers}))
                    """)), ct);
            return new Views(
                read.Trips.Value.ToDictionary(trip => trip.Id), read.Runs.Value.ToLookup(run => run.DriverId), read.Offers.Value.ToDictionary(offer => offer.Id),
                read.Drivers.Value.ToDictionary(driver => driver.UserId));
        }
    }
}

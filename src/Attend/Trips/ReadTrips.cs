using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>Which trips to list; every filter narrows.</summary>
/// <param name="Waiting">Those that have no driver, the urgent and then the longest waiting first; they are not paged.</param>
internal sealed record TripFilter(
    long? SiteId, TripState[]? State, bool? Waiting, bool? Open, long? DriverId, long? PassengerId, long? AppointmentId, long? RunId, TripUrgency? Urgency, DateTimeOffset? From, DateTimeOffset? To);

/// <param name="Stops">Of its run, in their order; for others who ride nobody's name stands in them.</param>
/// <param name="Offers">Who was asked, and answered. A rider sees none, a driver their own.</param>
internal sealed record TripSheetView(TripView Trip, IReadOnlyList<StopView> Stops, IReadOnlyList<OfferView> Offers);

/// <summary>Trips with names and addresses: each look stands in the access log. A driver reads what they drive or are asked to, a therapist their own rides.</summary>
internal static class ReadTrips
{
    // More than wait at one site on its worst day.
    private const int MostWaiting = 500;

    public static async Task<Ok<Page<TripView>>> List(
        [AsParameters] TripFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        var states = filter.State is { Length: > 0 } some ? some : null;
        var waiting = filter.Waiting is true;
        var rows = await db.List<TripView>($"""
            {TripView.Select}
            where true {Within(caller)} {Sql.If(waiting ? null : paging.From, $"and t.id > {paging.From}")}
              {Sql.If(waiting ? true : null, $"and {TripLifecycle.Is(TripLifecycle.Waiting)}")}
              {Sql.If(filter.Open is true ? true : null, $"and {TripLifecycle.Is(TripLifecycle.Open)}")}
              {Sql.If(filter.SiteId, $"and t.site_id = {filter.SiteId}")} {Sql.If(states, $"and t.state = any({states ?? []})")}
              {Sql.If(filter.DriverId, $"and t.driver_id = {filter.DriverId}")} {Sql.If(filter.AppointmentId, $"and t.appointment_id = {filter.AppointmentId}")}
              {Sql.If(filter.PassengerId, $"and exists (select from trips.passengers w where w.trip_id = t.id and w.user_id = {filter.PassengerId})")}
              {Sql.If(filter.RunId, $"and t.run_id = {filter.RunId}")} {Sql.If(filter.Urgency, $"and t.urgency = {filter.Urgency}")}
              {Sql.If(filter.From, $"and t.requested_at >= {filter.From}")} {Sql.If(filter.To, $"and t.requested_at < {filter.To}")}
            {(waiting ? (Sql)$"order by t.urgency = 'urgent' desc, t.requested_at, t.id limit {MostWaiting}" : $"order by t.id limit {paging.Fetch}")}
            """, ct);
        await log.Looked(caller, rows.Select(trip => $"trip:{trip.Id}"), "list", ct);
        IReadOnlyList<TripView> views = [.. rows.Select(trip => trip.For(caller.MayAtAll, now))];
        return TypedResults.Ok(waiting ? new Page<TripView>(views, null) : Page<TripView>.Of(views, paging, trip => trip.Id));
    }

    public static async Task<Results<Ok<TripSheetView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var all = caller.SitesFor(Permissions.TripsRead) is not { Length: 0 };
        var read = await db.Read(reads => (
            Trip: reads.Find<TripView>($"{TripView.Select} where t.id = {id} {Within(caller)}"),
            Stops: reads.Find<Stops>($"select {StopView.OfRun} as list, true as found from trips.runs r join trips.trips t on t.run_id = r.id where t.id = {id}"),
            Offers: reads.List<OfferView>($"{OfferView.Select} where o.trip_id = {id} and ({all} or o.driver_id = {caller.UserId} and o.state <> 'HELD') order by o.id")), ct);
        if (read.Trip.Value is not { } trip)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"trip:{id}", "read", ct);
        // Where others are picked up is theirs and the driver's to know.
        var stops = read.Stops.Value?.List ?? [];
        return TypedResults.Ok(new TripSheetView(
            trip.For(caller.MayAtAll, clock.Micros()), all || trip.DriverId == caller.UserId ? stops : [.. stops.Where(stop => stop.TripId == id)],
            [.. read.Offers.Value.Select(offer => offer.For(caller.MayAtAll))]));
    }

    /// <summary>
    /// Offers that wait for an answer, the caller's own or all that they reach: what a driver's screen begins with. Of one that is held back only operators read.
    /// </summary>
    public static async Task<Ok<Page<OfferView>>> Offers(long? tripId, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var sites = caller.SitesFor(Permissions.TripsRead);
        var rows = await db.List<OfferView>($"""
            {OfferView.Select} join trips.trips t on t.id = o.trip_id
            where o.id > {paging.From} and {OfferLifecycle.Is(OfferLifecycle.Unanswered)} {Sql.If(tripId, $"and o.trip_id = {tripId}")}
              {Sql.If(sites, $"and (t.site_id = any({sites ?? []}) or o.driver_id = {caller.UserId} and o.state = 'OPEN')")}
            order by o.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<OfferView>.Of([.. rows.Select(offer => offer.For(caller.MayAtAll))], paging, offer => offer.Id));
    }

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.TripsRead);
        return Sql.If(sites, $"""
            and (t.site_id = any({sites ?? []}) or t.driver_id = {caller.UserId}
                 or exists (select from trips.passengers w where w.trip_id = t.id and w.user_id = {caller.UserId})
                 or exists (select from trips.offers o where o.trip_id = t.id and o.driver_id = {caller.UserId} and o.state = 'OPEN'))
            """);
    }

    private sealed record Stops(IReadOnlyList<StopView> List, bool Found);
}

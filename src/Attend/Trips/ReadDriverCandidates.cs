using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>What a driver would be for one trip.</summary>
/// <param name="TravelSeconds">From where they are to the pick-up, by the estimate that drivers are chosen by; null where nobody knows where they are.</param>
/// <param name="RunId">A run of theirs that has a seat for it on a shared way; null where there is none.</param>
/// <param name="ExtraSeconds">What that run would drive more.</param>
internal sealed record DriverCandidateView(long UserId, double? TravelSeconds, long? RunId, double? ExtraSeconds);

/// <summary>The drivers of a trip's site, each with the way to the pick-up and the seat in a car that drives anyhow: what an operator chooses by.</summary>
internal static class ReadDriverCandidates
{
    public static async Task<Results<Ok<IReadOnlyList<DriverCandidateView>>, Refused>> Handle(
        long id, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        Sql site = $"select site_id from trips.trips where id = {id}";
        var read = await db.Read(reads => (
            Trip: reads.Find<TripRow>($"{TripRow.Select} where t.id = {id}"),
            Drivers: reads.List<DriverFacts>($"{DriverFacts.Select(now)} where d.site_id = ({site}) and d.active order by d.user_id"),
            Runs: reads.List<OpenRun>(OpenRun.OfSite(site, now)), Driven: reads.List<TripRow>(OpenRun.TripsOf(site)), Stops: reads.List<StopRow>(OpenRun.StopsOf(site)),
            Declined: reads.List<long>($"select o.driver_id from trips.offers o where o.trip_id = {id} and {OfferLifecycle.Is(OfferLifecycle.NotTaken)}")), ct);
        if (read.Trip.Value is not { } trip || !caller.Reaches(Permissions.TripsAssign, trip.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var declined = read.Declined.Value.ToHashSet();
        var seats = SharedRun.All(read.Runs.Value, read.Driven.Value, read.Stops.Value, positions, now)
            .Where(_ => trip.Waits)
            .Select(shared => Pooling.Seat(trip, shared, declined, TravelTimes.Between, now)).OfType<FreeSeat>()
            .ToLookup(seat => seat.Run.DriverId);
        return TypedResults.Ok<IReadOnlyList<DriverCandidateView>>([.. read.Drivers.Value.Select(facts =>
        {
            var (driver, seat) = (DriverView.Of(facts, positions, now), seats[facts.UserId].OrderBy(one => one.Extra).FirstOrDefault());
            return new DriverCandidateView(
                driver.UserId,
                GeoPoint.Of(driver.Latitude, driver.Longitude) is { } place && driver.Kind is { } kind ? TravelTimes.Between(place, trip.From, kind) : null,
                seat?.Run.Id, seat?.Extra);
        })]);
    }
}

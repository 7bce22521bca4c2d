using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>By what a driver is chosen among those who are free.</summary>
[LowerWords]
internal enum AssignBy { Nearest, LongestWaiting }

/// <param name="DriverId">By hand: this one, who must be free.</param>
/// <param name="By">Nearest by travel time, or whoever has waited longest for a trip.</param>
/// <param name="RunId">Into this run, beside whom it carries already.</param>
internal sealed record AssignDriverRequest(long? DriverId = null, AssignBy? By = null, long? RunId = null);

/// <summary>
/// Gives a trip to a driver. It is theirs at once; they say within the time of an offer that they know, or others are asked. Of two operators who
/// give one driver away one is refused with what holds the driver.
/// </summary>
internal static class AssignDriver
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, AssignDriverRequest request, Db db, Caller caller, Positions positions, OfferTime time, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            if (new object?[] { request.DriverId, request.By, request.RunId }.Count(one => one is not null) != 1)
            {
                return PlatformProblems.Invalid.Field("driver_id", "or by or run_id is required, one of them");
            }

            var (driver, refused) = await Choose(change, positions, id, request);
            if (refused is not null)
            {
                return refused;
            }

            var step = TripStep.Load(change, positions, id, driver);
            await change.Send();
            if (step.Refuse(Permissions.TripsAssign) is { } unable)
            {
                return unable;
            }

            step.Expect(TripAction.Assign);
            if (step.Driver is not { } row || !caller.Reaches(Permissions.TripsAssign, row.SiteId))
            {
                return TripsProblems.UnknownDriver.Refuse(new { field = "driver_id" });
            }

            if ((request.RunId is { } run ? Join(step, run) : step.RefuseDriver() ?? GiveTrip.Alone(step, change.Now)) is { } taken)
            {
                return request.By is null ? taken : throw new LostRace($"Driver {driver} was taken meanwhile.");
            }

            AskDrivers.Offer(step, time, binding: true);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(TripStep.Shown(view.Value, change));
        }, ct);

    private static async Task<(long Driver, Refused? Refused)> Choose(Change change, Positions positions, long id, AssignDriverRequest request)
    {
        if (request.DriverId is { } named)
        {
            return (named, null);
        }

        if (request.RunId is { } run)
        {
            var drives = change.Find<long?>($"select driver_id from trips.runs where id = {run} and state in ('PLANNED', 'ACTIVE')");
            await change.Send();
            return drives.Value is { } has ? (has, null) : (0, TripsProblems.UnknownRun.Refuse(new { field = "run_id" }));
        }

        var outlook = Outlook.Load(change, positions, $"select site_id from trips.trips where id = {id}", $"t.id = {id}");
        await change.Send();
        if (outlook.Trips is not [var trip] || !change.Caller.Reaches(Permissions.TripsAssign, trip.SiteId))
        {
            return (0, PlatformProblems.NotFound.Refuse());
        }

        // In a state that it is not for, that is what is answered, whoever is free.
        var able = !trip.Waits ? [] : request.By is AssignBy.Nearest ? outlook.Nearest(trip) : outlook.LongestFree(trip);
        return able is [var first, ..] ? (first.UserId, null) : trip.Waits ? (0, TripsProblems.NobodyFree.Refuse()) : (trip.DriverId ?? 0, null);
    }

    private static Refused? Join(TripStep step, long runId)
    {
        var driver = step.Driver!;
        if (step.Runs.FirstOrDefault(run => run.Id == runId) is not { } run)
        {
            return TripsProblems.UnknownRun.Refuse(new { field = "run_id" });
        }

        if (step.Offers.FirstOrDefault(offer => offer.DriverId == driver.UserId) is { } other)
        {
            return TripsProblems.DriverAsked.Refuse(new { driver_id = driver.UserId, offer_id = other.Id, trip_id = other.TripId });
        }

        return step.Trip.NeededSkills.Except(driver.Skills).Any()
            ? TripsProblems.DriverUnavailable.Refuse(new { driver_id = driver.UserId, reason = Unavailable.Unskilled })
            : GiveTrip.Into(step, run, step.Now);
    }
}

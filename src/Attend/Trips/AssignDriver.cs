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
/// <param name="By">Nearest by travel time, be it a car that drives anyhow and has a seat, or whoever has waited longest for a trip.</param>
/// <param name="RunId">Into this run, beside whom it carries already.</param>
internal sealed record AssignDriverRequest(long? DriverId = null, AssignBy? By = null, long? RunId = null);

/// <summary>
/// Gives a trip to a driver. It is theirs at once; they say within the time of an offer that they know, or others are asked. Of two operators who
/// give one driver away one is refused with what holds the driver. For a trip of another time it counts who works and is free then.
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

            if (request.By is { } by)
            {
                return await Best(change, positions, time, id, by);
            }

            var (driver, refused) = await Named(change, request);
            if (refused is not null)
            {
                return refused;
            }

            var step = TripStep.Load(change, positions, id, driver);
            await change.Send();
            if (Unable(step) is { } unable)
            {
                return unable;
            }

            if (step.Driver is not { } row || !caller.Reaches(Permissions.TripsAssign, row.SiteId))
            {
                return TripsProblems.UnknownDriver.Refuse(new { field = "driver_id" });
            }

            return Give(step, request.RunId) is { } taken ? taken : await Done(step, time);
        }, ct);

    /// <summary>One after the other, the best first, until one fits: what was free at a look may be taken under the locks, or have no time.</summary>
    private static async Task<Results<Ok<TripView>, Refused>> Best(Change change, Positions positions, OfferTime time, long id, AssignBy by)
    {
        var outlook = Outlook.Load(change, positions, $"select site_id from trips.trips where id = {id}", $"t.id = {id}");
        await change.Send();
        if (outlook.Trips is not [var trip] || !change.Caller.Reaches(Permissions.TripsAssign, trip.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var seat = trip.Waits && by is AssignBy.Nearest ? outlook.Seat(trip) : null;
        List<(long UserId, long VehicleId, long? RunId)> able = seat is null ? [] : [(seat.Run.DriverId, seat.Run.VehicleId, seat.Run.Id)];
        able.AddRange((!trip.Waits ? [] : by is AssignBy.Nearest ? outlook.Nearest(trip) : outlook.LongestFree(trip))
            .Take(Matching.Nearest).Select(one => (one.UserId, one.VehicleId, (long?)null)));
        // All at once and in order, so that going on to the next waits for nobody.
        if (able.Count > 0)
        {
            TripLocks.All(change, [.. able.Select(one => (one.UserId, one.VehicleId)).Distinct()], [id]);
        }

        foreach (var (user, _, run) in able)
        {
            var step = TripStep.Load(change, positions, id, user);
            await change.Send();
            if (Unable(step) is { } unable)
            {
                return unable;
            }

            if (step.Driver is not null && Give(step, run) is null)
            {
                return await Done(step, time);
            }
        }

        // In a state that it is not for, that is what is answered, whoever is free.
        var nobody = TripStep.Load(change, positions, id);
        await change.Send();
        return Unable(nobody) ?? TripsProblems.NobodyFree.Refuse();
    }

    private static Refused? Unable(TripStep step)
    {
        var unable = step.Refuse(Permissions.TripsAssign);
        if (unable is null)
        {
            step.Expect(TripAction.Assign);
        }

        return unable;
    }

    private static Refused? Give(TripStep step, long? runId) =>
        runId is { } run ? GiveTrip.Join(step, run) : step.RefuseDriver() ?? GiveTrip.Alone(step, step.Now);

    private static async Task<Results<Ok<TripView>, Refused>> Done(TripStep step, OfferTime time)
    {
        AskDrivers.Told(step, time);
        return await step.Shown();
    }

    private static async Task<(long Driver, Refused? Refused)> Named(Change change, AssignDriverRequest request)
    {
        if (request.DriverId is { } named)
        {
            return (named, null);
        }

        var drives = change.Find<long?>($"select r.driver_id from trips.runs r where r.id = {request.RunId!.Value} and {RunLifecycle.IsOpen()}");
        await change.Send();
        return drives.Value is { } has ? (has, null) : (0, TripsProblems.UnknownRun.Refuse(new { field = "run_id" }));
    }
}

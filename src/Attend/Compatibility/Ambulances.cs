using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>Reads ambulances, adds one, takes one out of the fleet, and takes its position.</summary>
internal static class Ambulances
{
    public static async Task<Ok<IReadOnlyList<AmbulanceJson>>> List(Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(await AmbulanceJson.Read(db, Reach.Visible(caller, clock.Micros()), caller, positions, clock, ct));

    public static async Task<Results<Ok<AmbulanceJson>, Refused>> One(
        long id, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct) =>
        await AmbulanceJson.One(db, id, Reach.Visible(caller, clock.Micros()), caller, positions, clock, ct) is { } ambulance
            ? TypedResults.Ok(ambulance)
            : PlatformProblems.NotFound.Refuse();

    /// <summary>A new unit at the first station. Its status follows from its crew and its calls, so that a status sent along says nothing.</summary>
    public static async Task<Results<Created<AmbulanceJson>, Refused>> Add(
        Sent sent, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var number = sent.Text("unit_number", 40, required: true);
        var level = sent.Word<CareLevel>("unit_type") ?? CareLevel.Basic;
        var seats = sent.Count("max_patients", 100) ?? 1;
        var equipment = sent.Names("equipment_list", 100) ?? [];
        sent.Word<AmbulanceStatus>("status");
        var (latitude, longitude) = (sent.Degrees(90, "current_latitude", "latitude"), sent.Degrees(180, "current_longitude", "longitude"));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var home = await db.Find<long?>($"select id from people.sites where active order by kind not in ('station', 'base'), id limit 1", ct);
        if (home is null)
        {
            return PlatformProblems.Invalid.Field("unit_number", "There is no station yet that the unit could belong to.");
        }

        var vehicle = new Vehicle(number!, UnitKind.Ambulance, level, seats, equipment, home.Value);
        var added = await db.Together<Results<Created<AmbulanceJson>, Refused>>(caller, async (db, _) =>
        {
            var result = await AddVehicle.Handle(vehicle, db, caller, positions, ct);
            if (result.Result is not Created<UnitView> { Value: { } unit })
            {
                return (Refused)result.Result;
            }

            var ambulance = await AmbulanceJson.One(db, unit.Id, Sql.Raw("true"), caller, positions, clock, ct);
            return TypedResults.Created($"/dispatch/api/ambulances/{unit.Id}/", ambulance!.At(latitude, longitude, clock));
        }, ct);
        if (added.Result is Created<AmbulanceJson> { Value: { } made })
        {
            Report(made.Id, latitude, longitude, positions, clock);
        }

        return added;
    }

    public static async Task<Results<NoContent, Refused>> Delete(long id, Db db, Caller caller, Positions positions, CancellationToken ct)
    {
        var keeper = caller.Lent(Permissions.AmbulancesKeep, Permissions.UnitsManage);
        var result = await db.Together<Results<NoContent, Refused>>(keeper, async (db, _) =>
            (await RetireVehicle.Handle(id, db, keeper, positions, ct)).Result is Refused refused ? refused : TypedResults.NoContent(), ct);
        return result.Result is not Refused refused ? result
            : refused.Problem == FleetProblems.UnitHeld ? CompatibilityProblems.CannotDelete.Refuse()
            : refused.Problem == FleetProblems.UnitRetired ? PlatformProblems.NotFound.Refuse()
            : refused;
    }

    /// <summary>Takes where it is now; a fix that cannot be is dropped and counted like every other, and the answer shows what is known.</summary>
    public static async Task<Results<Ok<AmbulanceJson>, Refused>> Locate(
        long id, Sent sent, Db db, Caller caller, Roster roster, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var (latitude, longitude) = (sent.Degrees(90, "current_latitude", "latitude"), sent.Degrees(180, "current_longitude", "longitude"));
        if (!sent.Has("current_latitude", "latitude") || latitude is null && sent.Refuse() is null)
        {
            sent.Wrong<string>("current_latitude", "This field is required.");
        }

        if (!sent.Has("current_longitude", "longitude") || longitude is null && sent.Refuse() is null)
        {
            sent.Wrong<string>("current_longitude", "This field is required.");
        }

        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var fix = new Fix(latitude!.Value, longitude!.Value, float.NaN, float.NaN, float.NaN, clock.GetUtcNow().UtcTicks);
        var answer = await ReportPositions.Take(new[] { new Reported(id, fix) }, caller, roster, positions, clock);
        return !answer.Dropped.ContainsKey(Words.Of(Verdict.UnknownUnit))
            && await AmbulanceJson.One(db, id, Sql.Raw("true"), caller, positions, clock, ct) is { } ambulance
            ? TypedResults.Ok(ambulance)
            : PlatformProblems.NotFound.Refuse();
    }

    /// <summary>Where somebody sees it now, when both degrees were said; asked once the change is kept, since a fix lies in memory.</summary>
    public static void Report(long id, double? latitude, double? longitude, Positions positions, TimeProvider clock)
    {
        if (latitude is { } north && longitude is { } east)
        {
            var now = clock.GetUtcNow().UtcTicks;
            positions.Report(id, new Fix(north, east, float.NaN, float.NaN, float.NaN, now), now);
        }
    }
}

using System.Text.Json.Nodes;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>
/// The old way to write on an ambulance: what a person wrote about it, setting it aside and back, who is on board, where it is. A status
/// that follows from its call cannot be written; the rest goes to the slices that it belongs to, all in one transaction.
/// </summary>
internal static class EditAmbulance
{
    public static async Task<Results<Ok<AmbulanceJson>, Refused>> Handle(
        long id, Sent sent, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var patch = Patch(sent);
        var status = sent.Word<AmbulanceStatus>("status");
        var paramedic = sent.Id("assigned_paramedic");
        var (latitude, longitude) = (sent.Degrees(90, "current_latitude", "latitude"), sent.Degrees(180, "current_longitude", "longitude"));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var keeper = caller.Lent(Permissions.AmbulancesKeep, Permissions.UnitsManage);
        var edited = await db.Together<Results<Ok<AmbulanceJson>, Refused>>(keeper, async (db, _) =>
        {
            var unit = await db.Find<VehicleRow>($"select * from fleet.units where id = {id} and retired_at is null", ct);
            if (unit is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (status is { } asked && Impossible(unit, asked) is { } follows)
            {
                return follows;
            }

            if (((patch.Count > 0 ? (await EditVehicle.Handle(id, patch, IfMatch.Any, db, keeper, positions, ct)).Result as Refused : null)
                ?? (sent.Has("assigned_paramedic") ? await Board(unit, paramedic, db, keeper, positions, ct) : null)
                ?? (status is { } wanted ? await Set(unit, wanted, db, keeper, positions, ct) : null)) is { } refused)
            {
                return refused;
            }

            var ambulance = await AmbulanceJson.One(db, id, Sql.Raw("true"), caller, positions, clock, ct);
            return TypedResults.Ok(ambulance!.At(latitude, longitude, clock));
        }, ct);
        if (edited.Result is not Refused)
        {
            Ambulances.Report(id, latitude, longitude, positions, clock);
        }

        return edited;
    }

    private static JsonObject Patch(Sent sent)
    {
        var patch = new JsonObject();
        if (sent.Text("unit_number", 40) is { } number)
        {
            patch["unit_number"] = number;
        }

        if (sent.Word<CareLevel>("unit_type") is { } level)
        {
            patch["level"] = Words.Of(level);
        }

        if (sent.Count("max_patients", 100) is { } seats)
        {
            patch["seats"] = seats;
        }

        if (sent.Names("equipment_list", 100) is { } equipment)
        {
            patch["equipment"] = new JsonArray([.. equipment.Select(item => JsonValue.Create(item))]);
        }

        return patch;
    }

    /// <summary>One paramedic is on board, or nobody: who else was signed on, leaves.</summary>
    private static async Task<Refused?> Board(VehicleRow unit, long? paramedic, Db db, Caller caller, Positions positions, CancellationToken ct)
    {
        long[] leaving = [.. unit.Crew.Select(member => member.Member).Where(member => member != paramedic)];
        if (leaving.Length > 0 && (await SignOff.Handle(unit.Id, new SignOffRequest(leaving), db, caller, positions, ct)).Result is Refused held)
        {
            return held;
        }

        return paramedic is { } coming && unit.Crew.All(member => member.Member != coming)
            ? (await SignOn.Handle(unit.Id, new SignOnRequest([coming]), db, caller, positions, ct)).Result as Refused
            : null;
    }

    /// <summary>Why the status cannot be set at all: said before anything is written.</summary>
    private static Refused? Impossible(VehicleRow unit, AmbulanceStatus wanted) =>
        AmbulanceJson.Shown(unit.Status) is var shown && wanted == shown
        || wanted is AmbulanceStatus.Maintenance or AmbulanceStatus.OutOfService
        || wanted is AmbulanceStatus.Available && unit.Holder is null
            ? null
            : PlatformProblems.Invalid.Field("status", $"{Words.Of(shown)} follows from its call and is not set");

    private static async Task<Refused?> Set(VehicleRow unit, AmbulanceStatus wanted, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        wanted switch
        {
            _ when wanted == AmbulanceJson.Shown(unit.Status) => null,
            AmbulanceStatus.Maintenance or AmbulanceStatus.OutOfService => (await HoldUnit.Handle(
                unit.Id, new HoldRequest(wanted is AmbulanceStatus.Maintenance ? HoldReason.Maintenance : HoldReason.OutOfService), db, caller, positions, ct))
                .Result as Refused,
            AmbulanceStatus.Available when unit.HoldReason is not null && unit.Holder is null =>
                (await ReleaseUnit.Handle(unit.Id, db, caller, positions, ct)).Result as Refused,
            // Nobody was on board at the first look; the paramedic sent along may be by now, and then it shows as wanted.
            _ => null,
        };
}

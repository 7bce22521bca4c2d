using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Trips;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>What was sent to change an appointment, as far as it was said.</summary>
/// <param name="Where">With a request for a car where somebody waits, with a visit's beginning and end where they are, else the visit's own address.</param>
/// <param name="Point">The coordinates of that, as fields of their own or in the text itself.</param>
internal sealed partial record AppointmentPatch(
    VisitStatus? Status, long? Driver, string? Notes, bool Notable, string? Where, GeoPoint? Point, bool? TherapistAccepted, bool? DriverAccepted, string? Reason)
{
    public static AppointmentPatch Read(Sent sent)
    {
        var status = sent.Word<VisitStatus>("status");
        var (asks, therapistAccepted, driverAccepted) = (status is VisitStatus.PickupRequested, sent.Flag("therapist_accepted"), sent.Flag("driver_accepted"));
        var driver = sent.Id("driver", required: status is VisitStatus.DriverAssignedPickup);
        var reason = sent.Text("rejection_reason", 500, required: therapistAccepted is false || status is VisitStatus.Rejected);
        var (notes, where) = (sent.Text("notes", asks ? 500 : 2000), sent.Text("location", asks ? 300 : 500));
        var point = GeoPoint.Of(sent.Degrees(90, "latitude"), sent.Degrees(180, "longitude")) ?? Read(where);
        return new AppointmentPatch(status, driver, notes, sent.Has("notes"), where, point, therapistAccepted, driverAccepted, reason);
    }

    /// <summary>Those screens have no field for it: it is written before the notes.</summary>
    public static bool Urgent(string? notes) => notes?.StartsWith("URGENT", StringComparison.OrdinalIgnoreCase) is true;

    private static GeoPoint? Read(string? text) =>
        text is not null && Degrees().Match(text) is { Success: true } pair
        && double.Parse(pair.Groups[1].Value, CultureInfo.InvariantCulture) is >= -90 and <= 90 and var north
        && double.Parse(pair.Groups[2].Value, CultureInfo.InvariantCulture) is >= -180 and <= 180 and var east
            ? new GeoPoint(north, east)
            : null;

    [GeneratedRegex("^(-?[0-9]{1,3}(?:\\.[0-9]{1,15})?)\\s*,\\s*(-?[0-9]{1,3}(?:\\.[0-9]{1,15})?)$")]
    private static partial Regex Degrees();
}

/// <summary>
/// The old way to do anything with an appointment or its car: its status is set, and that presses the key which it means, as whoever may press it.
/// What stands there already changes nothing.
/// </summary>
internal static class PatchAppointment
{
    public static async Task<Results<Ok<AppointmentJson>, Refused>> Handle(
        long id, Sent sent, Db db, Caller caller, Positions positions, OfferTime time, CancellationToken ct)
    {
        var patch = AppointmentPatch.Read(sent);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        if (await AppointmentStanding.Find(id, db, caller, ct) is not { } first)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var role = OldRole.Of(first, caller);
        if (role.Refuse(patch) is { } forbidden)
        {
            return forbidden;
        }

        // The keys behind are each somebody's. What these screens let others press too, is pressed for their own appointment alone.
        var lent = caller.LentAt(first.SiteId, role.Borrows(patch));
        var shown = first.Status;
        var answer = await db.Together<Results<Ok<AppointmentJson>, Refused>>(lent, async (db, change) =>
        {
            // Of two who say the same at once the second finds it said.
            change.Lock($"select pg_advisory_xact_lock(hashtextextended('old appointment ' || {id}::bigint, 0))");
            if (patch is { DriverAccepted: not null, Status: not null })
            {
                // The answer locks the trip, and what is pressed after it may be the visit's, whose locks come before.
                VisitStep.Load(change, id);
            }

            if (await AppointmentStanding.Find(id, db, caller, ct) is not { } standing)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            shown = standing.Status;
            if (patch.Driver is { } driver && patch.Status is not (null or VisitStatus.DriverAssignedPickup) && driver != standing.Current?.DriverId)
            {
                return PlatformProblems.Invalid.Field("driver", "Goes with status driver_assigned_pickup, or alone.");
            }

            var keys = new AppointmentKeys(sent, patch, db, caller, lent, positions, time, ct);
            var refused = await Edit(standing, patch, db, caller, lent, ct)
                ?? await keys.AnswerPlace(standing)
                ?? await keys.AnswerOffer(standing)
                ?? await keys.Press((patch.TherapistAccepted ?? patch.DriverAccepted) is null ? standing : await AppointmentStanding.Find(id, db, caller, ct));
            return refused is not null ? refused : TypedResults.Ok(await OldAppointments.Changed(id, db, caller, ct));
        }, ct);
        return answer.Result is Refused { Problem: var problem } && problem == PlatformProblems.WrongState && patch.Status is { } status
            ? AppointmentKeys.Illegal(shown, status)
            : answer;
    }

    /// <summary>Notes are the appointment's, whoever of them writes last, but for those that go with a request for a car; an operator's location is its address.</summary>
    private static async Task<Refused?> Edit(AppointmentStanding standing, AppointmentPatch patch, Db db, Caller caller, Caller lent, CancellationToken ct)
    {
        var facts = new JsonObject();
        if (patch.Notable && patch.Status is not VisitStatus.PickupRequested && patch.Notes != standing.Notes)
        {
            facts["notes"] = patch.Notes;
        }

        if (patch.Where is { } address && address != standing.Address && caller.Reaches(Permissions.VisitsPlan, standing.SiteId)
            && patch.Status is not (VisitStatus.PickupRequested or VisitStatus.InProgress or VisitStatus.Completed))
        {
            facts["address"] = address;
            if (patch.Point is { } point)
            {
                (facts["latitude"], facts["longitude"]) = (point.Latitude, point.Longitude);
            }
        }

        return facts.Count > 0 ? (await EditAppointment.Handle(standing.Id, facts, IfMatch.Any, db, lent, ct)).Result as Refused : null;
    }
}

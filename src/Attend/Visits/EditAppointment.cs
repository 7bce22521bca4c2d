using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="Address">Where it is; with another one go its coordinates.</param>
/// <param name="Payment">As somebody recorded it; nothing is paid here.</param>
/// <param name="OverrideReason">Why those who come may be sent to another address although the way speaks against it.</param>
internal sealed record AppointmentFacts(
    [Required, StringLength(500, MinimumLength = 1)] string? Address, [Range(-90.0, 90.0)] double Latitude, [Range(-180.0, 180.0)] double Longitude,
    [StringLength(2000)] string? Notes = null, Payment Payment = Payment.Unpaid, [StringLength(500)] string? PaymentNote = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <summary>
/// Says where a visit is, what is noted of it and whether it was paid, as a merge patch over the version that the client has seen. Times have keys of
/// their own; an address changes only before anybody has set out.
/// </summary>
internal static class EditAppointment
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsPlan, db, caller, async (change, step) =>
        {
            var row = step.Row;
            if (version.Refuse(row.Version) is { } stale)
            {
                return stale;
            }

            var (facts, refused) = MergePatch.Apply(new AppointmentFacts(row.Address, row.Latitude, row.Longitude, row.Notes, row.Payment, row.PaymentNote), patch);
            if (facts is null)
            {
                return refused;
            }

            if (string.IsNullOrWhiteSpace(facts.Address))
            {
                return PlatformProblems.Invalid.Field("address", "must not be blank");
            }

            var elsewhere = (facts.Address.Trim(), facts.Latitude, facts.Longitude) != (row.Address, row.Latitude, row.Longitude);
            if (elsewhere)
            {
                step.Expect(AppointmentAction.Reschedule);
                var there = step.Visit() with { Place = new GeoPoint(facts.Latitude, facts.Longitude) };
                if ((await CheckFit.Of(change, there, step.Therapists, facts.OverrideReason, [FitFindingKind.TravelBefore, FitFindingKind.TravelAfter])).Refused is { } far)
                {
                    return far;
                }
            }

            change.Run($"""
                update visits.appointments set address = {facts.Address.Trim()}, latitude = {facts.Latitude}, longitude = {facts.Longitude}, notes = {facts.Notes?.Trim()},
                    payment = {facts.Payment}, payment_note = {facts.PaymentNote?.Trim()}, version = version + 1
                where id = {id}
                """);
            change.Event(VisitEvents.AppointmentChanged, $"appointment:{id}", new
            {
                appointment_id = id, client_id = row.ClientId, site_id = row.SiteId, therapist_ids = step.Therapists, version = row.Version + 1, payment = facts.Payment,
                elsewhere,
            });
            return null;
        }, ct);
}

using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Somebody who called. Ringing and answering are stamped by the telephone or not at all; they are never guessed.</summary>
internal sealed record CallerRequest(
    [StringLength(200)] string? Name, [StringLength(40)] string? Phone, DateTimeOffset? RingingAt, DateTimeOffset? AnsweredAt);

internal sealed record PatientRequest(
    [StringLength(200)] string? Name, [Range(0, 130)] int? Age,
    [RegularExpression(PatientRequest.Sexes, ErrorMessage = PatientRequest.SexesSaid)] string? Sex, [StringLength(2000)] string? Condition)
{
    public const string Sexes = "^(male|female|other|unknown)$";
    public const string SexesSaid = "must be one of male, female, other, unknown";
}

/// <param name="DueAt">Scheduled work: the call stays PLANNED until its lead time before this.</param>
/// <param name="OccurredAt">Back-entry: when the call was received.</param>
internal sealed record TakeCallRequest(
    [Required] EmergencyType? EmergencyType, [Required] Priority? Priority, CallKind Kind = CallKind.Emergency,
    [StringLength(40)] string? Determinant = null, [StringLength(4000)] string? Description = null, Place? Location = null,
    Place? DropOff = null, DateTimeOffset? DueAt = null,
    [MaxLength(20)] IReadOnlyList<CallerRequest>? Callers = null, [MaxLength(50)] IReadOnlyList<PatientRequest>? Patients = null,
    [StringLength(100)] string? ExternalRef = null, DateTimeOffset? OccurredAt = null);

/// <summary>Takes a call. Scheduled work waits as PLANNED and reserves nothing; everything else is RECEIVED and its clock runs.</summary>
internal static class TakeCall
{
    /// <summary>How long before its time scheduled work appears on the board.</summary>
    public static readonly TimeSpan LeadTime = TimeSpan.FromMinutes(45);

    public static Task<Results<Created<CallView>, Refused>> Handle(TakeCallRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<CallView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            if ((Place.Refuse(request.Location, "location") ?? Place.Refuse(request.DropOff, "drop_off")) is { } half)
            {
                return half;
            }

            var newId = NextId(change);
            await change.Send();

            var id = newId.Value;
            var view = Add(change, id, request, tap!.At, "dispatcher", []);
            await change.Send();
            return TypedResults.Created($"/api/calls/{id}", view.Value.For(caller));
        }, ct);

    /// <summary>Draws the id of a call to be.</summary>
    public static Pending<long> NextId(Change change) => change.NextId("dispatch.calls");

    /// <summary>Queues a new call with its callers and patients; also the way of public requests.</summary>
    public static Pending<CallView> Add(
        Change change, long id, TakeCallRequest request, DateTimeOffset at, string source, (string Column, object? Value)[] more)
    {
        var planned = request.DueAt is { } due && due - LeadTime > change.Now;
        (string, object?)[] columns =
        [
            ("kind", request.Kind), ("emergency_type", request.EmergencyType), ("priority", request.Priority),
            ("determinant", request.Determinant), ("description", request.Description ?? ""),
            ("address", request.Location?.Address), ("latitude", request.Location?.Latitude), ("longitude", request.Location?.Longitude),
            ("drop_off_address", request.DropOff?.Address), ("drop_off_latitude", request.DropOff?.Latitude),
            ("drop_off_longitude", request.DropOff?.Longitude), ("due_at", request.DueAt), ("source", source),
            ("external_ref", request.ExternalRef), ("taken_by", change.Caller.UserId), ("created_at", change.Now), ("updated_at", change.Now),
            .. planned ? Array.Empty<(string, object?)>() : [("needs_unit_since", at), ("needs_unit_reason", "new")],
            .. more,
        ];
        change.Add(CallLifecycle.Table, id, planned ? CallAction.Plan : CallAction.Receive, columns, at, data: new { request.Priority, request.Kind });
        foreach (var caller in request.Callers ?? [])
        {
            change.Run($"""
                insert into dispatch.callers (call_id, name, phone, ringing_at, answered_at, created_at)
                values ({id}, {caller.Name}, {caller.Phone}, {caller.RingingAt}, {caller.AnsweredAt}, {change.Now})
                """);
        }

        foreach (var patient in request.Patients ?? [])
        {
            change.Run($"""
                insert into dispatch.patients (call_id, name, age, sex, condition, created_at)
                values ({id}, {patient.Name}, {patient.Age}, {patient.Sex}, {patient.Condition}, {change.Now})
                """);
        }

        if (planned)
        {
            change.Later(ComeDue.Kind, id, request.DueAt!.Value - LeadTime, new { call_id = id });
        }
        else if (change.Now - at <= Tap.Old)
        {
            change.Later(Watches.OfCall, id, at + Watches.Undispatched(request.Priority!.Value),
                new { call_id = id, alarm = Watches.NotDispatched });
        }

        return change.One<CallView>($"{CallView.Select} where c.id = {id}");
    }
}

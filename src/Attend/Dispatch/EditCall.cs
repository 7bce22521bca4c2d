using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// Edits what was written about a call, as a merge patch over the version that the client has seen. Priority and place have actions of
/// their own, because crews under way must acknowledge them again.
/// </summary>
internal static class EditCall
{
    internal sealed record Editable(
        [StringLength(4000)] string Description, [StringLength(40)] string? Determinant, EmergencyType EmergencyType, Place? DropOff,
        DateTimeOffset? DueAt, [StringLength(100)] string? ExternalRef);

    private sealed record Loaded(Editable Editable);

    public static Task<Results<Ok<CallView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            var found = change.Find<Loaded>($"""
                select jsonb_build_object('description', description, 'determinant', determinant, 'emergency_type', emergency_type,
                    'drop_off', case when drop_off_address is not null or drop_off_latitude is not null then jsonb_build_object(
                        'address', drop_off_address, 'latitude', drop_off_latitude, 'longitude', drop_off_longitude) end,
                    'due_at', due_at, 'external_ref', external_ref) as editable
                from dispatch.calls where id = {id}
                """);
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(call.Version) is { } stale)
            {
                return stale;
            }

            if (call.MergedInto is { } into)
            {
                return DispatchProblems.CallMerged.Refuse(new { merged_into = into });
            }

            var before = found.Value!.Editable;
            var (edited, invalid) = MergePatch.Apply(before, patch);
            if (edited is null)
            {
                return invalid!;
            }

            if (Place.Refuse(edited.DropOff, "drop_off") is { } half)
            {
                return half;
            }

            if (call.State is CallState.Planned && edited.DueAt is null)
            {
                return PlatformProblems.Invalid.Field("due_at", "is required while the call is planned; cancel it instead");
            }

            change.Run($"""
                update dispatch.calls set description = {edited.Description}, determinant = {edited.Determinant},
                    emergency_type = {edited.EmergencyType}, drop_off_address = {edited.DropOff?.Address},
                    drop_off_latitude = {edited.DropOff?.Latitude}, drop_off_longitude = {edited.DropOff?.Longitude},
                    due_at = {edited.DueAt}, external_ref = {edited.ExternalRef}, version = version + 1, updated_at = {change.Now}
                where id = {id}
                """);
            change.Event(DispatchEvents.CallEdited, $"call:{id}", new { fields = Changed(before, edited) });
            if (call.State is CallState.Planned && edited.DueAt != before.DueAt)
            {
                ComeDue.Reschedule(change, call, edited.DueAt!.Value);
            }

            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static IEnumerable<string> Changed(Editable before, Editable after)
    {
        (string Field, bool Differs)[] fields =
        [
            ("description", before.Description != after.Description), ("determinant", before.Determinant != after.Determinant),
            ("emergency_type", before.EmergencyType != after.EmergencyType), ("drop_off", before.DropOff != after.DropOff),
            ("due_at", before.DueAt != after.DueAt), ("external_ref", before.ExternalRef != after.ExternalRef),
        ];
        return fields.Where(field => field.Differs).Select(field => field.Field);
    }
}

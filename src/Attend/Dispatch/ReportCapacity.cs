using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Load">How full the emergency department is; what is absent stays as it was.</param>
internal sealed record CapacityRequest(
    [Range(0, 100_000)] int? TotalBeds = null, [Range(0, 100_000)] int? AvailableBeds = null, HospitalLoad? Load = null);

/// <summary>The hospital says how many beds it has and how full it is. Nobody else changes that, and nothing counts it down.</summary>
internal static class ReportCapacity
{
    public static Task<Results<Ok<HospitalView>, Refused>> Handle(long id, CapacityRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HospitalView>, Refused>>(caller, async change =>
        {
            if (request is { TotalBeds: null, AvailableBeds: null, Load: null })
            {
                return PlatformProblems.Invalid.Field("load", "say at least one of total_beds, available_beds, load");
            }

            var found = Hospital.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.HospitalsCapacity, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (Save(change, before, request) is { } impossible)
            {
                return impossible;
            }

            var view = change.One<HospitalView>($"{HospitalView.Select} where h.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    /// <summary>Queues the report of a locked hospital, or says why it cannot be.</summary>
    public static Refused? Save(Change change, HospitalView before, CapacityRequest request)
    {
        var (total, available, load) = (request.TotalBeds ?? before.TotalBeds, request.AvailableBeds ?? before.AvailableBeds, request.Load ?? before.Load);
        if (Hospital.RefuseBeds(total, available) is { } impossible)
        {
            return impossible;
        }

        change.Run($"""
            update dispatch.hospitals
            set total_beds = {total}, available_beds = {available}, load = {load}, capacity_at = {change.Now}, version = version + 1, updated_at = {change.Now}
            where id = {before.Id}
            """);
        change.Event(DispatchEvents.CapacityChanged, Hospital.Subject(before.Id), new
        {
            hospital_id = before.Id, version = before.Version + 1, total_beds = total, available_beds = available, load,
            previous = new { before.TotalBeds, before.AvailableBeds, before.Load },
        });
        return null;
    }
}

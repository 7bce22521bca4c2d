using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>What is written down about a hospital. Beds and load are its own word (<see cref="ReportCapacity"/>), its place is the site's.</summary>
internal sealed record HospitalFacts([StringLength(40)] string? Phone, [MaxLength(50)] string[] Specialties);

/// <summary>Edits a hospital, as a merge patch over the version that the client has seen.</summary>
internal static class EditHospital
{
    public static Task<Results<Ok<HospitalView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HospitalView>, Refused>>(caller, async change =>
        {
            var found = Hospital.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.HospitalsManage, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, refused) = MergePatch.Apply(new HospitalFacts(before.Phone, before.Specialties), patch);
            if (facts is null)
            {
                return refused!;
            }

            Save(change, before, facts);
            var view = change.One<HospitalView>($"{HospitalView.Select} where h.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    /// <summary>Queues the edit of a locked hospital.</summary>
    public static void Save(Change change, HospitalView before, HospitalFacts facts)
    {
        change.Run($"""
            update dispatch.hospitals set phone = {facts.Phone}, specialties = {facts.Specialties}, version = version + 1, updated_at = {change.Now}
            where id = {before.Id}
            """);
        change.Event(DispatchEvents.HospitalChanged, Hospital.Subject(before.Id), new { hospital_id = before.Id, version = before.Version + 1 });
    }
}

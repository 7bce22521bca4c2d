using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="SiteId">The site of kind hospital whose emergency department this is; name, address and place are the site's.</param>
/// <param name="Specialties">In plain words, such as <c>stroke</c> or <c>burns</c>.</param>
internal sealed record AddHospitalRequest(
    [Required] long? SiteId, [StringLength(40)] string? Phone = null, [MaxLength(50)] string[]? Specialties = null,
    [Range(0, 100_000)] int TotalBeds = 0, [Range(0, 100_000)] int AvailableBeds = 0, HospitalLoad Load = HospitalLoad.Low);

/// <summary>Makes a site's emergency department a destination.</summary>
internal static class AddHospital
{
    public static Task<Results<Created<HospitalView>, Refused>> Handle(AddHospitalRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<HospitalView>, Refused>>(caller, async change =>
        {
            if (Hospital.RefuseBeds(request.TotalBeds, request.AvailableBeds) is { } impossible)
            {
                return impossible;
            }

            var site = change.Find<Site>($"select id, kind from people.sites where id = {request.SiteId} and active");
            var newId = NextId(change);
            await change.Send();
            if (site.Value is not { } found || !caller.Reaches(Permissions.HospitalsManage, found.Id))
            {
                return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
            }

            if (found.Kind is not SiteKind.Hospital)
            {
                return PlatformProblems.Invalid.Field("site_id", "is a site of another kind than hospital");
            }

            var view = Add(change, newId.Value, request);
            await change.Send();
            return TypedResults.Created($"/api/hospitals/{newId.Value}", view.Value.For(caller));
        }, ct);

    public static Pending<long> NextId(Change change) => change.NextId("dispatch.hospitals");

    /// <summary>Queues a new hospital on a site that was found fit.</summary>
    public static Pending<HospitalView> Add(Change change, long id, AddHospitalRequest request)
    {
        change.Run($"""
            insert into dispatch.hospitals (id, site_id, phone, specialties, total_beds, available_beds, load, capacity_at, created_at, updated_at)
            values ({id}, {request.SiteId}, {request.Phone}, {request.Specialties ?? []}, {request.TotalBeds}, {request.AvailableBeds},
                {request.Load}, {change.Now}, {change.Now}, {change.Now})
            """);
        change.Event(DispatchEvents.HospitalAdded, Hospital.Subject(id), new { hospital_id = id, site_id = request.SiteId, version = 1 });
        return change.One<HospitalView>($"{HospitalView.Select} where h.id = {id}");
    }

    private sealed record Site(long Id, SiteKind Kind);
}

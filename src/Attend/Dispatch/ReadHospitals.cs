using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Which hospitals to list; every filter narrows.</summary>
internal sealed record HospitalFilter(
    long? SiteId, string? Specialty, HospitalLoad[]? Load, bool? OnDiversion);

/// <summary>One hospital, or a page of them; staff see those of their own sites.</summary>
internal static class ReadHospitals
{
    public static async Task<Results<Ok<HospitalView>, Refused>> One(long id, Db db, Caller caller, CancellationToken ct) =>
        await db.Find<HospitalView>($"{HospitalView.Select} where h.id = {id} and {Hospital.Within(caller, Permissions.HospitalsRead)}", ct) is { } hospital
            ? TypedResults.Ok(hospital.For(caller))
            : PlatformProblems.NotFound.Refuse();

    public static async Task<Ok<Page<HospitalView>>> List(
        [AsParameters] HospitalFilter filter, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var load = filter.Load is { Length: > 0 } loads ? loads : null;
        var rows = await db.List<HospitalView>($"""
            {HospitalView.Select}
            where h.id > {paging.From} and {Hospital.Within(caller, Permissions.HospitalsRead)}
              {Sql.If(filter.SiteId, $"and h.site_id = {filter.SiteId}")}
              {Sql.If(filter.Specialty, $"and {filter.Specialty} = any(h.specialties)")}
              {Sql.If(load, $"and h.load = any({load})")}
              {Sql.If(filter.OnDiversion, $"and h.on_diversion = {filter.OnDiversion}")}
            order by h.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<HospitalView>.Of([.. rows.Select(hospital => hospital.For(caller))], paging, hospital => hospital.Id));
    }
}

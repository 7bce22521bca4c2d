using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Ended">Those that hold no longer; those that hold when absent.</param>
/// <param name="ReviewBefore">Those that are to be looked at again before this day.</param>
internal sealed record WarningFilter(WarningKind? Kind, bool? Ended, DateOnly? ReviewBefore);

/// <summary>A place as it is asked about; in the body, because addresses stand in no URL.</summary>
internal sealed record SearchWarningsRequest(
    [StringLength(300)] string? Address = null, [Range(-90d, 90d)] double? Latitude = null, [Range(-180d, 180d)] double? Longitude = null);

/// <summary>The warnings of a call's place, of any place, or all of them.</summary>
internal static class ReadWarnings
{
    private const int Most = 50;

    public static async Task<Results<Ok<Page<WarningView>>, Refused>> OfCall(
        long id, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Call: reads.Find<long?>($"select c.id from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}"),
            Warnings: reads.List<WarningView>($"""
                {WarningView.Select(clock.Micros())} join dispatch.calls c on c.id = {id}
                where w.ended_at is null and dispatch.same_place(w.address, w.latitude, w.longitude, c.address, c.latitude, c.longitude)
                order by w.id limit {Most}
                """)), ct);
        if (found.Call.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "warnings", ct);
        return TypedResults.Ok(new Page<WarningView>([.. found.Warnings.Value.Select(warning => warning.For(caller))], null));
    }

    public static async Task<Ok<Page<WarningView>>> Search(
        SearchWarningsRequest request, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var rows = await db.List<WarningView>($"""
            {WarningView.Select(clock.Micros())}
            where w.ended_at is null
              and dispatch.same_place(w.address, w.latitude, w.longitude, {request.Address}, {request.Latitude}, {request.Longitude})
            order by w.id limit {Most}
            """, ct);
        return await Seen(new Page<WarningView>(rows, null), caller, log, ct);
    }

    public static async Task<Ok<Page<WarningView>>> List(
        [AsParameters] WarningFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock,
        CancellationToken ct)
    {
        var rows = await db.List<WarningView>($"""
            {WarningView.Select(clock.Micros())}
            where w.id > {paging.From} and (w.ended_at is not null) = {filter.Ended ?? false}
              {Sql.If(filter.Kind, $"and w.kind = {filter.Kind}")}
              {Sql.If(filter.ReviewBefore, $"and w.review_on < {filter.ReviewBefore}")}
            order by w.id limit {paging.Fetch}
            """, ct);
        return await Seen(Page<WarningView>.Of(rows, paging, warning => warning.Id), caller, log, ct);
    }

    private static async Task<Ok<Page<WarningView>>> Seen(Page<WarningView> page, Caller caller, AccessLog log, CancellationToken ct)
    {
        foreach (var warning in page.Items)
        {
            await log.Looked(caller, AddressWarning.Subject(warning.Id), "read", ct);
        }

        return TypedResults.Ok(page with { Items = [.. page.Items.Select(warning => warning.For(caller))] });
    }
}

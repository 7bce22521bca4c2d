using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Shifts, one or many: of a person, at a site, in a span of time.</summary>
internal static class ListShifts
{
    /// <param name="From">With <paramref name="To"/>: shifts that touch the span; either may be open.</param>
    internal sealed record Filter(
        long? UserId, long? SiteId, DateTimeOffset? From, DateTimeOffset? To);

    public static async Task<Results<Ok<Page<ShiftView>>, Refused>> Handle(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        if (filter.To <= filter.From)
        {
            return PlatformProblems.Invalid.Field("to", "must be later than from");
        }

        var rows = await db.List<ShiftView>($"""
            {ShiftView.Select}
            where s.id > {paging.From} and {Within(caller)}
              {Sql.If(filter.UserId, $"and s.user_id = {filter.UserId}")}
              {Sql.If(filter.SiteId, $"and s.site_id = {filter.SiteId}")}
              and tstzrange(s.from_at, s.to_at, '[)') && tstzrange({filter.From}, {filter.To}, '[)')
            order by s.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<ShiftView>.Of(rows, paging, shift => shift.Id));
    }

    public static async Task<Results<Ok<ShiftView>, Refused>> One(long id, Db db, Caller caller, CancellationToken ct) =>
        await db.Find<ShiftView>($"{ShiftView.Select} where s.id = {id} and {Within(caller)}", ct) is { } shift
            ? TypedResults.Ok(shift)
            : PlatformProblems.NotFound.Refuse();

    private static Sql Within(Caller caller) => caller.SitesFor(Permissions.ShiftsRead) is not { } sites
        ? (Sql)$"true"
        : (Sql)$"(s.user_id = {caller.UserId} or s.site_id = any({sites}))";
}

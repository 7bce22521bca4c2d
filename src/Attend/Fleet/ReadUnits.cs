using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Which units to list; every filter narrows. Retired ones only when asked for.</summary>
internal sealed record UnitFilter(
    UnitStatus[]? Status, UnitKind[]? Kind, CareLevel[]? Level,
    long[]? HomeSiteId, string? UnitNumber,
    string? Equipment, bool? Free, bool? Retired);

/// <summary>One unit, or a page of them, with the newest positions.</summary>
internal static class ReadUnits
{
    public static async Task<Results<Ok<UnitView>, Refused>> One(
        long id, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        var unit = await db.Find<VehicleRow>($"select * from fleet.units u where id = {id} and {Reach.Visible(caller, now)}", ct);
        return unit is null ? PlatformProblems.NotFound.Refuse() : TypedResults.Ok(UnitView.Of(unit, positions, now, caller));
    }

    public static async Task<Ok<Page<UnitView>>> List(
        [AsParameters] UnitFilter filter, [AsParameters] Paging paging, Db db, Caller caller, Positions positions, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.Micros();
        var rows = await db.List<VehicleRow>($"""
            select * from fleet.units u
            where id > {paging.From} and {Reach.Visible(caller, now)} and (retired_at is not null) = {filter.Retired ?? false}
              and {Any("status", filter.Status)} and {Any("kind", filter.Kind)} and {Any("level", filter.Level)}
              and {(filter.HomeSiteId is { Length: > 0 } homes ? (Sql)$"home_site_id = any({homes})" : Sql.Raw("true"))}
              and {(filter.UnitNumber is { } number ? (Sql)$"unit_number = {number}" : Sql.Raw("true"))}
              and {(filter.Equipment is { } item ? (Sql)$"{item} = any(equipment)" : Sql.Raw("true"))}
              and {(filter.Free is { } free ? (Sql)$"(status in ('AVAILABLE', 'UNSTAFFED')) = {free}" : Sql.Raw("true"))}
            order by id limit {paging.Fetch}
            """, ct);
        var units = rows.Select(row => UnitView.Of(row, positions, now, caller));
        return TypedResults.Ok(Page<UnitView>.Of([.. units], paging, unit => unit.Id));
    }

    private static Sql Any<T>(string column, T[]? words) where T : struct, Enum =>
        words is { Length: > 0 } ? $"{Sql.Raw(column)} = any({words})" : Sql.Raw("true");
}

using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Where somebody's day begins and ends, in degrees (WGS 84).</summary>
internal sealed record HomePoint([Range(-90.0, 90.0)] double Latitude, [Range(-180.0, 180.0)] double Longitude);

/// <param name="Weekly">Several windows a day are possible; none at all: they work only on the special days that have times.</param>
internal sealed record WorkingHoursRequest(
    [Required, MaxLength(70)] IReadOnlyList<DayHours>? Weekly, [MaxLength(400)] IReadOnlyList<SpecialDay>? SpecialDays = null, HomePoint? Home = null);

/// <param name="Zone">The person's own, by whose clock the times are meant.</param>
/// <param name="Version">0: nothing was set yet.</param>
internal sealed record WorkingHoursView(
    long UserId, IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> SpecialDays, HomePoint? Home, string Zone, long Version);

/// <summary>
/// Says when somebody works by their plan: themselves, or who plans for them. What was agreed before stays agreed; whoever plans next sees the plan
/// as it is then.
/// </summary>
internal static class KeepWorkingHours
{
    private sealed record Row(
        string Zone, IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> SpecialDays, double? HomeLatitude, double? HomeLongitude, long Version);

    public static async Task<Results<Ok<WorkingHoursView>, Refused>> Read(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await db.Find<Row>(Select(id, caller), ct) is not { } found)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"user:{id}", "read", ct);
        return TypedResults.Ok(View(id, found));
    }

    public static Task<Results<Ok<WorkingHoursView>, Refused>> Set(
        long id, WorkingHoursRequest request, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<WorkingHoursView>, Refused>>(caller, async change =>
        {
            // The first plan has no row yet that could be locked: the person's is.
            change.Lock($"select from people.users where id = {id} for no key update");
            var found = change.Find<Row>(Select(id, caller));
            await change.Send();
            if (found.Value is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if ((version.Refuse(before.Version) ?? SpecialDay.Refuse("special_days", request.SpecialDays)) is { } refused)
            {
                return refused;
            }

            var after = new Row(
                before.Zone, request.Weekly!, request.SpecialDays ?? [], request.Home?.Latitude, request.Home?.Longitude, before.Version + 1);
            change.Run($"""
                insert into people.work_plans (user_id, weekly, special_days, home_latitude, home_longitude, version, updated_at)
                values ({id}, {Sql.Json(after.Weekly)}, {Sql.Json(after.SpecialDays)}, {after.HomeLatitude}, {after.HomeLongitude}, {after.Version}, {change.Now})
                on conflict (user_id) do update set weekly = excluded.weekly, special_days = excluded.special_days,
                    home_latitude = excluded.home_latitude, home_longitude = excluded.home_longitude, version = excluded.version, updated_at = excluded.updated_at
                """);
            change.Event(PeopleEvents.WorkingHoursChanged, $"user:{id}", new { user_id = id, version = after.Version });
            return TypedResults.Ok(View(id, after));
        }, ct);

    private static Sql Select(long id, Caller caller) => $"""
        select u.zone, coalesce(p.weekly, '[]') as weekly, coalesce(p.special_days, '[]') as special_days, p.home_latitude, p.home_longitude,
               coalesce(p.version, 0) as version
        from people.users u left join people.work_plans p on p.user_id = u.id
        where u.id = {id} and u.active and {User.Within(caller, Permissions.WorkingHoursKeep)}
        """;

    private static WorkingHoursView View(long id, Row row) => new(
        id, row.Weekly, row.SpecialDays, row.HomeLatitude is { } latitude ? new HomePoint(latitude, row.HomeLongitude!.Value) : null, row.Zone, row.Version);
}

using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Users, one or many. Whose record was seen by whom goes to the access log.</summary>
internal static class ListUsers
{
    internal sealed record Filter(
        string? Role, long? SiteId, bool? Active, bool? OnDuty);

    /// <summary>A search by name goes in the body: names stand in no URL.</summary>
    internal sealed record SearchRequest(
        [Required, StringLength(100, MinimumLength = 1)] string Text, Role? Role = null, long? SiteId = null, bool? Active = null,
        [Range(0, long.MaxValue)] long? After = null, [Range(1, 200)] int? Limit = null);

    public static async Task<Results<Ok<Page<UserView>>, Refused>> Handle(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        Role role = default;
        if (filter.Role is not null && !Words.TryParse(filter.Role, out role))
        {
            return PlatformProblems.Invalid.Field("role", $"must be one of {string.Join(", ", Words.All<Role>())}");
        }

        Sql where = $"{Where(filter.Role is null ? null : role, filter.SiteId, filter.Active, clock.Micros(), filter.OnDuty)}";
        return TypedResults.Ok(await List(where, paging, db, caller, log, clock, ct));
    }

    public static async Task<Ok<Page<UserView>>> Search(
        SearchRequest request, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var part = "%" + request.Text.Trim().ToLowerInvariant().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
        Sql where = $"""
            {Where(request.Role, request.SiteId, request.Active, clock.Micros(), null)}
            and (lower(u.first_name || ' ' || u.last_name) like {part} or lower(u.username) like {part})
            """;
        return TypedResults.Ok(await List(where, new Paging(request.After, request.Limit), db, caller, log, clock, ct));
    }

    public static async Task<Results<Ok<UserView>, Refused>> One(
        long id, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var user = await db.Find<UserView>(
            $"{UserView.Select(clock.Micros())} where u.id = {id} and {User.Within(caller, Permissions.PeopleRead)}", ct);
        if (user is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"user:{id}", "read", ct);
        return TypedResults.Ok(user);
    }

    private static Sql Where(Role? role, long? siteId, bool? active, DateTimeOffset now, bool? onDuty) => $"""
        true
        {Sql.If(active, $"and u.active = {active}")}
        {Sql.If(onDuty, $"""
            and {onDuty} = exists (
                select from people.shifts s where s.user_id = u.id and s.from_at <= {now} and (s.to_at is null or {now} < s.to_at))
            """)}
        {Sql.If((object?)role ?? siteId, $"""
            and exists (select from people.user_roles r where r.user_id = u.id
                {Sql.If(role, $"and r.role = {role}")} {Sql.If(siteId, $"and r.site_id = {siteId}")})
            """)}
        """;

    private static async Task<Page<UserView>> List(
        Sql where, Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var rows = await db.List<UserView>($"""
            {UserView.Select(clock.Micros())}
            where u.id > {paging.From} and u.erased_at is null and {User.Within(caller, Permissions.PeopleRead)} and {where}
            order by u.id limit {paging.Fetch}
            """, ct);
        var page = Page<UserView>.Of(rows, paging, user => user.Id);
        foreach (var user in page.Items)
        {
            await log.Looked(caller, $"user:{user.Id}", "list", ct);
        }

        return page;
    }
}

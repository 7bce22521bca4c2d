using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.People;

/// <summary>A user to be made. Without a password nobody can sign in as them until one is set.</summary>
/// <param name="Zone">Where the person lives; the zone of their first site when not given.</param>
internal sealed record NewUser(
    [RegularExpression("^[A-Za-z0-9._@+-]{1,100}$")] string Username,
    [Required, StringLength(100)] string FirstName,
    [Required, StringLength(100)] string LastName,
    [Required, MaxLength(50)] IReadOnlyList<HeldRole> Roles,
    [StringLength(200, MinimumLength = 10)] string? Password = null,
    [StringLength(40)] string? Phone = null,
    [StringLength(200), EmailAddress] string? Email = null,
    [RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] string? Language = null,
    [ZoneName] string? Zone = null,
    [StringLength(100)] string? Certification = null);

/// <summary>Users on their way into the database, one or a thousand: three round trips either way.</summary>
internal static class NewUsers
{
    /// <summary>Queues the rows and their events; the refusal names each field under <paramref name="field"/> of its index.</summary>
    public static async Task<(IReadOnlyList<long> Ids, Refused? Refused)> Add(
        Change change, IReadOnlyList<NewUser> users, IReadOnlyList<string?> hashes, Func<int, string> field)
    {
        var names = users.Select(user => user.Username.ToLowerInvariant()).ToArray();
        var siteIds = users.SelectMany(user => user.Roles).Where(role => role.SiteId is not null).Select(role => role.SiteId!.Value).Distinct().ToArray();
        var drawn = change.List<long>($"select nextval('people.users_id_seq') from generate_series(1, {users.Count})");
        var taken = change.List<string>($"select lower(username) from people.users where lower(username) = any({names})");
        var sites = change.List<SiteZone>($"select id, zone from people.places where id = any({siteIds}) and active for key share");
        await change.Send();

        var zones = sites.Value.ToDictionary(site => site.Id, site => site.Zone);
        if (Refuse(change.Caller, users, names, taken.Value, zones, field) is { } refused)
        {
            return ([], refused);
        }

        var ids = drawn.Value;
        var rows = users.Select((user, i) => new Row(
            ids[i], user.Username, user.FirstName.Trim(), user.LastName.Trim(), user.Phone, user.Email, user.Language ?? "en",
            user.Zone ?? user.Roles.Where(role => role.SiteId is not null).Select(role => zones[role.SiteId!.Value]).FirstOrDefault("UTC"),
            user.Certification, hashes[i]));
        change.Run($"""
            insert into people.users
                (id, username, first_name, last_name, phone, email, language, zone, certification, created_at)
            select id, username, first_name, last_name, phone, email, language, zone, certification, {change.Now}
            from jsonb_to_recordset({Sql.Json(rows)}) as r (
                id bigint, username text, first_name text, last_name text, phone text, email text, language text, zone text, certification text)
            """, users.Count);
        change.Run($"""
            insert into people.credentials (user_id, password_hash, password_changed_at)
            select id, hash, {change.Now} from jsonb_to_recordset({Sql.Json(rows)}) as r (id bigint, hash text)
            """, users.Count);
        AddRoles(change, [.. users.SelectMany((user, i) => user.Roles.Distinct().Select(role => (ids[i], role)))]);
        foreach (var id in ids)
        {
            change.Event(PeopleEvents.UserCreated, $"user:{id}", new { user_id = id });
        }

        return (ids, null);
    }

    public static void AddRoles(Change change, IReadOnlyList<(long UserId, HeldRole Role)> held) => change.Run($"""
        insert into people.user_roles (user_id, role, site_id)
        select user_id, role, nullif(site_id, 0)
        from unnest({held.Select(row => row.UserId).ToArray()}, {held.Select(row => row.Role.Role).ToArray()},
                    {held.Select(row => row.Role.SiteId ?? 0).ToArray()}) as r (user_id, role, site_id)
        """, held.Count);

    /// <summary>Whether the caller may give (or take) these roles: all of them, or those at the sites they administer.</summary>
    public static bool MayGive(Caller caller, IEnumerable<HeldRole> roles) =>
        caller.SitesFor(Permissions.PeopleManage) is not { } mine || roles.All(role => role.SiteId is { } site && mine.Contains(site));

    private static Refused? Refuse(
        Caller caller, IReadOnlyList<NewUser> users, string[] names, IReadOnlyList<string> taken, Dictionary<long, string> zones,
        Func<int, string> field)
    {
        if (!MayGive(caller, users.SelectMany(user => user.Roles)))
        {
            return PlatformProblems.Forbidden.Refuse();
        }

        var known = taken.ToHashSet(StringComparer.Ordinal);
        var errors = names.Index().Where(name => !known.Add(name.Item)).ToDictionary(
            name => field(name.Index) + "username", _ => new[] { "is taken" }, StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            return PeopleProblems.UsernameTaken.Refuse(errors);
        }

        var unknown = users.SelectMany(user => user.Roles).Where(role => role.SiteId is { } site && !zones.ContainsKey(site)).ToList();
        return unknown.Count > 0 ? PeopleProblems.UnknownSite.Refuse(new { site_id = unknown[0].SiteId }) : null;
    }

    private sealed record SiteZone(long Id, string Zone);

    private sealed record Row(
        long Id, string Username, string FirstName, string LastName, string? Phone, string? Email, string Language, string Zone,
        string? Certification, string? Hash);
}

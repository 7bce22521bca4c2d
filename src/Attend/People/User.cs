using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.People;

/// <summary>A person with a login, as those see them who may read people.</summary>
/// <param name="Away">Set aside by themselves or a dispatcher: on duty, but not to be sent.</param>
/// <param name="LicensedUntil">From then on not assignable; null when nothing could lapse.</param>
internal sealed record UserView(
    long Id,
    string Username,
    string FirstName,
    string LastName,
    string FullName,
    string? Phone,
    string? Email,
    string Language,
    string Zone,
    string? Certification,
    bool Active,
    bool Away,
    bool OnDuty,
    DateTimeOffset? LicensedUntil,
    IReadOnlyList<HeldRole> Roles,
    DateTimeOffset CreatedAt,
    long Version)
{
    public static Sql Select(DateTimeOffset now) => $"""
        select u.id, u.username, u.first_name, u.last_name, m.full_name, u.phone, u.email, u.language, u.zone, u.certification, u.active,
               m.away, m.licensed_until, u.created_at, u.version, {User.Roles} as roles,
               exists (select from people.shifts s where s.user_id = u.id and s.from_at <= {now} and (s.to_at is null or {now} < s.to_at)) as on_duty
        from people.users u join people.members m on m.id = u.id
        """;
}

/// <summary>Pieces of SQL over <c>people.users u</c> that several slices share.</summary>
internal static class User
{
    public static Sql Roles => Sql.Raw("""
        coalesce((select jsonb_agg(jsonb_build_object('role', r.role, 'site_id', r.site_id) order by r.role, r.site_id)
                  from people.user_roles r where r.user_id = u.id), '[]')
        """);

    /// <summary>Whom the caller's permission reaches: everybody, those with a role at one of its sites, or the caller alone.</summary>
    public static Sql Within(Caller caller, Permission permission) => caller.May(permission) switch
    {
        _ when caller.SitesFor(permission) is null => $"true",
        { Scope: Scope.Site, Sites: var sites } => $"""
            (u.id = {caller.UserId} or exists (
                select from people.user_roles r where r.user_id = u.id and r.site_id = any({sites.ToArray()})))
            """,
        _ => $"u.id = {caller.UserId}",
    };

    /// <summary>Whom the caller may change: as <see cref="Within"/>, but nobody who also holds a role elsewhere.</summary>
    public static Sql WithinWholly(Caller caller, Permission permission) => caller.SitesFor(permission) is not { } sites
        ? (Sql)$"true"
        : (Sql)$"""
          (exists (select from people.user_roles r where r.user_id = u.id) and not exists (
              select from people.user_roles r where r.user_id = u.id and (r.site_id is null or r.site_id <> all({sites}))))
          """;

    /// <summary>
    /// Locks the administrators of all sites, so that the last two cannot resign at once, and then asks who they are: in one statement the
    /// one who waited would still read the roles from before.
    /// </summary>
    public static Pending<IReadOnlyList<long>> LockAdmins(Change change)
    {
        change.Lock($"select u.id from people.users u where u.id in ({Admins}) order by u.id for no key update of u");
        return change.List<long>($"select u.id from people.users u where u.id in ({Admins}) and u.active order by u.id");
    }

    private static Sql Admins => Sql.Raw("select r.user_id from people.user_roles r where r.role = 'admin' and r.site_id is null");
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>The signed-in user as they see themselves, with what their roles amount to.</summary>
internal sealed record Me(
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
    bool Away,
    bool Totp,
    IReadOnlyList<HeldRole> Roles,
    long Version)
{
    /// <summary>Per permission how far it reaches; the screens show what is in here.</summary>
    public IReadOnlyDictionary<string, Scope> Permissions =>
        People.Permissions.Of(Roles).ToDictionary(grant => grant.Key.Name, grant => grant.Value.Scope, StringComparer.Ordinal);

    public static Sql Select(long userId) => $"""
        select u.id, u.username, u.first_name, u.last_name, m.full_name, u.phone, u.email, u.language, u.zone, u.certification, m.away,
               c.totp_confirmed_at is not null as totp, {User.Roles} as roles, u.version
        from people.users u join people.members m on m.id = u.id join people.credentials c on c.user_id = u.id
        where u.id = {userId}
        """;
}

/// <summary>Reads the signed-in user.</summary>
internal static class ReadMe
{
    public static async Task<Ok<Me>> Handle(Db db, Caller caller, CancellationToken ct) =>
        TypedResults.Ok(await db.One<Me>(Me.Select(caller.User), ct));
}

/// <summary>Edits what a person may say about themselves, by a merge patch against the version seen.</summary>
internal static class EditMe
{
    internal sealed record Editable(
        [StringLength(40)] string? Phone,
        [StringLength(200), EmailAddress] string? Email,
        [RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] string Language,
        [ZoneName] string Zone);

    private sealed record Loaded(long Version, Editable Editable);

    public static Task<Results<Ok<Me>, Refused>> Handle(JsonObject patch, IfMatch ifMatch, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<Me>, Refused>>(caller, async change =>
        {
            var found = change.One<Loaded>($"""
                select version, jsonb_build_object('phone', phone, 'email', email, 'language', language, 'zone', zone) as editable
                from people.users where id = {caller.User} for no key update
                """);
            await change.Send();

            if (ifMatch.Refuse(found.Value.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(found.Value.Editable, patch);
            if (edited is null)
            {
                return invalid!;
            }

            change.Run($"""
                update people.users set phone = {edited.Phone}, email = {edited.Email}, language = {edited.Language}, zone = {edited.Zone},
                    version = version + 1
                where id = {caller.User}
                """);
            change.Event(PeopleEvents.UserChanged, $"user:{caller.User}", new { user_id = caller.User });
            var me = change.One<Me>(Me.Select(caller.User));
            await change.Send();
            return TypedResults.Ok(me.Value);
        }, ct);
}

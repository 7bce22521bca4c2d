using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Edits a user, their roles among it, by a merge patch against the version seen.</summary>
internal static class EditUser
{
    internal sealed record Editable(
        [RegularExpression("^[A-Za-z0-9._@+-]{1,100}$")] string Username,
        [Required, StringLength(100)] string FirstName,
        [Required, StringLength(100)] string LastName,
        [StringLength(40)] string? Phone,
        [StringLength(200), EmailAddress] string? Email,
        [RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] string Language,
        [ZoneName] string Zone,
        [StringLength(100)] string? Certification,
        [Required, MaxLength(50)] IReadOnlyList<HeldRole> Roles);

    private sealed record Loaded(long Version, Editable Editable);

    public static async Task<Results<Ok<UserView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch ifMatch, Db db, Caller caller, Sessions sessions, CancellationToken ct)
    {
        var result = await db.Write<Results<Ok<UserView>, Refused>>(caller, async change =>
        {
            var admins = User.LockAdmins(change);
            var found = change.Find<Loaded>($"""
                select u.version, jsonb_build_object(
                    'username', u.username, 'first_name', u.first_name, 'last_name', u.last_name, 'phone', u.phone, 'email', u.email,
                    'language', u.language, 'zone', u.zone, 'certification', u.certification, 'roles', {User.Roles}) as editable
                from people.users u
                where u.id = {id} and u.erased_at is null and {User.WithinWholly(caller, Permissions.PeopleManage)}
                for no key update of u
                """);
            await change.Send();

            if (found.Value is not { } user)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ifMatch.Refuse(user.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(user.Editable, patch);
            if (edited is null)
            {
                return invalid!;
            }

            var (before, after) = (user.Editable.Roles.ToHashSet(), edited.Roles.ToHashSet());
            if (!NewUsers.MayGive(caller, after.Except(before)))
            {
                return PlatformProblems.Forbidden.Refuse();
            }

            var resigns = before.Contains(HeldRole.AdminOfAll) && !after.Contains(HeldRole.AdminOfAll);
            if (resigns && admins.Value is [var last] && last == id)
            {
                return PeopleProblems.LastAdmin.Refuse();
            }

            Save(change, id, edited, before.SetEquals(after) ? null : [.. after]);
            var view = change.One<UserView>($"{UserView.Select(change.Now)} where u.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
        sessions.InvalidateUser(id);
        return result;
    }

    private static void Save(Change change, long id, Editable edited, List<HeldRole>? roles)
    {
        change.Run($"""
            update people.users set username = {edited.Username}, first_name = {edited.FirstName.Trim()}, last_name = {edited.LastName.Trim()},
                phone = {edited.Phone}, email = {edited.Email}, language = {edited.Language}, zone = {edited.Zone},
                certification = {edited.Certification}, version = version + 1
            where id = {id}
            """);
        change.Event(PeopleEvents.UserChanged, $"user:{id}", new { user_id = id });
        if (roles is not null)
        {
            change.RunAny($"delete from people.user_roles where user_id = {id}");
            NewUsers.AddRoles(change, [.. roles.Select(role => (id, role))]);
            change.Event(PeopleEvents.RolesChanged, $"user:{id}", new { user_id = id });
        }
    }
}

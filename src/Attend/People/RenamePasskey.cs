using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Calls one's own passkey something else, by a merge patch against the version seen.</summary>
internal static class RenamePasskey
{
    internal sealed record Editable([Required, StringLength(100)] string Name);

    private sealed record Loaded(long Version, string Name);

    public static Task<Results<Ok<PasskeyView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch ifMatch, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<PasskeyView>, Refused>>(caller, async change =>
        {
            var found = change.Find<Loaded>($"""
                select version, name from people.passkeys where id = {id} and user_id = {caller.User} for no key update
                """);
            await change.Send();

            if (found.Value is not { } passkey)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ifMatch.Refuse(passkey.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(new Editable(passkey.Name), patch);
            if (edited is null)
            {
                return invalid!;
            }

            change.Run($"update people.passkeys set name = {edited.Name.Trim()}, version = version + 1 where id = {id}");
            change.Event(PeopleEvents.PasskeyRenamed, caller.Actor, new { user_id = caller.User, passkey_id = id });
            var view = change.One<PasskeyView>($"{PasskeyView.Select} where k.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}

using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Lets somebody whose sign-in is slowed by failures try again at once, and the place they failed from.</summary>
internal static class UnlockSignIn
{
    public static Task<Results<NoContent, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var username = change.Find<string>($"select u.username from people.users u where u.id = {id} and {User.Within(caller, Permissions.PeopleUnlock)}");
            await change.Send();
            if (username.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.RunAny(Throttle.Unlock(Throttle.Account(username.Value)));
            change.RunAny(Throttle.Unlock($"totp:{id}"));
            change.Event(PeopleEvents.SignInUnlocked, $"user:{id}", new { user_id = id });
            return TypedResults.NoContent();
        }, ct);
}

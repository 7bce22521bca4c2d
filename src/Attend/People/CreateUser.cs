using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Makes a user with their roles.</summary>
internal static class CreateUser
{
    public static async Task<Results<Created<UserView>, Refused>> Handle(
        NewUser request, Db db, Caller caller, Passwords passwords, CancellationToken ct)
    {
        var hash = passwords.Hash(request.Password);
        return await db.Write<Results<Created<UserView>, Refused>>(caller, async change =>
        {
            var (ids, refused) = await NewUsers.Add(change, [request], [hash], _ => "");
            if (refused is not null)
            {
                return refused;
            }

            var view = change.One<UserView>($"{UserView.Select(change.Now)} where u.id = {ids[0]}");
            await change.Send();
            return TypedResults.Created($"/api/users/{ids[0]}", view.Value);
        }, ct);
    }
}

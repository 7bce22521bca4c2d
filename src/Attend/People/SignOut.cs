using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Ends the session that asks, and takes the browser's cookie back.</summary>
internal static class SignOut
{
    public static async Task<Results<NoContent, Refused>> Handle(
        HttpContext context, Db db, Caller caller, Sessions sessions, CancellationToken ct)
    {
        context.Response.Cookies.Delete(Gate.Cookie, SignIn.CookieOf(context, TimeSpan.Zero));
        return await EndSessions.Handle(caller.SessionId!.Value, db, caller, sessions, ct);
    }
}

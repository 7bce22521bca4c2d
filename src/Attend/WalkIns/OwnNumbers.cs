using System.Globalization;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.WalkIns;

/// <summary>
/// Which number a phone has in a queue, so that whoever comes again is led to it: a cookie of a queue with the token, which only the page
/// to join is sent. The server keeps of a token no more than its digest.
/// </summary>
internal static class OwnNumbers
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(2);

    public static void Keep(HttpContext http, JoinedView joined) => http.Response.Cookies.Append(Name(joined.QueueId), joined.Token, new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, MaxAge = Age, Path = "/join",
    });

    /// <summary>The number and its token while it is still to be served; null where this phone has none, or it is over.</summary>
    public static async Task<(string Token, string Number)?> Find(HttpContext http, long queueId, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (http.Request.Cookies[Name(queueId)] is not { } token)
        {
            return null;
        }

        return await MyTicket.Find(token, db, clock, ct) is { } ticket && TicketLifecycle.Active.Contains(ticket.State) ? (token, ticket.Number) : null;
    }

    private static string Name(long queueId) => string.Create(CultureInfo.InvariantCulture, $"attend-number-{queueId}");
}

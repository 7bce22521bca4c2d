using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <param name="Name">The program that signed in, or the name that its owner gave a token.</param>
/// <param name="Current">The one that asks.</param>
internal sealed record SessionView(
    long Id, long UserId, string Kind, string Name, DateTimeOffset CreatedAt, DateTimeOffset UsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>The open sessions and API tokens: one's own, or a user's for whoever may end them.</summary>
internal static class ListSessions
{
    public static Task<Ok<Page<SessionView>>> Own([AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct) =>
        List($"u.id = {caller.User}", paging, db, caller, clock, ct);

    public static Task<Ok<Page<SessionView>>> OwnTokens([AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct) =>
        List($"u.id = {caller.User} and s.kind = 'token'", paging, db, caller, clock, ct);

    public static Task<Ok<Page<SessionView>>> OfUser(
        long id, [AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct) =>
        List($"u.id = {id} and {EndSessions.Reach(caller)}", paging, db, caller, clock, ct);

    private static async Task<Ok<Page<SessionView>>> List(
        Sql where, Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var rows = await db.List<SessionView>($"""
            select s.id, s.user_id, s.kind, s.name, s.created_at, s.used_at, s.expires_at, s.id = {caller.SessionId} as current
            from people.sessions s join people.users u on u.id = s.user_id
            where {where} and s.ended_at is null and s.expires_at > {clock.Micros()} and s.id > {paging.From}
            order by s.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<SessionView>.Of(rows, paging, session => session.Id));
    }
}

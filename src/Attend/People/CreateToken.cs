using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>
/// Makes an API token for a program that acts as its user. The token is shown this once; it is listed and revoked like a session.
/// </summary>
internal static class CreateToken
{
    /// <param name="Days">For how long; a year when not given.</param>
    internal sealed record Request([Required, StringLength(100)] string Name, [Range(1, 1830)] int? Days = null);

    internal sealed record Answer(long Id, string AccessToken, string TokenType, string Name, DateTimeOffset ExpiresAt);

    public static Task<Results<Created<Answer>, Refused>> Handle(Request request, Db db, Caller caller, CancellationToken ct)
    {
        var (token, hash) = Token.New();
        // Without an Idempotency-Key: the answer holds a secret and is never stored.
        return db.Write<Results<Created<Answer>, Refused>>(caller with { Command = null }, async change =>
        {
            var id = change.NextId("people.sessions");
            await change.Send();
            var expires = change.Now.AddDays(request.Days ?? 365);
            change.Run($"""
                insert into people.sessions (id, user_id, kind, name, token_hash, created_at, used_at, expires_at)
                values ({id.Value}, {caller.User}, 'token', {request.Name}, {hash}, {change.Now}, {change.Now}, {expires})
                """);
            change.Event(PeopleEvents.TokenCreated, caller.Actor, new { user_id = caller.User, session_id = id.Value });
            return TypedResults.Created($"/api/sessions/{id.Value}", new Answer(id.Value, token, "Bearer", request.Name, expires));
        }, ct);
    }
}

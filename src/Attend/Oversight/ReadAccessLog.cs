using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

/// <summary>Who looked at whose record. Reads after what this node has seen so far was written.</summary>
internal static class ReadAccessLog
{
    internal sealed record Filter(
        [property: StringLength(50)] string? Subject, [property: StringLength(50)] string? Actor, DateTimeOffset? From, DateTimeOffset? To);

    /// <param name="ActorName">The name that a user has today; null for others, and once the person was erased.</param>
    internal sealed record View(long Id, DateTimeOffset At, string Actor, string? ActorName, long? SessionId, string Subject, string Purpose);

    public static async Task<Ok<Page<View>>> Handle(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, AccessLog log, CancellationToken ct)
    {
        await log.Flush(ct);
        var rows = await db.List<View>($"""
            select l.id, l.at, l.actor, m.full_name as actor_name, l.session_id, l.subject, l.purpose from platform.access_log l
            left join people.members m on m.id = substring(l.actor from '^user:([0-9]+)$')::bigint
            where l.id > {paging.From} {Sql.If(filter.Subject, $"and subject = {filter.Subject}")}
              {Sql.If(filter.Actor, $"and actor = {filter.Actor}")}
              {Sql.If(filter.From, $"and at >= {filter.From}")} {Sql.If(filter.To, $"and at < {filter.To}")}
            order by l.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<View>.Of(rows, paging, row => row.Id));
    }
}

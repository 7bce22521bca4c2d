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

    internal sealed record View(long Id, DateTimeOffset At, string Actor, long? SessionId, string Subject, string Purpose);

    public static async Task<Ok<Page<View>>> Handle(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, AccessLog log, CancellationToken ct)
    {
        await log.Flush(ct);
        var rows = await db.List<View>($"""
            select id, at, actor, session_id, subject, purpose from platform.access_log
            where id > {paging.From} {Sql.If(filter.Subject, $"and subject = {filter.Subject}")}
              {Sql.If(filter.Actor, $"and actor = {filter.Actor}")}
              {Sql.If(filter.From, $"and at >= {filter.From}")} {Sql.If(filter.To, $"and at < {filter.To}")}
            order by id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<View>.Of(rows, paging, row => row.Id));
    }
}

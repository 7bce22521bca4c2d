using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

/// <summary>
/// What happened, the newest first: the event log itself, which nobody can change. <c>next</c> is the <c>after</c> of the page of older
/// events that follows.
/// </summary>
internal static class ReadAudit
{
    internal sealed record Filter(
        [property: StringLength(100)] string? Subject, [property: StringLength(50)] string? Actor, [property: StringLength(100)] string? Kind,
        DateTimeOffset? From, DateTimeOffset? To, [property: StringLength(200)] string? After, [property: Range(1, 200)] int? Limit);

    /// <param name="Actor">Who did it: <c>user:7</c>, <c>system</c>, <c>public</c>.</param>
    /// <param name="ActorName">The name that a user has today; null for others, and once the person was erased.</param>
    internal sealed record View(
        string Id, DateTimeOffset At, string Actor, string? ActorName, string Kind, string Subject, string? FromState, string? ToState, JsonElement Data);

    internal sealed record Page(IReadOnlyList<View> Items, string? Next);

    private sealed record Row(
        int Epoch, ulong Tx, long Id, DateTimeOffset At, string Actor, string? ActorName, string Kind, string Subject, string? FromState,
        string? ToState, JsonElement Data);

    public static async Task<Results<Ok<Page>, Refused>> Handle([AsParameters] Filter filter, Db db, CancellationToken ct)
    {
        var after = Cursor.Parse(filter.After)?.Place;
        if (filter.After is not null && after is null)
        {
            return PlatformProblems.Invalid.Field("after", "must be the next of the page before");
        }

        var size = filter.Limit ?? 50;
        var rows = await db.List<Row>($"""
            select e.epoch, e.tx, e.id, e.at, e.actor, m.full_name as actor_name, e.kind, e.subject, e.from_state, e.to_state, e.data
            from platform.events e
            left join people.members m on m.id = substring(e.actor from '^user:([0-9]+)$')::bigint
            where true {Sql.If(after, $"and (e.epoch, e.tx, e.id) < ({after?.Epoch}, {after?.Tx}, {after?.Id})")}
              {Sql.If(filter.Subject, $"and e.subject = {filter.Subject}")} {Sql.If(filter.Actor, $"and e.actor = {filter.Actor}")}
              {Sql.If(filter.Kind, $"and e.kind = {filter.Kind}")}
              {Sql.If(filter.From, $"and e.at >= {filter.From}")} {Sql.If(filter.To, $"and e.at < {filter.To}")}
            order by e.epoch desc, e.tx desc, e.id desc limit {size + 1}
            """, ct);
        List<View> items = [.. rows.Take(size).Select(row => new View(
            Id(row), row.At, row.Actor, row.ActorName, row.Kind, row.Subject, row.FromState, row.ToState, row.Data))];
        return TypedResults.Ok(new Page(items, rows.Count > size ? items[^1].Id : null));
    }

    private static string Id(Row row) => new Cursor(new Place(row.Epoch, row.Tx, row.Id)).ToString();
}

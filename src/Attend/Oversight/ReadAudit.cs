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
/// events that follows. Nobody and nothing is looked for in the whole history at once: a page looks at so many events, and <c>next</c> is set
/// while there are older ones, also when this page found none.
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

    /// <summary>How many events a page looks at: some tenths of a second, whatever the log holds.</summary>
    private const int Walk = 100_000;

    private sealed record Step(int Epoch, ulong Tx, long Id);

    private sealed record Row(
        int Epoch, ulong Tx, long Id, DateTimeOffset At, string Actor, string? ActorName, string Kind, string Subject, string? FromState,
        string? ToState, JsonElement Data);

    /// <summary>How many rows a table holds; the next one begins <c>after</c> its last id.</summary>
    public const int Table = 10_000;

    public static async Task<Results<Ok<Page>, FileContentHttpResult, Refused>> Handle(
        [AsParameters] Filter filter, HttpRequest request, Db db, CancellationToken ct)
    {
        var after = Cursor.Parse(filter.After)?.Place;
        if (filter.After is not null && after is null)
        {
            return PlatformProblems.Invalid.Field("after", "must be the next of the page before");
        }

        var table = Csv.Wanted(request);
        var size = filter.Limit ?? (table ? Table : 50);
        var walk = filter.Actor is null && filter.Kind is null ? size + 1 : Walk;
        var (rows, last) = await db.Read(reads => (
            reads.List<Row>($"""
                with walked as materialized ({Walked(filter, after, walk)})
                select e.epoch, e.tx, e.id, e.at, e.actor, m.full_name as actor_name, e.kind, e.subject, e.from_state, e.to_state, e.data
                from walked w
                join platform.events e on (e.epoch, e.tx, e.id) = (w.epoch, w.tx, w.id)
                left join people.members m on m.id = substring(e.actor from '^user:([0-9]+)$')::bigint
                where true {Sql.If(filter.Actor, $"and w.actor = {filter.Actor}")} {Sql.If(filter.Kind, $"and w.kind = {filter.Kind}")}
                order by w.epoch desc, w.tx desc, w.id desc limit {size + 1}
                """),
            reads.Find<Step>($"with walked as materialized ({Walked(filter, after, walk)}) select epoch, tx, id from walked order by epoch desc, tx desc, id desc offset {walk - 1} limit 1")), ct);
        List<View> items = [.. rows.Value.Take(size).Select(row => new View(
            Id(new Step(row.Epoch, row.Tx, row.Id)), row.At, row.Actor, row.ActorName, row.Kind, row.Subject, row.FromState, row.ToState, row.Data))];
        return table ? Csv.Of(items, "audit") : TypedResults.Ok(new Page(items, rows.Value.Count > size ? items[^1].Id : last.Value is { } step ? Id(step) : null));
    }

    /// <summary>The newest events behind the place and within the time, of a subject when one is asked for: at most so many.</summary>
    private static Sql Walked(Filter filter, Place? after, int walk) => $"""
        select e.epoch, e.tx, e.id, e.actor, e.kind from {Log(filter)} e
        where true {Sql.If(after, $"and (e.epoch, e.tx, e.id) < ({after?.Epoch}, {after?.Tx}, {after?.Id})")}
          {Sql.If(filter.Subject, $"and e.subject = {filter.Subject}")}
          {Sql.If(filter.From, $"and e.at >= {filter.From}")} {Sql.If(filter.To, $"and e.at < {filter.To}")}
        order by e.epoch desc, e.tx desc, e.id desc limit {walk}
        """;

    /// <summary>Between two times the log is read by its summary of times; a walk back from the present might never get there.</summary>
    private static Sql Log(Filter filter) => filter is { From: { } from, To: { } to }
        ? $"(select * from platform.events where at >= {from} and at < {to} offset 0)"
        : Sql.Raw("platform.events");

    private static string Id(Step row) => new Cursor(new Place(row.Epoch, row.Tx, row.Id)).ToString();
}

using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Which tickets to list; every filter narrows. Without a state: those who are still to be served, in their order.</summary>
/// <param name="Since">Those whose state began then or later.</param>
internal sealed record TicketFilter(TicketState[]? State, string? Number, DateTimeOffset? Since);

/// <summary>One number, or those of a queue, with names: each look stands in the access log.</summary>
internal static class ReadTickets
{
    private const int Most = 500;

    /// <summary>As text: a plan for any limit would be one for a tenth of the line.</summary>
    private static readonly string Limit = Most.ToString(CultureInfo.InvariantCulture);

    /// <summary>The states of which an index is in the order in which they are listed; the states of one are listed together.</summary>
    private static readonly (TicketState[] Among, Sql Order)[] Lists =
    [
        ([TicketState.Called, TicketState.InService], Sql.Raw("band, class, order_key, id")),
        ([TicketState.OnHold], Sql.Raw("band, class, order_key, id")),
        ([TicketState.Waiting], Sql.Raw("band, class, order_key, id")),
        ([TicketState.Completed, TicketState.NoShow, TicketState.Cancelled, TicketState.Expired], Sql.Raw("state_since desc, band, class, order_key, id")),
    ];

    /// <summary>
    /// SQL that gives the ids of a queue's tickets, of each list the first five hundred: who is at a desk is among them however many wait, and of a
    /// hundred thousand who wait the head is read and not all.
    /// </summary>
    public static Sql First(long queueId, IReadOnlyCollection<TicketState> states, string? number = null, DateTimeOffset? since = null) => Sql.Join(" union all ", Lists
        .Select(list => (Among: list.Among.Intersect(states).ToList(), list.Order)).Where(list => list.Among.Count > 0)
        .Select(list =>
        {
            // Written out, because the indexes are over some states each and a parameter finds none of them.
            var among = Sql.Raw(string.Join(", ", list.Among.Select(state => $"'{Words.Of(state)}'")));
            return (Sql)$"""
                (select id from queues.tickets where queue_id = {queueId} and state in ({among}) {Sql.If(number, $"and number = {number}")} {Sql.If(since, $"and state_since >= {since}")}
                 order by {list.Order} limit {Sql.Raw(Limit)})
                """;
        }));

    public static async Task<Results<Ok<TicketView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var sites = caller.SitesFor(Permissions.QueuesRead);
        var ticket = await db.Find<TicketView>($"{TicketView.Select} where t.id = {id} {Sql.If(sites, $"and t.site_id = any({sites ?? []})")}", ct);
        if (ticket is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"ticket:{id}", "read", ct);
        return TypedResults.Ok(ticket.For(caller.MayAtAll));
    }

    public static async Task<Results<Ok<IReadOnlyList<TicketView>>, Refused>> OfQueue(
        long id, [AsParameters] TicketFilter filter, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var site = await db.Find<long?>($"select site_id from queues.queues where id = {id}", ct);
        if (site is not { } at || !caller.Reaches(Permissions.QueuesRead, at))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        TicketState[] states = filter.State is { Length: > 0 } some ? some : TicketLifecycle.Active;
        var rows = await db.List<TicketView>($"""
            {TicketView.Select} where t.id in ({First(id, states, filter.Number, filter.Since)})
            order by t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED'), t.state = 'WAITING',
                case when t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED') then t.state_since end desc, t.band, t.class, t.order_key, t.id
            limit {Most}
            """, ct);
        await log.Looked(caller, rows.Select(ticket => $"ticket:{ticket.Id}"), "list", ct);
        return TypedResults.Ok<IReadOnlyList<TicketView>>([.. rows.Select(ticket => ticket.For(caller.MayAtAll))]);
    }
}

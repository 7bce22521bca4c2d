using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Which tickets to list; every filter narrows. Without a state: those who are still to be served, in their order.</summary>
internal sealed record TicketFilter(TicketState[]? State, string? Number);

/// <summary>One number, or those of a queue, with names: each look stands in the access log.</summary>
internal static class ReadTickets
{
    private const int Most = 500;

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

        // Written out, because the indexes are over some states each and a parameter finds none of them.
        TicketState[] states = filter.State is { Length: > 0 } some ? some : TicketLifecycle.Active;
        var among = Sql.Raw(string.Join(", ", states.Distinct().Select(state => $"'{Words.Of(state)}'")));
        var rows = await db.List<TicketView>($"""
            {TicketView.Select} where t.queue_id = {id} and t.state in ({among}) {Sql.If(filter.Number, $"and t.number = {filter.Number}")}
            order by t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED'), t.state = 'WAITING',
                case when t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED') then t.state_since end desc, t.band, t.class, t.order_key, t.id
            limit {Most}
            """, ct);
        await log.Looked(caller, rows.Select(ticket => $"ticket:{ticket.Id}"), "list", ct);
        return TypedResults.Ok<IReadOnlyList<TicketView>>([.. rows.Select(ticket => ticket.For(caller.MayAtAll))]);
    }
}

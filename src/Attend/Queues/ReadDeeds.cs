using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>What one key did to one ticket.</summary>
internal sealed record DeedView(long TicketId, string Number, TicketAction Action);

/// <summary>One press of a key, with all that it did: what is taken back together.</summary>
/// <param name="Deeds">In the order in which they were done; one of their tickets is named to take all back.</param>
/// <param name="Last">Whether nothing was done to any of them since, so that it can be taken back now.</param>
internal sealed record PressView(long Id, DateTimeOffset At, string? ByName, bool Last, IReadOnlyList<DeedView> Deeds);

/// <summary>What was done at a desk lately, the newest first: whoever slipped sees what can be taken back, and until when.</summary>
internal static class ReadDeeds
{
    private const int Most = 20;

    public static async Task<Results<Ok<IReadOnlyList<PressView>>, Refused>> Handle(long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var site = await db.Find<long?>($"select site_id from queues.desks where id = {id} and retired_at is null", ct);
        if (site is not { } at || !caller.Reaches(Permissions.QueuesServe, at))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        // Whoever is classed or held while they wait is at no desk: that is the deed of whoever did it.
        var presses = await db.List<PressView>($"""
            select max(d.id) as id, max(d.at) as at, max(m.full_name) as by_name,
                   bool_and(not exists (select from queues.deeds l where l.ticket_id = d.ticket_id and l.undone_at is null and l.id > d.id)) as last,
                   jsonb_agg(jsonb_build_object('ticket_id', d.ticket_id, 'number', t.number, 'action', d.action) order by d.id) as deeds
            from queues.deeds d
            join queues.tickets t on t.id = d.ticket_id
            left join people.members m on m.id = substring(d.by_actor from '^user:([0-9]+)$')::bigint
            where d.undone_at is null and d.at > {clock.Micros() - UndoDeed.Window} and (d.desk_id = {id} or d.desk_id is null and d.by_actor = {caller.Actor})
            group by d.press order by max(d.id) desc limit {Most}
            """, ct);
        return TypedResults.Ok(presses);
    }
}

using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>A number as whoever holds it sees it: nobody's name stands in it.</summary>
/// <param name="Position">The rank, from 1; null when they do not wait.</param>
/// <param name="Late">They said that they would be; what staff write of a hold is not theirs to read.</param>
/// <param name="Key">The place in the line as a word that sorts: of others who come and go it tells whether they are before this one.</param>
internal sealed record HeldTicketView(
    long Id, string Number, long QueueId, string QueueCode, string QueueName, string SiteName, QueueState QueueState, TicketState State,
    DateTimeOffset StateSince, long Version, int? Position, string Key, int Waiting, DateTimeOffset JoinedAt, DateTimeOffset? CalledAt, int Recalls,
    string? DeskName, bool Late, DateTimeOffset? WorseAt)
{
    /// <summary>What the holder may do now.</summary>
    public IReadOnlyList<string> Actions => State switch
    {
        TicketState.Waiting => ["cancel", "late", "worse"],
        TicketState.Called => ["cancel"],
        TicketState.OnHold when Late => ["cancel", "here", "worse"],
        TicketState.OnHold => ["cancel", "worse"],
        _ => [],
    };

    /// <summary>The view over <c>queues.tickets t</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select t.id, t.number, t.queue_id, q.code as queue_code, q.name as queue_name, s.name as site_name, q.state as queue_state, t.state, t.state_since,
               t.version,
               case when t.state = 'WAITING' then (
                   select count(*) + 1 from queues.tickets o where o.queue_id = t.queue_id and o.state = 'WAITING'
                     and (o.band, o.class, o.order_key, o.id) < (t.band, t.class, t.order_key, t.id))::int end as position,
               queues.key(t.band, t.class, t.order_key, t.id) as key,
               (select count(*) from queues.tickets o where o.queue_id = t.queue_id and o.state = 'WAITING')::int as waiting,
               t.joined_at, t.called_at, t.recalls, d.name as desk_name, t.hold_reason is not distinct from 'late' as late, t.worse_at
        from queues.tickets t
        join queues.queues q on q.id = t.queue_id
        join people.sites s on s.id = q.site_id
        left join queues.desks d on d.id = t.desk_id
        """);
}

/// <summary>
/// What the holder of a number sees and does: the token is the right to. A day after the visit is over it opens nothing any more.
/// </summary>
internal static class MyTicket
{
    /// <summary>Said by the holder: they keep their place and are passed over until they say that they are here.</summary>
    public const string Late = "late";

    private static readonly TimeSpan After = TimeSpan.FromHours(24);

    public static async Task<Results<Ok<HeldTicketView>, Refused>> Show(string token, HttpResponse response, Db db, TimeProvider clock, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return Token.LooksShort(token) && await db.Find<HeldTicketView>($"{HeldTicketView.Select} where {Held(token, clock.Micros())}", ct) is { } ticket
            ? TypedResults.Ok(ticket)
            : PlatformProblems.NotFound.Refuse();
    }

    /// <summary>They give up their place.</summary>
    public static Task<Results<Ok<HeldTicketView>, Refused>> Cancel(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Cancel, row => row with { State = TicketState.Cancelled }, db, caller, ct, "cancelled");

    public static Task<Results<Ok<HeldTicketView>, Refused>> ComeLate(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Hold, row => row.State is TicketState.Waiting ? row with { State = TicketState.OnHold, HoldReason = Late } : null, db, caller, ct);

    public static Task<Results<Ok<HeldTicketView>, Refused>> BeHere(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Return, row => row.HoldReason == Late ? row.InLine() : null, db, caller, ct);

    /// <summary>They feel worse: their place stays, and a nurse is told to look at them now.</summary>
    public static Task<Results<Ok<HeldTicketView>, Refused>> FeelWorse(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.FeelWorse, row => row, db, caller, ct);

    public static Sql Held(string token, DateTimeOffset now) =>
        $"t.token = {Token.Hash(token)} and (t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD') or t.state_since > {now - After})";

    private static Task<Results<Ok<HeldTicketView>, Refused>> Act(
        string token, TicketAction action, Func<TicketRow, TicketRow?> become, Db db, Caller caller, CancellationToken ct, string? ended = null) =>
        db.Write<Results<Ok<HeldTicketView>, Refused>>(caller, async change =>
        {
            if (!Token.LooksShort(token))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var held = change.Find<long?>($"select t.id from queues.tickets t where {Held(token, change.Now)} for no key update");
            await change.Send();
            if (held.Value is not { } id)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var step = TicketStep.Read(change, id);
            await change.Send();
            if (!TicketLifecycle.Table.Allows(step.Row.State, action) || become(step.Row) is not { } after)
            {
                return PlatformProblems.WrongState.Refuse(new { state = step.Row.State });
            }

            step.Save(action, after, ended);
            var view = change.One<HeldTicketView>($"{HeldTicketView.Select} where t.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}

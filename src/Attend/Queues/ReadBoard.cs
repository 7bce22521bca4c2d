using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>A number that is at a desk.</summary>
/// <param name="CalledAt">Or received there without a call.</param>
internal sealed record ServedNumber(string Number, string? DeskName, TicketState State, DateTimeOffset CalledAt, int Recalls);

/// <summary>What hangs on the wall: numbers only.</summary>
/// <param name="Serving">At the desks, the last one called first.</param>
/// <param name="Next">The first ten of those who wait, in their order.</param>
internal sealed record BoardView(
    long QueueId, string Code, string Name, QueueState State, IReadOnlyList<ServedNumber> Serving, string[] Next, long Version)
{
    /// <summary>The view over <c>queues.queues q</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select q.id as queue_id, q.code, q.name, q.state, q.version,
               coalesce((
                   select jsonb_agg(jsonb_build_object('number', t.number, 'desk_name', d.name, 'state', t.state, 'called_at', coalesce(t.called_at, t.in_service_at), 'recalls', t.recalls)
                       order by coalesce(t.called_at, t.in_service_at) desc, t.id)
                   from queues.tickets t left join queues.desks d on d.id = t.desk_id
                   where t.queue_id = q.id and t.state in ('CALLED', 'IN_SERVICE')), '[]') as serving,
               array(select t.number from queues.tickets t where t.queue_id = q.id and t.state = 'WAITING' order by t.band, t.class, t.order_key, t.id limit 10) as next
        from queues.queues q
        """);
}

/// <summary>A queue's board, for a television or for anybody.</summary>
internal static class ReadBoard
{
    public static async Task<Results<Ok<BoardView>, Refused>> Handle(long id, Db db, CancellationToken ct) =>
        await db.Find<BoardView>($"{BoardView.Select} where q.id = {id}", ct) is { } board ? TypedResults.Ok(board) : PlatformProblems.NotFound.Refuse();
}

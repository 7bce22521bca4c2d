using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Queues;

/// <summary>
/// A number for somebody, however they come by it. The queue's row is locked, so that numbers have no gaps, no more wait than may and nobody
/// joins while the door is being shut; whoever is called meanwhile is not held up by that.
/// </summary>
internal sealed class IssueTicket
{
    private readonly Pending<QueueRow?> queue;
    private readonly Pending<Number?> number;
    private readonly Pending<int> waiting;
    private readonly Pending<long> id;

    private IssueTicket(Pending<QueueRow?> queue, Pending<Number?> number, Pending<int> waiting, Pending<long> id) =>
        (this.queue, this.number, this.waiting, this.id) = (queue, number, waiting, id);

    private sealed record Number(string Text, int Serial, DateOnly ServiceDay);

    /// <summary>Null where there is no such queue.</summary>
    public QueueRow? Found => queue.Value;

    public long Id => id.Value;

    /// <summary>Queues the lock of the queue and what is to be known of it.</summary>
    public static IssueTicket Load(Change change, long queueId)
    {
        change.Lock($"select from queues.queues where id = {queueId} for no key update");
        return new IssueTicket(
            change.Find<QueueRow>($"{QueueRow.Select} where q.id = {queueId}"),
            // The next one; and as long as somebody of an earlier day still has it, the one after that.
            change.Find<Number>($"""
                with recursive d as (
                    select q.site_id, q.code, (({change.Now}::timestamptz at time zone s.zone) - q.day_starts_at::interval)::date as service_day
                    from queues.queues q join people.sites s on s.id = q.site_id where q.id = {queueId}
                ), tried as (
                    select (select coalesce(max(t.serial), 0) + 1 from queues.tickets t where t.issued_by = {queueId} and t.service_day = d.service_day) as serial
                    from d
                    union all
                    select tried.serial + 1 from tried cross join d where exists (
                        select from queues.tickets o where o.site_id = d.site_id and o.number = queues.number(d.code, tried.serial)
                          and o.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD'))
                )
                select queues.number(d.code, n.serial) as text, n.serial, d.service_day from d cross join (select max(serial) as serial from tried) n
                """),
            change.One<int>($"""
                select count(*)::int from queues.tickets
                where queue_id = {queueId} and state = 'WAITING' and (select capacity from queues.queues where id = {queueId}) is not null
                """),
            change.NextId("queues.tickets"));
    }

    /// <summary>Why nobody can join now.</summary>
    /// <param name="expected">Whoever has a booking comes into a full queue all the same.</param>
    public Refused? Refuse(bool expected = false) => Found switch
    {
        null => Platform.Web.PlatformProblems.NotFound.Refuse(),
        { State: QueueState.Closed } => QueueProblems.Closed.Refuse(),
        { State: QueueState.Closing } => QueueProblems.Closing.Refuse(),
        { State: QueueState.Paused } => QueueProblems.Paused.Refuse(),
        { Capacity: { } most } when !expected && waiting.Value >= most => QueueProblems.Full.Refuse(new { capacity = most }),
        _ => null,
    };

    /// <summary>Queues the ticket.</summary>
    /// <param name="arrived">Since when they wait, where that is not now.</param>
    public OrderKey Save(
        Change change, Level level, bool emergency, bool considered, TicketSource source, byte[] token, DateTimeOffset? arrived = null, params (string Column, object? Value)[] more)
    {
        var key = OrderKey.Of(Found!, level, emergency, considered, arrived ?? change.Now, Id);
        change.Add(TicketLifecycle.Table, Id, TicketAction.Issue,
        [
            ("token", token), ("number", number.Value!.Text), ("issued_by", Found!.Id), ("service_day", number.Value.ServiceDay), ("serial", number.Value.Serial),
            ("site_id", Found.SiteId), ("queue_id", Found.Id), ("scale_id", Found.ScaleId), ("level", level.Place), ("considered", considered), ("source", source), ("band", key.Band),
            ("class", key.Class), ("order_key", key.At), ("arrived_at", arrived ?? change.Now), .. more,
        ], data: new { level = level.Place, band = key.Band, source });
        Unattended.Watch(change, Found, Id, level, key.Band, source);
        Reassessment.Watch(change, Id, level);
        return key;
    }

    /// <summary>What is shown of it: the number.</summary>
    public string Text => number.Value!.Text;
}

using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Live;

namespace Attend.Queues;

/// <summary>The sockets of Queues: a queue's wall for anybody, its staff's desk, and a number's own page.</summary>
internal static class QueueChannels
{
    /// <summary>By its code, and its site where several have such a queue. Staff of the site hear of the tickets, everybody else numbers.</summary>
    public static readonly Channel Queue = new("/ws/queue/{code}/", Permission.Anyone, AdmitToQueue, QueueSnapshot);

    /// <summary>The token is the right to; when the number goes to another queue, its holder comes again.</summary>
    public static readonly Channel Holder = new("/ws/ticket/{token}/", Permission.Anyone, AdmitToTicket, TicketSnapshot, Ends: true);

    private sealed record Found(long Id, long SiteId);

    private static async Task<Seat?> AdmitToQueue(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var db = services.GetRequiredService<Db>();
        var code = request.RouteValues["code"]!.ToString()!.ToUpperInvariant();
        long? site = long.TryParse(request.Query["site"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : null;
        var found = await db.List<Found>($"select id, site_id from queues.queues where code = {code} {Sql.If(site, $"and site_id = {site}")} order by id limit 2");
        return found switch
        {
            [var queue] => new Seat(caller.Reaches(Permissions.QueuesRead, queue.SiteId) ? QueueNews.Staff(queue.Id) : QueueNews.Wall(queue.Id)),
            _ => null,
        };
    }

    private static async Task<object> QueueSnapshot(IServiceProvider services, Reads reads, string sees)
    {
        var id = Number(sees);
        var queue = reads.One<QueueView>($"{QueueView.Select} where q.id = {id}");
        var board = reads.One<BoardView>($"{BoardView.Select} where q.id = {id}");
        var staff = sees == QueueNews.Staff(id);
        var tickets = staff
            ? reads.List<TicketView>($"{TicketView.Select} where t.queue_id = {id} and t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD') order by t.band, t.class, t.order_key, t.id limit 500")
            : null;
        var desks = staff ? reads.List<DeskView>($"{DeskView.Select} where d.retired_at is null and exists (select from queues.desk_queues s where s.desk_id = d.id and s.queue_id = {id}) order by d.id") : null;
        await reads.Send();
        return new { status = QueueStatus.Of(queue.Value), board = board.Value, queue = queue.Value, tickets = tickets?.Value, desks = desks?.Value };
    }

    private static async Task<Seat?> AdmitToTicket(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var token = request.RouteValues["token"]!.ToString()!;
        if (!Token.LooksShort(token))
        {
            return null;
        }

        var held = await services.GetRequiredService<Db>().Find<Held>(
            $"select t.id, t.queue_id from queues.tickets t where {MyTicket.Held(token, services.GetRequiredService<TimeProvider>().Micros())}");
        return held is null ? null : new Seat(QueueNews.Holders(held.QueueId), string.Create(CultureInfo.InvariantCulture, $"ticket:{held.Id}"));
    }

    private static async Task<object> TicketSnapshot(IServiceProvider services, Reads reads, string sees)
    {
        var ticket = reads.One<HeldTicketView>($"{HeldTicketView.Select} where t.id = {Number(sees)}");
        await reads.Send();
        return new { ticket = ticket.Value };
    }

    private static long Number(string name) => long.Parse(name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private sealed record Held(long Id, long QueueId);
}

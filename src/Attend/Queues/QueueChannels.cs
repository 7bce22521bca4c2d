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

    private static async Task<Seat?> AdmitToQueue(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var code = request.RouteValues["code"]!.ToString()!.ToUpperInvariant();
        long? site = long.TryParse(request.Query["site"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : null;
        return await services.GetRequiredService<Admission>().Queue(code, site, CancellationToken.None) switch
        {
            { } queue => caller.Reaches(Permissions.QueuesRead, queue.SiteId)
                ? new Seat(QueueNews.Staff(queue.Id, permission => caller.Reaches(permission, queue.SiteId)), Records: true)
                : new Seat(QueueNews.Wall(queue.Id)),
            _ => null,
        };
    }

    private static async Task<object> QueueSnapshot(IServiceProvider services, Reads reads, string sees)
    {
        var id = Number(sees);
        var queue = reads.One<QueueView>($"{QueueView.Select} where q.id = {id}");
        var board = reads.One<BoardView>($"{BoardView.Select} where q.id = {id}");
        var may = QueueNews.StaffOf(sees);
        var tickets = may is not null
            ? reads.List<TicketView>($"{TicketView.Unranked} where t.id in ({ReadTickets.First(id, TicketLifecycle.Active)}) order by t.band, t.class, t.order_key, t.id")
            : null;
        var desks = may is not null
            ? reads.List<DeskView>($"{DeskView.Select} where d.retired_at is null and exists (select from queues.desk_queues s where s.desk_id = d.id and s.queue_id = {id}) order by d.id") : null;
        await reads.Send();
        return new
        {
            status = QueueStatus.Of(queue.Value), board = board.Value, queue = queue.Value.For(permission => may?.Invoke(permission) ?? false),
            tickets = tickets is null ? null : Ranked(tickets.Value, may!), desks = desks?.Value.Select(desk => desk.For(may!)),
        };
    }

    private static async Task<Seat?> AdmitToTicket(IServiceProvider services, Caller caller, HttpRequest request)
    {
        if (await services.GetRequiredService<Admission>().Ticket(request.RouteValues["token"]!.ToString()!, CancellationToken.None) is not { } held)
        {
            return null;
        }

        await services.GetRequiredService<Lines>().Know(held.QueueId);
        return new Seat(QueueNews.Holders(held.QueueId), QueueNews.Holder(held.Id), Place: held.State is TicketState.Waiting ? held.Key : null);
    }

    private static async Task<object> TicketSnapshot(IServiceProvider services, Reads reads, string sees)
    {
        var ticket = reads.One<HeldTicketView>($"{HeldTicketView.Select} where t.id = {Number(sees)}");
        await reads.Send();
        return new PlacedView(ticket.Value.Place, new { ticket = ticket.Value });
    }

    private static long Number(string name) => long.Parse(name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    /// <summary>The line as it was read is in its order.</summary>
    private static IEnumerable<TicketView> Ranked(IReadOnlyList<TicketView> tickets, Func<Permission, bool> may)
    {
        var ahead = 0;
        foreach (var ticket in tickets)
        {
            yield return (ticket.State is TicketState.Waiting ? ticket with { Position = ++ahead } : ticket).For(may);
        }
    }
}

using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Queues;

/// <summary>
/// What the rooms of a queue hear. The wall and whoever watches hear numbers and counts; staff the tickets, with the buttons that they may press;
/// a phone of its own number, and of others only that it moved: one message for all whom somebody's coming or going moves.
/// </summary>
internal static class QueueNews
{
    public static readonly Projection Projection = new("queues", Project);

    private static readonly object Back = new { moved = 1 };
    private static readonly object Ahead = new { moved = -1 };

    /// <summary>Whoever serves keeps the bookings too.</summary>
    private static readonly Permission[] Serve = [Permissions.QueuesServe, Permissions.BookingsMake, Permissions.BookingsKeep];

    /// <summary>What staff may do differs; those who may do the same hear the same.</summary>
    private static readonly (string Word, Permission[] May)[] Desks =
    [
        ("triage", [Permissions.QueuesOpen, .. Serve, Permissions.QueuesTriage]), ("serve", [Permissions.QueuesOpen, .. Serve]), ("read", []),
    ];

    /// <summary>Numbers only: anybody.</summary>
    public static string Wall(long queueId) => Room("queue", queueId);

    /// <summary>With names: who works there.</summary>
    /// <param name="may">What they may do at the queue's site.</param>
    public static string Staff(long queueId, Func<Permission, bool> may) => Room("queue-" + Desks.First(desk => desk.May.All(may)).Word, queueId);

    /// <summary>Those who hold a number of the queue.</summary>
    public static string Holders(long queueId) => Room("queue-line", queueId);

    /// <summary>One who holds a number, among them.</summary>
    public static string Holder(long ticketId) => Room("ticket", ticketId);

    /// <summary>What those in a room of staff may do; null where it is no such room.</summary>
    public static Func<Permission, bool>? StaffOf(string room) =>
        Desks.FirstOrDefault(desk => room.StartsWith($"queue-{desk.Word}:", StringComparison.Ordinal)).May is { } may ? may.Contains : null;

    /// <summary>The queues that anybody of this node watches, or waits in.</summary>
    public static IEnumerable<long> Watched(Rooms rooms) => rooms.Watched("queue")
        .Where(room => room.StartsWith("queue:", StringComparison.Ordinal) || room.StartsWith("queue-", StringComparison.Ordinal))
        .Select(room => long.Parse(room.AsSpan(room.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture)).Distinct();

    /// <summary>How long people wait, to everybody who watches a queue or waits in it.</summary>
    public static IEnumerable<News> OfForecast(ForecastView forecast) =>
        Everybody(forecast.QueueId).Select(room => new News(room, "forecast_update", "", forecast, "forecast:" + Wall(forecast.QueueId)));

    private static IEnumerable<string> Everybody(long queueId) => [Wall(queueId), Holders(queueId), .. Desks.Select(desk => Room("queue-" + desk.Word, queueId))];

    private static string Room(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{id}");

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("ticket") || row.Item.Concerns("queue") || row.Item.Concerns("desk")).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        var lines = services.GetRequiredService<Lines>();
        var views = await Views.Read(services.GetRequiredService<Db>(), lines, heard.ConvertAll(row => row.Item), ct);
        var news = new List<(int, News)>();
        var last = heard.SelectMany(row => views.QueuesOf(row.Item).Select(queue => (queue, row.Index))).GroupBy(one => one.queue).ToDictionary(one => one.Key, one => one.Max(each => each.Index));
        foreach (var (index, row) in heard)
        {
            void Tell(News one) => news.Add((index, one));
            if (row.Concerns("ticket") && views.Tickets.GetValueOrDefault(row.SubjectId) is { } ticket)
            {
                var moved = await lines.Hear(row, ct);
                OfTicket(row, ticket, lines, Tell);
                OfLine(ticket.Id, moved, Tell);
                OfHolder(row, views.Held[ticket.Id], moved.Again, lines, Tell);
            }

            if (QueueNotification.Of(row) is { } notification)
            {
                OfNotification(row.SubjectId, notification, Tell);
            }

            // How a queue stands is told once for a batch: at the last of its events, because only then has all of it been counted.
            foreach (var id in views.QueuesOf(row).Where(id => last[id] == index))
            {
                lines.Touch(id);
                // Of a desk that was edited while this was read only a part may be known; that edit has an event of its own.
                if (views.Queues.GetValueOrDefault(id) is { } queue && views.Boards.GetValueOrDefault(id) is { } board)
                {
                    OfQueue(queue with { Waiting = lines.Count(id) }, board, Tell);
                }
            }

            if (row.Concerns("desk") && views.Desks.GetValueOrDefault(row.SubjectId) is { } desk)
            {
                foreach (var queue in views.QueuesOf(row))
                {
                    ToStaff(queue, may => new News("", "desk_update", Named(row), desk.For(may)), Tell);
                }
            }
        }

        return news;
    }

    private static void OfTicket(EventRow row, TicketView ticket, Lines lines, Action<News> tell)
    {
        var ranked = ticket with { Position = ticket.State is TicketState.Waiting ? lines.Ahead(ticket.QueueId, OrderKey.Parse(ticket.Key)) + 1 : null };
        foreach (var queue in QueuesOf(row))
        {
            ToStaff(queue, may => new News("", "ticket_update", Named(row), ranked.For(may)), tell);
        }

        if (row.Kind is "queues.ticket_called" or "queues.ticket_recalled")
        {
            // On the wall of the queue that called, wherever they were sent since.
            tell(new News(Wall(row.Number("queue_id") ?? ticket.QueueId), "ticket_called", Named(row), new { ticket.Number, ticket.DeskName, recalls = ticket.Recalls }));
        }
    }

    /// <summary>Who stands behind the place that was given up moves up; who stands behind the one that was taken moves back; who stands behind both does not move.</summary>
    private static void OfLine(long ticketId, Lines.Moved moved, Action<News> tell)
    {
        var own = Holder(ticketId);
        if (moved is { Left: { } from, Joined: { } to } && from.QueueId == to.QueueId)
        {
            var up = to.Key.CompareTo(from.Key) < 0;
            var (first, second) = up ? (to.Key, from.Key) : (from.Key, to.Key);
            tell(new News(Holders(from.QueueId), "queue_position_update", "", up ? Back : Ahead, Meant: new Meant(Except: own, After: first.ToString(), Before: second.ToString())));
            return;
        }

        if (moved.Left is { } left)
        {
            tell(new News(Holders(left.QueueId), "queue_position_update", "", Ahead, Meant: new Meant(Except: own, After: left.Key.ToString())));
        }

        if (moved.Joined is { } joined)
        {
            tell(new News(Holders(joined.QueueId), "queue_position_update", "", Back, Meant: new Meant(Except: own, After: joined.Key.ToString())));
        }
    }

    /// <summary>
    /// What became of a number, to whoever holds it: as it is now, which may be later than the event, and with the rank that this place has as of the
    /// event, because what follows will move it on. A rank of a later moment is not said; the page asks again.
    /// </summary>
    private static void OfHolder(EventRow row, HeldTicketView ticket, bool again, Lines lines, Action<News> tell)
    {
        var waits = ticket.State is TicketState.Waiting;
        var view = ticket with { Position = waits && !again ? lines.Ahead(ticket.QueueId, OrderKey.Parse(ticket.Key)) + 1 : null, Waiting = lines.Count(ticket.QueueId) };
        var data = new { ticket = view };
        foreach (var queue in QueuesOf(row))
        {
            tell(new News(Holders(queue), "ticket_update", Named(row), data, Meant: new Meant(
                Only: Holder(ticket.Id), Place: ticket.Place, Goodbye: ticket.QueueId != queue)));
        }
    }

    private static void OfNotification(long queueId, QueueNotification notification, Action<News> tell)
    {
        tell(new News(Wall(queueId), "queue_notification", "", notification, Body: "notification"));
        ToStaff(queueId, _ => new News("", "queue_notification", "", notification, Body: "notification"), tell);
    }

    private static void OfQueue(QueueView queue, BoardView board, Action<News> tell)
    {
        foreach (var news in OfStatus(queue))
        {
            tell(news);
        }

        tell(new News(Wall(queue.Id), "board_update", "", board, "board:" + Wall(queue.Id)));
    }

    /// <summary>How a queue stands, to everybody who watches it or waits in it.</summary>
    public static IEnumerable<News> OfStatus(QueueView queue)
    {
        var status = QueueStatus.Of(queue);
        return Everybody(queue.Id).Select(room => new News(room, "queue_status_update", "", status, Wall(queue.Id), "status"));
    }

    /// <summary>The same to all staff of a queue, with what each of them may do.</summary>
    public static void ToStaff(long queueId, Func<Func<Permission, bool>, News> news, Action<News> tell)
    {
        foreach (var (word, may) in Desks)
        {
            tell(news(may.Contains) with { Room = Room("queue-" + word, queueId) });
        }
    }

    /// <summary>
    /// Every queue that an event names and changes the counts of: that which somebody left, and that which they are in; those that a desk served
    /// until it was edited.
    /// </summary>
    private static IEnumerable<long> QueuesOf(EventRow row) => (row switch
    {
        _ when row.Concerns("queue") => [row.SubjectId],
        _ when row.Concerns("desk") => row.Data.TryGetProperty("served", out var served) ? served.EnumerateArray().Select(queue => queue.GetInt64()) : [],
        _ => new[] { row.Number("from_queue_id"), row.Number("queue_id") }.OfType<long>(),
    }).Distinct();

    /// <summary>An event's name on the sockets: <c>TICKET_CALLED</c>.</summary>
    public static string Named(EventRow row) => row.Kind[(row.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..].ToUpperInvariant();

    /// <summary>The views that a batch needs, each thing once.</summary>
    private sealed record Views(
        IReadOnlyDictionary<long, TicketView> Tickets, IReadOnlyDictionary<long, HeldTicketView> Held, IReadOnlyDictionary<long, QueueView> Queues,
        IReadOnlyDictionary<long, BoardView> Boards, IReadOnlyDictionary<long, DeskView> Desks)
    {
        /// <summary>The same, with those that a desk serves now: how many work for them, and so how long people wait, has changed.</summary>
        public IEnumerable<long> QueuesOf(EventRow row) => row.Concerns("desk") && Desks.GetValueOrDefault(row.SubjectId) is { } desk
            ? QueueNews.QueuesOf(row).Union(desk.Queues)
            : QueueNews.QueuesOf(row);

        public static async Task<Views> Read(Db db, Lines lines, IReadOnlyList<EventRow> events, CancellationToken ct)
        {
            long[] tickets = [.. events.Where(row => row.Concerns("ticket")).Select(row => row.SubjectId).Distinct()];
            long[] queues = [.. events.SelectMany(QueueNews.QueuesOf).Distinct()];
            long[] desks = [.. events.Where(row => row.Concerns("desk")).Select(row => row.SubjectId).Distinct()];
            Sql meant = $"select unnest({queues}) union select queue_id from queues.desk_queues where desk_id = any({desks})";
            var read = await db.Read(reads => (
                Tickets: reads.List<TicketView>($"{TicketView.Unranked} where t.id = any({tickets})"),
                Held: reads.List<HeldTicketView>($"{HeldTicketView.Unranked} where t.id = any({tickets})"),
                Queues: reads.List<QueueView>($"{QueueView.Uncounted} where q.id in ({meant})"),
                Boards: reads.List<BoardView>($"{BoardView.Select} where q.id in ({meant})"),
                Desks: reads.List<DeskView>($"{DeskView.Select} where d.id = any({desks})")), ct);
            // A view may be of a later moment, and its ticket in a queue that no event of the batch names.
            foreach (var queue in queues.Concat(read.Queues.Value.Select(queue => queue.Id)).Concat(read.Tickets.Value.Select(ticket => ticket.QueueId))
                .Concat(read.Held.Value.Select(ticket => ticket.QueueId)).Distinct())
            {
                await lines.Know(queue, ct);
            }

            return new Views(
                read.Tickets.Value.ToDictionary(one => one.Id), read.Held.Value.ToDictionary(one => one.Id), read.Queues.Value.ToDictionary(one => one.Id),
                read.Boards.Value.ToDictionary(one => one.QueueId), read.Desks.Value.ToDictionary(one => one.Id));
        }
    }
}

using System.Globalization;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Queues;

/// <summary>
/// What the rooms of a queue hear. The wall and whoever watches hear numbers and counts; staff the tickets; and those who wait hear of every
/// place that is given up or taken in their line, one message for all of them: each knows from its own key whether that moves it.
/// </summary>
internal static class QueueNews
{
    public static readonly Projection Projection = new("queues", Project);

    /// <summary>Numbers only: anybody.</summary>
    public static string Wall(long queueId) => string.Create(CultureInfo.InvariantCulture, $"queue:{queueId}");

    /// <summary>With names: who works there.</summary>
    public static string Staff(long queueId) => string.Create(CultureInfo.InvariantCulture, $"queue-staff:{queueId}");

    /// <summary>Those who hold a number of the queue.</summary>
    public static string Holders(long queueId) => string.Create(CultureInfo.InvariantCulture, $"queue-line:{queueId}");

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("ticket") || row.Item.Concerns("queue") || row.Item.Concerns("desk")).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        var lines = services.GetRequiredService<Lines>();
        var views = await Views.Read(services.GetRequiredService<Db>(), heard.ConvertAll(row => row.Item), ct);
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            void Tell(News one) => news.Add((index, one));
            if (row.Concerns("ticket") && views.Tickets.GetValueOrDefault(row.SubjectId) is { } ticket)
            {
                OfTicket(row, ticket, await lines.Hear(row, ct), Tell);
            }

            foreach (var id in QueuesOf(row))
            {
                if (views.Queues.GetValueOrDefault(id) is { } queue)
                {
                    OfQueue(queue, views.Boards[id], Tell);
                }
            }

            if (row.Concerns("desk") && views.Desks.GetValueOrDefault(row.SubjectId) is { } desk)
            {
                foreach (var queue in desk.Queues)
                {
                    Tell(new News(Staff(queue), "desk_update", Named(row), desk));
                }
            }
        }

        return news;
    }

    private static void OfTicket(EventRow row, TicketView ticket, Lines.Moved moved, Action<News> tell)
    {
        foreach (var queue in QueuesOf(row))
        {
            tell(new News(Staff(queue), "ticket_update", Named(row), ticket));
            tell(new News(Holders(queue), "queue_position_update", Named(row), new
            {
                ticket.Number, ticket.State, version = Number(row, "version"), queue_id = ticket.QueueId, desk_name = ticket.DeskName,
                left = moved.Left?.QueueId == queue ? moved.Left.Value.Key.ToString() : null,
                joined = moved.Joined?.QueueId == queue ? moved.Joined.Value.Key.ToString() : null,
                ahead = moved.Joined?.QueueId == queue ? moved.Ahead : null,
            }));
        }

        if (row.Kind is "queues.ticket_called" or "queues.ticket_recalled")
        {
            tell(new News(Wall(ticket.QueueId), "ticket_called", Named(row), new { ticket.Number, ticket.DeskName, recalls = ticket.Recalls }));
        }
    }

    private static void OfQueue(QueueView queue, BoardView board, Action<News> tell)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"queue:{queue.Id}");
        foreach (var room in new[] { Wall(queue.Id), Staff(queue.Id), Holders(queue.Id) })
        {
            tell(new News(room, "queue_status_update", "", QueueStatus.Of(queue), key, "status"));
        }

        tell(new News(Wall(queue.Id), "board_update", "", board, "board:" + key));
    }

    /// <summary>Every queue that an event changes the counts of: that which somebody left, and that which they are in.</summary>
    private static IEnumerable<long> QueuesOf(EventRow row) =>
        (row.Concerns("queue") ? [row.SubjectId] : new[] { Number(row, "from_queue_id"), Number(row, "queue_id") }.OfType<long>()).Distinct();

    private static string Named(EventRow row) => row.Kind[(row.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..].ToUpperInvariant();

    private static long? Number(EventRow row, string member) =>
        row.Data.TryGetProperty(member, out var value) && value.ValueKind is System.Text.Json.JsonValueKind.Number ? value.GetInt64() : null;

    /// <summary>The views that a batch needs, each thing once.</summary>
    private sealed record Views(
        IReadOnlyDictionary<long, TicketView> Tickets, IReadOnlyDictionary<long, QueueView> Queues, IReadOnlyDictionary<long, BoardView> Boards,
        IReadOnlyDictionary<long, DeskView> Desks)
    {
        public static async Task<Views> Read(Db db, IReadOnlyList<EventRow> events, CancellationToken ct)
        {
            long[] tickets = [.. events.Where(row => row.Concerns("ticket")).Select(row => row.SubjectId).Distinct()];
            long[] queues = [.. events.SelectMany(QueuesOf).Distinct()];
            long[] desks = [.. events.Where(row => row.Concerns("desk")).Select(row => row.SubjectId).Distinct()];
            var read = await db.Read(reads => (
                Tickets: reads.List<TicketView>($"{TicketView.Select} where t.id = any({tickets})"),
                Queues: reads.List<QueueView>($"{QueueView.Select} where q.id = any({queues})"),
                Boards: reads.List<BoardView>($"{BoardView.Select} where q.id = any({queues})"),
                Desks: reads.List<DeskView>($"{DeskView.Select} where d.id = any({desks})")), ct);
            return new Views(read.Tickets.Value.ToDictionary(one => one.Id), read.Queues.Value.ToDictionary(one => one.Id),
                read.Boards.Value.ToDictionary(one => one.QueueId), read.Desks.Value.ToDictionary(one => one.Id));
        }
    }
}

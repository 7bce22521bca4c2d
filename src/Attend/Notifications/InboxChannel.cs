using System.Globalization;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Notifications;

/// <summary>
/// One's own messages as they come, on every device that is open: what is new, what was read elsewhere, what is over. A newcomer sees what
/// waits to be read.
/// </summary>
internal static class InboxChannel
{
    /// <summary>More than anybody reads; the rest is in the inbox.</summary>
    private const int Shown = 100;

    private const string Acknowledged = "notifications.message_acknowledged";
    private const string Withdrawn = "notifications.message_withdrawn";

    private const string Prefix = "me:";

    /// <summary>So many are read at once.</summary>
    private const int AtOnce = 1_000;

    public static readonly Channel Channel = new("/ws/me/", Permission.SignedIn,
        (_, caller, _) => Task.FromResult<Seat?>(new(Room(caller.User))), Snapshot, MarkNotifications.Hear, WhileOpen: true);

    public static readonly Projection Projection = new("notifications", Project);

    private static string Room(long userId) => $"{Prefix}{userId}";

    private static long Owner(string room) => long.Parse(room.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var userId = Owner(room);
        var waiting = reads.List<NotificationView>($"{NotificationView.Of(userId)} {NotificationView.Unread} order by d.message_id desc limit {Shown}");
        var unread = ReadInbox.Unread(reads, userId);
        await reads.Send();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        return new { notifications = waiting.Value.Select(one => one.InWords(now)).Reverse().ToList(), unread = unread.Value };
    }

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(
        IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var deliveries = events.Index().Where(row => IsInbox(row.Item)).ToList();
        var messages = events.Index().Where(row => row.Item.Kind is Acknowledged or Withdrawn).ToList();
        if (deliveries.Count == 0 && messages.Count == 0)
        {
            return [];
        }

        // A message may be for a hundred thousand, of whom hardly anybody looks: of what nobody sees nothing is read.
        var here = services.GetRequiredService<OpenRooms>().Named(Prefix).Select(Owner).ToHashSet();
        deliveries.RemoveAll(row => !here.Contains(row.Item.SubjectId));
        var db = services.GetRequiredService<Db>();
        long[] about = here.Count == 0 ? [] : [.. messages.Select(row => row.Item.SubjectId).Distinct()];
        var held = about.Length == 0 ? [] : await db.List<long>(NotificationView.Held(about, [.. here]), ct);
        var views = new Dictionary<long, NotificationView>();
        foreach (var ids in deliveries.Select(row => Id(row.Item)).Concat(held).Distinct().Chunk(AtOnce))
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            foreach (var view in await db.List<NotificationView>(NotificationView.Among(ids), ct))
            {
                views[view.Id] = view.InWords(now);
            }
        }

        var told = views.Values.ToLookup(view => view.MessageId);
        return
        [
            .. from row in deliveries
               let view = views.GetValueOrDefault(Id(row.Item))
               where view is not null
               select (row.Index, Of(row.Item, view)),
            .. from row in messages
               from view in told[row.Item.SubjectId]
               select (row.Index, Of(row.Item, view)),
        ];
    }

    private static News Of(EventRow row, NotificationView view) =>
        new(Room(view.UserId), "notification", row.Kind[(row.Kind.LastIndexOf('_') + 1)..].ToUpperInvariant(), view);

    private static bool IsInbox(EventRow row) =>
        row.Kind.StartsWith("notifications.delivery_", StringComparison.Ordinal) && row.Data.GetProperty("way").ValueEquals("in_app");

    private static long Id(EventRow row) => row.Data.GetProperty("delivery_id").GetInt64();
}

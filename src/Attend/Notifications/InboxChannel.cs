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

    public static readonly Channel Channel = new("/ws/me/", Permission.SignedIn,
        (_, caller, _) => Task.FromResult<string?>(Room(caller.User)), Snapshot, MarkNotifications.Hear);

    public static readonly Projection Projection = new("notifications", Project);

    private static string Room(long userId) => $"me:{userId}";

    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var userId = long.Parse(room.AsSpan(room.IndexOf(':') + 1), CultureInfo.InvariantCulture);
        var waiting = reads.List<NotificationView>($"{NotificationView.Of(userId)} {NotificationView.Unread} order by d.message_id desc limit {Shown}");
        var unread = ReadInbox.Unread(reads, userId);
        await reads.Send();
        return new { notifications = waiting.Value.Select(one => one.For(Reader(userId))).Reverse().ToList(), unread = unread.Value };
    }

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(
        IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index()
            .Where(row => row.Item.Kind.StartsWith("notifications.delivery_", StringComparison.Ordinal) && row.Item.Data.GetProperty("way").ValueEquals("in_app"))
            .ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        var db = services.GetRequiredService<Db>();
        long[] ids = [.. heard.Select(row => Id(row.Item)).Distinct()];
        var views = (await db.List<NotificationView>(NotificationView.Among(ids), ct)).ToDictionary(view => view.Id);
        return
        [
            .. from row in heard
               let view = views.GetValueOrDefault(Id(row.Item))
               where view is not null
               select (row.Index, new News(Room(row.Item.SubjectId), "notification", Named(row.Item), view.For(Reader(row.Item.SubjectId)))),
        ];
    }

    private static string Named(EventRow row) => row.Kind["notifications.delivery_".Length..].ToUpperInvariant();

    private static long Id(EventRow row) => row.Data.GetProperty("delivery_id").GetInt64();

    private static Caller Reader(long userId) => new($"user:{userId}", userId, null, new Dictionary<Permission, Grant>());
}

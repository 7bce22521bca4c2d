using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>Newest first; <c>after</c> goes back in time.</summary>
/// <param name="Unread">Only those that were not read.</param>
internal sealed record InboxFilter(bool? Unread = null);

/// <summary>A page of somebody's inbox, with how many wait to be read.</summary>
internal sealed record InboxView(IReadOnlyList<NotificationView> Items, long? Next, long Unread);

/// <summary>One's own messages.</summary>
internal static class ReadInbox
{
    public static async Task<Ok<InboxView>> Handle(
        [AsParameters] InboxFilter filter, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Rows: reads.List<NotificationView>($"""
                {NotificationView.Of(caller.User)} {(filter.Unread is true ? NotificationView.Unread : null)}
                {Sql.If(paging.After, $"and d.message_id < (select message_id from notifications.deliveries where id = {paging.From})")}
                order by d.message_id desc limit {paging.Fetch}
                """),
            Unread: Unread(reads, caller.User)), ct);
        var page = Page<NotificationView>.Of([.. found.Rows.Value.Select(row => row.InWords())], paging, row => row.Id);
        return TypedResults.Ok(new InboxView(page.Items, page.Next, found.Unread.Value));
    }

    public static Pending<long> Unread(Reads reads, long userId) => reads.One<long>($"""
        select count(*) from notifications.deliveries d where d.user_id = {userId} and d.way = 'in_app' {NotificationView.Unread}
        """);
}

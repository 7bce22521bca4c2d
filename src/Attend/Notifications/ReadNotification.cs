using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>One of one's own messages, by the number of whatever delivery of it one has in hand: what a push on a lock screen was about.</summary>
internal static class ReadNotification
{
    public static async Task<Results<Ok<NotificationView>, Refused>> Handle(long id, Db db, TimeProvider clock, Caller caller, CancellationToken ct)
    {
        var (own, said) = await db.Read(reads => (
            reads.Find<NotificationView>($"""
                {NotificationView.Of(caller.User)}
                and d.message_id = (select message_id from notifications.deliveries where id = {id} and user_id = {caller.User})
                """),
            // Who does not want it in the inbox was told all the same.
            reads.Find<NotificationView>($"{NotificationView.One(id)} and d.user_id = {caller.User} and d.state <> 'SUPPRESSED'")), ct);
        return (own.Value ?? said.Value) is { } found ? TypedResults.Ok(found.InWords(clock.GetUtcNow())) : PlatformProblems.NotFound.Refuse();
    }
}

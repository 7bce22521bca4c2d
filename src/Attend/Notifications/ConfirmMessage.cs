using System.Globalization;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// A screen has shown what a socket told a whole room under the number of the message. A socket is faster than what is written down for each of
/// those who are told: where that is still to come, it is looked for a little later, and marked then.
/// </summary>
internal static class ConfirmMessage
{
    public const string Work = "notifications.confirm";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>A hundred thousand people are written down in less.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Between the drawing of a number and its message not more others are drawn; an older one that has none was lost with what drew it.</summary>
    private const int Newest = 200;

    private sealed record Until(DateTimeOffset At, double Seconds);

    /// <summary>What the caller was told under the number; accepted where they may still be told.</summary>
    public static Task<Results<Ok<NotificationView>, Accepted, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<NotificationView>, Accepted, Refused>>(caller, async change =>
        {
            Mark(change, id, caller.User);
            var told = change.Find<NotificationView>($"{NotificationView.Of(caller.User)} and d.message_id = {id}");
            var coming = change.One<bool>($"""
                select exists (select from notifications.rungs where message_id = {id} and number = 0 and written_at is null)
                    or (not exists (select from notifications.messages where id = {id})
                        and {id} > 0 and {id} between coalesce(pg_sequence_last_value('platform.messages_id_seq'), 0) - {Newest} and pg_sequence_last_value('platform.messages_id_seq'))
                """);
            await change.Send();
            // Written down between the two looks it is there, and not marked: it is marked a little later as well.
            if (told.Value is { State: not DeliveryState.Pending } found)
            {
                return TypedResults.Ok(found.InWords(change.Now));
            }

            if (told.Value is null && !coming.Value)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Later(Work, string.Create(CultureInfo.InvariantCulture, $"{id}.{caller.User}"), change.Now + Soon, new Until(change.Now + Longest, Soon.TotalSeconds));
            return TypedResults.Accepted((string?)null);
        }, ct);

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var dot = item.Key.IndexOf('.', StringComparison.Ordinal);
        var (id, user) = (long.Parse(item.Key.AsSpan(0, dot), CultureInfo.InvariantCulture), long.Parse(item.Key.AsSpan(dot + 1), CultureInfo.InvariantCulture));
        Mark(change, id, user);
        var marked = change.One<bool>($"""
            select exists (select from notifications.deliveries where message_id = {id} and user_id = {user} and way = 'in_app' and state <> 'PENDING')
            """);
        await change.Send();
        if (!marked.Value && item.Data.GetProperty("at").GetDateTimeOffset() is var until && change.Now < until)
        {
            // Ever more seldom: what has not come soon need not be marked soon.
            var wait = 2 * item.Data.GetProperty("seconds").GetDouble();
            change.Later(Work, item.Key, change.Now + TimeSpan.FromSeconds(wait), new Until(until, wait));
        }
    }

    private static void Mark(Change change, long id, long user) => change.MoveAll(DeliveryLifecycle.Table, $"""
        select id from notifications.deliveries where message_id = {id} and user_id = {user} and way = 'in_app'
        """, DeliveryAction.Deliver);
}

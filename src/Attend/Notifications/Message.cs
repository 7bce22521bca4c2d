using System.Globalization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Notifications;

/// <summary>How a message comes to be: one row, and the work of telling it. Whoever causes it never waits for that.</summary>
internal static class Messages
{
    /// <summary>Queues a message because of an event. The same event gives the same message once, however often it is read.</summary>
    /// <param name="id">Drawn with <see cref="Change.NextId"/>.</param>
    /// <param name="facts">Ids and words that the text names; never a person's data.</param>
    /// <param name="plan">Other ways than the kind's own.</param>
    public static void Say(
        Change change, long id, Kind kind, string subject, string audience, object facts, EventRow? cause, IReadOnlyDictionary<Way, TimeSpan>? plan = null)
    {
        var ways = (plan ?? kind.Plan).ToDictionary(way => Words.Of(way.Key), way => (int)way.Value.TotalSeconds);
        change.Run($"""
            insert into notifications.messages (id, kind, urgency, subject, facts, audience, plan, event_epoch, event_id, created_at, deadline)
            values ({id}, {kind.Name}, {kind.Urgency}, {subject}, {Sql.Json(facts)}, {audience}, {Sql.Json(ways)}, {cause?.Epoch}, {cause?.Id},
                    {change.Now}, {change.Now + kind.WorthFor})
            """);
        change.Later(TellAudience.Work, id.ToString(CultureInfo.InvariantCulture), change.Now);
    }

    /// <summary>
    /// Queues that what is said about a thing is over: nobody further is told, and what still waits to be sent is not. What lies in an inbox
    /// stays there, for whoever asks later what happened.
    /// </summary>
    public static void Withdraw(Change change, string subject, string reason)
    {
        // First: whoever writes its people down holds it, and must be waited for before they are looked at.
        change.RunAny($"""
            update notifications.messages set withdrawn_at = {change.Now} where subject = {subject} and withdrawn_at is null
            """);
        change.MoveAll(DeliveryLifecycle.Table, $"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.subject = {subject} and m.withdrawn_at is not null and d.state = 'PENDING' and d.way <> 'in_app'
              and (d.lease_until is null or d.lease_until < now())
            """, DeliveryAction.Withdraw, set: $"reason = {reason}");
    }
}

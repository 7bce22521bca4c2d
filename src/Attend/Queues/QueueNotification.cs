using System.Globalization;
using Attend.Platform.Events;

namespace Attend.Queues;

/// <summary>That a queue opens, or takes nobody any more, as its screens have always heard it.</summary>
/// <param name="Event"><c>queue_opened</c> or <c>queue_closed</c>.</param>
/// <param name="NotificationId">The number of the message that tells it to each patient.</param>
internal sealed record QueueNotification(string Event, string Department, string Message, DateTimeOffset Timestamp, long NotificationId)
{
    /// <summary>Null where the event is no news to patients: a pause, or the last one gone from a queue whose door was shut before.</summary>
    public static QueueNotification? Of(EventRow row)
    {
        if (row.Number("message_id") is not { } number)
        {
            return null;
        }

        var (code, opened) = (row.Data.GetProperty("code").GetString()!, row.ToState == "OPEN");
        return new QueueNotification(
            opened ? "queue_opened" : "queue_closed", code,
            string.Create(CultureInfo.InvariantCulture, $"The {code} queue is now {(opened ? "OPEN! You can now join the queue." : "CLOSED.")}"), row.At, number);
    }
}

using Attend.Notifications;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>What the patient was told, as the old screens keep it.</summary>
/// <param name="DeliveryStatus"><c>pending</c>, <c>delivered</c> or <c>failed</c>: what goes by a socket is never merely sent.</param>
internal sealed record OldNotificationJson(
    long Id, string Message, bool IsRead, string Channel, string DeliveryStatus, DateTimeOffset SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt);

/// <param name="Notification">Null where it is still being written down for the patient: it is confirmed as soon as it is.</param>
internal sealed record ConfirmedJson(string Message, OldNotificationJson? Notification);

/// <summary>A patient's screen has shown what a socket told it; the number is the message's, the same for everybody who was told.</summary>
internal static class ConfirmNotification
{
    public static async Task<Results<Ok<ConfirmedJson>, Refused>> Handle(Sent sent, Db db, Caller caller, CancellationToken ct)
    {
        var message = sent.Id("notification_id", required: true);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<ConfirmedJson>, Refused>>(caller, async (db, _) =>
            (await ConfirmMessage.Handle(message!.Value, db, caller, ct)).Result switch
            {
                Ok<NotificationView> { Value: { } told } => Confirmed(Of(told)),
                Accepted => Confirmed(null),
                var refused => (Refused)refused,
            }, ct);
    }

    private static Ok<ConfirmedJson> Confirmed(OldNotificationJson? told) => TypedResults.Ok(new ConfirmedJson("Notification delivery confirmed", told));

    private static OldNotificationJson Of(NotificationView told) => new(
        told.MessageId, told.Text, told.ReadAt is not null, "websocket", told.State switch
        {
            DeliveryState.Pending or DeliveryState.Sent or DeliveryState.Unknown => "pending",
            DeliveryState.Failed or DeliveryState.Expired or DeliveryState.Suppressed => "failed",
            _ => "delivered",
        }, told.SaidAt, told.DeliveredAt, told.SaidAt);
}

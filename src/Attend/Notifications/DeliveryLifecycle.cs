using Attend.Platform.Access;
using Attend.Platform.Lifecycles;
using static Attend.Notifications.DeliveryState;

namespace Attend.Notifications;

internal enum DeliveryState { Pending, Sent, Unknown, Delivered, Read, Acknowledged, Failed, Expired, Suppressed }

[Platform.LowerWords]
internal enum DeliveryAction { Plan, Withhold, Withdraw, Send, Doubt, Question, Deliver, Read, Acknowledge, Retry, Fail, Expire }

/// <summary>
/// What becomes of a message for one person and one way. DELIVERED is only what the provider or the person's own client said; a provider
/// may say it before the answer to the sending is in. What a person did wins over what providers say later.
/// </summary>
internal static class DeliveryLifecycle
{
    public static readonly Lifecycle<DeliveryState, DeliveryAction> Table =
        new Lifecycle<DeliveryState, DeliveryAction>("delivery", "notifications.deliveries", "case when way = 'webhook' then 'webhook:' || device_id else 'user:' || user_id end", "'message_id', message_id, 'way', way")
            .On(DeliveryAction.Plan, [], Pending, "notifications.delivery_planned", "planned_at")
            .On(DeliveryAction.Withhold, [], Suppressed, "notifications.delivery_withheld", "ended_at")
            .On(DeliveryAction.Withdraw, [Pending], Suppressed, "notifications.delivery_withdrawn", "ended_at")
            .On(DeliveryAction.Send, [Pending], Sent, "notifications.delivery_sent", "sent_at")
            .On(DeliveryAction.Doubt, [Pending], Unknown, "notifications.delivery_unsure", "sent_at")
            .On(DeliveryAction.Question, [Sent], Unknown, "notifications.delivery_questioned")
            .On(DeliveryAction.Deliver, [Pending, Sent, Unknown], Delivered, "notifications.delivery_delivered", "delivered_at", Permission.SignedIn)
            .On(DeliveryAction.Read, [Pending, Sent, Unknown, Delivered], DeliveryState.Read, "notifications.delivery_read", "read_at", Permission.SignedIn)
            .On(DeliveryAction.Acknowledge, [Pending, Sent, Unknown, Delivered, DeliveryState.Read], Acknowledged, "notifications.delivery_acknowledged", "acknowledged_at")
            .On(DeliveryAction.Retry, [Sent, Unknown], Pending, "notifications.delivery_retried")
            .On(DeliveryAction.Fail, [Pending, Sent, Unknown], Failed, "notifications.delivery_failed", "ended_at")
            .On(DeliveryAction.Expire, [Pending], Expired, "notifications.delivery_expired", "ended_at");
}

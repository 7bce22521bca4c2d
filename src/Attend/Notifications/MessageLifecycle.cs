using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Lifecycles;

namespace Attend.Notifications;

internal enum MessageState { Said, Acknowledged, Over }

[LowerWords]
internal enum MessageAction { Say, Acknowledge, Withdraw }

/// <summary>
/// What becomes of a message for everybody: it climbs its ladder until exactly one person answers for it or its cause is over. Where it
/// wants no answer it stays said.
/// </summary>
internal static class MessageLifecycle
{
    public static readonly Lifecycle<MessageState, MessageAction> Table =
        new Lifecycle<MessageState, MessageAction>("message", "notifications.messages", "'message:' || id", "'kind', kind, 'about', subject")
            .On(MessageAction.Say, [], MessageState.Said, "notifications.message_said", "created_at")
            .On(MessageAction.Acknowledge, [MessageState.Said], MessageState.Acknowledged, "notifications.message_acknowledged", "acknowledged_at", Permission.SignedIn)
            .On(MessageAction.Withdraw, [MessageState.Said], MessageState.Over, "notifications.message_withdrawn", "withdrawn_at");
}

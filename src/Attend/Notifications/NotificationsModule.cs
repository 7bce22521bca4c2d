using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>Everyone concerned is told, and it can be shown: its table of contents.</summary>
internal static class NotificationsModule
{
    public static void Add(Module module)
    {
        module.Lifecycles.Add(DeliveryLifecycle.Table.Table);
        module.Subscriptions.Add(DispatchMessages.Subscription);
        module.Due.Add(new DueKind(TellAudience.Work, "A message's next thousand people are written down.", TellAudience.Run));
        module.Channels.Add(InboxChannel.Channel);
        module.Projections.Add(InboxChannel.Projection);
        module.Routes.Add(Inbox);
    }

    private static void Inbox(IEndpointRouteBuilder routes)
    {
        var inbox = routes.Native("/api/notifications").WithTags("Notifications");
        inbox.MapGet("", ReadInbox.Handle).Needs(Permission.SignedIn);
        inbox.MapPost("/delivered", MarkNotifications.Delivered).Needs(Permission.SignedIn);
        inbox.MapPost("/read", MarkNotifications.Read).Needs(Permission.SignedIn);
    }
}

using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Notifications.NotificationProblems;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.Notifications;

/// <summary>Everyone concerned is told, and it can be shown: its table of contents.</summary>
internal static class NotificationsModule
{
    public static void Add(Module module)
    {
        module.Lifecycles.Add(DeliveryLifecycle.Table.Table);
        module.Problems.AddRange(NotificationProblems.All);
        module.Events.AddRange(NotificationEvents.All);
        module.Subscriptions.Add(DispatchMessages.Subscription);
        module.Due.Add(new DueKind(TellAudience.Work, "A message's next thousand people are written down.", TellAudience.Run));
        module.Services.Add(services =>
        {
            services.AddSingleton<PushKey>();
            services.AddSingleton<VapidSource>(provider => provider.GetRequiredService<PushKey>().Get);
            services.AddSingleton<Sender>();
            services.AddHostedService(provider => provider.GetRequiredService<Sender>());
        });
        module.Channels.Add(InboxChannel.Channel);
        module.Projections.Add(InboxChannel.Projection);
        module.PersonalData.AddRange(NotificationRecords.Kinds);
        module.Invariants.AddRange(NotificationsInvariants.All);
        module.Pages.AddRange(["/account", "/notified"]);
        module.Routes.Add(Inbox);
    }

    private static void Inbox(IEndpointRouteBuilder routes)
    {
        var inbox = routes.Native("/api/notifications").WithTags("Notifications");
        inbox.MapGet("", ReadInbox.Handle).Needs(Permission.SignedIn);
        inbox.MapPost("/delivered", MarkNotifications.Delivered).Needs(Permission.SignedIn);
        inbox.MapPost("/read", MarkNotifications.Read).Needs(Permission.SignedIn);
        inbox.MapGet("/{id:long}", ReadNotification.Handle).Needs(Permission.SignedIn).Refuses(NotFound);
        inbox.MapPost("/test", SayTest.Handle).Needs(Permission.SignedIn).Refuses(Invalid, TooMany);
        inbox.MapPost("/test/{id:long}/heard", HearTest.Handle).Needs(Permission.SignedIn).Refuses(NotFound);
        inbox.MapGet("/reach", ReadReach.Handle).Needs(Permission.SignedIn);
        inbox.MapGet("/preferences", Preferences.Read).Needs(Permission.SignedIn);
        inbox.MapPut("/preferences/{kind}/{way}", Preferences.Set).Needs(Permission.SignedIn).Refuses(AlwaysTold, UnknownKind, Invalid);
        inbox.MapPut("/quiet-hours", Preferences.SetQuietHours).Needs(Permission.SignedIn).Refuses(Invalid);
        inbox.MapDelete("/quiet-hours", Preferences.EndQuietHours).Needs(Permission.SignedIn);
        inbox.MapGet("/push-key", PushKey.Show).Needs(Permission.SignedIn);
        inbox.MapGet("/devices", Devices.List).Needs(Permission.SignedIn);
        inbox.MapPost("/devices", Devices.Add).Needs(Permission.SignedIn).Refuses(Invalid);
        inbox.MapDelete("/devices/{id:long}", Devices.Remove).Needs(Permission.SignedIn).Refuses(NotFound);
    }
}

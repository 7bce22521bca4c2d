using Attend.Channels;
using Attend.People;
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
    /// <summary>In bytes: what a telephone company says.</summary>
    private const long Longest = 16 * 1024;

    public static void Add(Module module)
    {
        module.Lifecycles.Add(MessageLifecycle.Table.Table);
        module.Lifecycles.Add(DeliveryLifecycle.Table.Table);
        module.Problems.AddRange(NotificationProblems.All);
        module.Events.AddRange(NotificationEvents.All);
        module.Subscriptions.AddRange([DispatchMessages.Subscription, PeopleMessages.Subscription]);
        module.Due.Add(new DueKind(TellAudience.Work, "A message's next rung is climbed: its next thousand people are written down.", TellAudience.Run));
        module.Due.AddRange([Digests.Close, PeopleMessages.Shifts, PeopleMessages.Licences, FailureMessages.Look]);
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
        module.Routes.Add(Inbox);
        module.Routes.Add(Administration);
        module.Routes.Add(OtherPrograms);
        module.Routes.Add(CallBacks);
    }

    private static void Inbox(IEndpointRouteBuilder routes)
    {
        var inbox = routes.Native("/api/notifications").WithTags("Notifications");
        inbox.MapGet("", ReadInbox.Handle).Needs(Permission.SignedIn);
        inbox.MapPost("/delivered", MarkNotifications.Delivered).Needs(Permission.SignedIn);
        inbox.MapPost("/read", MarkNotifications.Read).Needs(Permission.SignedIn);
        inbox.MapPost("/{id:long}/acknowledge", Acknowledge.Handle).Needs(Permission.SignedIn).Refuses(NotFound, Forbidden, AlreadyAcknowledged, NothingToAnswer, WrongState);
        inbox.MapGet("/preferences", Preferences.Read).Needs(Permission.SignedIn);
        inbox.MapPut("/preferences/{kind}/{way}", Preferences.Set).Needs(Permission.SignedIn).Refuses(AlwaysTold, UnknownKind, Invalid);
        inbox.MapPut("/quiet-hours", Preferences.SetQuietHours).Needs(Permission.SignedIn).Refuses(Invalid);
        inbox.MapDelete("/quiet-hours", Preferences.EndQuietHours).Needs(Permission.SignedIn);
        inbox.MapGet("/push-key", PushKey.Show).Needs(Permission.SignedIn);
        inbox.MapGet("/devices", Devices.List).Needs(Permission.SignedIn);
        inbox.MapPost("/devices", Devices.Add).Needs(Permission.SignedIn).Refuses(Invalid, TooManyDevices);
        inbox.MapDelete("/devices/{id:long}", Devices.Remove).Needs(Permission.SignedIn).Refuses(NotFound);
    }

    private static void Administration(IEndpointRouteBuilder routes)
    {
        var ladders = routes.Native("/api/admin/ladders").WithTags("Notifications");
        ladders.MapGet("", Ladders.List).Needs(Permissions.AdminOperate);
        ladders.MapPut("/{kind}/{priority}", Ladders.Put).Needs(Permissions.AdminOperate).Refuses(UnknownKind, Invalid);
        ladders.MapDelete("/{kind}/{priority}", Ladders.Reset).Needs(Permissions.AdminOperate).Refuses(UnknownKind);
    }

    private static void OtherPrograms(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.Native("/api/admin/webhooks").WithTags("Notifications");
        webhooks.MapGet("", Webhooks.List).Needs(Permissions.AdminOperate);
        webhooks.MapPost("", Webhooks.Add).Needs(Permissions.AdminOperate).Refuses(Invalid);
        webhooks.MapPut("/{id:long}", Webhooks.Edit).Needs(Permissions.AdminOperate).Refuses(NotFound, Invalid, PreconditionRequired, PreconditionFailed);
        webhooks.MapDelete("/{id:long}", Webhooks.Stop).Needs(Permissions.AdminOperate).Refuses(NotFound);
    }

    /// <summary>The company's signature is what lets it in.</summary>
    private static void CallBacks(IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("").WithTags("Notifications");
        calls.MapPost(CallBack.SmsPath, TakeCallBack.Sms).Needs(Permission.Anyone).Takes(Longest).Refuses(NotSigned, NotFound, NoCallBack);
        calls.MapPost(CallBack.VoicePath, TakeCallBack.Voice).Needs(Permission.Anyone).Takes(Longest).Refuses(NotSigned, NotFound, NoCallBack);
        calls.MapPost(CallBack.KeyPath, TakeCallBack.Key).Needs(Permission.Anyone).Takes(Longest).Refuses(NotSigned, NotFound, NoCallBack);
    }
}

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
        module.Subscriptions.AddRange([DispatchMessages.Subscription, VisitMessages.Subscription, TripMessages.Subscription, QueueMessages.Subscription, PeopleMessages.Subscription]);
        module.Due.Add(new DueKind(TellAudience.Work, "A message's next rung is climbed: its next thousand people are written down.", TellAudience.Run));
        module.Due.Add(new DueKind(ConfirmMessage.Work, "A screen showed a message before it was written down for its person: it is marked as delivered.", ConfirmMessage.Run));
        module.Due.AddRange([Digests.Close, PeopleMessages.Shifts, PeopleMessages.Licences, FailureMessages.Look]);
        module.Services.Add(services =>
        {
            services.AddSingleton<PushKey>();
            services.AddSingleton<VapidSource>(provider => provider.GetRequiredService<PushKey>().Get);
            services.AddSingleton<Sender>();
            services.AddHostedService(provider => provider.GetRequiredService<Sender>());
            services.AddSingleton<DeliveryNews>();
            services.AddHostedService(provider => provider.GetRequiredService<DeliveryNews>());
        });
        module.Channels.Add(InboxChannel.Channel);
        module.Projections.Add(InboxChannel.Projection);
        module.Channels.Add(DeliveryNews.Channel);
        module.Projections.Add(DeliveryNews.Projection);
        module.PersonalData.AddRange(NotificationRecords.Kinds);
        module.Invariants.AddRange(NotificationsInvariants.All);
        module.Pages.AddRange(["/account", "/notified"]);
        module.Routes.Add(Inbox);
        module.Routes.Add(Office);
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
        inbox.MapPost("/devices", Devices.Add).Needs(Permission.SignedIn).Refuses(Invalid, TooManyDevices);
        inbox.MapDelete("/devices/{id:long}", Devices.Remove).Needs(Permission.SignedIn).Refuses(NotFound);
    }

    private static void Office(IEndpointRouteBuilder routes)
    {
        var deliveries = routes.Native("/api/deliveries").WithTags("Notifications");
        deliveries.MapGet("", ReadDeliveries.List).Needs(Permissions.DeliveriesRead).Everywhere();
        deliveries.MapGet("/{id:long}", ReadDeliveries.One).Needs(Permissions.DeliveriesRead).Everywhere().Refuses(NotFound);

        var office = routes.Native("/api/admin").WithTags("administration");
        office.MapGet("/ways", ReadWays.Handle).Needs(Permissions.AdminOperate).Everywhere();
        office.MapPost("/ways/{name}/test", TestWay.Handle).Needs(Permissions.AdminOperate).Everywhere().Refuses(NotFound, Invalid, NoOwnAddress, TooMany);
        office.MapGet("/texts", ReadTexts.Handle).Needs(Permissions.AdminOperate).Everywhere().Refuses(Invalid);
    }

    private static void Administration(IEndpointRouteBuilder routes)
    {
        var ladders = routes.Native("/api/admin/ladders").WithTags("Notifications");
        ladders.MapGet("", Ladders.List).Needs(Permissions.AdminOperate).Everywhere();
        ladders.MapPut("/{kind}/{priority}", Ladders.Put).Needs(Permissions.AdminOperate).Everywhere().Refuses(UnknownKind, Invalid);
        ladders.MapDelete("/{kind}/{priority}", Ladders.Reset).Needs(Permissions.AdminOperate).Everywhere().Refuses(UnknownKind);
    }

    private static void OtherPrograms(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.Native("/api/admin/webhooks").WithTags("Notifications");
        webhooks.MapGet("", Webhooks.List).Needs(Permissions.AdminOperate).Everywhere();
        webhooks.MapPost("", Webhooks.Add).Needs(Permissions.AdminOperate).Everywhere().Refuses(Invalid);
        webhooks.MapPut("/{id:long}", Webhooks.Edit).Needs(Permissions.AdminOperate).Everywhere().Refuses(NotFound, Invalid, PreconditionRequired, PreconditionFailed);
        webhooks.MapDelete("/{id:long}", Webhooks.Stop).Needs(Permissions.AdminOperate).Everywhere().Refuses(NotFound);
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

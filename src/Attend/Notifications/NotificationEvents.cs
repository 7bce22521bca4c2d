namespace Attend.Notifications;

/// <summary>The events beside those of the lifecycle, each with what it says.</summary>
internal static class NotificationEvents
{
    public const string PreferenceSet = "notifications.preference_set";
    public const string QuietHoursSet = "notifications.quiet_hours_set";
    public const string DeviceAdded = "notifications.device_added";
    public const string DeviceRemoved = "notifications.device_removed";

    public const string LadderSet = "notifications.ladder_set";

    public const string WebhookAdded = "notifications.webhook_added";
    public const string WebhookChanged = "notifications.webhook_changed";
    public const string WebhookStopped = "notifications.webhook_stopped";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (PreferenceSet, "Somebody chose whether they are told of a kind by a way."),
        (QuietHoursSet, "Somebody chose at which hours only what is clinical is sent, or that there are none."),
        (LadderSet, "An administrator chose how a kind of message climbs, or let it climb by itself again."),
        (WebhookAdded, "An administrator named a program that hears of some kinds of message."),
        (WebhookChanged, "An administrator changed what a program hears of, or where; one that had stopped hears again."),
        (WebhookStopped, "A program hears of no more messages: an administrator or the program itself said so."),
        (DeviceAdded, "A browser takes pushes for somebody."),
        (DeviceRemoved, "A browser takes pushes no more."),
    ];
}

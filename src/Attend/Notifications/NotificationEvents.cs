namespace Attend.Notifications;

/// <summary>The events beside those of the lifecycle, each with what it says.</summary>
internal static class NotificationEvents
{
    public const string PreferenceSet = "notifications.preference_set";
    public const string QuietHoursSet = "notifications.quiet_hours_set";
    public const string DeviceAdded = "notifications.device_added";
    public const string DeviceRemoved = "notifications.device_removed";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (PreferenceSet, "Somebody chose whether they are told of a kind by a way."),
        (QuietHoursSet, "Somebody chose at which hours only what is clinical is sent, or that there are none."),
        (DeviceAdded, "A browser takes pushes for somebody."),
        (DeviceRemoved, "A browser takes pushes no more."),
    ];
}

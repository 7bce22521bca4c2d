using Attend.Platform;

namespace Attend.Notifications;

/// <summary>Everyone concerned is told, and it can be shown: its table of contents.</summary>
internal static class NotificationsModule
{
    public static void Add(Module module)
    {
    }
}

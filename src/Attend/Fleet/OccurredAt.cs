using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Fleet;

/// <summary>
/// When something happened: now, at a crew's tap by its own clock, or a person's word for the past (radio, paper, replay), which needs its
/// own permission.
/// </summary>
internal static class OccurredAt
{
    // A person's clock may run a little ahead of the server's.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    public static (DateTimeOffset At, Refused? Refused) Of(
        Change change, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null)
    {
        if (occurredAt is not { } at)
        {
            var (device, unfit) = DeviceClock.Of(change.Now, madeAt, sentAt);
            return (device?.At ?? change.Now, unfit);
        }

        return !change.Caller.MayAtAll(Permissions.CallsBackdate)
            ? (at, PlatformProblems.Forbidden.Refuse(new { field = "occurred_at", permission = Permissions.CallsBackdate.Name }))
            : at > change.Now + Ahead ? (at, PlatformProblems.Invalid.Field("occurred_at", "lies in the future"))
            : (at, null);
    }
}

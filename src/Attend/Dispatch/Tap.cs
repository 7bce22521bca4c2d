using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>
/// When something happened, by both clocks. A field client sends <c>made_at</c> and <c>sent_at</c> by its own clock; the offset is our
/// receipt minus its sending, and the time that counts is the corrected one, never later than receipt. <c>occurred_at</c> is a person's
/// word for the past (radio, paper, replay) and needs its own permission.
/// </summary>
internal sealed record Tap(DateTimeOffset At, DateTimeOffset? DeviceAt, DateTimeOffset? SentAt, long? OffsetMs, string Source)
{
    /// <summary>A stamp older than this raises no alarm: it is being written down, not happening.</summary>
    public static readonly TimeSpan Old = TimeSpan.FromMinutes(10);

    // A person's clock may run a little ahead of the server's.
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    public static (Tap? Tap, Refused? Refused) Of(
        Change change, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null)
    {
        var caller = change.Caller;
        var source = caller.May(Permissions.ResponsesStep) is { Scope: Scope.Assigned } ? "device" : "dispatcher";
        if (occurredAt is { } occurred)
        {
            if (!caller.MayAtAll(Permissions.CallsBackdate))
            {
                return (null, PlatformProblems.Forbidden.Refuse(new { field = "occurred_at", permission = Permissions.CallsBackdate.Name }));
            }

            return occurred > change.Now + Ahead
                ? (null, PlatformProblems.Invalid.Field("occurred_at", "lies in the future"))
                : (new Tap(occurred, null, null, null, "entry"), null);
        }

        var (device, unfit) = DeviceClock.Of(change.Now, madeAt, sentAt);
        return unfit is not null ? (null, unfit)
            : device is null ? (new Tap(change.Now, null, null, null, source), null)
            : (new Tap(device.At, device.MadeAt, device.SentAt, device.OffsetMs, source), null);
    }

    public bool IsOld(DateTimeOffset now) => now - At > Old;
}

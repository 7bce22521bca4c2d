using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Fleet;

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

    /// <param name="steps">Whoever holds it for what they are assigned to taps on a device of their own.</param>
    /// <param name="backdate">Whoever holds it is believed about the past.</param>
    public static (Tap? Tap, Refused? Refused) Of(
        Change change, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null, Permission? steps = null,
        Permission? backdate = null)
    {
        var source = change.Caller.May(steps ?? Permissions.ResponsesStep) is { Scope: Scope.Assigned } ? "device" : "dispatcher";
        return (occurredAt, madeAt, sentAt) switch
        {
            ({ } occurred, _, _) => ByWord(change, occurred, backdate ?? Permissions.CallsBackdate),
            (_, { } made, { } sent) => ByDevice(change.Now, made, sent, source),
            (_, null, null) => (new Tap(change.Now, null, null, null, source), null),
            _ => (null, PlatformProblems.Invalid.Field(madeAt is null ? "made_at" : "sent_at", "made_at and sent_at belong together")),
        };
    }

    public bool IsOld(DateTimeOffset now) => now - At > Old;

    private static (Tap? Tap, Refused? Refused) ByWord(Change change, DateTimeOffset occurred, Permission backdate) =>
        !change.Caller.MayAtAll(backdate)
            ? (null, PlatformProblems.Forbidden.Refuse(new { field = "occurred_at", permission = backdate.Name }))
            : occurred > change.Now + Ahead ? (null, PlatformProblems.Invalid.Field("occurred_at", "lies in the future"))
            : (new Tap(occurred, null, null, null, "entry"), null);

    private static (Tap? Tap, Refused? Refused) ByDevice(DateTimeOffset now, DateTimeOffset made, DateTimeOffset sent, string source)
    {
        var offset = now - sent;
        return made > sent
            ? (null, PlatformProblems.Invalid.Field("made_at", "is later than sent_at by the same clock"))
            : (new Tap(Clocks.Earlier(made + offset, now), made, sent, (long)offset.TotalMilliseconds, source), null);
    }
}

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

    public static (Tap? Tap, Refused? Refused) Of(
        Change change, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null) =>
        Of(change, Permissions.ResponsesStep, Permissions.CallsBackdate, occurredAt, madeAt, sentAt);

    /// <param name="steps">The permission to press the button; whoever holds it for their own work only presses it on a device.</param>
    /// <param name="backdates">The permission to say when something was.</param>
    public static (Tap? Tap, Refused? Refused) Of(
        Change change, Permission steps, Permission backdates, DateTimeOffset? occurredAt, DateTimeOffset? madeAt, DateTimeOffset? sentAt)
    {
        var source = change.Caller.May(steps) is { Scope: Scope.Assigned } ? "device" : "dispatcher";
        return (occurredAt, madeAt, sentAt) switch
        {
            ({ } occurred, _, _) => ByWord(change, occurred, backdates),
            (_, { } made, { } sent) => ByDevice(change.Now, made, sent, source),
            (_, null, null) => (new Tap(change.Now, null, null, null, source), null),
            _ => (null, PlatformProblems.Invalid.Field(madeAt is null ? "made_at" : "sent_at", "made_at and sent_at belong together")),
        };
    }

    public bool IsOld(DateTimeOffset now) => now - At > Old;

    private static (Tap? Tap, Refused? Refused) ByWord(Change change, DateTimeOffset occurred, Permission backdates) =>
        !change.Caller.MayAtAll(backdates)
            ? (null, PlatformProblems.Forbidden.Refuse(new { field = "occurred_at", permission = backdates.Name }))
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

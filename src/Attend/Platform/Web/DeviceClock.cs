namespace Attend.Platform.Web;

/// <summary>
/// A time by a field device's own clock. The offset is our receipt minus its sending; the time that counts is the corrected one, never
/// later than receipt.
/// </summary>
internal sealed record DeviceClock(DateTimeOffset At, DateTimeOffset MadeAt, DateTimeOffset SentAt, long OffsetMs)
{
    /// <summary>Null with a refusal when the two do not fit together, null without one when the device sent none.</summary>
    public static (DeviceClock? Device, Refused? Refused) Of(DateTimeOffset now, DateTimeOffset? madeAt, DateTimeOffset? sentAt)
    {
        if (madeAt is { } made && sentAt is { } sent)
        {
            var offset = now - sent;
            return made > sent
                ? (null, PlatformProblems.Invalid.Field("made_at", "is later than sent_at by the same clock"))
                : (new DeviceClock(Clocks.Earlier(made + offset, now), made, sent, (long)offset.TotalMilliseconds), null);
        }

        return madeAt is null && sentAt is null
            ? (null, null)
            : (null, PlatformProblems.Invalid.Field(madeAt is null ? "made_at" : "sent_at", "made_at and sent_at belong together"));
    }
}

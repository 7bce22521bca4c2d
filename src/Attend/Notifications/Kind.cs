using Attend.Channels;
using Attend.Platform;

namespace Attend.Notifications;

/// <summary>Who answers for what is said, and where.</summary>
[LowerWords]
internal enum Answered
{
    /// <summary>It wants no answer.</summary>
    Never,

    /// <summary>At the message itself.</summary>
    Here,

    /// <summary>At the alarm, on the board: whoever may dispatch.</summary>
    AtAlarm,

    /// <summary>By the crew, at its response: the same as its button.</summary>
    AtResponse,
}

/// <summary>What people are told, each kind with how much it matters, who answers for it, how it climbs, and for how long it is worth anything.</summary>
/// <param name="Ladder">For a call's priority, or null where there is none.</param>
/// <param name="WorthFor">Null: until it is read.</param>
internal sealed record Kind(
    string Name, string Sentence, Urgency Urgency, Answered Answered, Func<string?, IReadOnlyList<Rung>> Ladder, TimeSpan? WorthFor)
{
    public static readonly Kind CrewAssigned =
        new("crew_assigned", "A crew is given a call.", Urgency.Clinical, Answered.AtResponse, ToCrew, TimeSpan.FromMinutes(15));

    public static readonly Kind CrewChanged = new(
        "crew_changed", "Priority, place or the call itself changed for a crew.", Urgency.Clinical, Answered.AtResponse, ToCrew, TimeSpan.FromMinutes(15));

    public static readonly Kind CrewUnanswered = new(
        "crew_unanswered", "A crew has not acknowledged its call or a change.", Urgency.Clinical, Answered.AtResponse,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Voice)], TimeSpan.FromMinutes(15));

    public static readonly Kind CrewStoodDown =
        new("crew_stood_down", "A crew is not needed any more.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromMinutes(15));

    public static readonly Kind Alarm = new(
        "alarm", "Something stands still that must not.", Urgency.Clinical, Answered.AtAlarm,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(30, Way.Sms)], TimeSpan.FromHours(1));

    public static readonly Kind Distress = new(
        "distress", "A crew is in danger.", Urgency.Clinical, Answered.AtAlarm,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Sms, Way.Voice), Rung.After(60, Way.Voice)], TimeSpan.FromHours(1));

    public static readonly Kind PreAlert = new(
        "pre_alert", "A patient is on the way to a hospital.", Urgency.Clinical, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(30, Way.Sms), Rung.After(90, Way.Voice)], TimeSpan.FromHours(1));

    public static readonly Kind PreAlertDeclined = new(
        "pre_alert_declined", "A hospital cannot take a patient who is on the way.", Urgency.Clinical, Answered.Never, OnPhone, TimeSpan.FromHours(1));

    public static readonly Kind ShiftBegins = new(
        "shift_begins", "A shift begins soon.", Urgency.Low, Answered.Never, _ => [Rung.AtOnce(Way.InApp, Way.WebPush)], TimeSpan.FromHours(12));

    public static readonly Kind LicenceExpires = new(
        "licence_expires", "A licence expires soon.", Urgency.Low, Answered.Never, _ => [Rung.AtOnce(Way.InApp, Way.Email)], TimeSpan.FromDays(7));

    public static readonly Kind WorkFailed = new(
        "work_failed", "Background work failed and waits for an administrator.", Urgency.Low, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.Email), Rung.After(900, Way.Sms)], TimeSpan.FromDays(1));

    /// <summary>Says how many messages of little urgency were gathered; it is not gathered itself.</summary>
    public static readonly Kind Digest = new(
        "digest", "Messages of one kind that came in a short time.", Urgency.Low, Answered.Never, OnPhone, TimeSpan.FromDays(1));

    /// <summary>As urgent as what it stands for: in quiet hours it comes too, and nobody switches it off.</summary>
    public static readonly Kind Test =
        new("test", "Somebody tries whether they can be reached.", Urgency.Clinical, Answered.Here, OnPhone, TimeSpan.FromMinutes(15));

    public static IReadOnlyList<Kind> All { get; } =
        [CrewAssigned, CrewChanged, CrewUnanswered, CrewStoodDown, Alarm, Distress, PreAlert, PreAlertDeclined, ShiftBegins, LicenceExpires, WorkFailed, Digest, Test];

    /// <summary>Those whose ladder can be set; a digest and a test go the ways that they are given.</summary>
    public static IReadOnlyList<Kind> Climbing { get; } = [.. All.Except([Digest, Test])];

    public static Kind Of(string name) => All.First(kind => kind.Name == name);

    /// <summary>For which a ladder may differ; null is every other one.</summary>
    public static IReadOnlyList<string?> Priorities { get; } = [null, .. Words.All<Dispatch.Priority>()];

    /// <summary>Where people look, and what they carry.</summary>
    private static IReadOnlyList<Rung> OnPhone(string? priority) => [Rung.AtOnce(Way.InApp, Way.WebPush)];

    /// <summary>The same, and where a life hangs on it what rings without the app.</summary>
    private static IReadOnlyList<Rung> ToCrew(string? priority) =>
        priority == Words.Of(Dispatch.Priority.Critical) ? [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Sms)] : OnPhone(priority);
}

using Attend.Channels;

namespace Attend.Notifications;

/// <summary>What people are told, each kind with how much it matters, by which ways it goes and for how long it is worth anything.</summary>
/// <param name="Plan">The ways, each with how long it waits: what is answered before is not sent there any more.</param>
/// <param name="WorthFor">Null: until it is read.</param>
internal sealed record Kind(string Name, string Sentence, Urgency Urgency, IReadOnlyDictionary<Way, TimeSpan> Plan, TimeSpan? WorthFor)
{
    private static readonly TimeSpan Now = TimeSpan.Zero;

    public static readonly Kind CrewAssigned = new("crew_assigned", "A crew is given a call.", Urgency.Clinical, OnPhone, TimeSpan.FromMinutes(15));

    public static readonly Kind CrewChanged =
        new("crew_changed", "Priority, place or the call itself changed for a crew.", Urgency.Clinical, OnPhone, TimeSpan.FromMinutes(15));

    public static readonly Kind CrewStoodDown =
        new("crew_stood_down", "A crew is not needed any more.", Urgency.Normal, OnPhone, TimeSpan.FromMinutes(15));

    public static readonly Kind Alarm = new("alarm", "Something stands still that must not.", Urgency.Clinical, Climbing, TimeSpan.FromHours(1));

    public static readonly Kind Distress = new("distress", "A crew is in danger.", Urgency.Clinical, Loud, TimeSpan.FromHours(1));

    public static readonly Kind PreAlert = new("pre_alert", "A patient is on the way to a hospital.", Urgency.Clinical, OnPhone, TimeSpan.FromHours(1));

    public static readonly Kind PreAlertDeclined =
        new("pre_alert_declined", "A hospital cannot take a patient who is on the way.", Urgency.Clinical, OnPhone, TimeSpan.FromHours(1));

    /// <summary>As urgent as what it stands for: in quiet hours it comes too, and nobody switches it off.</summary>
    public static readonly Kind Test = new("test", "Somebody tries whether they can be reached.", Urgency.Clinical, OnPhone, TimeSpan.FromMinutes(15));

    public static IReadOnlyList<Kind> All { get; } =
        [CrewAssigned, CrewChanged, CrewStoodDown, Alarm, Distress, PreAlert, PreAlertDeclined, Test];

    /// <summary>Where people look, and what they carry.</summary>
    private static IReadOnlyDictionary<Way, TimeSpan> OnPhone => new Dictionary<Way, TimeSpan> { [Way.InApp] = Now, [Way.WebPush] = Now };

    /// <summary>The same, and half a minute later what rings without the app.</summary>
    private static IReadOnlyDictionary<Way, TimeSpan> Climbing =>
        new Dictionary<Way, TimeSpan> { [Way.InApp] = Now, [Way.WebPush] = Now, [Way.Sms] = TimeSpan.FromSeconds(30) };

    /// <summary>Everything that rings, at once.</summary>
    public static IReadOnlyDictionary<Way, TimeSpan> Loud =>
        new Dictionary<Way, TimeSpan> { [Way.InApp] = Now, [Way.WebPush] = Now, [Way.Sms] = Now, [Way.Voice] = Now };
}

namespace Attend.Dispatch;

/// <summary>The events beside those of the lifecycles, each with what it says.</summary>
internal static class DispatchEvents
{
    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        ("dispatch.late_tap_taken", "A device's tap came for a step that a person had entered; its time counts now."),
        ("dispatch.crew_told_of_change", "Priority or place changed; this crew must acknowledge again."),
        ("dispatch.next_job_lined_up", "A call waits for this unit to clear at hospital."),
        ("dispatch.next_job_dropped", "The call that was lined up needed the unit no more."),
    ];
}

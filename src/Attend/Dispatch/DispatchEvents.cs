namespace Attend.Dispatch;

/// <summary>The events beside those of the lifecycles, each with what it says.</summary>
internal static class DispatchEvents
{
    public const string HospitalAdded = "dispatch.hospital_added";
    public const string HospitalChanged = "dispatch.hospital_changed";
    public const string CapacityChanged = "dispatch.hospital_capacity_changed";
    public const string Diverted = "dispatch.hospital_diverted";
    public const string DiversionEnded = "dispatch.diversion_ended";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        ("dispatch.late_tap_taken", "A device's tap came for a step that a person had entered; its time counts now."),
        ("dispatch.crew_told_of_change", "Priority or place changed; this crew must acknowledge again."),
        ("dispatch.next_job_lined_up", "A call waits for this unit to clear at hospital."),
        ("dispatch.next_job_dropped", "The call that was lined up needed the unit no more."),
        (HospitalAdded, "A site's emergency department became a destination."),
        (HospitalChanged, "A hospital's phone or specialties were edited."),
        (CapacityChanged, "A hospital said how many beds it has and how full it is."),
        (Diverted, "A hospital asks to be passed by until a time."),
        (DiversionEnded, "A diversion ended, by hand or at its time."),
    ];
}

namespace Attend.Dispatch;

/// <summary>The events beside those of the lifecycles, each with what it says.</summary>
internal static class DispatchEvents
{
    public const string HospitalAdded = "dispatch.hospital_added";
    public const string HospitalChanged = "dispatch.hospital_changed";
    public const string CapacityChanged = "dispatch.hospital_capacity_changed";
    public const string Diverted = "dispatch.hospital_diverted";
    public const string DiversionEnded = "dispatch.diversion_ended";
    public const string CrewTold = "dispatch.crew_told_of_change";
    public const string CallParted = "dispatch.call_parted";
    public const string AlarmFollowed = "dispatch.alarm_followed";
    public const string PreAlertFollowed = "dispatch.pre_alert_followed";
    public const string CallEdited = "dispatch.call_edited";
    public const string CallerAdded = "dispatch.caller_added";
    public const string CallerChanged = "dispatch.caller_changed";
    public const string PatientAdded = "dispatch.patient_added";
    public const string PatientChanged = "dispatch.patient_changed";
    public const string DispositionGiven = "dispatch.disposition_given";
    public const string NoteAdded = "dispatch.note_added";

    public const string WarningAdded = "dispatch.warning_added";
    public const string WarningReviewed = "dispatch.warning_reviewed";
    public const string WarningEnded = "dispatch.warning_ended";
    public const string WarningReviewDue = "dispatch.warning_review_due";
    public const string CallWarned = "dispatch.call_warned";

    public const string LateTapTaken = "dispatch.late_tap_taken";
    public const string RequestVerified = "dispatch.request_verified";
    public const string CallErased = "dispatch.call_erased";
    public const string TargetSet = "dispatch.report_target_set";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (LateTapTaken, "A device's tap came for a step that a person had entered or passed over; its time counts now."),
        (CrewTold, "Priority, place or the call itself changed; this crew must acknowledge again."),
        (CallParted, "A call that had been linked into this one left again with what came with it."),
        (CallEdited, "What was written about a call was edited; its data names the fields."),
        (CallerAdded, "Somebody else called about the same incident."),
        (CallerChanged, "What was heard of a caller was put right."),
        (PatientAdded, "Another patient was found."),
        (PatientChanged, "What is known of a patient was edited."),
        (DispositionGiven, "It was said how it ended for a patient."),
        (WarningAdded, "A warning was put on an address."),
        (WarningReviewed, "A warning was looked at again and stays until another date."),
        (WarningEnded, "A warning on an address holds no longer."),
        (WarningReviewDue, "The date has come on which somebody must look at a warning again."),
        (CallWarned, "The warnings at the place of an open call changed."),
        (RequestVerified, "Somebody called a stranger back: the request is meant."),
        (NoteAdded, "A note, or a message between dispatcher and crew, was written on a call."),
        (AlarmFollowed, "An alarm went with its unit to the call that goes on after a link, or back after it was undone."),
        (PreAlertFollowed, "An announcement at a hospital went with its unit to another call in the same way."),
        (HospitalAdded, "A site's emergency department became a destination."),
        (HospitalChanged, "A hospital's phone or specialties were edited."),
        (CapacityChanged, "A hospital said how many beds it has and how full it is."),
        (Diverted, "A hospital asks to be passed by until a time."),
        (DiversionEnded, "A diversion ended, by hand or at its time."),
        (CallErased, "What was said about a call was erased; the call and its times remain."),
        (TargetSet, "What an interval should not exceed was set for a priority."),
    ];
}

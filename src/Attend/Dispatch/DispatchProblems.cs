using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>What Dispatch refuses, in one line each.</summary>
internal static class DispatchProblems
{
    public static readonly Problem CallClosed = new("call_closed", 409, "The call is closed or cancelled.");
    public static readonly Problem CallTaken = new("call_taken", 409, "Another unit was sent to the call.");
    public static readonly Problem CallPlanned = new("call_planned", 409, "The call is not due yet; nothing is reserved for it.");
    public static readonly Problem UnitNotUsable = new("unit_not_usable", 409, "The unit is set aside and cannot be sent.");
    public static readonly Problem MemberAway = new("member_away", 409, "A crew member is away and cannot be sent.");
    public static readonly Problem MemberUnlicensed = new("member_unlicensed", 409, "A crew member's licence has expired.");
    public static readonly Problem UnitOnCall = new("unit_on_call", 409, "A unit is still on the call.");
    public static readonly Problem UnknownUnit = new("unknown_unit", 404, "There is no such unit.");
    public static readonly Problem UnknownHospital = new("unknown_hospital", 404, "There is no such hospital.");
    public static readonly Problem UnknownPatient = new("unknown_patient", 404, "That patient does not belong to this call.");
    public static readonly Problem DispositionNeeded = new("disposition_needed", 409, "Every patient needs a disposition before the call can be closed.");
    public static readonly Problem TooLate = new("too_late", 409, "The time for that is over; correct it instead.");
    public static readonly Problem NothingToUndo = new("nothing_to_undo", 409, "There is no tap of yours to undo.");
    public static readonly Problem NotAtHospital = new("not_at_hospital", 409, "A next job can be lined up only for a unit at hospital.");
    public static readonly Problem SameCall = new("same_call", 409, "That is the same call.");
    public static readonly Problem NotMerged = new("not_merged", 409, "This call was not linked into another one.");
    public static readonly Problem AlreadyMerged = new("already_merged", 409, "The other call was itself linked into another one.");
    public static readonly Problem CallMerged = new("call_merged", 409, "This call was linked into another one; write it there.");
    public static readonly Problem PatientEntangled =
        new("patient_entangled", 409, "A patient of one call is with a unit of the other; hand them over or give a disposition first.");

    public static readonly Problem AlarmHasCause =
        new("alarm_has_cause", 409, "The alarm ends with what it rings for; it can only be acknowledged.");
    public static readonly Problem CallOpen = new("call_open", 409, "The call is still open, and what was said of it is needed.");

    public static readonly Problem WarningEnded = new("warning_ended", 409, "The warning holds no longer.");

    public static readonly Problem BedsOutOfRange = new("beds_out_of_range", 400, "available_beds lies between 0 and total_beds.");
    public static readonly Problem HospitalExists = new("hospital_exists", 409, "That site has a hospital already.");
    public static readonly Problem NotOnDiversion = new("not_on_diversion", 409, "The hospital is not on diversion.");

    public static readonly IReadOnlyList<Problem> All =
    [
        CallClosed, CallTaken, CallPlanned, UnitNotUsable, MemberAway, MemberUnlicensed, UnitOnCall, UnknownUnit,
        UnknownHospital, UnknownPatient, DispositionNeeded, TooLate, NothingToUndo, NotAtHospital, SameCall, NotMerged, AlreadyMerged,
        CallMerged, PatientEntangled, CallOpen, WarningEnded, AlarmHasCause, BedsOutOfRange, HospitalExists,
        NotOnDiversion,
    ];
}

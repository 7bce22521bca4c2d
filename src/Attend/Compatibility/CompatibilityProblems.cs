using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>What the old routes refuse beside their slices, in the words of the systems they were part of.</summary>
internal static class CompatibilityProblems
{
    public static readonly Problem EmergencyNotFound = new("emergency_not_found", 404, "Emergency call not found");
    public static readonly Problem AmbulanceNotFound = new("ambulance_not_found", 404, "Ambulance not found");
    public static readonly Problem ParamedicNotFound = new("paramedic_not_found", 404, "Paramedic not found");
    public static readonly Problem HospitalNotFound = new("hospital_not_found", 404, "Hospital not found");
    public static readonly Problem NobodyAvailable = new("nobody_available", 404, "No available paramedics found");
    public static readonly Problem AmbulanceTaken = new("ambulance_taken", 409, "Ambulance is no longer available");
    public static readonly Problem EmergencyTaken = new("emergency_taken", 409, "Emergency call is no longer in RECEIVED status");
    public static readonly Problem ParamedicTaken = new("paramedic_taken", 409, "Paramedic is no longer available");
    public static readonly Problem CannotDelete = new("cannot_delete", 400, "Cannot delete an ambulance that is assigned or not available");
    public static readonly Problem NotAssigned = new("not_assigned", 403, "You are not assigned to this call");
    public static readonly Problem BedsOfTheHospital = new("beds_of_the_hospital", 403, "Only the hospital itself changes its beds and load");
    public static readonly Problem SeveralUnits = new("several_units", 409, "Several units serve this call; each is moved by its own route");

    public static readonly IReadOnlyList<Problem> All =
    [
        EmergencyNotFound, AmbulanceNotFound, ParamedicNotFound, HospitalNotFound, NobodyAvailable, AmbulanceTaken, EmergencyTaken,
        ParamedicTaken, CannotDelete, NotAssigned, BedsOfTheHospital, SeveralUnits,
    ];
}

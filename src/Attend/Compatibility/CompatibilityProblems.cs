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
    public static readonly Problem DepartmentClosed = new("department_closed", 400, "Queue is currently closed");
    public static readonly Problem DepartmentPaused = new("department_paused", 400, "Queue is currently paused");
    public static readonly Problem DepartmentFull = new("department_full", 400, "Queue is full");
    public static readonly Problem AlreadyInQueue = new("already_in_queue", 400, "You are already in the queue");
    public static readonly Problem NoDesk = new("no_free_desk", 409, "No desk of this queue is free; ask an administrator to add one");
    public static readonly Problem ServiceInactive = new("service_inactive", 400, "Service is not currently active");
    public static readonly Problem HasTicket = new("has_active_ticket", 400, "You already have an active ticket");
    public static readonly Problem NobodyWaits = new("nobody_waits", 404, "No patients waiting in queue");
    public static readonly Problem NotConsulting = new("not_consulting", 400, "Ticket is not in consulting status");
    public static readonly Problem StillConsulting = new("still_consulting", 409, "Complete the present consultation first");

    public static readonly Problem IllegalStep = new("illegal_step", 409, "The status cannot be changed like this now");
    public static readonly Problem SeveralTherapists = new("several_therapists", 409, "Several therapists come to this appointment; each says their own steps");
    public static readonly Problem NobodyComes = new("nobody_comes", 409, "No therapist comes to this appointment");
    public static readonly Problem DriverTaken = new("driver_taken", 409, "The driver is not available");
    public static readonly Problem NothingToAnswer = new("nothing_to_answer", 409, "There is nothing to accept or reject");

    public static readonly IReadOnlyList<Problem> All =
    [
        EmergencyNotFound, AmbulanceNotFound, ParamedicNotFound, HospitalNotFound, NobodyAvailable, AmbulanceTaken, EmergencyTaken,
        ParamedicTaken, CannotDelete, NotAssigned, BedsOfTheHospital, SeveralUnits, DepartmentClosed, DepartmentPaused, DepartmentFull, AlreadyInQueue, NoDesk,
        ServiceInactive, HasTicket, NobodyWaits, NotConsulting, StillConsulting, IllegalStep, SeveralTherapists,
        NobodyComes, DriverTaken, NothingToAnswer,
    ];
}

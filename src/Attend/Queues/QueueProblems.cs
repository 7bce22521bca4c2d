using Attend.Platform.Web;

namespace Attend.Queues;

/// <summary>What Queues refuses, in one line each.</summary>
internal static class QueueProblems
{
    public static readonly Problem Closed = new("queue_closed", 409, "The queue is closed.");
    public static readonly Problem Closing = new("queue_closing", 409, "The queue is closing; nobody can join any more.");
    public static readonly Problem Paused = new("queue_paused", 409, "The queue is paused; nobody can join or be called.");
    public static readonly Problem Full = new("queue_full", 409, "As many wait as may.");
    public static readonly Problem AlreadyWaiting = new("already_waiting", 409, "There is a number for this person, or this device, already.");
    public static readonly Problem NumberTaken = new("number_taken", 409, "Somebody else has that number by now; give a new one.");
    public static readonly Problem NoSelfService = new("no_self_service", 403, "Numbers of this queue are given at the desk.");
    public static readonly Problem StaffOnly = new("staff_only", 403, "Only staff say how urgent somebody is.");
    public static readonly Problem NameNeeded = new("name_needed", 400, "This queue asks for a name.");
    public static readonly Problem CodeNeeded = new("code_needed", 403, "This queue asks for the code that its screens show now.");
    public static readonly Problem UnknownLevel = new("unknown_level", 400, "The queue's scale has no such level.");
    public static readonly Problem UnknownScale = new("unknown_scale", 404, "There is no such scale.");
    public static readonly Problem UnknownQueue = new("unknown_queue", 404, "There is no such queue at this site.");
    public static readonly Problem UnknownPatient = new("unknown_patient", 404, "There is no such patient.");
    public static readonly Problem UnknownDesk = new("unknown_desk", 404, "There is no such desk at this site.");
    public static readonly Problem DeskNotOpen = new("desk_not_open", 409, "The desk is not open.");
    public static readonly Problem DeskBusy = new("desk_busy", 409, "The desk has somebody; complete, hold or put them back first.");
    public static readonly Problem DeskElsewhere = new("desk_serves_not", 409, "The desk does not serve this queue.");
    public static readonly Problem PatientElsewhere = new("patient_elsewhere", 409, "The patient is at another desk.");
    public static readonly Problem TooEarly = new("too_early", 409, "They are to be called again first, or given a little longer.");
    public static readonly Problem NothingToUndo = new("nothing_to_undo", 409, "Nothing that was done to this ticket can be taken back.");
    public static readonly Problem UndoTooLate = new("undo_too_late", 409, "The time to take that back is over.");
    public static readonly Problem DoneSince = new("done_since", 409, "Something else was done to it since; that is taken back first.");
    public static readonly Problem SameQueue = new("same_queue", 409, "They wait in this queue already.");
    public static readonly Problem QueueExists = new("queue_exists", 409, "That site has a queue of this code already.");
    public static readonly Problem DeskExists = new("desk_exists", 409, "That site has a desk of this name already.");
    public static readonly Problem InUse = new("queue_in_use", 409, "The order of a queue is changed while it is closed.");
    public static readonly Problem NotDeclared = new("not_declared", 409, "Nothing was declared that could be confirmed.");

    public static readonly IReadOnlyList<Problem> All =
    [
        Closed, Closing, Paused, Full, AlreadyWaiting, NumberTaken, NoSelfService, StaffOnly, NameNeeded, CodeNeeded, UnknownLevel, UnknownScale, UnknownQueue,
        UnknownPatient, UnknownDesk, DeskNotOpen, DeskBusy, DeskElsewhere, PatientElsewhere, TooEarly, NothingToUndo, UndoTooLate, DoneSince, SameQueue, QueueExists, DeskExists,
        InUse, NotDeclared,
    ];
}

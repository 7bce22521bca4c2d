using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>What Visits refuses, in one line each.</summary>
internal static class VisitProblems
{
    public static readonly Problem ClientExists = new("client_exists", 409, "There is a client with this telephone, e-mail address or login already; a couple may share with a reason.");
    public static readonly Problem UnknownClient = new("unknown_client", 404, "There is no such client, or they are none any more.");
    public static readonly Problem ClientHasVisits = new("client_has_visits", 409, "Visits to this client are to come or going on; cancel or end them first.");
    public static readonly Problem ServiceExists = new("service_exists", 409, "Another service of this site has this name.");
    public static readonly Problem UnknownService = new("unknown_service", 404, "There is no such service here, or it was retired.");

    // Appointments and places
    public static readonly Problem UnknownTherapist = new("unknown_therapist", 404, "Nobody of this id is a therapist of this site, or they are not any more.");
    public static readonly Problem TherapistBooked = new("therapist_booked", 409, "This therapist has another visit at that time.");
    public static readonly Problem ClientBooked = new("client_booked", 409, "This client has another visit at that time; a reason lets both be.");
    public static readonly Problem DoesNotFit = new("does_not_fit", 409, "Something speaks against it, as the findings say; a reason passes over it.");
    public static readonly Problem UnknownPlace = new("unknown_place", 404, "This appointment has no such place, or it is not yours.");
    public static readonly Problem LastPlace = new("last_place", 409, "Nobody would come any more; cancel the appointment.");
    public static readonly Problem NothingToReview = new("nothing_to_review", 409, "Nobody has rejected this place, or that has been reviewed.");
    public static readonly Problem BeforeLastStep = new("before_last_step", 409, "That lies before the step that was made last.");
    public static readonly Problem EvvIncomplete = new("evv_incomplete", 409, "An element of visit verification is missing; say why by a code.");
    public static readonly Problem ProofRequired = new("proof_required", 409, "What is done here asks for the client's code or signature; without it, say why by a code.");
    public static readonly Problem NobodyThere = new("nobody_there", 409, "Nobody has arrived at this visit.");
    public static readonly Problem NotYet = new("not_yet", 409, "The visit has not begun, and you are not on the way to it.");
    public static readonly Problem SeriesConflicts = new("series_conflicts", 409, "Something speaks against visits of this series; they can be left out.");
    public static readonly Problem NothingAsked = new("nothing_asked", 409, "You are asked for no visit of this series.");
    public static readonly Problem NothingToEnd = new("nothing_to_end", 409, "No visit of this series is to come from then on.");
    public static readonly Problem WrongCode = new("wrong_code", 409, "That is not the client's code.");

    public static readonly IReadOnlyList<Problem> All =
    [
        ClientExists, UnknownClient, ClientHasVisits, ServiceExists, UnknownService,
        UnknownTherapist, TherapistBooked, ClientBooked, DoesNotFit, UnknownPlace, LastPlace, NothingToReview, BeforeLastStep, EvvIncomplete, ProofRequired, NobodyThere,
        NotYet, WrongCode, SeriesConflicts, NothingAsked, NothingToEnd,
    ];
}

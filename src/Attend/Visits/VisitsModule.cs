using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Platform.Web.PlatformProblems;
using static Attend.Visits.VisitProblems;

namespace Attend.Visits;

/// <summary>Visits to people at home, from the plan to the proof: its table of contents.</summary>
internal static class VisitsModule
{
    public static void Add(Module module)
    {
        module.Pages.Add("/visits");
        module.Problems.AddRange(VisitProblems.All);
        module.Events.AddRange(VisitEvents.All);
        module.PersonalData.AddRange(VisitRecords.Kinds);
        module.Pages.Add("/rounds");
        module.Routes.Add(Services);
        module.Routes.Add(Clients);
        module.Routes.Add(Therapists);
        module.Lifecycles.Add(AppointmentLifecycle.Table.Table);
        module.Lifecycles.Add(PlaceLifecycle.Table.Table);
        module.Due.Add(new DueKind(PlaceClocks.Answer, "Somebody who was asked for a place is reminded, or has not answered in time.", ExpirePlace.Run));
        module.Due.Add(new DueKind(PlaceClocks.Alone, "A visit should be over, and its therapist has not ended it.", LoneWorker.Run));
        module.Projections.Add(VisitNews.Projection);
        module.Invariants.AddRange(VisitsInvariants.All);
        module.Routes.Add(Appointments);
        module.Routes.Add(Places);
        module.Routes.Add(SeriesOfVisits);
        module.Constraints["one_place_per_therapist"] = TherapistBooked;
        module.Constraints["one_appointment_per_client"] = ClientBooked;
        module.Constraints["one_service_per_name"] = ServiceExists;
        module.Constraints["one_client_per_phone"] = ClientExists;
        module.Constraints["one_client_per_email"] = ClientExists;
        module.Constraints["one_client_per_user"] = ClientExists;
    }

    private static void Services(IEndpointRouteBuilder routes)
    {
        var services = routes.Native("/api/services").WithTags("Visits");
        services.MapGet("", ReadServices.List).Needs(Permissions.ServicesRead);
        services.MapPost("", KeepServices.Add).Needs(Permissions.ServicesKeep).Refuses(Invalid, PeopleProblems.UnknownSite, ServiceExists);
        services.MapGet("/{id:long}", ReadServices.One).Needs(Permissions.ServicesRead).Refuses(NotFound);
        services.MapPatch("/{id:long}", KeepServices.Edit).Needs(Permissions.ServicesKeep).Refuses(
            NotFound, Invalid, PreconditionRequired, PreconditionFailed, ServiceExists);
        services.MapPost("/{id:long}/retire", KeepServices.Retire).Needs(Permissions.ServicesKeep).Refuses(NotFound);
        services.MapPost("/{id:long}/reinstate", KeepServices.Reinstate).Needs(Permissions.ServicesKeep).Refuses(NotFound, ServiceExists);
    }

    private static void Clients(IEndpointRouteBuilder routes)
    {
        var clients = routes.Native("/api/clients").WithTags("Visits");
        clients.MapGet("", ReadClients.List).Needs(Permissions.VisitsRead);
        clients.MapPost("", AddClient.Handle).Needs(Permissions.ClientsKeep).Refuses(
            Invalid, PeopleProblems.UnknownSite, PeopleProblems.UnknownUser, ClientExists);
        clients.MapPost("/search", ReadClients.Search).Needs(Permissions.VisitsRead);
        clients.MapGet("/{id:long}", ReadClients.One).Needs(Permissions.VisitsRead).Refuses(NotFound);
        clients.MapPatch("/{id:long}", EditClient.Handle).Needs(Permissions.ClientsKeep).Refuses(
            NotFound, Invalid, PreconditionRequired, PreconditionFailed, PeopleProblems.UnknownUser, ClientExists);
        clients.MapPost("/{id:long}/retire", RetireClient.Handle).Needs(Permissions.ClientsKeep).Refuses(NotFound, ClientHasVisits);
        clients.MapPost("/{id:long}/reinstate", RetireClient.Undo).Needs(Permissions.ClientsKeep).Refuses(NotFound, ClientExists);
        clients.MapGet("/{id:long}/export", EraseClient.Export).Needs(Permissions.PeopleExport).Refuses(NotFound);
        clients.MapPost("/{id:long}/erase", EraseClient.Handle).Needs(Permissions.PeopleErase).Refuses(NotFound, PeopleProblems.Held, ClientHasVisits);
    }

    private static void Therapists(IEndpointRouteBuilder routes)
    {
        var therapists = routes.Native("/api").WithTags("Visits");
        therapists.MapGet("/appointments/candidates", ReadTherapistCandidates.Handle).Needs(Permissions.VisitsPlan).Refuses(
            Invalid, NotFound, PeopleProblems.UnknownSite, UnknownService, UnknownClient);
        therapists.MapGet("/therapists/availability", ReadAvailability.Handle).Needs(Permissions.VisitsRead).Refuses(Invalid);
    }

    private static void Appointments(IEndpointRouteBuilder routes)
    {
        var appointments = routes.Native("/api/appointments").WithTags("Visits");
        appointments.MapGet("", ReadAppointments.List).Needs(Permissions.VisitsRead);
        appointments.MapPost("", BookAppointment.Handle).Needs(Permissions.VisitsPlan).Refuses(
            Invalid, UnknownClient, UnknownService, UnknownTherapist, TherapistBooked, ClientBooked, DoesNotFit);
        appointments.MapGet("/{id:long}", ReadAppointments.One).Needs(Permissions.VisitsRead).Refuses(NotFound);
        appointments.MapPatch("/{id:long}", EditAppointment.Handle).Needs(Permissions.VisitsPlan).Refuses(
            NotFound, Invalid, PreconditionRequired, PreconditionFailed, WrongState, UnknownTherapist, TherapistBooked, DoesNotFit);
        appointments.MapGet("/{id:long}/timeline", ReadVisitTimeline.Handle).Needs(Permissions.VisitsRead).Refuses(NotFound);
        appointments.MapPost("/{id:long}/reassign", ReviewRejection.Reassign).Needs(Permissions.VisitsPlan).Refuses(
            NotFound, WrongState, UnknownPlace, UnknownTherapist, TherapistBooked, ClientBooked, DoesNotFit);
        appointments.MapPost("/{id:long}/deny", ReviewRejection.Deny).Needs(Permissions.VisitsPlan).Refuses(
            NotFound, WrongState, UnknownPlace, NothingToReview, UnknownTherapist, TherapistBooked, ClientBooked, DoesNotFit);
        appointments.MapPost("/{id:long}/reschedule", RescheduleAppointment.Handle).Needs(Permissions.VisitsPlan).Refuses(
            NotFound, Invalid, WrongState, UnknownTherapist, TherapistBooked, ClientBooked, DoesNotFit);
        appointments.MapPost("/{id:long}/extend", MoveEnd.Extend).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, WrongState, TherapistBooked, ClientBooked, DoesNotFit);
        appointments.MapPost("/{id:long}/end-early", MoveEnd.EndEarly).Needs(Permissions.VisitsStep).Refuses(NotFound, Invalid, WrongState);
        appointments.MapPost("/{id:long}/running-late", MoveEnd.RunningLate).Needs(Permissions.VisitsStep).Refuses(NotFound, WrongState);
        appointments.MapPost("/{id:long}/cancel", CancelAppointment.Cancel).Needs(Permissions.VisitsPlan).Refuses(NotFound, Invalid, WrongState);
        appointments.MapPost("/{id:long}/no-show", CancelAppointment.NoShow).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep, NotYet);
        appointments.MapPost("/{id:long}/materials", NoteMaterial.Handle).Needs(Permissions.VisitsStep).Refuses(NotFound, NobodyThere);
        appointments.MapPost("/{id:long}/proof", ProveVisit.Handle).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, UnknownPlace, NobodyThere, WrongCode, TooMany);
    }

    private static void Places(IEndpointRouteBuilder routes)
    {
        var places = routes.Native("/api/places").WithTags("Visits");
        places.MapPost("/{id:long}/accept", TapPlace.Handle(PlaceAction.Accept)).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/reject", RejectPlace.Handle).Needs(Permissions.VisitsStep).Refuses(NotFound, Invalid, Forbidden, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/set-out", TapPlace.Handle(PlaceAction.SetOut)).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/arrive", TapPlace.Handle(PlaceAction.Arrive)).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/start", TapPlace.Handle(PlaceAction.Start)).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/i-am-fine", PutOffAlarm.Handle).Needs(Permissions.VisitsStep).Refuses(NotFound, Invalid, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/end", EndVisit.Handle).Needs(Permissions.VisitsStep).Refuses(
            NotFound, Invalid, Forbidden, WrongState, BeforeLastStep, EvvIncomplete, ProofRequired);
        places.MapPost("/{id:long}/correct", CorrectVisit.Handle).Needs(Permissions.VisitsPlan).Refuses(NotFound, Invalid, WrongState, BeforeLastStep);
        places.MapPost("/{id:long}/release", ReleasePlace.Handle).Needs(Permissions.VisitsPlan).Refuses(NotFound, WrongState, LastPlace);
    }

    private static void SeriesOfVisits(IEndpointRouteBuilder routes)
    {
        var series = routes.Native("/api/series").WithTags("Visits");
        series.MapPost("", PlanSeries.Handle).Needs(Permissions.VisitsPlan).Refuses(
            Invalid, UnknownClient, UnknownService, UnknownTherapist, VisitProblems.SeriesConflicts, TherapistBooked, ClientBooked);
        series.MapGet("/occurrences", ReadOccurrences.Handle).Needs(Permissions.VisitsPlan).Refuses(Invalid, PeopleProblems.UnknownSite);
        series.MapGet("/{id:long}", SeriesKeys.One).Needs(Permissions.VisitsRead).Refuses(NotFound);
        series.MapPost("/{id:long}/accept", SeriesKeys.Accept).Needs(Permissions.VisitsStep).Refuses(NotFound, NothingAsked);
        series.MapPost("/{id:long}/change", ChangeSeries.Handle).Needs(Permissions.VisitsPlan).Refuses(
            NotFound, Invalid, NothingToEnd, UnknownClient, UnknownService, UnknownTherapist, VisitProblems.SeriesConflicts, TherapistBooked, ClientBooked);
        series.MapPost("/{id:long}/end", SeriesKeys.End).Needs(Permissions.VisitsPlan).Refuses(NotFound, Invalid, NothingToEnd);
    }
}

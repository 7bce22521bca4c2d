using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using static Attend.Platform.Web.PlatformProblems;
using static Attend.Visits.VisitProblems;

namespace Attend.Visits;

/// <summary>Visits to people at home, from the plan to the proof: its table of contents.</summary>
internal static class VisitsModule
{
    public static void Add(Module module)
    {
        module.Problems.AddRange(VisitProblems.All);
        module.Events.AddRange(VisitEvents.All);
        module.PersonalData.AddRange(VisitRecords.Kinds);
        module.Routes.Add(Services);
        module.Routes.Add(Clients);
        module.Routes.Add(Therapists);
        module.Constraints["one_service_per_name"] = ServiceExists;
        module.Constraints["one_client_per_phone"] = ClientExists;
        module.Constraints["one_client_per_email"] = ClientExists;
        module.Constraints["one_client_per_user"] = ClientExists;
    }

    private static void Services(IEndpointRouteBuilder routes)
    {
        var services = routes.Native("/api/services").WithTags("Visits");
        services.MapGet("", ReadServices.List).Needs(Permissions.VisitsRead);
        services.MapPost("", KeepServices.Add).Needs(Permissions.ServicesKeep).Refuses(Invalid, PeopleProblems.UnknownSite, ServiceExists);
        services.MapGet("/{id:long}", ReadServices.One).Needs(Permissions.VisitsRead).Refuses(NotFound);
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
}

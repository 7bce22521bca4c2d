using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using static Attend.Platform.Web.PlatformProblems;
using static Attend.Queues.QueueProblems;

namespace Attend.Arrivals;

/// <summary>From the ambulance to the emergency queue: its table of contents.</summary>
internal static class ArrivalsModule
{
    public static void Add(Module module)
    {
        module.Lifecycles.Add(ArrivalLifecycle.Table.Table);
        module.Subscriptions.Add(FollowJourneys.Subscription);
        module.Channels.Add(ArrivalChannel.Channel);
        module.Projections.Add(ArrivalChannel.Projection);
        module.Services.Add(services => services.AddHostedService<ShowTimes>());
        module.Invariants.AddRange(ArrivalInvariants.All);
        module.Pages.Add("/arriving");
        module.Routes.Add(Arrivals);
        module.Routes.Add(Timelines);
    }

    private static void Arrivals(IEndpointRouteBuilder routes)
    {
        var arrivals = routes.Native("/api/arrivals").WithTags("Arrivals");
        arrivals.MapGet("", ListArrivals.Handle).Needs(Permissions.QueuesRead);
        arrivals.MapGet("/{id:long}", ListArrivals.One).Needs(Permissions.QueuesRead).Refuses(NotFound);
        arrivals.MapPost("/{id:long}/receive", ReceivePatient.Handle).Needs(Permissions.QueuesTriage)
            .Refuses(NotFound, Invalid, WrongState, UnknownPatient, UnknownDesk, DeskNotOpen, DeskBusy, UnknownLevel, AlreadyWaiting, PatientElsewhere);
    }

    /// <summary>By whatever the reader knows of the patient: the call's, the number, or who People says they are.</summary>
    private static void Timelines(IEndpointRouteBuilder routes)
    {
        routes.Native("/api/patients").WithTags("Arrivals").MapGet("/{id:long}/timeline", ReadPatientTimeline.OfPatient).Needs(Permissions.TimelinesRead).Refuses(NotFound);
        routes.Native("/api/tickets").WithTags("Arrivals").MapGet("/{id:long}/timeline", ReadPatientTimeline.OfTicket).Needs(Permissions.TimelinesRead).Refuses(NotFound);
        routes.Native("/api/users").WithTags("Arrivals").MapGet("/{id:long}/timeline", ReadPatientTimeline.OfUser).Needs(Permissions.TimelinesRead).Refuses(NotFound);
    }
}

using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Platform.Web.PlatformProblems;
using static Attend.Queues.QueueProblems;

namespace Attend.Queues;

/// <summary>Patient queues: its table of contents.</summary>
internal static class QueuesModule
{
    /// <summary>By one who is not signed in: a waiting room shares an address on the network.</summary>
    private const int PerMinute = 120;

    public static void Add(Module module)
    {
        module.Pages.AddRange(["/desk", "/queues"]);
        module.Lifecycles.AddRange([QueueLifecycle.Table.Table, DeskLifecycle.Table.Table, TicketLifecycle.Table.Table]);
        module.Problems.AddRange(QueueProblems.All);
        module.Events.AddRange(QueueEvents.All);
        module.PersonalData.AddRange(QueueRecords.Kinds);
        module.Due.AddRange(
        [
            new DueKind(QueueDay.Look, "A queue that is closing may be empty.", QueueDay.RunLook),
            new DueKind(KeepHours.Work, "A queue's opening hours begin or end.", KeepHours.Run),
            new DueKind(QueueDay.SendHome, "The time is over that a queue serves on behind its shut door.", QueueDay.RunSendHome),
            new DueKind(LapseCall.Work, "A desk called somebody and did nothing more.", LapseCall.Run),
            new DueKind(AskBack.Work, "Somebody who was sent away for a while is to be back.", AskBack.Run),
            new DueKind(Unattended.Work, "An emergency, or whom an ambulance brought, is to have been called.", Unattended.Run),
            new DueKind(Reassessment.Work, "Somebody who waits is to be looked at again.", Reassessment.Run),
            LearnForecasts.Work, TellRises.Work,
        ]);
        module.Channels.AddRange([QueueChannels.Queue, QueueChannels.Holder]);
        module.Projections.AddRange([QueueNews.Projection, Audiences.Projection]);
        module.Services.Add(services => services.AddSingleton<Lines>().AddSingleton<Audiences>().AddSingleton<Admission>());
        module.Services.Add(services => services.AddHostedService<ForecastNews>());
        module.Invariants.AddRange(QueueInvariants.All);
        module.Commands.Add(CloseDue.Command);
        module.Routes.Add(Queues);
        module.Routes.Add(Desks);
        module.Routes.Add(Tickets);
        module.Routes.Add(Holders);
        module.Constraints["one_queue_per_code"] = QueueExists;
        module.Constraints["one_desk_per_name"] = DeskExists;
        module.Constraints["one_ticket_per_patient"] = AlreadyWaiting;
        module.Constraints["one_ticket_per_device"] = AlreadyWaiting;
        module.Constraints["one_ticket_per_number"] = NumberTaken;
        module.Constraints["one_ticket_per_desk"] = DeskBusy;
        module.Constraints["one_desk_per_patient"] = PatientElsewhere;
    }

    private static void Queues(IEndpointRouteBuilder routes)
    {
        var queues = routes.Native("/api/queues").WithTags("Queues");
        queues.MapGet("", ReadQueues.List).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        queues.MapPost("", AddQueue.Handle).Needs(Permissions.QueuesManage).Refuses(PeopleProblems.UnknownSite, UnknownScale, QueueExists);
        queues.MapGet("/{id:long}", ReadQueues.One).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound);
        queues.MapPatch("/{id:long}", EditQueue.Handle).Needs(Permissions.QueuesManage).Refuses(NotFound, UnknownScale, InUse, PreconditionRequired, PreconditionFailed);
        queues.MapPost("/{id:long}/open", QueueDay.Handle(QueueAction.Open)).Needs(Permissions.QueuesOpen);
        queues.MapPost("/{id:long}/pause", QueueDay.Handle(QueueAction.Pause)).Needs(Permissions.QueuesOpen);
        queues.MapPost("/{id:long}/resume", QueueDay.Handle(QueueAction.Resume)).Needs(Permissions.QueuesOpen);
        queues.MapPost("/{id:long}/close", QueueDay.Handle(QueueAction.Close)).Needs(Permissions.QueuesOpen);
        queues.MapPost("/{id:long}/shut", QueueDay.Handle(QueueAction.Shut)).Needs(Permissions.QueuesOpen);
        queues.MapGet("/{id:long}/hours", KeepHours.Read).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound);
        queues.MapPut("/{id:long}/hours", KeepHours.Set).Needs(Permissions.QueuesManage).Refuses(NotFound, Invalid, PreconditionRequired, PreconditionFailed);
        queues.MapPut("/{id:long}/following", FollowQueue.Follow).Needs(Permissions.QueuesFollow).Refuses(NotFound);
        queues.MapDelete("/{id:long}/following", FollowQueue.Unfollow).Needs(Permissions.QueuesFollow);
        routes.Native("/api/following").WithTags("Queues").MapGet("", FollowQueue.List).Needs(Permissions.QueuesFollow);
        queues.MapPost("/{id:long}/hours/preview", KeepHours.Preview).Needs(Permissions.QueuesManage).Refuses(NotFound, Invalid);
        queues.MapGet("/{id:long}/log", QueueDay.Log).Needs(Permissions.QueuesRead).Refuses(NotFound);
        queues.MapPost("/{id:long}/tickets", JoinQueue.Handle).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1))
            .Refuses(NotFound, Closed, Closing, Paused, Full, AlreadyWaiting, NoSelfService, StaffOnly, NameNeeded, CodeNeeded, UnknownLevel, UnknownPatient);
        queues.MapGet("/{id:long}/tickets", ReadTickets.OfQueue).Needs(Permissions.QueuesRead).Refuses(NotFound);
        queues.MapPost("/{id:long}/call-next", CallNext.FromQueue).Needs(Permissions.QueuesServe)
            .Refuses(NotFound, DeskNotOpen, DeskBusy, DeskElsewhere, PatientElsewhere, Closed, Paused);
        queues.MapGet("/{id:long}/board", ReadBoard.Handle).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound);
        queues.MapGet("/{id:long}/integrity", ReadQueues.Integrity).Needs(Permissions.QueuesRead).Refuses(NotFound);
        queues.MapGet("/{id:long}/forecast", ReadForecast.Now).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound);
        queues.MapGet("/{id:long}/forecast/accuracy", ReadForecast.Accuracy).Needs(Permissions.QueuesManage).Refuses(NotFound);
        routes.Native("/api/scales").WithTags("Queues").MapGet("", ReadQueues.Scales).Needs(Permission.SignedIn);
    }

    private static void Desks(IEndpointRouteBuilder routes)
    {
        var desks = routes.Native("/api/desks").WithTags("Queues");
        desks.MapGet("", ReadQueues.Desks).Needs(Permissions.QueuesRead);
        desks.MapPost("", AddDesk.Handle).Needs(Permissions.QueuesManage).Refuses(PeopleProblems.UnknownSite, UnknownQueue, DeskExists);
        desks.MapPatch("/{id:long}", AddDesk.Edit).Needs(Permissions.QueuesManage).Refuses(NotFound, UnknownQueue, DeskExists, PreconditionRequired, PreconditionFailed);
        desks.MapDelete("/{id:long}", AddDesk.Retire).Needs(Permissions.QueuesManage).Refuses(NotFound, DeskBusy);
        desks.MapPost("/{id:long}/open", DeskDay.Handle(DeskAction.Open)).Needs(Permissions.QueuesServe);
        desks.MapPost("/{id:long}/break", DeskDay.Handle(DeskAction.Break)).Needs(Permissions.QueuesServe).Refuses(DeskBusy);
        desks.MapPost("/{id:long}/close", DeskDay.Handle(DeskAction.Close)).Needs(Permissions.QueuesServe).Refuses(DeskBusy);
        desks.MapGet("/{id:long}/deeds", ReadDeeds.Handle).Needs(Permissions.QueuesServe).Refuses(NotFound);
        desks.MapPost("/{id:long}/call-next", CallNext.ToDesk).Needs(Permissions.QueuesServe).Refuses(NotFound, DeskNotOpen, DeskBusy, PatientElsewhere, Closed, Paused);
        desks.MapPost("/{id:long}/complete-and-call-next", CallNext.AfterCompleting).Needs(Permissions.QueuesServe)
            .Refuses(NotFound, DeskNotOpen, WrongState, AlreadyWaiting, PatientElsewhere, Closed, Paused);
    }

    private static void Tickets(IEndpointRouteBuilder routes)
    {
        var tickets = routes.Native("/api/tickets").WithTags("Queues");
        tickets.MapGet("", FindTickets.Handle).Needs(Permissions.QueuesRead).Refuses(Invalid);
        tickets.MapGet("/{id:long}", ReadTickets.One).Needs(Permissions.QueuesRead).Refuses(NotFound);
        tickets.MapPost("/{id:long}/call", CallTicket.Handle).Needs(Permissions.QueuesServe).Refuses(UnknownDesk, DeskNotOpen, DeskBusy, PatientElsewhere);
        tickets.MapPost("/{id:long}/recall", DeskKeys.Recall).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/start", DeskKeys.Start).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/complete", CompleteTicket.Handle).Needs(Permissions.QueuesServe).Refuses(AlreadyWaiting, Closed);
        tickets.MapPost("/{id:long}/no-show", DeskKeys.NoShow).Needs(Permissions.QueuesServe).Refuses(TooEarly);
        tickets.MapPost("/{id:long}/reinstate", DeskKeys.Reinstate).Needs(Permissions.QueuesServe).Refuses(AlreadyWaiting, NumberTaken, Closed);
        tickets.MapPost("/{id:long}/hold", DeskKeys.Hold).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/ask-back", AskBack.Handle).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/return", DeskKeys.Return).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/put-back", DeskKeys.PutBack).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/transfer", TransferTicket.Handle).Needs(Permissions.QueuesServe).Refuses(UnknownQueue, SameQueue, AlreadyWaiting, Closed);
        tickets.MapPost("/{id:long}/set-priority", SetPriority.Handle).Needs(Permissions.QueuesTriage).Refuses(UnknownLevel);
        tickets.MapPost("/{id:long}/reassess", SetPriority.Reassess).Needs(Permissions.QueuesTriage).Refuses(UnknownLevel);
        tickets.MapPost("/{id:long}/confirm-class", SetPriority.Confirm).Needs(Permissions.QueuesServe).Refuses(NotDeclared);
        tickets.MapPost("/{id:long}/plan", PlanSteps.Handle).Needs(Permissions.QueuesServe).Refuses(UnknownQueue);
        tickets.MapPost("/{id:long}/cancel", DeskKeys.Cancel).Needs(Permissions.QueuesServe);
        tickets.MapPost("/{id:long}/undo", UndoDeed.Handle).Needs(Permissions.QueuesServe)
            .Refuses(NothingToUndo, UndoTooLate, DoneSince, DeskBusy, DeskNotOpen, PatientElsewhere, AlreadyWaiting, NumberTaken, Closed);
    }

    /// <summary>Whoever holds a number: the token is the right to.</summary>
    private static void Holders(IEndpointRouteBuilder routes)
    {
        var mine = routes.Native("/api/my-tickets/{token}").WithTags("Queues").LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        mine.MapGet("", MyTicket.Show).Needs(Permission.Anyone).Refuses(NotFound);
        mine.MapPost("/cancel", MyTicket.Cancel).Needs(Permission.Anyone).Refuses(NotFound, WrongState);
        mine.MapPost("/late", MyTicket.ComeLate).Needs(Permission.Anyone).Refuses(NotFound, WrongState);
        mine.MapPost("/here", MyTicket.BeHere).Needs(Permission.Anyone).Refuses(NotFound, WrongState);
        mine.MapPost("/worse", MyTicket.FeelWorse).Needs(Permission.Anyone).Refuses(NotFound, WrongState);
    }
}

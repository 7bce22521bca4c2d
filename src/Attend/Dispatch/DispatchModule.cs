using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Dispatch.DispatchProblems;
using static Attend.Fleet.FleetProblems;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.Dispatch;

/// <summary>Emergency dispatch: its table of contents.</summary>
internal static class DispatchModule
{
    public static void Add(Module module)
    {
        module.Lifecycles.AddRange([CallLifecycle.Table.Table, ResponseLifecycle.Table.Table, PreAlertLifecycle.Table.Table, AlarmLifecycle.Table.Table, NextJobLifecycle.Table.Table]);
        module.Problems.AddRange(DispatchProblems.All);
        module.Pages.AddRange(["/board", "/map", "/crew", "/hospital"]);
        module.Events.AddRange(DispatchEvents.All);
        module.PersonalData.AddRange(CallRecords.Kinds);
        module.Due.AddRange(
        [
            new DueKind(ComeDue.Kind, "Scheduled work reaches its lead time.", ComeDue.Run),
            new DueKind(Watches.OfCall, "A call stands without a unit.", RaiseAlarm.RunForCall),
            new DueKind(Watches.OfResponse, "A crew has not made its next step.", RaiseAlarm.RunForResponse),
            new DueKind(Watches.OfChange, "A crew has not confirmed a change of priority, place or call.", RaiseAlarm.RunForChange),
            new DueKind(AddressWarning.Review, "A warning on an address is to be looked at again.", ReviewWarning.Announce),
            new DueKind(PreAlerts.Unanswered, "A hospital has not answered a pre-alert, or nobody its refusal.", RaiseAlarm.RunForPreAlert),
            new DueKind(Divert.Ends, "A hospital's diversion ends at its time.", Divert.RunOut),
        ]);
        module.Channels.AddRange([DispatchChannels.Board, DispatchChannels.Crew, DispatchChannels.AtHospital, DispatchChannels.Requester]);
        module.Projections.Add(DispatchNews.Projection);
        module.Services.Add(services => services.AddHostedService<PositionNews>());
        module.Services.Add(services => services.AddHostedService<ArrivalNews>());
        module.Invariants.AddRange(DispatchInvariants.All);
        module.Routes.Add(Calls);
        module.Routes.Add(Requests);
        module.Routes.Add(Warnings);
        module.Routes.Add(Responses);
        module.Routes.Add(Units);
        module.Routes.Add(Alarms);
        module.Routes.Add(Hospitals);
        module.Routes.Add(Targets);
        module.Constraints["one_hospital_per_site"] = HospitalExists;
    }

    private static void Calls(IEndpointRouteBuilder routes)
    {
        var calls = routes.Native("/api/calls").WithTags("Calls");
        calls.MapGet("", ReadCalls.List).Needs(Permissions.CallsRead);
        calls.MapPost("", TakeCall.Handle).Needs(Permissions.CallsTake);
        calls.MapGet("/{id:long}", ReadCalls.One).Needs(Permissions.CallsRead);
        calls.MapPost("/{id:long}/dispatch", DispatchUnit.Handle).Needs(Permissions.CallsDispatch).Refuses(Assigning);
        calls.MapPost("/{id:long}/responses", EnterResponse.Handle).Needs(Permissions.CallsBackdate)
            .Refuses(CallClosed, CallPlanned, UnknownUnit, UnknownHospital, MemberUnknown, MemberOffDuty, MemberUnlicensed, OverrideForbidden);
        calls.MapPost("/{id:long}/reprioritise", ReviseCall.Reprioritise).Needs(Permissions.CallsManage);
        calls.MapPost("/{id:long}/relocate", ReviseCall.Relocate).Needs(Permissions.CallsManage);
        calls.MapPost("/{id:long}/cancel", CancelCall.Handle).Needs(Permissions.CallsManage);
        calls.MapPost("/{id:long}/close", CloseCall.Handle).Needs(Permissions.CallsManage).Refuses(UnitOnCall, DispositionNeeded);
        calls.MapPost("/{id:long}/reopen", ReopenCall.Handle).Needs(Permissions.CallsManage).Refuses(TooLate);
        calls.MapPatch("/{id:long}", EditCall.Handle).Needs(Permissions.CallsManage).Refuses(CallMerged, PlatformProblems.PreconditionRequired, PlatformProblems.PreconditionFailed);
        calls.MapPost("/duplicates", FindDuplicates.Handle).Needs(Permissions.CallsTake);
        calls.MapPost("/{id:long}/link", LinkCall.Handle).Needs(Permissions.CallsManage).Refuses(SameCall, AlreadyMerged, CallClosed, CallPlanned);
        calls.MapPost("/{id:long}/unlink", UnlinkCall.Handle).Needs(Permissions.CallsManage)
            .Refuses(NotMerged, AlreadyMerged, CallClosed, PatientEntangled);
        calls.MapPost("/{id:long}/callers", AddCaller.Handle).Needs(Permissions.CallsTake).Refuses(CallMerged, CallClosed);
        calls.MapPost("/{id:long}/patients", AddPatient.Handle).Needs(Permissions.PatientsEdit).Refuses(CallMerged, CallClosed);
        calls.MapPost("/{id:long}/notes", AddNote.Handle).Needs(Permissions.CallsNotes).Refuses(CallMerged);
        calls.MapGet("/{id:long}/export", EraseCall.Export).Needs(Permissions.PeopleExport);
        calls.MapPost("/{id:long}/erase", EraseCall.Handle).Needs(Permissions.PeopleErase).Everywhere().Refuses(CallOpen, PeopleProblems.Held);
        calls.MapPost("/{id:long}/verify", VerifyRequest.Handle).Needs(Permissions.RequestsVerify);
        calls.MapGet("/{id:long}/photos", ReadPhotos.List).Needs(Permissions.CallsRead);
        calls.MapGet("/{id:long}/photos/{photoId:long}", ReadPhotos.One).Needs(Permissions.CallsRead);
        calls.MapGet("/{id:long}/timeline", ReadTimeline.Handle).Needs(Permissions.CallsRead);
        calls.MapGet("/{id:long}/warnings", ReadWarnings.OfCall).Needs(Permissions.CallsRead);
        calls.MapGet("/{id:long}/recommendations", RecommendUnits.Handle).Needs(Permissions.CallsDispatch);
        calls.MapGet("/{id:long}/hospitals", ReadCallHospitals.Handle).Needs(Permissions.CallsRead).Refuses(NotFound);
        calls.MapGet("/{id:long}/notes", AddNote.List).Needs(Permissions.CallsRead);

        var callers = routes.Native("/api/callers").WithTags("Calls");
        callers.MapPatch("/{id:long}", EditCaller.Handle).Needs(Permissions.CallsTake)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, Invalid);

        var patients = routes.Native("/api/patients").WithTags("Calls");
        patients.MapPatch("/{id:long}", EditPatient.Handle).Needs(Permissions.PatientsEdit)
            .Refuses(CallMerged, UnknownHospital, PlatformProblems.PreconditionRequired, PlatformProblems.PreconditionFailed);
        patients.MapPost("/{id:long}/disposition", GiveDisposition.Handle).Needs(Permissions.PatientsEdit).Refuses(CallMerged);
    }

    private static void Requests(IEndpointRouteBuilder routes)
    {
        var requests = routes.Native("/api/requests").WithTags("Requests");
        requests.MapPost("", RequestHelp.Handle).Needs(Permission.Anyone).Takes(RequestHelp.LongestBody)
            .Accepts<HelpRequest>("application/json", "multipart/form-data").Refuses(TooManyPhotos, NotAPhoto, MalformedForm);
        requests.MapGet("/{token}", TrackRequest.Handle).Needs(Permission.Anyone).LimitsDevice(120, TimeSpan.FromMinutes(1));

        var pages = routes.MapGroup("").WithMetadata(new Problems.ErrorForm(RequestPage.Refuse)).ExcludeFromDescription();
        pages.MapGet("/request", RequestPage.Show).Needs(Permission.Anyone);
        pages.MapPost("/request", RequestPage.Take).Needs(Permission.Anyone).Takes(RequestPage.LongestBody);
        pages.MapGet("/track/{token}", TrackPage.Show).Needs(Permission.Anyone).LimitsDevice(120, TimeSpan.FromMinutes(1));
    }

    private static void Warnings(IEndpointRouteBuilder routes)
    {
        var warnings = routes.Native("/api/warnings").WithTags("Warnings");
        warnings.MapGet("", ReadWarnings.List).Needs(Permissions.WarningsManage);
        warnings.MapPost("", AddWarning.Handle).Needs(Permissions.WarningsManage);
        warnings.MapPost("/search", ReadWarnings.Search).Needs(Permissions.CallsTake);
        warnings.MapPost("/{id:long}/review", ReviewWarning.Handle).Needs(Permissions.WarningsManage).Refuses(WarningEnded);
        warnings.MapPost("/{id:long}/end", ReviewWarning.End).Needs(Permissions.WarningsManage).Refuses(WarningEnded);
    }

    private static void Responses(IEndpointRouteBuilder routes)
    {
        var responses = routes.Native("/api/responses").WithTags("Responses");
        responses.MapGet("", ReadResponses.List).Needs(Permissions.CallsRead);
        responses.MapGet("/{id:long}", ReadResponses.One).Needs(Permissions.CallsRead);
        responses.MapPost("/{id:long}/acknowledge", TapStep.Handle(ResponseAction.Acknowledge)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/confirm-change", TapStep.Handle(ResponseAction.ConfirmChange)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/depart", TapStep.Handle(ResponseAction.Depart)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/stage", TapStep.Handle(ResponseAction.Stage)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/arrive", TapStep.Handle(ResponseAction.Arrive)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/at-patient", TapStep.Handle(ResponseAction.AtPatient)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/arrive-hospital", TapStep.Handle(ResponseAction.ArriveHospital)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/back-at-base", TapStep.Handle(ResponseAction.BackAtBase)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/transport", Transport.Handle).Needs(Permissions.ResponsesStep).Refuses(UnknownHospital, UnknownPatient);
        responses.MapPost("/{id:long}/transfer-care", TransferCare.Handle).Needs(Permissions.HospitalsHandover);
        responses.MapPost("/{id:long}/clear", ClearUnit.Handle).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/decline", EndResponse.Handle(ResponseAction.Decline)).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/stand-down", EndResponse.Handle(ResponseAction.StandDown)).Needs(Permissions.CallsDispatch);
        responses.MapPost("/{id:long}/fail", FailUnit.OnCall).Needs(Permissions.ResponsesStep);
        responses.MapPost("/{id:long}/redirect", RedirectUnit.Handle).Needs(Permissions.CallsDispatch).Refuses([SameCall, .. Assigning]);
        responses.MapPost("/{id:long}/change-destination", ChangeDestination.Handle).Needs(Permissions.ResponsesStep).Refuses(UnknownHospital);
        responses.MapPost("/{id:long}/change-crew", ChangeCrew.Handle).Needs(Permissions.CallsDispatch).Refuses(Assigning);
        responses.MapPost("/{id:long}/undo", UndoStep.Handle).Needs(Permissions.ResponsesUndo).Refuses(NothingToUndo, TooLate, CallClosed, UnitHeld, MemberHeld, UnitRetired);
        responses.MapPost("/{id:long}/correct", CorrectStamp.Handle).Needs(Permissions.ResponsesCorrect);
    }

    private static void Units(IEndpointRouteBuilder routes)
    {
        var units = routes.Native("/api/units").WithTags("Units");
        units.MapPost("/{id:long}/fail", FailUnit.Handle).Needs(Permissions.ResponsesStep).Refuses(UnitHeld, UnitRetired);
        units.MapPost("/{id:long}/distress", Distress.Handle).Needs(Permissions.UnitsDistress);
        units.MapPost("/{id:long}/next-job", NextJob.Handle).Needs(Permissions.CallsDispatch)
            .Refuses(CallClosed, CallPlanned, CallTaken, NotAtHospital, SameCall, OverrideForbidden);
        units.MapDelete("/{id:long}/next-job", NextJob.Remove).Needs(Permissions.CallsDispatch).Refuses(NotFound);
    }

    private static void Alarms(IEndpointRouteBuilder routes)
    {
        var alarms = routes.Native("/api/alarms").WithTags("Alarms");
        alarms.MapGet("", AcknowledgeAlarm.List).Needs(Permissions.CallsDispatch);
        alarms.MapPost("/{id:long}/acknowledge", AcknowledgeAlarm.Handle).Needs(Permissions.CallsDispatch);
        alarms.MapPost("/{id:long}/end", EndAlarm.Handle).Needs(Permissions.CallsDispatch).Refuses(NotFound, AlarmHasCause);
    }

    private static void Hospitals(IEndpointRouteBuilder routes)
    {
        var hospitals = routes.Native("/api/hospitals").WithTags("Hospitals");
        hospitals.MapPost("", AddHospital.Handle).Needs(Permissions.HospitalsManage)
            .Refuses(PeopleProblems.UnknownSite, HospitalExists, BedsOutOfRange, Invalid);
        hospitals.MapGet("", ReadHospitals.List).Needs(Permissions.HospitalsRead);
        hospitals.MapGet("/{id:long}", ReadHospitals.One).Needs(Permissions.HospitalsRead).Refuses(NotFound);
        hospitals.MapPatch("/{id:long}", EditHospital.Handle).Needs(Permissions.HospitalsManage)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, Invalid);
        hospitals.MapPost("/{id:long}/capacity", ReportCapacity.Handle).Needs(Permissions.HospitalsCapacity).Refuses(NotFound, BedsOutOfRange, Invalid);
        hospitals.MapPost("/{id:long}/divert", Divert.Handle).Needs(Permissions.HospitalsCapacity).Refuses(NotFound, Invalid);
        hospitals.MapPost("/{id:long}/end-diversion", Divert.End).Needs(Permissions.HospitalsCapacity).Refuses(NotFound, NotOnDiversion);
        hospitals.MapGet("/{id:long}/arrivals", ReadArrivals.Handle).Needs(Permissions.HospitalsRead).Refuses(NotFound);
        hospitals.MapGet("/{id:long}/handovers", ReadHandovers.Handle).Needs(Permissions.HospitalsWatch).Refuses(NotFound);

        var alerts = routes.Native("/api/pre-alerts").WithTags("Hospitals");
        alerts.MapPost("/{id:long}/accept", AnswerPreAlert.Accept).Needs(Permissions.HospitalsPrealert).Refuses(NotFound, WrongState);
        alerts.MapPost("/{id:long}/decline", AnswerPreAlert.Decline).Needs(Permissions.HospitalsPrealert).Refuses(NotFound, WrongState);
    }

    private static void Targets(IEndpointRouteBuilder routes)
    {
        var targets = routes.Native("/api/reports/targets").WithTags("Reports");
        targets.MapGet("", SetTarget.List).Needs(Permissions.ReportsRead);
        targets.MapPut("/{interval}/{priority}", SetTarget.Handle).Needs(Permissions.AdminOperate).Everywhere().Refuses(NotFound);
    }

    /// <summary>What giving a unit to a call may be refused with, whichever way it is asked.</summary>
    private static readonly Problem[] Assigning =
    [
        CallClosed, CallPlanned, UnknownUnit, UnitHeld, UnitNotUsable, MemberUnknown, MemberHeld, MemberAway, MemberOffDuty,
        MemberUnlicensed, UnknownHospital, OverrideForbidden,
    ];
}

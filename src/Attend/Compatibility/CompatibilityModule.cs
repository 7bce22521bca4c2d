using Attend.Platform;
using Attend.Platform.Access;
using static Attend.People.Permissions;

namespace Attend.Compatibility;

/// <summary>
/// The exact addresses and JSON of the systems that Attend replaces, onto the same slices. Every address answers with and without the
/// slash at its end.
/// </summary>
internal static class CompatibilityModule
{
    /// <summary>By one who is not signed in: a waiting room shares an address on the network.</summary>
    private const int PerMinute = 120;

    public static void Add(Module module)
    {
        module.Problems.AddRange(CompatibilityProblems.All);
        module.LiveFields.AddRange(SocketFields.All);
        module.Routes.Add(DispatchRoutes);
        module.Routes.Add(EmergencyRoutes);
        module.Routes.Add(ParamedicRoutes);
        module.Routes.Add(DepartmentRoutes);
        module.Routes.Add(ServiceRoutes);
        module.Routes.Add(AppointmentRoutes);
    }

    private static void DispatchRoutes(IEndpointRouteBuilder routes)
    {
        const string Missing = "Ambulance not found";
        var dispatch = routes.Old("/dispatch/api/dispatch");
        dispatch.MapPost("/", DispatchAmbulance.Handle).Needs(CallsDispatch).Says(forbidden: "Only dispatchers can dispatch ambulances");
        dispatch.MapGet("/auto-assign-paramedic/", Paramedics.AutoAssign).Needs(CallsDispatch)
            .Says(forbidden: "Only dispatchers can assign paramedics");

        var ambulances = routes.Old("/dispatch/api/ambulances");
        ambulances.MapGet("/", Ambulances.List).Needs(UnitsRead);
        ambulances.MapPost("/", Ambulances.Add).Needs(AmbulancesKeep).Says(forbidden: "Only dispatchers can create ambulances");
        ambulances.MapGet("/{id:long}/", Ambulances.One).Needs(UnitsRead).Says(missing: Missing);
        ambulances.MapPatch("/{id:long}/", EditAmbulance.Handle).Needs(AmbulancesKeep)
            .Says("Only dispatchers can update ambulances", Missing);
        ambulances.MapDelete("/{id:long}/", Ambulances.Delete).Needs(AmbulancesKeep).Says("Only dispatchers can delete ambulances", Missing);
        ambulances.MapPost("/{id:long}/location/", Ambulances.Locate).Needs(PositionsReport)
            .Says("Not authorized to update this ambulance", Missing);

        var hospitals = routes.Old("/dispatch/api/hospitals");
        const string NoHospital = "Hospital not found";
        hospitals.MapGet("/", Hospitals.List).Needs(HospitalsRead);
        hospitals.MapPost("/", Hospitals.Add).Needs(SitesManage).Says(forbidden: "Only admin/staff can create hospitals");
        hospitals.MapGet("/{id:long}/", Hospitals.One).Needs(HospitalsRead).Says(missing: NoHospital);
        hospitals.MapPatch("/{id:long}/", Hospitals.Edit).Needs(HospitalsManage).Says("Not authorized", NoHospital);
        hospitals.MapPost("/{id:long}/capacity/", Hospitals.Report).Needs(HospitalsCapacity)
            .Says("Only hospital staff can update capacity", NoHospital);
    }

    private static void EmergencyRoutes(IEndpointRouteBuilder routes)
    {
        const string Missing = "Emergency call not found";
        var emergencies = routes.Old("/api/emergencies");
        emergencies.MapGet("/", ReadEmergencies.List).Needs(CallsRead);
        emergencies.MapPost("/", AddEmergency.Handle).Needs(Permission.Anyone);
        emergencies.MapGet("/active/", ReadEmergencies.ByPhase).Needs(CallsRead);
        emergencies.MapGet("/my-active/", ReadEmergencies.Mine).Needs(CallsRead);
        emergencies.MapGet("/{id:long}/", ReadEmergencies.One).Needs(CallsRead).Says(missing: Missing);
        emergencies.MapPatch("/{id:long}/", EditEmergency.Handle).Needs(CallsManage)
            .Says("Only dispatchers can update emergency calls", Missing);
        emergencies.MapPatch("/{id:long}/status/", ChangeStatus.Handle).Needs(ResponsesStep).Says("Not authorized to update this call", Missing);
        emergencies.MapPost("/{id:long}/acknowledge/", AcknowledgeEmergency.Handle).Needs(ResponsesStep)
            .Says("Only paramedics can acknowledge dispatch", Missing);
    }

    private static void ParamedicRoutes(IEndpointRouteBuilder routes)
    {
        var paramedics = routes.Old("/api/paramedics");
        paramedics.MapGet("/", Paramedics.List).Needs(PeopleRead);
        paramedics.MapPatch("/toggle-availability/", Paramedics.Toggle).Needs(CrewWatch)
            .Says(forbidden: "Only paramedics can toggle availability");
    }

    /// <summary>One of the two queue systems replaced: departments that nurses open and close.</summary>
    private static void DepartmentRoutes(IEndpointRouteBuilder routes)
    {
        const string Missing = "Queue status not found for department";
        foreach (var prefix in new[] { "/operations/queue", "/api/operations/queue" })
        {
            var queue = routes.Old(prefix);
            queue.MapGet("/status/", QueueStatuses.Read).Needs(Permission.SignedIn).Says(missing: Missing);
            queue.MapPost("/status/", QueueStatuses.Set).Needs(QueuesOpen).Says("Only nurses can update queue status", Missing);
            foreach (var logs in new[] { "/status/logs/", "/logs/" })
            {
                queue.MapGet(logs, QueueStatuses.Log).Needs(QueuesRead).Says("Only staff can read the queue logs", Missing);
            }

            queue.MapPost("/join/", JoinDepartment.Handle).Needs(QueuesJoin).Says("Only patients can join the queue", Missing);
            queue.MapGet("/availability/", JoinDepartment.Look).Needs(Permission.SignedIn);
            queue.MapPost("/start-processing/", StartProcessing.Handle).Needs(QueuesServe).Says("Only nurses can start queue processing", Missing);
            queue.MapPost("/notifications/confirm/", ConfirmNotification.Handle).Needs(Permission.SignedIn).Says(missing: "Notification not found");
            queue.MapGet("/schedules/", QueueSchedules.List).Needs(SchedulesKeep).Says("Only nurses can access queue schedules");
            queue.MapPost("/schedules/", QueueSchedules.Set).Needs(SchedulesKeep).Says("Only nurses can create queue schedules", Missing);
        }
    }

    /// <summary>The other one: a clinic whose services each have a line.</summary>
    private static void ServiceRoutes(IEndpointRouteBuilder routes)
    {
        const string NoService = "Service not found";
        const string NoTicket = "Ticket not found";
        var tickets = routes.Old("/api/tickets");
        tickets.MapPost("/create/", ServiceTickets.Take).Needs(QueuesJoin).Says("Only patients can take a ticket", NoService);
        tickets.MapGet("/my-tickets/", ServiceTickets.Mine).Needs(Permission.SignedIn);

        var queue = routes.Old("/api/queue");
        queue.MapGet("/service/{id:long}/", ServiceQueues.One).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Says(missing: NoService);
        queue.MapPost("/call-next/{id:long}/", ServiceQueues.CallNext).Needs(QueuesServe).Says("Only staff can call the next patient", NoService);
        queue.MapPost("/complete-consultation/{id:long}/", ServiceQueues.Complete).Needs(QueuesServe).Says("Only staff can complete a consultation", NoTicket);
        queue.MapGet("/ticket-status/{number}/", ServiceTickets.ByNumber).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Says(missing: NoTicket);
    }

    /// <summary>Home visits with the car that brings the therapist.</summary>
    private static void AppointmentRoutes(IEndpointRouteBuilder routes)
    {
        const string Missing = "Appointment not found";
        var appointments = routes.Old("/api/scheduling/appointments");
        appointments.MapGet("/", OldAppointments.List).Needs(TripsRead).Says(forbidden: "Not authorized to view appointments");
        appointments.MapPost("/", AddAppointment.Handle).Needs(VisitsPlan).Says(forbidden: "Only operators can create appointments");
        appointments.MapGet("/{id:long}/", OldAppointments.One).Needs(TripsRead).Says("Not authorized to view appointments", Missing);
        appointments.MapPatch("/{id:long}/", PatchAppointment.Handle).Needs(AppointmentsStep).Says("Not authorized to update this appointment", Missing);
    }
}

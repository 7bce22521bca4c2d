using Attend.Platform.Access;
using static Attend.People.Role;

namespace Attend.People;

/// <summary>
/// The one table of who may do what: a line is a permission, and beside each scope stand the roles that hold it that far. A role held
/// at one site narrows <c>all</c> to that site; a role held at all sites widens <c>site</c> to all. Whatever the scope, one's own things
/// and those one is assigned to are within it.
/// </summary>
internal static class Permissions
{
    private static readonly List<PermissionRow> Rows = [];

    private static readonly Role[] Everybody = Enum.GetValues<Role>();

    // Calls
    public static readonly Permission CallsRead = Row("calls.read", all: [Dispatcher, Supervisor, Admin], assigned: [Paramedic]);
    public static readonly Permission CallsTake = Row("calls.take", all: [Dispatcher, Supervisor]);
    public static readonly Permission CallsDispatch = Row("calls.dispatch", all: [Dispatcher, Supervisor]);
    public static readonly Permission CallsManage = Row("calls.manage", all: [Dispatcher, Supervisor]);
    public static readonly Permission CallsBackdate = Row("calls.backdate", all: [Dispatcher, Supervisor]);
    public static readonly Permission CallsNotes = Row("calls.notes", all: [Dispatcher, Supervisor], assigned: [Paramedic]);
    public static readonly Permission PatientsEdit = Row("patients.edit", all: [Dispatcher, Supervisor], assigned: [Paramedic]);
    public static readonly Permission WarningsManage = Row("warnings.manage", all: [Dispatcher, Supervisor]);
    public static readonly Permission RequestsVerify = Row("requests.verify", all: [Dispatcher, Supervisor]);
    public static readonly Permission ResponsesStep = Row("responses.step", all: [Dispatcher, Supervisor], assigned: [Paramedic]);
    /// <summary>Everybody's own last tap, the hospital's handover among them.</summary>
    public static readonly Permission ResponsesUndo =
        Row("responses.undo", all: [Dispatcher, Supervisor], site: [Hospital, Nurse, Doctor], assigned: [Paramedic]);

    public static readonly Permission ResponsesCorrect = Row("responses.correct", all: [Dispatcher, Supervisor]);
    public static readonly Permission StaffingOverride = Row("staffing.override", all: [Supervisor]);
    public static readonly Permission DispatchWatch = Row("dispatch.watch", all: [Dispatcher, Supervisor]);
    public static readonly Permission CrewWatch = Row("crew.watch", own: [Paramedic]);

    // Units
    public static readonly Permission UnitsRead = Row("units.read", all: [Dispatcher, Supervisor, Admin], assigned: [Paramedic]);
    public static readonly Permission UnitsManage = Row("units.manage", all: [Supervisor, Admin]);

    /// <summary>What the old screens let a dispatcher do with an ambulance's entry.</summary>
    public static readonly Permission AmbulancesKeep = Row("ambulances.keep", all: [Dispatcher, Supervisor, Admin]);
    public static readonly Permission UnitsCrew = Row("units.crew", all: [Dispatcher, Supervisor], assigned: [Paramedic]);
    public static readonly Permission UnitsDistress = Row("units.distress", all: [Dispatcher, Supervisor], assigned: [Paramedic]);
    public static readonly Permission PositionsReport =
        Row("positions.report", all: [Dispatcher, Supervisor, Admin], site: [Device], assigned: [Paramedic, Driver]);

    // Hospitals
    public static readonly Permission HospitalsRead =
        Row("hospitals.read", all: [Dispatcher, Supervisor, Admin, Paramedic], site: [Hospital, Nurse, Doctor]);

    public static readonly Permission HospitalsManage = Row("hospitals.manage", all: [Supervisor, Admin]);
    public static readonly Permission HospitalsCapacity = Row("hospitals.capacity", all: [Admin], site: [Hospital, Nurse]);
    public static readonly Permission HospitalsPrealert = Row("hospitals.prealert", site: [Hospital, Nurse, Doctor]);
    public static readonly Permission HospitalsHandover = Row("hospitals.handover", all: [Dispatcher, Supervisor], site: [Hospital, Nurse, Doctor], assigned: [Paramedic]);
    public static readonly Permission HospitalsWatch = Row("hospitals.watch", all: [Supervisor], site: [Hospital, Nurse, Doctor]);

    // Queues
    /// <summary>Names and classes of those who wait; that there are so many is everybody's to see.</summary>
    public static readonly Permission QueuesRead = Row("queues.read", all: [Supervisor, Admin], site: [Nurse, Doctor, Clerk, Hospital]);
    public static readonly Permission QueuesManage = Row("queues.manage", all: [Supervisor, Admin]);

    /// <summary>What the old screens let a nurse do with the hours of a department.</summary>
    public static readonly Permission SchedulesKeep = Row("schedules.keep", all: [Supervisor, Admin], site: [Nurse]);
    public static readonly Permission QueuesOpen = Row("queues.open", all: [Supervisor, Admin], site: [Nurse, Doctor, Clerk]);
    /// <summary>A patient who is signed in takes a number as who they are.</summary>
    public static readonly Permission QueuesJoin = Row("queues.join", own: [Patient]);
    public static readonly Permission QueuesFollow = Row("queues.follow", all: Everybody);
    public static readonly Permission QueuesServe = Row("queues.serve", all: [Supervisor], site: [Nurse, Doctor, Clerk]);
    public static readonly Permission QueuesTriage = Row("queues.triage", all: [Supervisor], site: [Nurse, Doctor]);

    /// <summary>What happened to one patient, over calls and queues; at a site, what happened there and on the way there.</summary>
    public static readonly Permission TimelinesRead = Row("timelines.read", all: [Supervisor, Admin], site: [Nurse, Doctor], own: [Patient]);

    // Bookings
    public static readonly Permission BookingsRead = Row("bookings.read", all: [Supervisor, Admin], site: [Nurse, Doctor, Clerk, Hospital], own: [Patient]);
    /// <summary>A patient who is signed in books, moves, cancels and checks in as who they are.</summary>
    public static readonly Permission BookingsMake = Row("bookings.make", all: [Supervisor], site: [Nurse, Doctor, Clerk], own: [Patient]);
    public static readonly Permission BookingsKeep = Row("bookings.keep", all: [Supervisor], site: [Nurse, Doctor, Clerk]);

    // Visits
    public static readonly Permission VisitsRead = Row("visits.read", all: [Operator, Supervisor, Admin], assigned: [Therapist]);
    public static readonly Permission VisitsPlan = Row("visits.plan", all: [Operator, Supervisor]);
    public static readonly Permission VisitsStep = Row("visits.step", all: [Operator, Supervisor], assigned: [Therapist]);
    /// <summary>To hear at once of visits, trips and drivers.</summary>
    public static readonly Permission VisitsWatch = Row("visits.watch", all: [Operator, Supervisor]);
    public static readonly Permission ClientsKeep = Row("clients.keep", all: [Operator, Supervisor]);
    /// <summary>What is done at visits is everybody's to read who works there.</summary>
    public static readonly Permission ServicesRead = Row("services.read", all: [Operator, Supervisor, Admin], site: [Therapist]);
    public static readonly Permission ServicesKeep = Row("services.keep", all: [Operator, Supervisor, Admin]);

    // Trips
    public static readonly Permission TripsRead = Row("trips.read", all: [Operator, Supervisor, Admin], assigned: [Therapist, Driver]);
    public static readonly Permission TripsAssign = Row("trips.assign", all: [Operator, Supervisor]);
    public static readonly Permission TripsRequest = Row("trips.request", all: [Operator, Supervisor], assigned: [Therapist]);
    public static readonly Permission TripsStep = Row("trips.step", all: [Operator, Supervisor], assigned: [Driver]);

    /// <summary>What the old screens let those do with an appointment who plan it, come to it, or drive.</summary>
    public static readonly Permission AppointmentsStep = Row("appointments.step", all: [Operator, Supervisor], assigned: [Therapist, Driver]);
    public static readonly Permission DriversKeep = Row("drivers.keep", all: [Operator, Supervisor, Admin]);

    // People and places
    public static readonly Permission PeopleRead =
        Row("people.read", all: [Dispatcher, Operator, Supervisor, Admin], own: Everybody);

    public static readonly Permission PeopleManage = Row("people.manage", all: [Admin]);
    public static readonly Permission PeopleUnlock = Row("people.unlock", all: [Supervisor, Admin]);
    public static readonly Permission PeopleExport = Row("people.export", all: [Admin], own: Everybody);
    public static readonly Permission PeopleErase = Row("people.erase", all: [Admin]);
    public static readonly Permission SitesRead = Row("sites.read", all: Everybody);
    public static readonly Permission SitesManage = Row("sites.manage", all: [Admin]);
    public static readonly Permission ShiftsRead =
        Row("shifts.read", all: [Dispatcher, Operator, Supervisor, Admin], own: Everybody);

    public static readonly Permission ShiftsManage = Row("shifts.manage", all: [Supervisor, Admin], site: [Operator]);
    public static readonly Permission AvailabilitySet =
        Row("availability.set", all: [Dispatcher, Operator, Supervisor], own: [Paramedic, Therapist, Driver]);

    /// <summary>When somebody works by their plan, and where their day begins and ends.</summary>
    public static readonly Permission WorkingHoursKeep = Row("working_hours.keep", all: [Operator, Supervisor, Admin], own: [Therapist, Driver]);
    public static readonly Permission SkillsRead = Row("skills.read", all: [Operator, Supervisor, Admin], own: [Therapist, Driver]);

    /// <summary>Nobody says of themselves what they may be sent to do.</summary>
    public static readonly Permission SkillsKeep = Row("skills.keep", all: [Operator, Supervisor, Admin]);

    public static readonly Permission SessionsManage = Row("sessions.manage", all: [Admin]);
    public static readonly Permission TokensManage =
        Row("tokens.manage", all: [Admin], own: [Dispatcher, Operator, Hospital, Supervisor, Auditor, Device]);

    // The product as a whole
    public static readonly Permission ReportsRead = Row("reports.read", all: [Supervisor, Auditor, Admin]);

    /// <summary>Whoever plans the visits of a site sees how they went there.</summary>
    public static readonly Permission VisitReportsRead = Row("visit_reports.read", all: [Supervisor, Auditor, Admin], site: [Operator]);

    /// <summary>Whether a crew was told is a question of the shift, so it is not the auditor's alone.</summary>
    public static readonly Permission DeliveriesRead = Row("deliveries.read", all: [Supervisor, Auditor, Admin]);
    public static readonly Permission AuditRead = Row("audit.read", all: [Auditor, Admin]);
    public static readonly Permission AdminOperate = Row("admin.operate", all: [Admin]);

    public static IReadOnlyList<PermissionRow> Table => Rows;

    /// <summary>What the roles of one user amount to: per permission the widest scope, and the sites it is limited to.</summary>
    public static Dictionary<Permission, Grant> Of(IReadOnlyList<HeldRole> held)
    {
        var grants = new Dictionary<Permission, Grant>();
        foreach (var row in Rows)
        {
            var reaches = held.Where(role => row.Scopes.ContainsKey(role.Role)).Select(role => Reach(row.Scopes[role.Role], role.SiteId)).ToList();
            if (reaches.Count > 0)
            {
                var widest = reaches.Max(reach => reach.Scope);
                grants[row.Permission] = new Grant(widest, widest is Scope.Site ? [.. reaches.SelectMany(reach => reach.Sites).Distinct()] : []);
            }
        }

        return grants;
    }

    private static Grant Reach(Scope scope, long? siteId) => (scope, siteId) switch
    {
        (Scope.Site or Scope.All, { } site) => new Grant(Scope.Site, [site]),
        (Scope.Site, null) => new Grant(Scope.All, []),
        _ => new Grant(scope, []),
    };

    // A role that stands in two scopes holds the wider one.
    private static Permission Row(string name, Role[]? all = null, Role[]? site = null, Role[]? assigned = null, Role[]? own = null)
    {
        var scopes = new Dictionary<Role, Scope>();
        foreach (var (roles, scope) in new[] { (own, Scope.Own), (assigned, Scope.Assigned), (site, Scope.Site), (all, Scope.All) })
        {
            foreach (var role in roles ?? [])
            {
                scopes[role] = scope;
            }
        }

        var permission = new Permission(name);
        Rows.Add(new PermissionRow(permission, scopes));
        return permission;
    }
}

/// <summary>A permission and how far each role holds it.</summary>
internal sealed record PermissionRow(Permission Permission, IReadOnlyDictionary<Role, Scope> Scopes);

/// <summary>A role at one site, or at all of them when <paramref name="SiteId"/> is null.</summary>
internal sealed record HeldRole(Role Role, long? SiteId = null)
{
    public static readonly HeldRole AdminOfAll = new(Role.Admin);
}

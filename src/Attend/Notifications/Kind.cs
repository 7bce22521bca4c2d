using Attend.Channels;
using Attend.People;
using Attend.Platform;

namespace Attend.Notifications;

/// <summary>Who answers for what is said, and where.</summary>
[LowerWords]
internal enum Answered
{
    /// <summary>It wants no answer.</summary>
    Never,

    /// <summary>At the message itself.</summary>
    Here,

    /// <summary>At the alarm, on the board: whoever may dispatch.</summary>
    AtAlarm,

    /// <summary>By the crew, at its response: the same as its button.</summary>
    AtResponse,
}

/// <summary>What people are told, each kind with how much it matters, who answers for it, how it climbs, and for how long it is worth anything.</summary>
/// <param name="Ladder">For a call's priority, or null where there is none.</param>
/// <param name="WorthFor">Null: until it is read.</param>
internal sealed record Kind(
    string Name, string Sentence, Urgency Urgency, Answered Answered, Func<string?, IReadOnlyList<Rung>> Ladder, TimeSpan? WorthFor)
{
    /// <summary>Who works here, and so has shifts and licences.</summary>
    private static readonly Role[] Staff = [.. Enum.GetValues<Role>().Except([Role.Patient, Role.Device])];

    /// <summary>
    /// Of which roles those are whom it is for; null: of any. Who else was signed on to a unit is told as well, and whoever an administrator's
    /// ladder names.
    /// </summary>
    public Role[]? Roles { get; private init; }

    public static readonly Kind CrewAssigned =
        new Kind("crew_assigned", "A crew is given a call.", Urgency.Clinical, Answered.AtResponse, ToCrew, TimeSpan.FromMinutes(15)).For(Role.Paramedic);

    public static readonly Kind CrewChanged = new Kind(
        "crew_changed", "Priority, place or the call itself changed for a crew.", Urgency.Clinical, Answered.AtResponse, ToCrew, TimeSpan.FromMinutes(15))
        .For(Role.Paramedic);

    public static readonly Kind CrewUnanswered = new Kind(
        "crew_unanswered", "A crew has not acknowledged its call or a change.", Urgency.Clinical, Answered.AtResponse,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Voice)], TimeSpan.FromMinutes(15)).For(Role.Paramedic);

    public static readonly Kind CrewStoodDown =
        new Kind("crew_stood_down", "A crew is not needed any more.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromMinutes(15))
        .For(Role.Paramedic);

    public static readonly Kind Alarm = new Kind(
        "alarm", "Something stands still that must not.", Urgency.Clinical, Answered.AtAlarm,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(30, Way.Sms)], TimeSpan.FromHours(1)).For(Role.Dispatcher, Role.Supervisor);

    public static readonly Kind Distress = new Kind(
        "distress", "A crew is in danger.", Urgency.Clinical, Answered.AtAlarm,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Sms, Way.Voice), Rung.After(60, Way.Voice)], TimeSpan.FromHours(1))
        .For(Role.Dispatcher, Role.Supervisor, Role.Paramedic);

    public static readonly Kind PreAlert = new Kind(
        "pre_alert", "A patient is on the way to a hospital.", Urgency.Clinical, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(30, Way.Sms), Rung.After(90, Way.Voice)], TimeSpan.FromHours(1))
        .For(Role.Hospital, Role.Nurse, Role.Doctor);

    public static readonly Kind PreAlertDeclined = new Kind(
        "pre_alert_declined", "A hospital cannot take a patient who is on the way.", Urgency.Clinical, Answered.Never, OnPhone, TimeSpan.FromHours(1))
        .For(Role.Dispatcher);

    public static readonly Kind ShiftBegins = new Kind(
        "shift_begins", "A shift begins soon.", Urgency.Low, Answered.Never, _ => [Rung.AtOnce(Way.InApp, Way.WebPush)], TimeSpan.FromHours(12))
        .For(Staff);

    public static readonly Kind LicenceExpires = new Kind(
        "licence_expires", "A licence expires soon.", Urgency.Low, Answered.Never, _ => [Rung.AtOnce(Way.InApp, Way.Email)], TimeSpan.FromDays(7))
        .For(Staff);

    public static readonly Kind WorkFailed = new Kind(
        "work_failed", "Background work failed and waits for an administrator.", Urgency.Low, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.Email), Rung.After(900, Way.Sms)], TimeSpan.FromDays(1)).For(Role.Admin);

    public static readonly Kind QueueOpened =
        new Kind("queue_opened", "A queue opens and can be joined.", Urgency.Normal, Answered.Never, OnAllPhones, TimeSpan.FromHours(4)).For(Role.Patient);

    public static readonly Kind QueueClosed =
        new Kind("queue_closed", "A queue closes and can be joined no more.", Urgency.Normal, Answered.Never, OnAllPhones, TimeSpan.FromHours(4)).For(Role.Patient);

    public static readonly Kind TicketNext =
        new Kind("ticket_next", "Somebody who waits will be called soon.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromMinutes(30)).For(Role.Patient);

    public static readonly Kind TicketDelayed = new Kind(
        "ticket_delayed", "Somebody will wait much longer than they were told.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromMinutes(30)).For(Role.Patient);

    /// <summary>Whoever is called is up and near, whatever the hour; in a minute it is worth nothing.</summary>
    public static readonly Kind TicketCalled =
        new Kind("ticket_called", "Somebody's number is called.", Urgency.Clinical, Answered.Never, OnAllPhones, TimeSpan.FromMinutes(15)).For(Role.Patient);

    public static readonly Kind TicketReturn = new Kind(
        "ticket_return", "Somebody who is away is asked to come back.", Urgency.Normal, Answered.Never,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(60, Way.Sms)], TimeSpan.FromMinutes(30)).For(Role.Patient);

    public static readonly Kind PatientWorse =
        new Kind("patient_worse", "Somebody who waits feels worse.", Urgency.Clinical, Answered.Here, ToNurses, TimeSpan.FromHours(1)).For(Role.Nurse);

    public static readonly Kind PatientUnattended = new Kind(
        "patient_unattended", "An emergency, or whom an ambulance brought, was not called in time.", Urgency.Clinical, Answered.Here, ToNurses,
        TimeSpan.FromHours(1)).For(Role.Nurse);

    public static readonly Kind ReassessmentDue = new Kind(
        "reassessment_due", "Somebody who waits is to be looked at again.", Urgency.Clinical, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(600, Role.Supervisor, Way.InApp, Way.WebPush)], TimeSpan.FromHours(1)).For(Role.Nurse);

    public static readonly Kind VisitAsked = new Kind(
        "visit_asked", "A therapist is asked to make a visit.", Urgency.Normal, Answered.Never,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(900, Way.Sms)], TimeSpan.FromDays(1)).For(Role.Therapist);

    public static readonly Kind VisitChanged =
        new Kind("visit_changed", "A visit of a therapist is otherwise than it was.", Urgency.Normal, Answered.Never, OnAllPhones, TimeSpan.FromHours(12)).For(Role.Therapist);

    public static readonly Kind VisitReview = new Kind(
        "visit_review", "A visit was declined, or nobody answered for it.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromDays(1)).For(Role.Operator);

    /// <summary>Whoever works alone is asked first whether all is well; then somebody looks after them.</summary>
    public static readonly Kind VisitUnended = new Kind(
        "visit_unended", "A visit should be over, and its therapist has not ended it.", Urgency.Clinical, Answered.Here,
        _ => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Sms), Rung.After(300, Role.Operator, Way.InApp, Way.WebPush, Way.Sms), Rung.After(600, Role.Supervisor, Way.InApp, Way.Sms, Way.Voice)],
        TimeSpan.FromHours(2)).For(Role.Therapist, Role.Operator);

    public static readonly Kind VisitNews =
        new Kind("visit_news", "What becomes of a client's visit.", Urgency.Normal, Answered.Never, OnAllPhones, TimeSpan.FromHours(12)).For(Role.Patient);

    /// <summary>Seconds count, and whoever drives for others is awake.</summary>
    public static readonly Kind TripOffered =
        new Kind("trip_offered", "A driver is offered a pick-up, or given one.", Urgency.Clinical, Answered.Never, OnPhone, TimeSpan.FromMinutes(5)).For(Role.Driver);

    public static readonly Kind TripChanged =
        new Kind("trip_changed", "A driver's trip is otherwise than it was.", Urgency.Clinical, Answered.Never, OnPhone, TimeSpan.FromHours(1)).For(Role.Driver);

    public static readonly Kind TripNews =
        new Kind("trip_news", "What becomes of the trip of somebody who waits for a car.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromHours(1)).For(Role.Therapist);

    public static readonly Kind TripUnserved =
        new Kind("trip_unserved", "A pick-up has no driver.", Urgency.Normal, Answered.Never, OnPhone, TimeSpan.FromHours(2)).For(Role.Operator);

    /// <summary>Says how many messages of little urgency were gathered; it is not gathered itself.</summary>
    public static readonly Kind Digest = new Kind(
        "digest", "Messages of one kind that came in a short time.", Urgency.Low, Answered.Never, OnPhone, TimeSpan.FromDays(1)).For(Staff);

    /// <summary>As urgent as what it stands for: in quiet hours it comes too, and nobody switches it off.</summary>
    public static readonly Kind Test =
        new("test", "Somebody tries whether they can be reached.", Urgency.Clinical, Answered.Here, OnPhone, TimeSpan.FromMinutes(15));

    public static IReadOnlyList<Kind> All { get; } =
    [
        CrewAssigned, CrewChanged, CrewUnanswered, CrewStoodDown, Alarm, Distress, PreAlert, PreAlertDeclined, ShiftBegins, LicenceExpires, WorkFailed,
        QueueOpened, QueueClosed, TicketNext, TicketDelayed, TicketCalled, TicketReturn, PatientWorse, PatientUnattended, ReassessmentDue,
        VisitAsked, VisitChanged, VisitReview, VisitUnended, VisitNews, TripOffered, TripChanged, TripNews, TripUnserved, Digest, Test,
    ];

    /// <summary>Those whose ladder can be set; a digest and a test go the ways that they are given, and a queue says itself who hears of it how.</summary>
    public static IReadOnlyList<Kind> Climbing { get; } = [.. All.Except([Digest, Test, QueueOpened, QueueClosed])];

    public static Kind Of(string name) => All.First(kind => kind.Name == name);

    /// <summary>For which a ladder may differ; null is every other one.</summary>
    public static IReadOnlyList<string?> Priorities { get; } = [null, .. Words.All<Dispatch.Priority>()];

    private Kind For(params Role[] roles) => this with { Roles = roles };

    /// <summary>Where people look, and what they carry.</summary>
    private static IReadOnlyList<Rung> OnPhone(string? priority) => [Rung.AtOnce(Way.InApp, Way.WebPush)];

    /// <summary>The same, and what rings without the app.</summary>
    private static IReadOnlyList<Rung> OnAllPhones(string? priority) => [Rung.AtOnce(Way.InApp, Way.WebPush, Way.Sms)];

    /// <summary>To whoever is on duty, and when nobody answers to whoever is over them.</summary>
    private static IReadOnlyList<Rung> ToNurses(string? priority) =>
        [Rung.AtOnce(Way.InApp, Way.WebPush), Rung.After(30, Way.Sms), Rung.After(120, Role.Supervisor, Way.InApp, Way.WebPush, Way.Sms)];

    /// <summary>To crews what rings without the app only where a life hangs on it.</summary>
    private static IReadOnlyList<Rung> ToCrew(string? priority) => priority == Words.Of(Dispatch.Priority.Critical) ? OnAllPhones(priority) : OnPhone(priority);
}

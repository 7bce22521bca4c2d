namespace Attend.Visits;

/// <summary>What Visits records beside its lifecycles.</summary>
internal static class VisitEvents
{
    public const string ServiceAdded = "visits.service_added";
    public const string ServiceChanged = "visits.service_changed";
    public const string ServiceRetired = "visits.service_retired";
    public const string ServiceReinstated = "visits.service_reinstated";
    public const string ClientAdded = "visits.client_added";
    public const string ClientChanged = "visits.client_changed";
    public const string ClientRetired = "visits.client_retired";
    public const string ClientReinstated = "visits.client_reinstated";
    public const string ClientErased = "visits.client_erased";
    public const string AppointmentChanged = "visits.appointment_changed";
    public const string AnswerReminded = "visits.answer_reminded";
    public const string NobodyLeft = "visits.nobody_left";
    public const string NoEnd = "visits.no_end";
    public const string SeriesPlanned = "visits.series_planned";
    public const string SeriesAccepted = "visits.series_accepted";
    public const string SeriesEnded = "visits.series_ended";
    public const string MaterialNoted = "visits.material_noted";
    public const string VisitProved = "visits.visit_proved";
    public const string LinkGiven = "visits.link_given";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (ServiceAdded, "Something that is done at visits was added."),
        (ServiceChanged, "A service was edited; visits that were agreed stay as agreed."),
        (ServiceRetired, "A service is offered no more."),
        (ServiceReinstated, "A service is offered again."),
        (ClientAdded, "Somebody became a client."),
        (ClientChanged, "A client's data were edited."),
        (ClientRetired, "Somebody is no client any more."),
        (ClientReinstated, "Somebody is a client again."),
        (ClientErased, "A client's data were erased; the id remains."),
        (AppointmentChanged, "Where a visit is, what is noted of it or whether it was paid was edited."),
        (AnswerReminded, "Half of the time in which somebody is to answer has passed."),
        (NobodyLeft, "Somebody did not answer in time, and nobody who fits is left to be asked."),
        (NoEnd, "A visit should be over and has not been ended: its therapist is asked, and then the operators hear of it."),
        (SeriesPlanned, "Visits that come again by a rule were agreed on."),
        (SeriesAccepted, "Somebody accepted all that they are asked for of a series."),
        (SeriesEnded, "The visits of a series from some moment on were cancelled."),
        (MaterialNoted, "What was used at a visit was written down."),
        (VisitProved, "A client's code or signature proves that a therapist was there."),
        (LinkGiven, "Another link to follow a visit was made for its client; the one before leads nowhere any more."),
    ];
}

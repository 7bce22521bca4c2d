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
    ];
}

using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>What Visits refuses, in one line each.</summary>
internal static class VisitProblems
{
    public static readonly Problem ClientExists = new("client_exists", 409, "There is a client with this telephone, e-mail address or login already; a couple may share with a reason.");
    public static readonly Problem UnknownClient = new("unknown_client", 404, "There is no such client, or they are none any more.");
    public static readonly Problem ClientHasVisits = new("client_has_visits", 409, "Visits to this client are to come or going on; cancel or end them first.");
    public static readonly Problem ServiceExists = new("service_exists", 409, "Another service of this site has this name.");
    public static readonly Problem UnknownService = new("unknown_service", 404, "There is no such service here, or it was retired.");

    public static readonly IReadOnlyList<Problem> All =
    [
        ClientExists, UnknownClient, ClientHasVisits, ServiceExists, UnknownService,
    ];
}

using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>
/// Whom a new visit is for and what is done at it. The client and those who are to come are locked, so that what is seen of their time stands until the
/// end of the change.
/// </summary>
internal sealed class Agreement
{
    private readonly long[] serviceIds;
    private readonly Pending<ClientRow?> client;
    private readonly Pending<IReadOnlyList<ServiceRow>> services;

    private Agreement(Change change, long clientId, long[] serviceIds, long[] therapists)
    {
        this.serviceIds = serviceIds;
        VisitStep.LockClient(change, $"select {clientId}::bigint");
        Reservations.LockPeople(change, (Sql)$"select unnest({therapists}) as id");
        client = change.Find<ClientRow>($"""
            select c.id, c.site_id, s.zone, c.address, c.latitude, c.longitude
            from visits.clients c join people.sites s on s.id = c.site_id where c.id = {clientId} and c.active
            """);
        services = change.List<ServiceRow>($"select id, site_id, minutes, skills from visits.services where id = any({serviceIds}) and active");
    }

    internal sealed record ClientRow(long Id, long SiteId, string Zone, string Address, double Latitude, double Longitude)
    {
        public GeoPoint Point => new(Latitude, Longitude);
    }

    internal sealed record ServiceRow(long Id, long SiteId, int Minutes, string[] Skills);

    public ClientRow Client => client.Value!;

    /// <summary>How long all of it takes.</summary>
    public int Minutes => Agreed.Sum(service => service.Minutes);

    /// <summary>What each who comes must be able to do.</summary>
    public string[] Skills => [.. Agreed.SelectMany(service => service.Skills).Distinct(StringComparer.Ordinal)];

    private IEnumerable<ServiceRow> Agreed => serviceIds.Select(id => services.Value.First(service => service.Id == id));

    public static Agreement Load(Change change, long clientId, long[] serviceIds, long[] therapists) => new(change, clientId, serviceIds, therapists);

    /// <summary>Somebody or something of it is not there, or not the caller's to plan with.</summary>
    public Refused? Refuse(Caller caller)
    {
        if (client.Value is not { } found || !caller.Reaches(Permissions.VisitsPlan, found.SiteId))
        {
            return VisitProblems.UnknownClient.Refuse(new { field = "client_id" });
        }

        var known = services.Value.Where(service => service.SiteId == found.SiteId).Select(service => service.Id).ToHashSet();
        var (index, missing) = serviceIds.Index().FirstOrDefault(id => !known.Contains(id.Item), (-1, 0));
        return index < 0 ? null : VisitProblems.UnknownService.Refuse(new { field = $"service_ids[{index}]", service_id = missing });
    }

    /// <summary>Refuses what contradicts itself, whoever it is about.</summary>
    public static Refused? RefuseShape(long[]? therapists, string? address, double? latitude, double? longitude) =>
        therapists is { } whom && whom.Distinct().Count() < whom.Length ? PlatformProblems.Invalid.Field("therapist_ids", "must name each only once")
        : address is not null && string.IsNullOrWhiteSpace(address) ? PlatformProblems.Invalid.Field("address", "must not be blank")
        : address is not null && latitude is null ? PlatformProblems.Invalid.Field("latitude", "is required with an address")
        : address is null && latitude is not null ? PlatformProblems.Invalid.Field("address", "is required with its coordinates")
        : TapPlace.RefuseWhere(latitude, longitude);
}

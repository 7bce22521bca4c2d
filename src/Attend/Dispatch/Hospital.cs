using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>How full an emergency department is (HAVE): shown as normal, advisory, closed.</summary>
internal enum HospitalLoad { Low, Moderate, High, Full }

/// <summary>A hospital as everybody sees it. <c>expected_inbound</c> is computed: the live pre-alerts; beds are the hospital's word alone.</summary>
internal sealed record HospitalView(
    long Id, long SiteId, string Name, string? Address, double? Latitude, double? Longitude, string? Phone, string[] Specialties,
    int TotalBeds, int AvailableBeds, HospitalLoad Load, bool OnDiversion, string? DiversionReason, DateTimeOffset? DiversionUntil,
    int ExpectedInbound, DateTimeOffset? CapacityAt, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public HospitalView For(Caller caller)
    {
        var capacity = caller.Reaches(Permissions.HospitalsCapacity, SiteId);
        return this with
        {
            Actions =
            [
                .. caller.Reaches(Permissions.HospitalsManage, SiteId) ? ["edit"] : Array.Empty<string>(),
                .. capacity ? ["capacity", "divert"] : Array.Empty<string>(),
                .. capacity && OnDiversion ? ["end_diversion"] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>The view over <c>dispatch.hospitals h</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select h.id, h.site_id, s.name, s.address, s.latitude, s.longitude, h.phone, h.specialties, h.total_beds, h.available_beds, h.load,
               h.on_diversion, h.diversion_reason, h.diversion_until,
               (select count(*)::integer from dispatch.pre_alerts p where p.hospital_id = h.id and p.state in ('SENT', 'ACCEPTED', 'DECLINED')) as expected_inbound,
               h.capacity_at, h.version, h.created_at, h.updated_at
        from dispatch.hospitals h join people.sites s on s.id = h.site_id
        """);
}

internal static class Hospital
{
    public static string Subject(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"hospital:{id}");

    /// <summary>Queues the lock and the reading of a hospital.</summary>
    public static Pending<HospitalView?> Lock(Change change, long id)
    {
        change.Lock($"select 1 from dispatch.hospitals where id = {id} for no key update");
        return change.Find<HospitalView>($"{HospitalView.Select} where h.id = {id}");
    }

    /// <summary>Whom the permission reaches: all hospitals, or those at the caller's sites.</summary>
    public static Sql Within(Caller caller, Permission permission) => caller.SitesFor(permission) is { } sites
        ? $"h.site_id = any({sites})"
        : Sql.Raw("true");

    /// <summary>Beds that cannot be so, or null.</summary>
    public static Refused? RefuseBeds(int total, int available) => available <= total
        ? null
        : DispatchProblems.BedsOutOfRange.Refuse(new { total_beds = total, available_beds = available });

    /// <summary>Queues whether there is such a hospital; true when none was named.</summary>
    public static Pending<bool> Exists(Change change, long? id) =>
        change.One<bool>($"select {id}::bigint is null or exists (select 1 from dispatch.hospitals where id = {id})");

    /// <summary>Queues whether the response goes to a hospital of the caller's sites.</summary>
    public static Pending<bool> IsDestination(Change change, long responseId)
    {
        var sites = change.Caller.SitesFor(Permissions.HospitalsHandover);
        return change.One<bool>($"""
            select exists (select 1 from dispatch.responses r join dispatch.hospitals h on h.id = r.hospital_id
                where r.id = {responseId} {Sql.If(sites, $"and h.site_id = any({sites})")})
            """);
    }
}

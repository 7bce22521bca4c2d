using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>How full an emergency department is (HAVE): shown as normal, advisory, closed.</summary>
internal enum HospitalLoad { Low, Moderate, High, Full }

/// <summary>A hospital as everybody sees it. <c>expected_inbound</c> is computed: the live pre-alerts; beds are the hospital's word alone.</summary>
internal sealed record HospitalView(
    long Id, long SiteId, string Name, string? Address, double? Latitude, double? Longitude, string? Phone, string[] Specialties,
    int TotalBeds, int AvailableBeds, HospitalLoad Load, bool OnDiversion, string? DiversionReason, DateTimeOffset? DiversionUntil,
    int ExpectedInbound, DateTimeOffset? CapacityAt, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
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
    /// <summary>Queues whether there is such a hospital; true when none was named.</summary>
    public static Pending<bool> Exists(Change change, long? id) =>
        change.One<bool>($"select {id}::bigint is null or exists (select 1 from dispatch.hospitals where id = {id})");

    /// <summary>Queues whether the response goes to a hospital of the caller's sites.</summary>
    public static Pending<bool> IsDestination(Change change, long responseId)
    {
        var sites = change.Caller.SitesFor(People.Permissions.HospitalsHandover);
        return change.One<bool>($"""
            select exists (select 1 from dispatch.responses r join dispatch.hospitals h on h.id = r.hospital_id
                where r.id = {responseId} and ({sites}::bigint[] is null or h.site_id = any({sites})))
            """);
    }
}

using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>A unit's way to a hospital: where the hospital is, and where the unit sets out when its own position is not known.</summary>
internal sealed record Way(
    long UnitId, UnitKind UnitKind, double? HospitalLatitude, double? HospitalLongitude, double? FromLatitude, double? FromLongitude)
{
    public GeoPoint? Hospital => GeoPoint.Of(HospitalLatitude, HospitalLongitude);

    public GeoPoint? From => GeoPoint.Of(FromLatitude, FromLongitude);

    /// <summary>Queues the question. It sets out from the hospital where it stands, else from the call's place.</summary>
    public static Pending<Way?> Ask(Change change, long responseId, long? hospitalId) => change.Find<Way>($"""
        select r.unit_id, u.kind as unit_kind, t.latitude as hospital_latitude, t.longitude as hospital_longitude,
               case when f.id is null then c.latitude else f.latitude end as from_latitude,
               case when f.id is null then c.longitude else f.longitude end as from_longitude
        from dispatch.responses r
        join dispatch.calls c on c.id = r.call_id
        join fleet.unit_names u on u.id = r.unit_id
        left join dispatch.hospitals h on h.id = coalesce({hospitalId}, r.hospital_id)
        left join people.sites t on t.id = h.site_id
        left join dispatch.hospitals g on g.id = r.hospital_id and r.state = 'AT_HOSPITAL'
        left join people.sites f on f.id = g.site_id and f.latitude is not null
        where r.id = {responseId}
        """);
}

/// <summary>When a unit will be there, and whose word that is: <c>crew</c>, or <c>estimate</c> by travel time; neither when nobody can say.</summary>
/// <param name="AsOf">When that was said, or where the unit was seen from which it was reckoned.</param>
internal sealed record Arrival(DateTimeOffset? At, string? From, DateTimeOffset? AsOf)
{
    private const string Crew = "crew";
    private const string Estimate = "estimate";

    /// <param name="left">When it set out, or asks again on the way.</param>
    public static Arrival Of(Way? way, Positions positions, DateTimeOffset left, int? crewMinutes)
    {
        if (crewMinutes is { } minutes)
        {
            return new Arrival(left.AddMinutes(minutes), Crew, left);
        }

        return way is { Hospital: { } hospital } && (Seen(way.UnitId, positions, left)?.Place ?? way.From) is { } from
            ? new Arrival(Rounded(left, TravelTimes.Between(from, hospital, way.UnitKind)), Estimate, left)
            : new Arrival(null, null, null);
    }

    /// <summary>The same on the way: a new estimate from a fresh position; the crew's own word stands.</summary>
    public Arrival Again(Way way, Positions positions, DateTimeOffset now) =>
        From is not Crew && way.Hospital is { } hospital && Seen(way.UnitId, positions, now) is { } fix
            ? new Arrival(Rounded(now, TravelTimes.Between(fix.Place, hospital, way.UnitKind)), Estimate, fix.At)
            : this;

    /// <summary>Where it was at that time. What is written down afterwards must not be reckoned from where the unit is today.</summary>
    private static Fix? Seen(long unitId, Positions positions, DateTimeOffset at) =>
        positions.Find(unitId) is { } fix && (fix.At - at).Duration() <= Fix.Freshness ? fix : null;

    private static DateTimeOffset Rounded(DateTimeOffset from, double seconds) => from.AddSeconds(Math.Round(seconds));
}

using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Cuts the lists short; everything usable is ranked when absent.</summary>
internal sealed record RecommendationFilter([property: Range(1, 1000)] int? Limit);

/// <summary>Which unit to send to a call, and where to take the patient: everything usable, ranked, with its reasons.</summary>
internal static class RecommendUnits
{
    private sealed record NeedRow(
        long Id, string CallNumber, Priority Priority, EmergencyType EmergencyType, double? Latitude, double? Longitude);

    private sealed record OptionRow(
        long UnitId, string UnitNumber, UnitKind Kind, CareLevel Level, int Seats, UnitStatus Status, DateTimeOffset Since,
        double? HomeLatitude, double? HomeLongitude, long? ResponseId, long? CallId, Priority? Priority, bool Alone, bool CareTransferred,
        double? HospitalLatitude, double? HospitalLongitude)
    {
        public UnitOption Option => new(
            UnitId, UnitNumber, Kind, Level, Seats, Status, Since, GeoPoint.Of(HomeLatitude, HomeLongitude), ResponseId, CallId, Priority,
            Alone, CareTransferred, GeoPoint.Of(HospitalLatitude, HospitalLongitude));
    }

    public static async Task<Results<Ok<RecommendationView>, Refused>> Handle(
        long id, [AsParameters] RecommendationFilter filter, Db db, Caller caller, Positions positions, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.Micros();
        var found = await db.Read(reads => (
            Call: reads.Find<NeedRow>($"""
                select id, call_number, priority, emergency_type, latitude, longitude from dispatch.calls where id = {id}
                """),
            Units: reads.List<OptionRow>(Usable(id, caller, now)),
            Hospitals: reads.List<HospitalView>($"{HospitalView.Select} order by h.id")), ct);
        if (found.Call.Value is not { } call)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var place = GeoPoint.Of(call.Latitude, call.Longitude);
        var need = new UnitNeed(place, call.Priority, call.EmergencyType);
        var units = RankUnits.Rank(need, [.. found.Units.Value.Select(row => row.Option)], positions, now);
        var hospitals = RankHospitals.Rank(place, call.EmergencyType, found.Hospitals.Value, now);
        var limit = filter.Limit ?? int.MaxValue;
        return TypedResults.Ok(new RecommendationView(
            id, call.CallNumber, need.Level, TravelTimes.Estimate, now,
            [.. units.Take(limit).Select((choice, index) => RankedUnitView.Of(choice, index + 1, need, now))],
            [.. hospitals.Take(limit).Select((choice, index) => RankedHospitalView.Of(choice, index + 1, call.EmergencyType))]));
    }

    /// <summary>
    /// Units that are free, at hospital, or not yet on scene elsewhere; longest idle first, which decides ties. One with a next job lined
    /// up is promised away, and one that is on this call need not be recommended.
    /// </summary>
    private static Sql Usable(long callId, Caller caller, DateTimeOffset now) => $"""
        select u.id as unit_id, u.unit_number, u.kind, u.level, u.seats, u.status, coalesce(r.state_since, u.status_since) as since,
               u.home_latitude, u.home_longitude, r.id as response_id, r.call_id, c.priority,
               not exists (select 1 from dispatch.responses o
                   where o.call_id = r.call_id and o.id <> r.id and {OfUnit.ActiveIn("o")}) as alone,
               coalesce(r.state = 'TRANSFERRED_CARE', false) as care_transferred, s.latitude as hospital_latitude,
               s.longitude as hospital_longitude
        from fleet.units u
        left join dispatch.responses r on u.holder_kind = 'response' and r.id = u.holder_id
        left join dispatch.calls c on c.id = r.call_id
        left join dispatch.hospitals h on h.id = r.hospital_id
        left join people.sites s on s.id = h.site_id
        where u.status in ('AVAILABLE', 'UNSTAFFED', 'DISPATCHED', 'EN_ROUTE', 'STAGED', 'AT_HOSPITAL') and u.retired_at is null
          and (u.holder_kind is null or r.id is not null and r.call_id <> {callId})
          and not exists (select 1 from dispatch.next_jobs n where n.unit_id = u.id and n.state = 'LINED_UP')
          and {Reach.Visible(caller, now)}
        order by coalesce(r.state_since, u.status_since), u.id
        """;
}

using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Where the patients of a call can be taken, ranked from the call's place: for the crew that takes them.</summary>
internal static class ReadCallHospitals
{
    private sealed record PlaceRow(EmergencyType EmergencyType, double? Latitude, double? Longitude);

    public static async Task<Results<Ok<Page<RankedHospitalView>>, Refused>> Handle(
        long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Call: reads.Find<PlaceRow>($"""
                select c.emergency_type, c.latitude, c.longitude from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}
                """),
            Hospitals: reads.List<HospitalView>($"{HospitalView.Select} order by h.id")), ct);
        if (found.Call.Value is not { } call)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var ranked = RankHospitals.Rank(GeoPoint.Of(call.Latitude, call.Longitude), call.EmergencyType, found.Hospitals.Value, clock.Micros());
        return TypedResults.Ok(new Page<RankedHospitalView>(
            [.. ranked.Select((choice, index) => RankedHospitalView.Of(choice, index + 1, call.EmergencyType))], null));
    }
}

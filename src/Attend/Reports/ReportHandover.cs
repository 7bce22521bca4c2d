using Attend.Dispatch;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>How long crews waited at one hospital until somebody took over, in seconds.</summary>
/// <param name="Count">Over how many arrivals it is taken.</param>
/// <param name="Beyond15">The share, 0 to 1, that waited longer than fifteen minutes; so for the others.</param>
/// <param name="LeftOut">Arrived, but the handover was not stamped, or stamped before the arrival.</param>
internal sealed record HandoverRow(
    long HospitalId, string Name, long Count, double? Mean, double? P50, double? P90, double? Beyond15, double? Beyond30, double? Beyond60, long LeftOut);

internal sealed record HandoverReport(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<HandoverRow> Items);

/// <summary>
/// Handover delay by hospital: from arrival (.11) to transfer of care (.12), of the responses that were assigned in the time; where a response
/// went to several hospitals, the last, where care was handed over.
/// </summary>
internal static class ReportHandover
{
    private static readonly int[] Minutes = [15, 30, 60];

    public static async Task<Results<Ok<HandoverReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (span, refused) = ReportSpan.Of(from, to, clock);
        if (span is null)
        {
            return refused!;
        }

        var hospitals = await db.List<Named>(
            $"select h.id, h.name from dispatch.hospital_names h where {Hospital.Within(caller, Permissions.ReportsRead)} order by h.name, h.id", ct);
        var waited = await db.Snapshot(reads => Read(reads, span), ct);
        var items = hospitals.Select(hospital => Row(hospital, waited.GetValueOrDefault(hospital.Id) ?? new Lengths())).ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "handover")
            : TypedResults.Ok(new HandoverReport(span.From, span.To, items));
    }

    private static async Task<Dictionary<long, Lengths>> Read(Reads reads, ReportSpan span)
    {
        var waited = new Dictionary<long, Lengths>();
        await IntervalLengths.Slices(reads, span, "dispatch.measured_responses", "assigned_at", async slice =>
        {
            var rows = reads.List<OfHospital>($"""
                select r.hospital_id, array_agg({IntervalLengths.Length("r.at_hospital_at", "r.transferred_care_at")}) as waited
                from dispatch.measured_responses r
                where r.assigned_at >= {slice.From} and r.assigned_at < {slice.To} and r.hospital_id is not null and r.at_hospital_at is not null
                group by r.hospital_id
                """);
            await reads.Send();
            foreach (var row in rows.Value)
            {
                if (!waited.TryGetValue(row.HospitalId, out var known))
                {
                    waited[row.HospitalId] = known = new Lengths();
                }

                known.Take(row.Waited);
            }
        });
        return waited;
    }

    private static HandoverRow Row(Named hospital, Lengths waited)
    {
        waited.Sorted();
        var beyond = Minutes.Select(minutes => waited.Within(minutes * 60) is { } within ? Math.Round(1 - within, 4) : (double?)null).ToList();
        return new HandoverRow(hospital.Id, hospital.Name, waited.Tenths.Count, waited.Mean, waited.Rank(50), waited.Rank(90), beyond[0], beyond[1],
            beyond[2], waited.LeftOut);
    }

    private sealed record Named(long Id, string Name);

    private sealed record OfHospital(long HospitalId, int[] Waited);
}

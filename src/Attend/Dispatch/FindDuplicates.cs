using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>What is known of the call at hand, while it is being taken; all of it may still be missing.</summary>
/// <param name="At">When it was received; now when absent.</param>
/// <param name="CallId">The call itself, when it was saved already.</param>
internal sealed record FindDuplicatesRequest(
    EmergencyType? EmergencyType = null, Place? Location = null, [MaxLength(5)] IReadOnlyList<string>? Phones = null,
    DateTimeOffset? At = null, long? CallId = null);

/// <param name="Score">From 0 to 1.</param>
internal sealed record DuplicateView(
    long Id, string CallId, EmergencyType EmergencyType, Priority Priority, CallState State, DateTimeOffset? ReceivedAt, Place Location,
    int Units, double Score, IReadOnlyList<ReasonView> Reasons);

internal sealed record DuplicatesView(IReadOnlyList<DuplicateView> Items);

/// <summary>
/// Open calls that may be the same incident, likeliest first. A question that is posted, because places and phone numbers stand in no URL.
/// </summary>
internal static class FindDuplicates
{
    private const int Most = 10;

    private sealed record Row(
        long Id, string CallId, EmergencyType EmergencyType, Priority Priority, CallState State, DateTimeOffset At,
        DateTimeOffset? ReceivedAt, string? Address, double? Latitude, double? Longitude, string[] Phones, int Units);

    public static async Task<Ok<DuplicatesView>> Handle(
        FindDuplicatesRequest request, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var at = request.At ?? clock.Micros();
        var rows = await db.List<Row>($"""
            select c.id, c.call_number as call_id, c.emergency_type, c.priority, c.state, coalesce(c.received_at, c.created_at) as at,
                   c.received_at, c.address, c.latitude, c.longitude,
                   array(select k.phone from dispatch.callers k where k.call_id = c.id and k.phone is not null) as phones,
                   (select count(*)::integer from dispatch.responses r where r.call_id = c.id and {OfUnit.ActiveIn("r")}) as units
            from dispatch.calls c
            where c.state not in ('CLOSED', 'CANCELLED') and c.id <> {request.CallId ?? 0}
              and coalesce(c.received_at, c.created_at) between {at - Likeness.Longest} and {at + Likeness.Longest}
            """, ct);
        var sought = new Sighting(at, request.EmergencyType, request.Location?.Address,
            GeoPoint.Of(request.Location?.Latitude, request.Location?.Longitude), request.Phones ?? []);
        var likely = rows.Select(row => (Row: row, Likeness: Likeness.Of(sought, Seen(row))))
            .Where(pair => pair.Likeness.Score >= Likeness.Worth)
            .OrderByDescending(pair => pair.Likeness.Score).ThenByDescending(pair => pair.Row.Id).Take(Most)
            .Select(pair => View(pair.Row, pair.Likeness.Score, pair.Likeness.Reasons)).ToList();
        foreach (var found in likely)
        {
            await log.Looked(caller, $"call:{found.Id}", "duplicates", ct);
        }

        return TypedResults.Ok(new DuplicatesView(likely));
    }

    private static Sighting Seen(Row row) =>
        new(row.At, row.EmergencyType, row.Address, GeoPoint.Of(row.Latitude, row.Longitude), row.Phones);

    private static DuplicateView View(Row row, double score, IReadOnlyList<ReasonView> reasons) => new(
        row.Id, row.CallId, row.EmergencyType, row.Priority, row.State, row.ReceivedAt,
        new Place(row.Address, row.Latitude, row.Longitude), row.Units, score, reasons);
}

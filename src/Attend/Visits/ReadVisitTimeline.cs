using System.Text.Json;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>One line of what happened to an appointment or one of its places.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RecordedAt">When the server was told; later than <c>at</c> for what was written down afterwards.</param>
/// <param name="What">The event's name.</param>
/// <param name="PlaceId">Null where it is about the appointment as a whole.</param>
internal sealed record VisitLine(
    DateTimeOffset At, DateTimeOffset RecordedAt, string What, string Actor, string? ActorName, long? PlaceId, long? TherapistId, string? FromState,
    string? ToState, JsonElement Data)
{
    /// <summary>Whether it is about the appointment as a whole or about a place that the reader has, or had then.</summary>
    public bool IsOf(Caller reader) => PlaceId is null || TherapistId == reader.UserId || reader.UserId is { } id && Former == id;

    private long? Former => Data.TryGetProperty("former_therapist_id", out var former) && former.ValueKind is JsonValueKind.Number ? former.GetInt64() : null;
}

internal sealed record VisitTimelineView(IReadOnlyList<VisitLine> Items);

/// <summary>
/// Everything that happened to an appointment, in the order in which it happened. Who comes reads of the places only what happened to their own: who else
/// did not want one is for those who plan.
/// </summary>
internal static class ReadVisitTimeline
{
    private sealed record Whose(long ClientId, long SiteId);

    public static async Task<Results<Ok<VisitTimelineView>, Refused>> Handle(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Visit: reads.Find<Whose>($"select a.client_id, a.site_id from visits.appointments a where a.id = {id} {ReadAppointments.Within(caller)}"),
            Lines: reads.List<VisitLine>($"""
                select coalesce((e.data ->> 'stamp')::timestamptz, e.at) as at, e.at as recorded_at, e.kind as what, e.actor,
                       (select m.full_name from people.members m where m.id = substring(e.actor from '^user:([0-9]+)$')::bigint) as actor_name,
                       (e.data ->> 'place_id')::bigint as place_id, (e.data ->> 'therapist_id')::bigint as therapist_id, e.from_state, e.to_state, e.data
                from platform.events e where e.subject = 'appointment:' || {id}::bigint
                order by 1, e.id
                """)), ct);
        if (found.Visit.Value is not { } visit)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"client:{visit.ClientId}", "timeline", ct);
        var plans = caller.Reaches(Permissions.VisitsPlan, visit.SiteId);
        return TypedResults.Ok(new VisitTimelineView([.. found.Lines.Value.Where(line => plans || line.IsOf(caller))]));
    }
}

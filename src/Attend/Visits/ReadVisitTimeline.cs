using System.Text.Json;
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
    string? ToState, JsonElement Data);

internal sealed record VisitTimelineView(IReadOnlyList<VisitLine> Items);

/// <summary>Everything that happened to an appointment, in the order in which it happened.</summary>
internal static class ReadVisitTimeline
{
    public static async Task<Results<Ok<VisitTimelineView>, Refused>> Handle(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Client: reads.Find<long?>($"select a.client_id from visits.appointments a where a.id = {id} {ReadAppointments.Within(caller)}"),
            Lines: reads.List<VisitLine>($"""
                select coalesce((e.data ->> 'stamp')::timestamptz, e.at) as at, e.at as recorded_at, e.kind as what, e.actor,
                       (select m.full_name from people.members m where m.id = substring(e.actor from '^user:([0-9]+)$')::bigint) as actor_name,
                       (e.data ->> 'place_id')::bigint as place_id, (e.data ->> 'therapist_id')::bigint as therapist_id, e.from_state, e.to_state, e.data
                from platform.events e where e.subject = 'appointment:' || {id}::bigint
                order by 1, e.id
                """)), ct);
        if (found.Client.Value is not { } client)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"client:{client}", "timeline", ct);
        return TypedResults.Ok(new VisitTimelineView(found.Lines.Value));
    }
}

using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

[LowerWords]
internal enum NoteKind
{
    Note,
    ToCrew,
    FromCrew,

    /// <summary>Written by the server beside an action, with the reason that was given for it.</summary>
    System,
}

/// <param name="Kind">A note for everybody, or a message to or from the crews.</param>
/// <param name="ResponseId">The crew that it goes to or comes from; all of them, or the writer's own, when absent.</param>
internal sealed record AddNoteRequest(
    [Required, StringLength(4000, MinimumLength = 1)] string? Text, NoteKind Kind = NoteKind.Note, long? ResponseId = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <param name="LinkedFrom">The call that it was written on, when that was linked into this one.</param>
internal sealed record NoteView(
    long Id, long CallId, long? LinkedFrom, long? ResponseId, string? UnitNumber, NoteKind Kind, string Text, DateTimeOffset At,
    string EnteredBy, string? EnteredByName)
{
    /// <summary>The view over <c>dispatch.notes n</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select n.id, n.call_id, n.linked_from[cardinality(n.linked_from)] as linked_from, n.response_id, u.unit_number, n.kind, n.text,
               n.at, n.entered_by, (select m.full_name from people.members m
                   where m.id = substring(n.entered_by from '^user:([0-9]+)$')::bigint) as entered_by_name
        from dispatch.notes n
        left join dispatch.responses r on r.id = n.response_id
        left join fleet.unit_names u on u.id = r.unit_id
        """);
}

/// <summary>Writes on a call: notes and messages between dispatcher and crew. What was written is never changed.</summary>
internal static class AddNote
{
    public static Task<Results<Created<NoteView>, Refused>> Handle(
        long id, AddNoteRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<NoteView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var sheet = CallSheet.Lock(change, id);
            var aboard = OfCall.Aboard(change, id);
            var newId = change.NextId("dispatch.notes");
            await change.Send();
            if (OfCall.Refuse(sheet, aboard, Permissions.CallsNotes, change) is { } unable)
            {
                return unable;
            }

            var crew = caller.May(Permissions.CallsNotes) is { Scope: Scope.Assigned };
            if (request.Kind is NoteKind.System || crew && request.Kind is NoteKind.ToCrew)
            {
                return PlatformProblems.Invalid.Field("kind", crew ? "must be note or from_crew" : "must be note, to_crew or from_crew");
            }

            var responseId = request.ResponseId ?? (crew ? aboard.Value : null);
            var response = responseId is { } which ? sheet.Response(which) : null;
            if (responseId is not null && response is null)
            {
                return PlatformProblems.Invalid.Field("response_id", "is no response of this call");
            }

            change.Run($"""
                insert into dispatch.notes (id, call_id, response_id, kind, text, at, entered_by)
                values ({newId.Value}, {id}, {responseId}, {request.Kind}, {request.Text}, {tap!.At}, {caller.Actor})
                """);
            change.Event(DispatchEvents.NoteAdded, $"call:{id}",
                new { note_id = newId.Value, request.Kind, response_id = responseId, unit_id = response?.UnitId });
            var view = change.One<NoteView>($"{NoteView.Select} where n.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/calls/{id}/notes", view.Value);
        }, ct);

    /// <summary>What was written on a call, oldest first.</summary>
    public static async Task<Results<Ok<Page<NoteView>>, Refused>> List(
        long id, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Call: reads.Find<long?>($"select c.id from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}"),
            Notes: reads.List<NoteView>($"""
                {NoteView.Select} where n.call_id = {id} and n.id > {paging.From} order by n.id limit {paging.Fetch}
                """)), ct);
        if (found.Call.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "notes", ct);
        return TypedResults.Ok(Page<NoteView>.Of(found.Notes.Value, paging, note => note.Id));
    }
}

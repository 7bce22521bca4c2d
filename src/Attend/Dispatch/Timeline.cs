using System.Text.Json;

namespace Attend.Dispatch;

/// <summary>A stamp with both clocks, and what a correction or a late tap replaced.</summary>
/// <param name="At">The time that counts.</param>
/// <param name="DeviceAt">By the device's own clock.</param>
/// <param name="ReceivedAt">By the server's clock.</param>
/// <param name="OffsetMs">By how much the device's clock was behind the server's when it was sent.</param>
/// <param name="Source"><c>device</c>, <c>dispatcher</c>, <c>entry</c>, <c>correction</c> or <c>late_device</c>.</param>
/// <param name="PreviousAt">The value that this one replaced.</param>
/// <param name="UndoneAt">Taken back, and kept.</param>
internal sealed record StampView(
    string Step, int Leg, DateTimeOffset At, DateTimeOffset? DeviceAt, DateTimeOffset ReceivedAt, long? OffsetMs, string Source,
    DateTimeOffset? PreviousAt, string? Reason, DateTimeOffset? UndoneAt);

/// <summary>One line of what happened on a call.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RecordedAt">When the server was told; later than <c>at</c> for what was written down afterwards.</param>
/// <param name="Kind"><c>event</c>, <c>stamp</c> or <c>note</c>; alarms and pre-alerts are events.</param>
/// <param name="What">The event's name, the stamp's step, or the note's kind.</param>
/// <param name="CallId">The call on which it was recorded, which may have been linked into this one.</param>
internal sealed record TimelineLine(
    DateTimeOffset At, DateTimeOffset RecordedAt, string Kind, string What, string Actor, string? ActorName, long CallId,
    long? ResponseId, long? UnitId, string? UnitNumber, string? FromState, string? ToState, JsonElement? Data, StampView? Stamp,
    string? Text);

internal sealed record TimelineView(IReadOnlyList<TimelineLine> Items);

/// <summary>An event of a call as the timeline reads it.</summary>
internal sealed record TimelineEvent(
    long Id, DateTimeOffset At, string Actor, string? ActorName, string Kind, long CallId, string? FromState, string? ToState,
    JsonElement Data)
{
    public long? ResponseId =>
        Data.TryGetProperty("response_id", out var id) && id.ValueKind is JsonValueKind.Number ? id.GetInt64() : null;

    /// <summary>When it happened; the log's own time where the event names none.</summary>
    public DateTimeOffset Stamp => Data.TryGetProperty("stamp", out var stamp) && stamp.TryGetDateTimeOffset(out var at) ? at : At;
}

/// <summary>A stamp of a call's responses as the timeline reads it.</summary>
internal sealed record TimelineStamp(
    long Id, long CallId, long ResponseId, long UnitId, string UnitNumber, string EnteredBy, string? EnteredByName, string? FromState,
    string? ToState, string Step, int Leg, DateTimeOffset At, DateTimeOffset? DeviceAt, DateTimeOffset ReceivedAt, long? OffsetMs,
    string Source, DateTimeOffset? PreviousAt, string? Reason, DateTimeOffset? UndoneAt)
{
    public StampView View => new(Step, Leg, At, DeviceAt, ReceivedAt, OffsetMs, Source, PreviousAt, Reason, UndoneAt);
}

/// <summary>
/// Puts together what the log of events, the record of stamps and the notes know of a call. A step stands in both of the first two: it
/// becomes one line, the event with its stamp. Pure.
/// </summary>
internal static class Timeline
{
    private static readonly Dictionary<string, string> StepOfEvent = ResponseLifecycle.Table.Table.Steps
        .Where(step => step.Stamp is not null).ToDictionary(step => step.Event, step => step.Stamp!, StringComparer.Ordinal);

    private static readonly HashSet<string> AnyStep = ["dispatch.stamp_corrected", DispatchEvents.LateTapTaken];

    public static IReadOnlyList<TimelineLine> Of(
        IReadOnlyList<TimelineEvent> events, IReadOnlyList<TimelineStamp> stamps, IReadOnlyList<NoteView> notes,
        IReadOnlyDictionary<long, string> unitNumbers)
    {
        var left = stamps.ToList();
        var lines = new List<TimelineLine>(events.Count + stamps.Count + notes.Count);
        // A note stands for itself.
        foreach (var heard in events.Where(heard => heard.Kind != DispatchEvents.NoteAdded))
        {
            var stamp = left.Find(one => Belongs(one, heard));
            if (stamp is not null)
            {
                left.Remove(stamp);
            }

            var unit = stamp?.UnitId ?? Number(heard.Data, "unit_id");
            lines.Add(new(
                heard.Stamp, heard.At, "event", heard.Kind, heard.Actor, heard.ActorName, heard.CallId,
                heard.ResponseId ?? stamp?.ResponseId, unit, unit is { } id ? unitNumbers.GetValueOrDefault(id) : null,
                heard.FromState, heard.ToState, heard.Data, stamp?.View, null));
        }

        lines.AddRange(left.Select(stamp => new TimelineLine(
            stamp.At, stamp.ReceivedAt, "stamp", stamp.Step, stamp.EnteredBy, stamp.EnteredByName, stamp.CallId, stamp.ResponseId,
            stamp.UnitId, stamp.UnitNumber, stamp.FromState, stamp.ToState, null, stamp.View, null)));
        lines.AddRange(notes.Select(note => new TimelineLine(
            note.At, note.At, "note", Platform.Words.Of(note.Kind), note.EnteredBy, note.EnteredByName, note.LinkedFrom ?? note.CallId,
            note.ResponseId, null, note.UnitNumber, null, null, null, null, note.Text)));
        // A stable sort: what was recorded in one transaction keeps its order.
        return [.. lines.OrderBy(line => line.At).ThenBy(line => line.RecordedAt)];
    }

    /// <summary>Written in the same transaction, for the same response and step.</summary>
    private static bool Belongs(TimelineStamp stamp, TimelineEvent heard) =>
        stamp.ResponseId == heard.ResponseId && stamp.ReceivedAt == heard.At
        && (AnyStep.Contains(heard.Kind) || StepOfEvent.TryGetValue(heard.Kind, out var step) && step == stamp.Step);

    private static long? Number(JsonElement data, string member) =>
        data.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt64() : null;
}

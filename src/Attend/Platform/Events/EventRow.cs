using System.Globalization;
using System.Text.Json;

namespace Attend.Platform.Events;

/// <summary>A fact as it was recorded. The place in the feed is (Epoch, Tx, Id).</summary>
internal sealed record EventRow(
    int Epoch, ulong Tx, long Id, DateTimeOffset At, string Actor, string Kind, string Subject, string? FromState, string? ToState, JsonElement Data)
{
    public Place Place => new(Epoch, Tx, Id);

    /// <summary>The number in a subject such as <c>call:12</c>.</summary>
    public long SubjectId => long.Parse(Subject.AsSpan(Subject.IndexOf(':') + 1), CultureInfo.InvariantCulture);

    /// <summary>A number that it carries, such as an id; null where it carries none.</summary>
    public long? Number(string member) => Data.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt64() : null;

    public bool Concerns(string thing) => Subjects.Is(Subject, thing);
}

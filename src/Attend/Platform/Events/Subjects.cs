using System.Globalization;

namespace Attend.Platform.Events;

/// <summary>What an event, a record or a message is about, as it is written: <c>call:7</c>.</summary>
internal static class Subjects
{
    /// <summary>The id of a subject that is such a thing; zero, which no row has, where it is another.</summary>
    public static long IdOf(string subject, string thing) =>
        Is(subject, thing) && long.TryParse(subject.AsSpan(thing.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    public static bool Is(string subject, string thing) =>
        subject.StartsWith(thing, StringComparison.Ordinal) && subject.Length > thing.Length && subject[thing.Length] == ':';
}

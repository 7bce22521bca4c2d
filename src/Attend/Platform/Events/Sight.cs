using System.Globalization;

namespace Attend.Platform.Events;

/// <summary>
/// What a transaction could see, as <c>pg_current_snapshot()</c> tells it: every transaction before <paramref name="Xmin"/>, none from
/// <paramref name="Xmax"/> on, and between them those that were not <paramref name="Running"/> (in ascending order).
/// </summary>
internal sealed record Sight(ulong Xmin, ulong Xmax, ulong[] Running)
{
    /// <summary>Reads the text form <c>xmin:xmax:xip,xip</c>.</summary>
    public static Sight Parse(string text)
    {
        var parts = text.Split(':');
        var running = parts[2].Length == 0 ? [] : Array.ConvertAll(parts[2].Split(','), Number);
        return new Sight(Number(parts[0]), Number(parts[1]), running);
    }

    public bool Sees(ulong tx) => tx < Xmin || (tx < Xmax && Array.BinarySearch(Running, tx) < 0);

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

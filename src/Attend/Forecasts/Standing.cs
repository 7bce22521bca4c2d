using System.Runtime.InteropServices;
using Attend.Platform;
using NodaTime;

namespace Attend.Forecasts;

/// <summary>A moment, and what the site's clock showed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Moment(DateTimeOffset At, DateTime Local)
{
    /// <param name="zone">Of the IANA database.</param>
    public static Moment Of(DateTimeOffset at, string zone) =>
        new(at, Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[zone]).ToDateTimeUnspecified());

    public int Hour => Local.Hour;

    public int Day => (int)(Local.Ticks / TimeSpan.TicksPerDay);

    public double SecondOfDay => Local.TimeOfDay.TotalSeconds;
}

/// <summary>A desk that has somebody: of which class, and for how many seconds already.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Attended(int Level, double Seconds);

/// <summary>How a queue stands in a moment, whoever joins it then.</summary>
/// <param name="Waiting">How many wait.</param>
/// <param name="Open">How many desks work for it; one that serves several queues counts as a part.</param>
/// <param name="Idle">Of them, how many have nobody.</param>
/// <param name="Attended">Those that have somebody.</param>
/// <param name="LastWait">How long whoever was called last had waited, seconds; null when nobody was.</param>
/// <param name="LastCalled">How long ago that was, seconds.</param>
/// <param name="HeadWait">How long the head of the line has waited by now, seconds.</param>
internal sealed record Standing(
    Moment Now, int Waiting, double Open, int Idle, IReadOnlyList<Attended> Attended, double? LastWait, double LastCalled, double HeadWait);

/// <summary>Somebody's place: whom they have before them, and who may come later and still be called first.</summary>
/// <param name="Level">Their class, from 1.</param>
/// <param name="Ahead">How many stand before them, by class.</param>
/// <param name="Overtaken">By class: who comes this many seconds later is still called first. 0: nobody; infinite: for ever.</param>
internal sealed record Joiner(int Level, double[] Ahead, double[] Overtaken)
{
    public double People => Ahead.Sum();
}

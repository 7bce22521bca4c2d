namespace Attend.Fleet;

/// <summary>A reported position. NaN stands for a speed, heading or accuracy that the device did not say.</summary>
/// <param name="Speed">Metres per second.</param>
/// <param name="Heading">Degrees clockwise from north, 0 to 360.</param>
/// <param name="Accuracy">Metres.</param>
/// <param name="AtTicks">When it was taken, in UTC ticks of the device's corrected clock.</param>
internal readonly record struct Fix(double Latitude, double Longitude, float Speed, float Heading, float Accuracy, long AtTicks)
{
    /// <summary>A fix older than this is shown as stale and never used silently.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    // A receiver that has no fix often says 0, 0; and a cell tower is no place to send somebody from.
    private const float WorstAccuracy = 5_000;

    // No receiver is older than its satellites. A clock that is wrong on both sides can come out before the beginning of all calendars.
    private static readonly long Oldest = new DateTime(1980, 1, 6, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public DateTimeOffset At => new(AtTicks, TimeSpan.Zero);

    public GeoPoint Place => new(Latitude, Longitude);

    public bool FreshAt(DateTimeOffset now) => now.UtcTicks - AtTicks <= Freshness.Ticks;

    /// <summary>
    /// A place and time that can be. Written so that NaN fails: a comparison with it is always false. What passes is also finite, which the wire and the table need.
    /// </summary>
    public bool OnEarth =>
        AtTicks >= Oldest && Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180 && !(Latitude == 0 && Longitude == 0)
        && (float.IsNaN(Speed) || Speed is >= 0 and <= Positions.FastestMetresPerSecond)
        && (float.IsNaN(Heading) || Heading is >= 0 and <= 360);

    public bool Accurate => float.IsNaN(Accuracy) || Accuracy is >= 0 and <= WorstAccuracy;
}

/// <summary>What became of a reported fix.</summary>
[Platform.LowerWords]
internal enum Verdict
{
    Accepted,

    /// <summary>Not newer, by the device's time, than what is known.</summary>
    OutOfOrder,

    /// <summary>Its time lies in the future, also after the device's clock was corrected.</summary>
    Future,

    /// <summary>Not on earth, headed off the compass, or farther from the last fix than any vehicle drives.</summary>
    Impossible,

    /// <summary>The device itself says that it does not know well enough.</summary>
    Inaccurate,

    /// <summary>No such unit, or not the reporter's.</summary>
    UnknownUnit,
}

/// <summary>The newest place of a unit, as it is told to those who watch.</summary>
internal readonly record struct Located(long UnitId, Fix Fix);

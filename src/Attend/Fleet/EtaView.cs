namespace Attend.Fleet;

/// <summary>When somebody who is under way may be there: whole minutes, rounded apart, and how old the knowledge is.</summary>
internal sealed record EtaView(int FromMinutes, int ToMinutes, DateTimeOffset AsOf, int AgeSeconds)
{
    /// <summary>A range that a straight-line estimate can keep: a sixth less to a third more, from ten minutes on in fives.</summary>
    public static EtaView Of(double seconds, DateTimeOffset asOf, DateTimeOffset now)
    {
        var minutes = seconds / 60;
        var (from, to) = ((int)Math.Floor(minutes * 5 / 6), (int)Math.Ceiling(minutes * 4 / 3) + 1);
        return to <= 10
            ? new EtaView(Math.Max(0, from), to, asOf, Age(asOf, now))
            : new EtaView(from / 5 * 5, (to + 4) / 5 * 5, asOf, Age(asOf, now));
    }

    private static int Age(DateTimeOffset asOf, DateTimeOffset now) => (int)Math.Max(0, (now - asOf).TotalSeconds);
}

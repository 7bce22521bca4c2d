namespace Attend.Forecasts;

/// <summary>How many come by class and hour of the site's clock, more or fewer by the day of the week, and how many stay until they are called.</summary>
internal sealed class Arrivals
{
    private const int Hours = 24;

    /// <summary>The weight that a day keeps when the next one begins.</summary>
    private const double Kept = 0.95;

    /// <summary>The weight that a day of the week keeps a week later.</summary>
    private const double WeekKept = 0.9;

    /// <summary>A pause as long as this leaves nothing of what was before.</summary>
    private const int LongestPause = 60;

    private const double StayKept = 0.99;

    /// <summary>By class, then by hour.</summary>
    private double[] came = [];

    private double[] cameAtAll = [];
    private double[] called = [];
    private double[] left = [];
    private readonly double[] ofWeekday = new double[7];
    private readonly double[] weekdays = new double[7];
    private double days;
    private int day;

    /// <summary>Takes in that somebody came.</summary>
    public void Came(int level, Moment when)
    {
        Grow(level);
        Advance(when.Day);
        came[level * Hours + when.Hour]++;
        cameAtAll[level]++;
        ofWeekday[when.Day % 7]++;
    }

    /// <summary>Takes in that somebody was called, or left before that.</summary>
    public void Stayed(int level, bool stayed)
    {
        Grow(level);
        (called[level], left[level]) = (called[level] * StayKept + (stayed ? 1 : 0), left[level] * StayKept + (stayed ? 0 : 1));
    }

    /// <summary>Which part of a class is still there when it is called.</summary>
    public double Staying(int level) => level < called.Length ? (called[level] + 9.5) / (called[level] + left[level] + 10) : 0.95;

    /// <summary>How many of a class come in a second, then.</summary>
    public double Rate(int level, DateTime local)
    {
        if (level >= cameAtAll.Length || days == 0)
        {
            return 0;
        }

        // An hour that was seldom seen leans on the day.
        var byDay = cameAtAll[level] / (days * Hours);
        return (came[level * Hours + local.Hour] + 2 * byDay) / (days + 2) / 3600 * Weekday((int)(local.Ticks / TimeSpan.TicksPerDay) % 7);
    }

    /// <summary>How much of all who come is of this class.</summary>
    public double Share(int level) => level < cameAtAll.Length ? (cameAtAll[level] + 0.01) / (cameAtAll.Sum() + 0.01 * cameAtAll.Length) : 0.01;

    public void Carry(Packing packing)
    {
        var levels = cameAtAll.Length;
        packing.Carry(ref levels);
        Grow(levels - 1);
        packing.Carry(came);
        packing.Carry(cameAtAll);
        packing.Carry(called);
        packing.Carry(left);
        packing.Carry(ofWeekday);
        packing.Carry(weekdays);
        packing.Carry(ref days);
        packing.Carry(ref day);
    }

    private double Weekday(int weekday)
    {
        var usual = ofWeekday.Sum() / weekdays.Sum();
        return usual > 0 ? (ofWeekday[weekday] + 2 * usual) / (weekdays[weekday] + 2) / usual : 1;
    }

    private void Advance(int to)
    {
        // The first day that anybody came is the first one that was seen.
        day = day == 0 ? to - 1 : day;
        for (var next = Math.Max(day + 1, to - LongestPause); next <= to; next++)
        {
            for (var hour = 0; hour < came.Length; hour++)
            {
                came[hour] *= Kept;
            }

            for (var level = 0; level < cameAtAll.Length; level++)
            {
                cameAtAll[level] *= Kept;
            }

            days = days * Kept + 1;
            var weekday = next % 7;
            ofWeekday[weekday] *= WeekKept;
            weekdays[weekday] = weekdays[weekday] * WeekKept + 1;
        }

        day = Math.Max(day, to);
    }

    private void Grow(int level)
    {
        if (level >= cameAtAll.Length)
        {
            Array.Resize(ref came, (level + 1) * Hours);
            Array.Resize(ref cameAtAll, level + 1);
            Array.Resize(ref called, level + 1);
            Array.Resize(ref left, level + 1);
        }
    }
}

using System.Runtime.InteropServices;

namespace Attend.Forecasts;

/// <summary>
/// The wait as arithmetic, before anything is learned of how wrong that is. Who is ahead makes so many seconds of work; the desks do it, as many as
/// are open and more and more as many as usually are at that hour; whoever comes later and goes first takes their part of it away. In a strict
/// order at a steady pace this is Cobham's <c>W = (R + sum of the work ahead / desks) / (1 - load of the higher classes)</c>; in one of credits
/// the overtaking ends once the credit is used up.
/// </summary>
/// <param name="First">Until a desk is free at all, seconds.</param>
/// <param name="Lost">Work that those make who overtake, desk-seconds.</param>
/// <param name="Total">The wait, seconds.</param>
/// <param name="Steady">The wait if as many desks stayed open as are, seconds.</param>
/// <param name="Room">What part of the desks is left by those who overtake, at the worst time of the wait.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Flow(double First, double Lost, double Total, double Steady, double Room)
{
    /// <summary>What is not worth a figure: 1 less the load of the higher classes.</summary>
    public const double LeastRoom = 0.05;

    /// <summary>Longer is not told, seconds.</summary>
    public const double Longest = 48 * 3600;

    /// <summary>How soon the desks that are open now are no guide any more, seconds.</summary>
    private const double Change = 2700;

    private const double Step = 600;
    private const double LongStep = 3600;
    private const double Soon = 6 * 3600;

    /// <summary>A desk that serves others too is at least this much of one.</summary>
    public const double FewestDesks = 0.3;

    private static readonly Flow AtOnce = new(0, 0, 0, 0, 1);

    public bool VeryLong => Room < LeastRoom || Total >= Longest;

    public static Flow Of(Tempo tempo, Standing standing, Joiner joiner)
    {
        var people = joiner.People;
        if (standing.Idle > 0 && people == 0)
        {
            return AtOnce;
        }

        var work = 0.0;
        for (var level = 0; level < joiner.Ahead.Length; level++)
        {
            work += joiner.Ahead[level] > 0 ? joiner.Ahead[level] * tempo.Work(level) : 0;
        }

        var first = standing.Open <= 0 ? tempo.Desks.UntilBeginning(standing.Now)
            : standing.Idle > 0 ? 0
            : tempo.Serving.FirstFree(standing.Attended) + tempo.Serving.Turn;
        var usual = new Flow(first, 0, first, 0, 1).Work(tempo, standing, joiner, work, steady: false);
        return standing.Open <= 0 ? usual with { Steady = usual.Total }
            : usual with { Steady = new Flow(first, 0, first, 0, 1).Work(tempo, standing, joiner, work, steady: true).Total };
    }

    /// <summary>How long the desks take for so much work, from when the first of them is free.</summary>
    /// <param name="steady">Whether as many stay open as are.</param>
    private Flow Work(Tempo tempo, Standing standing, Joiner joiner, double work, bool steady)
    {
        var lost = Overtaking(tempo, standing, joiner, 0) * First;
        var (time, room) = (First, 1.0);
        work += lost;
        while (work > 0 && time < Longest)
        {
            var step = time < Soon ? Step : LongStep;
            var usual = tempo.Desks.Usual(standing.Now.Local.AddSeconds(time).Hour) ?? (standing.Open > 0 ? standing.Open : 1);
            var still = steady ? 1 : standing.Open > 0 ? Math.Exp(-time / Change) : 0;
            var desks = Math.Max(FewestDesks, standing.Open * still + usual * (1 - still));
            var load = Overtaking(tempo, standing, joiner, time);
            room = Math.Min(room, (desks - load) / desks);
            var rate = Math.Max(desks - load, LeastRoom * desks);
            var taken = Math.Min(step, work / rate);
            time += taken;
            lost += load * taken;
            work = taken < step ? 0 : work - rate * step;
        }

        return this with { Lost = lost, Total = Math.Min(time, Longest), Room = room };
    }

    /// <summary>How many desks those keep busy who come so much later and are still called first.</summary>
    private static double Overtaking(Tempo tempo, Standing standing, Joiner joiner, double time)
    {
        var load = 0.0;
        for (var level = 0; level < joiner.Overtaken.Length; level++)
        {
            if (joiner.Overtaken[level] > time)
            {
                load += tempo.Arrivals.Rate(level, standing.Now.Local.AddSeconds(time)) * tempo.Work(level);
            }
        }

        return load;
    }
}

namespace Attend.Forecasts;

/// <summary>Somebody's way through a queue that is over: what there is to learn from it.</summary>
/// <param name="Called">Null when they left before.</param>
/// <param name="Turn">How long the desk had nobody before it called them although they waited, seconds; null when they did not wait then.</param>
/// <param name="Facts">What their forecast was made of; null when there was none, or when they did not simply wait (were away, or classed anew).</param>
internal sealed record Visit(int Level, Moment Joined, Moment? Called, Moment Ended, double? Turn, byte[]? Facts);

/// <summary>
/// What one queue's forecasts are made of. It is learned where it is used: what is true of one house is not of another. The same visits in the same
/// order give the same model.
/// </summary>
internal sealed class Model
{
    /// <summary>Of the stored form and of the features; what another version learned is begun anew.</summary>
    public const int Version = 1;

    /// <summary>The learner of all classes together; levels begin at 1.</summary>
    public const int All = 0;

    /// <summary>Waits after which a class's own corrections are better than those of all.</summary>
    private const int Own = 150;

    /// <summary>A history of fewer waits is short.</summary>
    private const int Short = 50;

    /// <summary>Seconds in which what the last one waited says less.</summary>
    private const double Fading = 2 * 3600;

    /// <summary>A wait at which the correction for long ones is half.</summary>
    private const double Easing = 2 * 3600;

    private static readonly Learner Untaught = new();

    private readonly SortedDictionary<int, Learner> learners = new() { [All] = new() };

    public Tempo Tempo { get; } = new();

    public IEnumerable<int> Levels => learners.Keys;

    public int Learned => learners[All].Learned;

    public Basis Basis => Learned >= Short ? Basis.Learned : Basis.Fallback;

    public int LearnedOf(int level) => learners.GetValueOrDefault(level)?.Learned ?? 0;

    /// <summary>For somebody who joins, or would.</summary>
    public WaitForecast Forecast(Standing standing, Joiner joiner)
    {
        var flow = Flow.Of(Tempo, standing, joiner);
        Span<double> features = stackalloc double[Feature.Count];
        Features(standing, joiner, flow, features);
        return Forecast(standing, joiner, flow, features);
    }

    /// <summary>For somebody who joins, with what is to be kept until they were called.</summary>
    public Made Make(Standing standing, Joiner joiner)
    {
        var flow = Flow.Of(Tempo, standing, joiner);
        Span<double> features = stackalloc double[Feature.Count];
        Features(standing, joiner, flow, features);
        var facts = new Facts(standing.Open <= 0, AtOnce(standing, joiner), learners[All].Guess(features), OfLevel(joiner.Level).Guess(features));
        return new Made(Forecast(standing, joiner, flow, features), facts.Pack(features));
    }

    /// <summary>For somebody of a class at any place of the line, each as [people ahead, from, to], seconds; who asks in between draws a line.</summary>
    public IReadOnlyList<int[]> Curve(Standing standing, Joiner joiner)
    {
        var points = new List<int[]>();
        var (from, to) = (0, 0);
        for (var ahead = 0; ; ahead = Math.Max(1, ahead * 2))
        {
            var forecast = At(standing, joiner, ahead);
            // Nobody further back is told less.
            (from, to) = (Math.Max(from, forecast.FromSeconds), Math.Max(to, forecast.ToSeconds));
            points.Add([ahead, from, to]);
            if (ahead >= 64 && ahead > standing.Waiting)
            {
                return points;
            }
        }
    }

    /// <summary>For somebody with so many ahead, who are as mixed as those who are there.</summary>
    public WaitForecast At(Standing standing, Joiner joiner, int ahead)
    {
        var mixed = new double[joiner.Ahead.Length];
        var all = 0.0;
        for (var level = 1; level < mixed.Length; level++)
        {
            mixed[level] = joiner.Ahead[level] + (level == joiner.Level ? 1 : joiner.Overtaken[level] > 0 ? Tempo.Arrivals.Share(level) : 0);
            all += mixed[level];
        }

        for (var level = 1; level < mixed.Length; level++)
        {
            mixed[level] *= ahead / all;
        }

        return Forecast(standing with { Waiting = Math.Max(standing.Waiting, ahead) }, joiner with { Ahead = mixed });
    }

    public void Learn(Visit visit)
    {
        Tempo.Arrivals.Came(visit.Level, visit.Joined);
        Tempo.Arrivals.Stayed(visit.Level, visit.Called is not null);
        if (visit.Called is not { } called)
        {
            return;
        }

        var facts = visit.Facts is { } kept ? Facts.Unpack(kept) : null;
        Tempo.Desks.Called(Tempo.Seconds(called.At), called, visit.Joined, facts is { NobodyWorked: true });
        Tempo.Serving.Served(visit.Level, (visit.Ended.At - called.At).TotalSeconds, Tempo.Seconds(visit.Ended.At));
        if (visit.Turn is { } turn)
        {
            Tempo.Serving.Turned(turn);
        }

        if (facts is null)
        {
            return;
        }

        var waited = Math.Max(0, (called.At - visit.Joined.At).TotalSeconds);
        var own = learners.TryGetValue(visit.Level, out var found) ? found : learners[visit.Level] = new Learner();
        if (facts.AtOnce)
        {
            learners[All].LearnAtOnce(waited);
            own.LearnAtOnce(waited);
        }
        else
        {
            learners[All].Learn(facts.Features, facts.ByAll, waited);
            own.Learn(facts.Features, facts.ByOwn, waited);
        }
    }

    public void CarryRule(int level, Packing packing)
    {
        if (level == All)
        {
            Tempo.Carry(packing);
        }

        Learner(level).CarryRule(packing);
    }

    public void CarryMemory(int level, Packing packing) => Learner(level).CarryMemory(packing);

    private static bool AtOnce(Standing standing, Joiner joiner) => standing.Idle > 0 && joiner.People == 0;

    private Learner Learner(int level) => learners.TryGetValue(level, out var found) ? found : learners[level] = new Learner();

    private Learner OfLevel(int level) => learners.GetValueOrDefault(level, Untaught);

    private WaitForecast Forecast(Standing standing, Joiner joiner, Flow flow, ReadOnlySpan<double> features)
    {
        var own = OfLevel(joiner.Level);
        var learner = own.Learned >= Own ? own : learners[All];
        var (median, high) = AtOnce(standing, joiner) ? learner.ToldAtOnce : learner.Told(learner.Guess(features), features);
        return new WaitForecast(
            (int)Math.Round(Math.Min(median, Flow.Longest)), (int)Math.Ceiling(Math.Min(high, Flow.Longest)), Basis,
            standing.Now.At, flow.VeryLong);
    }

    private void Features(Standing standing, Joiner joiner, Flow flow, Span<double> features)
    {
        var now = Tempo.Seconds(standing.Now.At);
        var work = flow.Total - flow.First;
        features[Feature.Total] = flow.Total;
        features[Feature.Eased] = flow.Total * flow.Total / (flow.Total + Easing);
        features[Feature.First] = flow.First;
        features[Feature.Share] = (Tempo.Serving.Mean(joiner.Level) + Tempo.Serving.Turn) / (standing.Open > 0 ? Math.Max(Flow.FewestDesks, standing.Open) : 1);
        features[Feature.Crowd] = work * Math.Log(1 + standing.Waiting) / 4;
        features[Feature.Pace] = work * Tempo.Serving.Pace(now);
        features[Feature.Lost] = flow.Lost;
        features[Feature.Session] = flow.Total * Tempo.Desks.Session(now);
        features[Feature.LastWait] = standing.LastWait is { } last ? last * Math.Exp(-standing.LastCalled / Fading) : 0;
        features[Feature.HeadWait] = standing.HeadWait;
        features[Feature.Steady] = flow.Steady - flow.Total;
    }
}

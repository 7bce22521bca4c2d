namespace Attend.Tests.Forecasts;

/// <summary>What is to be forecast of, as a yardstick may see it.</summary>
internal sealed record Glance(double Ahead, int Busy, int Idle, double Open, double HeadWait);

/// <summary>
/// Forecasts as other systems make them: rolling averages of the last waits, the average service times the people ahead, the last wait, the wait of
/// the head. Each is given the same as ours to make its P90: the last five hundred of its own errors, as ratios.
/// </summary>
internal sealed class Yardsticks
{
    private static readonly int[] Windows = [1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200, 500];

    // Sums, so that the mean of any window is one difference.
    private readonly List<double> waits = [0];
    private readonly List<double> services = [0];
    private readonly Dictionary<string, Yardstick> all = [];

    public Yardsticks()
    {
        foreach (var window in Windows)
        {
            Add($"rolling average of {window}", _ => Mean(waits, window));
        }

        foreach (var (name, window) in new[] { ("all", int.MaxValue), ("the last 20", 20), ("the last 100", 100) })
        {
            Add($"average of {name} x ahead / desks", glance => Mean(services, window) * glance.Ahead / Math.Max(1, glance.Open));
            Add($"average of {name} x (ahead + 1) / desks", glance => glance.Idle > 0 && glance.Ahead == 0 ? 0 : Mean(services, window) * (glance.Ahead + 1) / Math.Max(1, glance.Open));
            Add($"average of {name} x (ahead + 0.5) / desks", glance => glance.Idle > 0 && glance.Ahead == 0 ? 0 : Mean(services, window) * (glance.Ahead + 0.5) / Math.Max(1, glance.Open));
            Add($"average of {name} x (ahead + busy) / desks", glance => Mean(services, window) * (glance.Ahead + glance.Busy) / Math.Max(1, glance.Open));
        }

        Add("last wait", _ => Mean(waits, 1));
        Add("wait of the head", glance => glance.HeadWait);
    }

    private sealed record Yardstick(Func<Glance, double> Guess, Ratios Ratios, Score Training, Score HeldBack);

    /// <summary>What each of them says now.</summary>
    public IReadOnlyDictionary<string, double> Guess(Glance glance) => all.ToDictionary(one => one.Key, one => one.Value.Guess(glance));

    /// <summary>A wait is over.</summary>
    public void Called(IReadOnlyDictionary<string, double> guesses, double waited, bool heldBack)
    {
        foreach (var (name, guess) in guesses)
        {
            var (_, ratios, training, held) = all[name];
            (heldBack ? held : training).Add(waited, guess, guess * ratios.High);
            if (guess > 0)
            {
                ratios.Add(waited / guess);
            }
        }

        waits.Add(waits[^1] + waited);
    }

    public void Served(double seconds) => services.Add(services[^1] + seconds);

    /// <summary>Of those whose name begins so, the one that was best while training (tuned there), by what it did with what was held back.</summary>
    public (string Name, Score Score) Best(string begins)
    {
        var (name, best) = all.Where(one => one.Key.StartsWith(begins, StringComparison.Ordinal)).MinBy(one => one.Value.Training.Rmse);
        return (name, best.HeldBack);
    }

    /// <summary>The same, but chosen with hindsight.</summary>
    public (string Name, Score Score) BestAfterwards(string begins)
    {
        var (name, best) = all.Where(one => one.Key.StartsWith(begins, StringComparison.Ordinal)).MinBy(one => one.Value.HeldBack.Rmse);
        return (name, best.HeldBack);
    }

    private void Add(string name, Func<Glance, double> guess) => all[name] = new Yardstick(guess, new Ratios(), new Score(), new Score());

    private static double Mean(List<double> sums, int window)
    {
        var from = Math.Max(0, sums.Count - 1 - window);
        return sums.Count == 1 ? 600 : (sums[^1] - sums[from]) / (sums.Count - 1 - from);
    }

    /// <summary>The last five hundred ratios of a wait to what was said, in their order of time and sorted.</summary>
    private sealed class Ratios
    {
        private readonly Queue<double> last = new();
        private readonly List<double> sorted = [];

        public double High => sorted.Count == 0 ? 2 : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling((sorted.Count + 1) * 0.9) - 1)];

        public void Add(double ratio)
        {
            if (last.Count == 500)
            {
                sorted.RemoveAt(sorted.BinarySearch(last.Dequeue()));
            }

            last.Enqueue(ratio);
            var place = sorted.BinarySearch(ratio);
            sorted.Insert(place < 0 ? ~place : place, ratio);
        }
    }
}

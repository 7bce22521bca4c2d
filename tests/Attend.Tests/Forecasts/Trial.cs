using Attend.Forecasts;
using Attend.Platform;

namespace Attend.Tests.Forecasts;

/// <summary>A model and the yardsticks on the same simulated people, none of them learning from a wait before it is over.</summary>
internal sealed class Trial(Model model)
{
    public Score Training { get; } = new();

    public Score HeldBack { get; } = new();

    public Yardsticks Yardsticks { get; } = new();

    /// <summary>Every forecast with what came of it.</summary>
    public List<(WaitForecast Forecast, double Waited)> Told { get; } = [];

    public void Run(SimulatedQueue queue, IReadOnlyList<Arrival> arrivals, bool heldBack = false, double heldBackFrom = double.PositiveInfinity)
    {
        var made = new Dictionary<int, (Made Made, IReadOnlyDictionary<string, double> Guesses)>();
        var called = new Dictionary<int, double>();
        var freed = new Dictionary<int, double>();
        foreach (var step in queue.Run())
        {
            switch (step.What)
            {
                case Happening.Join:
                    var (standing, joiner) = (queue.Standing(step.At), queue.Joiner(step.Arrival));
                    var glance = new Glance(joiner.People, standing.Attended.Count, standing.Idle, standing.Open, standing.HeadWait);
                    made[step.Arrival] = (model.Make(standing, joiner), Yardsticks.Guess(glance));
                    model.Tempo.Desks.Work(standing.Now.Hour, standing.Open);
                    break;
                case Happening.Call:
                    called[step.Arrival] = step.At;
                    var waited = step.At - arrivals[step.Arrival].At;
                    var held = heldBack || arrivals[step.Arrival].At >= heldBackFrom;
                    (held ? HeldBack : Training).Add(waited, made[step.Arrival].Made.Forecast.FromSeconds, made[step.Arrival].Made.Forecast.ToSeconds);
                    Told.Add((made[step.Arrival].Made.Forecast, waited));
                    Yardsticks.Called(made[step.Arrival].Guesses, waited, held);
                    break;
                case Happening.End:
                    Yardsticks.Served(step.At - called[step.Arrival]);
                    Learn(queue, arrivals[step.Arrival], made[step.Arrival].Made, called[step.Arrival], step.At,
                        freed.TryGetValue(step.Desk, out var free) && arrivals[step.Arrival].At <= free ? called[step.Arrival] - free : null);
                    freed[step.Desk] = step.At;
                    model.Tempo.Desks.Work(queue.Now(step.At).Hour, queue.Standing(step.At).Open);
                    break;
                case Happening.Leave:
                    Learn(queue, arrivals[step.Arrival], made[step.Arrival].Made, null, step.At, null);
                    break;
            }
        }
    }

    private void Learn(SimulatedQueue queue, Arrival arrival, Made made, double? called, double ended, double? turn) => model.Learn(new Visit(
        arrival.Level, queue.Now(arrival.At), called is { } at ? queue.Now(at) : null, queue.Now(ended), turn, made.Facts));
}

using Attend.Forecasts;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Forecasts;

/// <summary>
/// The forecast against what other systems say, on people who were held back: the real consultations with simulated arrivals (the one or several
/// doctors of a clinic), and made-up emergency departments.
/// </summary>
public sealed class TrialTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int> Clinics => new(
        from manner in Consultations.Manners.Keys from doctors in new[] { 1, 2, 3 } select (manner, doctors));

    [Theory]
    [MemberData(nameof(Clinics))]
    public void Of_real_consultations_it_is_closer_than_any_average_and_nine_of_ten_are_nine_of_ten(string manner, int doctors)
    {
        var days = Consultations.Days(doctors);
        var trial = new Trial(new Model());
        foreach (var (number, day) in days.Index())
        {
            var arrivals = Consultations.Arrivals(day, manner, seed: 1);
            var desks = day.Select(session => new DeskPlan(session.Opens, session.Services)).ToList();
            trial.Run(new SimulatedQueue(Start.AddDays(number), arrivals, desks), arrivals, heldBack: number >= days.Count * 6 / 10);
        }

        Beats(trial, $"{manner}, {doctors} doctors, {days.Count} days");
    }

    [Theory]
    [InlineData("fifo", 0.9)]
    [InlineData("credits", 0.9)]
    [InlineData("strict", 0.9)]
    [InlineData("fifo", 1.1)]
    [InlineData("credits", 1.1)]
    [InlineData("strict", 1.1)]
    public void Of_an_emergency_department_too_in_every_order_and_when_it_is_overrun(string scheme, double load)
    {
        const int days = 40;
        var arrivals = Streams.Emergency(days, load, 4, seed: 7);
        int[] credits = [0, 3600, 1500, 300, 0];
        Func<int, int, double> overtaken = scheme switch
        {
            "strict" => (other, level) => other < level ? double.PositiveInfinity : 0,
            "credits" => (other, level) => Math.Max(0, credits[other] - credits[level]),
            _ => (_, _) => 0,
        };
        var model = new Model();
        var trial = new Trial(model);
        // One queue without a night's end; whoever comes after 24 days is held back.
        var queue = new SimulatedQueue(Start, arrivals, [.. Enumerable.Repeat(new DeskPlan(0), 4)], overtaken, levels: 4);
        trial.Run(queue, arrivals, heldBackFrom: 24 * 86400);
        Beats(trial, $"emergency department, {scheme}, load {load}");
    }

    private static void Beats(Trial trial, string what)
    {
        var output = TestContext.Current;
        var (ours, rolling, product) = (trial.HeldBack, trial.Yardsticks.BestAfterwards("rolling"), trial.Yardsticks.BestAfterwards("average"));
        output.TestOutputHelper!.WriteLine($"{what}: trained on {trial.Training.Count}");
        output.TestOutputHelper.WriteLine($"  {ours}  ours");
        foreach (var (name, score) in new[] { rolling, product, trial.Yardsticks.BestAfterwards("last wait"), trial.Yardsticks.BestAfterwards("wait of the head") })
        {
            output.TestOutputHelper.WriteLine($"  {score}  {name}");
        }

        // Against the best of all windows and all forms of the product, chosen with hindsight.
        Assert.True(ours.Rmse < rolling.Score.Rmse && ours.Mae < rolling.Score.Mae, "The rolling average is closer.");
        Assert.True(ours.Rmse < product.Score.Rmse && ours.Mae < product.Score.Mae, "Average x ahead is closer.");
        Assert.True(ours.Pinball50 < Math.Min(rolling.Score.Pinball50, product.Score.Pinball50) && ours.Pinball90 < Math.Min(rolling.Score.Pinball90, product.Score.Pinball90));
        Assert.InRange(ours.Covered, 85, 95);
    }
}

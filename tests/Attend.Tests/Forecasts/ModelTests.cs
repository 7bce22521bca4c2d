using Attend.Forecasts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Forecasts;

/// <summary>What is true of every model, whatever it was taught.</summary>
public sealed class ModelTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A queue that may stand anyhow, and visits that may be over anyhow.</summary>
    private static readonly Gen<(Standing Standing, Joiner Joiner, Visit[] Visits)> Anyhow =
        from levels in Gen.Choose(1, 6)
        from standing in Standings(levels)
        from joiner in Joiners(levels)
        from visits in Gen.ArrayOf(Visits(levels))
        select (standing, joiner, visits);

    [Fact]
    public void Whatever_it_was_taught_it_tells_an_interval_that_nobody_further_back_is_told_less_than() =>
        Prop.ForAll(Arb.From(Anyhow), story =>
        {
            var model = Taught(story.Visits, story.Standing, story.Joiner);
            var told = model.Forecast(story.Standing, story.Joiner);
            Assert.InRange(told.FromSeconds, 0, told.ToSeconds);
            Assert.InRange(told.ToSeconds, 0, (int)Flow.Longest);
            Assert.Equal(told, model.Make(story.Standing, story.Joiner).Forecast);
            var curve = model.Curve(story.Standing, story.Joiner);
            Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64], curve.Take(8).Select(point => point[0]));
            Assert.True(curve[^1][0] > story.Standing.Waiting);
            Assert.All(curve.Zip(curve.Skip(1)), pair => Assert.True(pair.First[1] <= pair.Second[1] && pair.First[2] <= pair.Second[2] && pair.First[1] <= pair.First[2]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261122, 1));

    [Fact]
    public void Stored_and_read_it_is_the_same_and_goes_on_learning_the_same() =>
        Prop.ForAll(Arb.From(Anyhow), story =>
        {
            var model = Taught(story.Visits, story.Standing, story.Joiner);
            var read = Read(Stored(model));
            Assert.Equal(Stored(model), Stored(read));
            Assert.Equal(model.Forecast(story.Standing, story.Joiner), read.Forecast(story.Standing, story.Joiner));
            foreach (var visit in story.Visits)
            {
                model.Learn(visit);
                read.Learn(visit);
            }

            Assert.Equal(Stored(model), Stored(read));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20261122, 3));

    [Fact]
    public void For_a_forecast_what_only_learning_needs_is_not_read()
    {
        var model = new Model();
        var (arrivals, queue) = Busy(400, seed: 3);
        new Trial(model).Run(queue, arrivals);
        var forecasting = new Model();
        foreach (var level in model.Levels)
        {
            var packing = Packing.Into();
            model.CarryRule(level, packing);
            forecasting.CarryRule(level, Packing.From(packing.Bytes));
            Assert.InRange(packing.Bytes.Length, 1, 4_000);
        }

        var (standing, joiner) = (queue.Standing(arrivals[^1].At), queue.Joiner(arrivals.Count - 1));
        Assert.Equal(model.Forecast(standing, joiner), forecasting.Forecast(standing, joiner));
    }

    [Fact]
    public void The_same_people_make_the_same_model()
    {
        static SortedDictionary<int, (string, string)> Run()
        {
            var model = new Model();
            var (arrivals, queue) = Busy(600, seed: 11);
            new Trial(model).Run(queue, arrivals);
            return Stored(model);
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void A_short_history_says_so_and_from_fifty_waits_on_it_has_learned()
    {
        var model = new Model();
        var (arrivals, queue) = Busy(300, seed: 5);
        var trial = new Trial(model);
        trial.Run(queue, arrivals);
        var bases = trial.Told.ConvertAll(told => told.Forecast.Basis);
        Assert.InRange(bases.IndexOf(Basis.Learned), 50, 100);
        Assert.DoesNotContain(Basis.Fallback, bases.Skip(bases.IndexOf(Basis.Learned)));
        Assert.Equal(Basis.Learned, model.Basis);
        Assert.Equal(300, model.Learned + trial.Told.Count(told => told.Waited == 0 && told.Forecast.FromSeconds == 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nine_of_ten_are_nine_of_ten_also_after_serving_has_become_half_as_long_again(int seed)
    {
        var model = new Model();
        var trial = new Trial(model);
        for (var day = 0; day < 60; day++)
        {
            var arrivals = Streams.Even(50, 400, day < 40 ? 600 : 900, 0.5, seed * 1_000 + day);
            trial.Run(new SimulatedQueue(Start.AddDays(day), arrivals, [new DeskPlan(0), new DeskPlan(0)]), arrivals);
        }

        // Of those who found the desks busy: of the others it is no art.
        double Covered(int from, int to) => trial.Told.Skip(from * 50).Take((to - from) * 50).Where(told => told.Forecast.ToSeconds > 0)
            .Average(told => told.Waited <= told.Forecast.ToSeconds ? 100.0 : 0);
        Assert.InRange(Covered(4, 40), 86, 94);
        Assert.InRange(Covered(44, 60), 85, 95);
    }

    [Fact]
    public void Who_comes_to_a_free_desk_is_told_what_those_before_them_waited_there()
    {
        var model = new Model();
        var standing = new Standing(new Moment(Start, Start.DateTime), 0, 1, 1, [], null, 0, 0);
        var joiner = new Joiner(1, [0, 0], [0, 0]);
        Assert.Equal((0, 0), (model.Forecast(standing, joiner).FromSeconds, model.Forecast(standing, joiner).ToSeconds));
        for (var number = 1; number <= 20; number++)
        {
            var made = model.Make(standing, joiner);
            var joined = standing.Now with { At = Start.AddHours(number) };
            model.Learn(new Visit(1, joined, joined with { At = joined.At.AddSeconds(number) }, joined with { At = joined.At.AddSeconds(300) }, null, made.Facts));
        }

        Assert.Equal((11, 19), (model.Forecast(standing, joiner).FromSeconds, model.Forecast(standing, joiner).ToSeconds));
    }

    private static (IReadOnlyList<Arrival> Arrivals, SimulatedQueue Queue) Busy(int people, int seed)
    {
        var arrivals = Streams.Even(people, 300, 580, 0.5, seed);
        return (arrivals, new SimulatedQueue(Start, arrivals, [new DeskPlan(0), new DeskPlan(0)]));
    }

    private static Model Taught(Visit[] visits, Standing standing, Joiner joiner)
    {
        var model = new Model();
        foreach (var visit in visits)
        {
            // Every other one with a forecast of its own to learn from.
            model.Learn(visit.Facts is null ? visit : visit with { Facts = model.Make(standing, joiner with { Level = visit.Level }).Facts });
        }

        return model;
    }

    private static SortedDictionary<int, (string Rule, string Memory)> Stored(Model model)
    {
        var parts = new SortedDictionary<int, (string, string)>();
        foreach (var level in model.Levels)
        {
            var (rule, memory) = (Packing.Into(), Packing.Into());
            model.CarryRule(level, rule);
            model.CarryMemory(level, memory);
            parts[level] = (Convert.ToHexString(rule.Bytes), Convert.ToHexString(memory.Bytes));
        }

        return parts;
    }

    private static Model Read(SortedDictionary<int, (string Rule, string Memory)> parts)
    {
        var model = new Model();
        foreach (var (level, (rule, memory)) in parts)
        {
            var (first, second) = (Packing.From(Convert.FromHexString(rule)), Packing.From(Convert.FromHexString(memory)));
            model.CarryRule(level, first);
            model.CarryMemory(level, second);
            Assert.True(first.AtEnd && second.AtEnd);
        }

        return model;
    }

    private static Gen<double> Seconds(int most) => Gen.Choose(0, most * 10).Select(tenths => tenths / 10.0);

    private static Gen<Moment> Moments => Gen.Choose(0, 100 * 86_400).Select(second => new Moment(Start.AddSeconds(second), Start.AddSeconds(second).DateTime));

    private static Gen<Standing> Standings(int levels) =>
        from now in Moments
        from waiting in Gen.Choose(0, 500)
        from idle in Gen.Choose(0, 2)
        from busy in Gen.ArrayOf(from level in Gen.Choose(0, levels) from seconds in Seconds(40_000) select new Attended(level, seconds))
        from share in Gen.Choose(1, 4)
        from last in Seconds(90_000)
        from head in Seconds(90_000)
        select new Standing(now, waiting, (idle + busy.Length) / (double)share, idle, busy, last < 1_000 ? null : last, last / 2, head);

    private static Gen<Joiner> Joiners(int levels) =>
        from level in Gen.Choose(1, levels)
        from ahead in Gen.Choose(0, 80).ArrayOf(levels + 1)
        from overtaken in Gen.Elements(0.0, 0.0, 600.0, 7_200.0, double.PositiveInfinity).ArrayOf(levels + 1)
        select new Joiner(level, [0, .. ahead.Skip(1).Select(count => (double)count)], [0, .. overtaken.Skip(1)]);

    private static Gen<Visit> Visits(int levels) =>
        from level in Gen.Choose(1, levels)
        from joined in Moments
        from waited in Seconds(100_000)
        from served in Seconds(100_000)
        from kind in Gen.Choose(0, 3)
        let called = new Moment(joined.At.AddSeconds(waited), joined.Local.AddSeconds(waited))
        select new Visit(level, joined, kind == 0 ? null : called, new Moment(called.At.AddSeconds(served), called.Local.AddSeconds(served)),
            kind == 1 ? served / 10 : null, kind == 2 ? null : []);
}

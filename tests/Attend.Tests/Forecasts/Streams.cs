namespace Attend.Tests.Forecasts;

/// <summary>Made-up people, the same ones for the same seed.</summary>
internal static class Streams
{
    /// <summary>An emergency department day and night: four classes, busy at noon, with patience.</summary>
    /// <param name="load">Work that comes, as a part of what the desks can do.</param>
    public static IReadOnlyList<Arrival> Emergency(int days, double load, int desks, int seed)
    {
        double[] hours = [.4, .35, .3, .3, .3, .35, .5, .7, 1.0, 1.4, 1.6, 1.6, 1.5, 1.45, 1.4, 1.35, 1.35, 1.35, 1.3, 1.25, 1.2, 1.1, .9, .6];
        (int Level, double Part, double Service, double Patience)[] mix = [(1, .15, 3600, 36000), (2, .45, 2400, 18000), (3, .3, 1500, 12000), (4, .1, 900, 9000)];
        var random = new Random(seed);
        var perSecond = desks * load / mix.Sum(one => one.Part * one.Service);
        var most = perSecond * hours.Max() / hours.Average();
        var people = new List<Arrival>();
        for (var at = Exponential(random, 1 / most); at < days * 86400; at += Exponential(random, 1 / most))
        {
            if (random.NextDouble() < hours[(int)(at % 86400 / 3600)] / hours.Max())
            {
                var draw = random.NextDouble();
                var one = mix.SkipWhile(part => (draw -= part.Part) > 0).FirstOrDefault(mix[^1]);
                people.Add(new Arrival(at, one.Level, LogNormal(random, one.Service, 0.9), Exponential(random, one.Patience)));
            }
        }

        return people;
    }

    /// <summary>People who come one by one at an even pace, and are served at one.</summary>
    public static IReadOnlyList<Arrival> Even(int count, double between, double service, double spread, int seed)
    {
        var random = new Random(seed);
        var at = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ => new Arrival(at += Exponential(random, between), Service: LogNormal(random, service, spread)))];
    }

    public static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <param name="spread">Standard deviation as a part of the mean.</param>
    public static double LogNormal(Random random, double mean, double spread)
    {
        var sigma = Math.Sqrt(Math.Log(1 + spread * spread));
        return mean * Math.Exp(sigma * Normal(random) - sigma * sigma / 2);
    }
}

using System.Globalization;
using Attend.Tests.Forecasts;
using CsvHelper;

namespace Attend.Tests.Queues;

/// <summary>A session of one doctor: when the first consultation began, in seconds of the day, and how long each was, in their order.</summary>
internal sealed record Session(int Number, double Opens, IReadOnlyList<double> Services);

/// <summary>6,637 real consultations of a clinic (see the data's README), and people who come for them: the file does not say when they came.</summary>
internal static class Consultations
{
    private sealed record Line(int Session, TimeOnly StartTime, int ServTime);

    public static IReadOnlyList<Session> Read()
    {
        using var file = new CsvReader(new StreamReader(RealData.File("hangu/consultations.csv")), CultureInfo.InvariantCulture);
        return
        [
            .. file.GetRecords<Line>().GroupBy(line => line.Session).OrderBy(session => session.Key).Select(session => new Session(
                session.Key, session.Min(line => line.StartTime).ToTimeSpan().TotalSeconds,
                [.. session.OrderBy(line => line.StartTime).Select(line => (double)line.ServTime)])),
        ];
    }

    /// <summary>How people come, in words: from when to when of the time that the consultations take.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Random, double>> Manners = new Dictionary<string, Func<Random, double>>(StringComparer.Ordinal)
    {
        // After the doors opened, one like the other.
        ["by day"] = random => 0.75 * random.NextDouble(),
        // From half an hour before.
        ["from before the doors open"] = random => random.NextDouble() - 0.12,
        // Most of them at the doors.
        ["early"] = random => -0.25 + 0.4 * Streams.Exponential(random, 1),
        // Two fifths at the doors, the others by and by.
        ["in a crowd and then one by one"] = random => random.NextDouble() < 0.4 ? -0.12 * random.NextDouble() : 0.9 * random.NextDouble(),
    };

    /// <summary>Sessions that so many doctors hold beside each other, mornings with mornings: a day each.</summary>
    public static IReadOnlyList<IReadOnlyList<Session>> Days(int doctors) =>
    [
        .. Read().GroupBy(session => session.Opens < 43_200).SelectMany(half => half.Chunk(doctors)).Where(day => day.Length == doctors).OrderBy(day => day[0].Number),
    ];

    /// <summary>As many people as consultations.</summary>
    public static IReadOnlyList<Arrival> Arrivals(IReadOnlyList<Session> day, string manner, int seed)
    {
        var random = new Random(seed * 7919 + day[0].Number);
        var opens = day.Min(session => session.Opens);
        var length = day.Average(session => session.Services.Sum());
        return
        [
            .. Enumerable.Range(0, day.Sum(session => session.Services.Count))
                .Select(_ => opens + length * Math.Clamp(Manners[manner](random), -0.5, 1)).Order().Select(at => new Arrival(Math.Round(at))),
        ];
    }
}

using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>The stream and the independent reading of the file agree on every response of it, before any server is asked.</summary>
public sealed class IntervalsFromTheFileTests
{
    [Fact]
    public void The_stream_gives_the_intervals_that_the_file_gives()
    {
        var stream = LancasterStream.Of(LancasterFile.Read(Lancaster.Zip()));
        var known = stream.Responses.ToHashSet();

        var expected = IntervalsFromTheFile.Of(
            Lancaster.Zip(), int.MaxValue, (row, unit, ordinal) => known.Remove(new(row, unit, ordinal)));

        Assert.Empty(known);
        Assert.Equal(12, expected.Count);
        foreach (var (interval, from, to) in new[]
        {
            ("turnout", ReplayStep.Dispatch, ReplayStep.Depart),
            ("travel", ReplayStep.Depart, ReplayStep.Arrive),
            ("response", ReplayStep.Dispatch, ReplayStep.Arrive),
        })
        {
            var lengths = Lengths(stream, from, to).GroupBy(length => length.Priority, length => length.Seconds);
            foreach (var priority in lengths)
            {
                var seconds = priority.Where(length => length >= 0).Select(length => length!.Value).Order().ToList();
                Assert.Equal(
                    Assert.Single(expected, row => row.Interval == interval && row.Priority == priority.Key),
                    new(interval, priority.Key, seconds.Count, priority.Count() - seconds.Count, Rank(seconds, 50), Rank(seconds, 90)));
            }
        }
    }

    private static IEnumerable<(string Priority, double? Seconds)> Lengths(LancasterStream stream, ReplayStep from, ReplayStep to)
    {
        var stamps = new DateTimeOffset?[stream.Responses.Count, Enum.GetValues<ReplayStep>().Length];
        var furthest = new ReplayStep[stream.Responses.Count];
        foreach (var step in stream.Events.Where(step => step.Response is not null))
        {
            // A step before the one the unit has reached is refused.
            var response = step.Response!.Value;
            if (step.Step >= furthest[response])
            {
                furthest[response] = step.Step;
                stamps[response, (int)step.Step] ??= step.At;
            }
        }

        return stream.Responses.Select((response, number) => (
            LancasterWords.Priority(stream.Incidents[response.Incident].CallType),
            (stamps[number, (int)to] - stamps[number, (int)from])?.TotalSeconds));
    }

    private static double Rank(List<double> sorted, int percent) => sorted[(sorted.Count * percent + 99) / 100 - 1];
}

using Attend.Forecasts;
using Attend.Platform.Web;
using Attend.WalkIns;
using Xunit;

namespace Attend.Tests.WalkIns;

/// <summary>An interval that is no finer than it is known, and never promises less than was reckoned.</summary>
public sealed class WaitWordsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, "Up to about 1 minute")]
    [InlineData(30, 240, "Up to about 4 minutes")]
    [InlineData(125, 400, "About 2 to 7 minutes")]
    [InlineData(300, 300, "About 5 minutes")]
    [InlineData(1290, 2580, "About 20 to 45 minutes")]
    [InlineData(3700, 6000, "About 60 to 105 minutes")]
    [InlineData(3700, 11000, "About 1 to 4 hours")]
    [InlineData(14400, 14400, "About 4 hours")]
    [InlineData(100, 12000, "Up to about 4 hours")]
    public void It_is_said_in_steps_that_grow_with_it(int from, int to, string said) =>
        Assert.Equal(said, WaitWords.Of(PublicWords.All[0], new WaitForecast(from, to, Basis.Learned, At, false)));

    [Fact]
    public void What_is_not_known_or_beyond_saying_is_said_so()
    {
        var words = PublicWords.All[0];
        Assert.Equal("How long it takes is not known yet", WaitWords.Of(words, null));
        Assert.StartsWith("The wait is very long", WaitWords.Of(words, new WaitForecast(0, 0, Basis.Learned, At, true)), StringComparison.Ordinal);
        Assert.Contains("An estimate made at 10:30", WaitWords.Line(words, new WaitForecast(60, 600, Basis.Learned, At, false), "Europe/Berlin").ToString(), StringComparison.Ordinal);
        Assert.Contains("A rough estimate made at 10:30", WaitWords.Line(words, new WaitForecast(60, 600, Basis.Fallback, At, false), "Europe/Berlin").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_always_holds_what_was_reckoned()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var from = random.Next(0, 20_000);
            var to = from + random.Next(0, 10_000);
            var interval = WaitWords.Interval.Of(from, to);
            var unit = interval.Unit == "hour" ? 3600 : 60;
            Assert.True(interval.From * unit <= from && interval.To * unit >= to && interval.From <= interval.To, $"{from} to {to}: {interval}");
        }
    }
}

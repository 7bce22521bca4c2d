using Attend.Reports;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class StretchesTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Counted minute by minute, as one does who has the patience.</summary>
    [Fact]
    public void Joined_and_in_common_they_last_as_long_as_their_minutes()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var (one, other) = (Some(random), Some(random));
            var (joined, joinedOther) = (Stretches.Joined(one), Stretches.Joined(other));
            Assert.Equal(Minutes(one).Count / 60d, Stretches.Hours(joined), 6);
            Assert.Equal(Minutes(one).Intersect(Minutes(other)).Count() / 60d, Stretches.Common(joined, joinedOther), 6);
            Assert.All(joined.Zip(joined.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
        }
    }

    private static List<(DateTimeOffset From, DateTimeOffset To)> Some(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(200)).Select(from => (Begin.AddMinutes(from), Begin.AddMinutes(from + random.Next(-3, 40)))),
    ];

    private static HashSet<int> Minutes(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> some) =>
    [
        .. some.SelectMany(one => Enumerable.Range(0, 300).Where(minute => Begin.AddMinutes(minute) >= one.From && Begin.AddMinutes(minute) < one.To)),
    ];
}

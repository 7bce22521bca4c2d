using Attend.Platform.Access;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class RateLimitsTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void A_burst_is_free_then_the_rate_is_even()
    {
        var limits = new RateLimits(clock);
        Assert.Equal(6, Enumerable.Range(0, 10).Count(_ => limits.Take("a", 6, TimeSpan.FromMinutes(1), out var _)));
        Assert.False(limits.Take("a", 6, TimeSpan.FromMinutes(1), out var wait));
        Assert.Equal(TimeSpan.FromSeconds(10), wait);
        clock.Advance(wait);
        Assert.True(limits.Take("a", 6, TimeSpan.FromMinutes(1), out _));
        Assert.False(limits.Take("a", 6, TimeSpan.FromMinutes(1), out _));
    }

    [Fact]
    public void One_key_does_not_slow_another()
    {
        var limits = new RateLimits(clock);
        Assert.True(limits.Take("a", 1, TimeSpan.FromMinutes(1), out _));
        Assert.False(limits.Take("a", 1, TimeSpan.FromMinutes(1), out _));
        Assert.True(limits.Take("b", 1, TimeSpan.FromMinutes(1), out _));
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_the_burst()
    {
        var limits = new RateLimits(clock);
        var taken = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => limits.Take("a", 10, TimeSpan.FromHours(1), out var _))));
        Assert.Equal(10, taken.Count(took => took));
    }
}

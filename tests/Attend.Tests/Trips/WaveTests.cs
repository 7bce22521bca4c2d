using System.Numerics;
using Attend.Trips;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Trips;

public sealed class WaveTests
{
    private static readonly OfferRecord New = new(0, 0);

    private static Arbitrary<OfferRecord[]> Drivers => (
        from offered in Gen.Choose(0, 30)
        from accepted in Gen.Choose(0, offered)
        select new OfferRecord(offered, accepted)).ArrayOf().ToArbitrary();

    [Fact]
    public void Who_is_new_is_trusted_as_much_as_not_and_who_always_accepts_more_and_more()
    {
        Assert.Equal(0.5, New.Acceptance);
        Assert.Equal(0.9, new OfferRecord(8, 8).Acceptance, 1e-12);
        Assert.Equal(0.1, new OfferRecord(8, 0).Acceptance, 1e-12);
        Assert.Equal(0.3, new OfferRecord(8, 2).Acceptance, 1e-12);
        Assert.Equal(0.7, new OfferRecord(8, 2).Refusal, 1e-12);
    }

    [Fact]
    public void As_many_are_asked_as_it_takes_for_nine_times_of_ten()
    {
        Assert.Equal(4, Wave.Size([New, New, New, New, New, New], planned: false));
        Assert.Equal(1, Wave.Size([new(8, 8), New], planned: false));
        Assert.Equal(2, Wave.Size([new(7, 7), New, New], planned: false));
        // Three times of four the one and three of five the other: that both decline is a tenth exactly.
        Assert.Equal(2, Wave.Size([new(2, 2), new(3, 2), New], planned: false));
        Assert.Equal(3, Wave.Size([new(20, 0), New, New], planned: false));
        Assert.Equal(0, Wave.Size([], planned: false));
    }

    [Fact]
    public void For_a_planned_visit_they_are_asked_one_by_one()
    {
        Assert.Equal(1, Wave.Size([new(20, 0), New, New], planned: true));
        Assert.Equal(0, Wave.Size([], planned: true));
    }

    /// <summary>In whole numbers: a product of fractions is at most a tenth when ten times its upper half is at most its lower.</summary>
    [Fact]
    public void It_is_the_smallest_wave_that_is_sure_enough_or_all() => Prop.ForAll(Drivers, drivers =>
    {
        bool Enough(int asked)
        {
            var (upper, lower) = (BigInteger.One, BigInteger.One);
            foreach (var driver in drivers.Take(asked))
            {
                (upper, lower) = (upper * (driver.Offered - driver.Accepted + 1), lower * (driver.Offered + 2));
            }

            return 10 * upper <= lower;
        }

        var size = Wave.Size(drivers, planned: false);
        Assert.Equal(Enumerable.Range(1, drivers.Length).FirstOrDefault(Enough, drivers.Length), size);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(20261122, 1));
}

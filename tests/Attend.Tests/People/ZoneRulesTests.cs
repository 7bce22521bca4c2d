using Attend.People;
using NodaTime;
using NodaTime.TimeZones;
using Xunit;

namespace Attend.Tests.People;

public sealed class ZoneRulesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Where_the_two_know_the_same_nothing_is_said_and_where_not_from_when_on()
    {
        var now = new DateTimeOffset(2024, 1, 10, 12, 0, 0, TimeSpan.Zero);
        await world.Site();
        (await (await world.Admin()).Post("/api/sites", new { name = $"Far {world.Draw()}", kind = "clinic", zone = "Asia/Manila" })).Is(201);
        Assert.Empty(await ZoneRules.Differences(world.Db, DateTimeZoneProviders.Tzdb, now, TestContext.Current.CancellationToken));

        // A copy from before Berlin has summer time again.
        var old = new DateTimeZoneCache(new WithoutSummer());
        var found = Assert.Single(await ZoneRules.Differences(world.Db, old, now, TestContext.Current.CancellationToken));
        Assert.Equal("Europe/Berlin", found.Zone);
        Assert.Equal(new DateTimeOffset(2024, 3, 31, 12, 0, 0, TimeSpan.Zero), found.From);
    }

    private sealed class WithoutSummer : IDateTimeZoneSource
    {
        private static readonly TzdbDateTimeZoneSource Whole = TzdbDateTimeZoneSource.Default;

        public string VersionId => "without summer";

        public IEnumerable<string> GetIds() => Whole.GetIds();

        public DateTimeZone ForId(string id) => id == "Europe/Berlin" ? DateTimeZone.ForOffset(Offset.FromHours(1)) : Whole.ForId(id);

        public string? GetSystemDefaultId() => Whole.GetSystemDefaultId();
    }
}

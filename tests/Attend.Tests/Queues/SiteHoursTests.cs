using System.Globalization;
using NodaTime;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>Queues open and close at the minute by the clock of their own site, also on the days on which it is changed, by day and overnight.</summary>
public sealed class SiteHoursTests(World world) : IClassFixture<World>
{
    // Morocco comes first: it changed its clocks for the last time in September 2026, and each round leaves the clock of the test a year later.
    private static readonly string[] Zones = ["Africa/Casablanca", "Asia/Manila", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"];

    [Fact]
    public async Task It_opens_and_closes_at_the_minute_that_the_sites_clock_shows()
    {
        foreach (var zone in Zones)
        {
            await OpensAndCloses(zone);
        }
    }

    private async Task OpensAndCloses(string name)
    {
        var zone = DateTimeZoneProviders.Tzdb[name];
        var begin = Instant.FromDateTimeOffset(world.Clock.Now) + Duration.FromDays(2);
        var changes = zone.GetZoneIntervals(begin, begin + Duration.FromDays(366))
            .Where(interval => interval.HasStart && interval.Start > begin).Select(interval => interval.Start).ToList();
        Assert.True(changes.Count >= 2 || name == "Asia/Manila", "There is no clock change to look at.");
        var site = (await (await world.Admin()).Post("/api/sites", new { name = $"Site {world.Draw()}", kind = "hospital", zone = name, latitude = 10, longitude = 10 })).Is(201).Id;
        var (day, night) = (await Planned(site, "08:00", "17:00"), await Planned(site, "22:00", "06:00"));

        foreach (var change in changes.DefaultIfEmpty(begin + Duration.FromDays(3)))
        {
            var date = change.InZone(zone).Date;
            world.Clock.Now = (date.PlusDays(-1) + new LocalTime(20, 0)).InZoneStrictly(zone).ToDateTimeOffset().ToUniversalTime();
            await world.DueDone();
            Assert.Equal("CLOSED CLOSED", await States(day, night));
            await Turns(zone, date.PlusDays(-1), 22, day, night, "CLOSED OPEN");
            await Turns(zone, date, 6, day, night, "CLOSED CLOSED");
            await Turns(zone, date, 8, day, night, "OPEN CLOSED");
            await Turns(zone, date, 17, day, night, "CLOSED CLOSED");
        }
    }

    /// <summary>A minute before nothing has changed yet; at the minute it has, by the plan and not late.</summary>
    private async Task Turns(DateTimeZone zone, LocalDate date, int hour, Clinic day, Clinic night, string becomes)
    {
        var at = (date + new LocalTime(hour, 0)).InZoneStrictly(zone).ToDateTimeOffset().ToUniversalTime();
        var before = await States(day, night);
        world.Clock.Now = at.AddMinutes(-1);
        await world.DueDone();
        Assert.Equal(before, await States(day, night));
        world.Clock.Now = at;
        await world.DueDone();
        Assert.Equal(becomes, await States(day, night));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"schedule {at:yyyy-MM-dd HH:mm:ss}"), await world.Row<string>($"""
            select concat_ws(' ', change_reason, additional_notes, to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'))
            from queues.status_log where queue_id in ({day.Queue}, {night.Queue}) order by id desc limit 1
            """));
    }

    private async Task<Clinic> Planned(long site, string from, string to)
    {
        var clinic = await Clinic.Open(world, site: site);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Enumerable.Range(1, 7).Select(weekday => new { day = weekday, from, to }) }, version)).Is(200);
        return clinic;
    }

    private async Task<string> States(Clinic day, Clinic night) =>
        string.Join(' ', await world.Rows<string>($"select state from queues.queues where id in ({day.Queue}, {night.Queue}) order by id"));
}

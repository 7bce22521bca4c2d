using System.Globalization;
using System.Text.Json;
using Attend.People;
using Attend.Tests.People;
using Xunit;

namespace Attend.Tests.Visits;

public sealed class AvailabilityTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_is_the_plan_without_what_is_booked_over_midnight_and_both_changes_of_the_clock()
    {
        var rota = await Rota.Open(world);
        // 28 March 2026 is a Saturday: in its night Berlin's clock jumps from 02:00 to 03:00, on 25 October it goes from 03:00 back to 02:00.
        var night = await rota.Therapist([new DayHours(6, "22:00", "06:00")]);
        var spring = await One(rota, night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
        Assert.Equal(["2026-03-28T21:00:00Z 2026-03-29T04:00:00Z"], Stretches(spring, "windows"));
        await rota.Visit(night, Utc("2026-03-28T23:30:00Z"), Utc("2026-03-29T01:30:00Z"));
        spring = await One(rota, night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
        Assert.Equal(["2026-03-28T21:00:00Z 2026-03-28T23:30:00Z", "2026-03-29T01:30:00Z 2026-03-29T04:00:00Z"], Stretches(spring, "free"));
        var autumn = await One(rota, night, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z");
        Assert.Equal(["2026-10-24T20:00:00Z 2026-10-25T05:00:00Z"], Stretches(autumn, "free"));
        // Cut to what was asked for, and the night that began before it is in it.
        Assert.Equal(["2026-03-29T00:00:00Z 2026-03-29T00:30:00Z"], Stretches(await One(rota, night, "2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z"), "windows"));
    }

    [Fact]
    public async Task Each_works_by_the_clock_of_their_own_zone_and_not_on_days_off()
    {
        var rota = await Rota.Open(world);
        IReadOnlyList<DayHours> office = [.. Enumerable.Range(1, 5).Select(day => new DayHours(day, "08:00", "16:00"))];
        SpecialDay[] off = [new(new DateOnly(2026, 5, 20), "Leave"), new(new DateOnly(2026, 5, 23), "Extra", "10:00", "11:00")];
        var berlin = await rota.Therapist(office, special: off);
        var manila = await rota.Therapist(office, zone: "Asia/Manila");
        var items = await All(rota, "2026-05-19T00:00:00Z", "2026-05-24T00:00:00Z");
        Assert.Equal([berlin.Id, manila.Id], items.Keys);
        Assert.Equal(
            ["2026-05-19T06:00:00Z 2026-05-19T14:00:00Z", "2026-05-21T06:00:00Z 2026-05-21T14:00:00Z", "2026-05-22T06:00:00Z 2026-05-22T14:00:00Z",
                "2026-05-23T08:00:00Z 2026-05-23T09:00:00Z"],
            Stretches(items[berlin.Id], "free"));
        Assert.Equal(("Asia/Manila", "2026-05-19T00:00:00Z 2026-05-19T08:00:00Z", 4),
            (items[manila.Id].GetProperty("zone").GetString(), Stretches(items[manila.Id], "free")[0], Stretches(items[manila.Id], "free").Count));
    }

    [Fact]
    public async Task What_is_left_is_in_the_windows_touches_no_visit_and_leaves_nothing_out()
    {
        var rota = await Rota.Open(world);
        var therapist = await rota.Therapist([.. Enumerable.Range(1, 7).SelectMany(day => new[] { new DayHours(day, "07:00", "12:00"), new DayHours(day, "12:30", "01:00") })]);
        var (random, from) = (new Random(5), Utc("2026-06-01T00:00:00Z"));
        for (var at = from.AddMinutes(-30); at < from.AddDays(3); at = at.AddMinutes(random.Next(0, 20) * 15))
        {
            var end = at.AddMinutes(random.Next(1, 20) * 15);
            // Some take no time any more.
            await rota.Visit(therapist, at, end, state: random.Next(4) is 0 ? "RELEASED" : "ACCEPTED");
            at = end;
        }

        var item = await One(rota, therapist, "2026-06-01T00:00:00Z", "2026-06-04T00:00:00Z");
        var visits = item.GetProperty("booked").EnumerateArray().Select(one => (one.GetProperty("starts_at").GetDateTimeOffset(), one.GetProperty("ends_at").GetDateTimeOffset())).ToList();
        Assert.Equal(visits, visits.Order());
        Assert.InRange(visits.Count, 5, 100);
        bool In(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> stretches, DateTimeOffset at) => stretches.Any(one => one.From <= at && at < one.To);
        var (windows, free) = (Pairs(item, "windows"), Pairs(item, "free"));
        for (var minute = from; minute < from.AddDays(3); minute = minute.AddMinutes(5))
        {
            Assert.Equal(In(windows, minute) && !In(visits, minute), In(free, minute));
        }

        Assert.All(free.Zip(free.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
        Assert.All(free, stretch => Assert.True(stretch.From < stretch.To));
    }

    [Fact]
    public async Task A_planner_sees_everybody_of_the_site_and_a_therapist_themselves()
    {
        var (rota, other) = (await Rota.Open(world), await Rota.Open(world));
        var (one, two) = (await rota.Therapist(), await rota.Therapist());
        const string day = "from=2026-05-19T00:00:00Z&to=2026-05-20T00:00:00Z";
        async Task<IEnumerable<long>> Seen(Api who, string more = "") =>
            (await who.Get($"/api/therapists/availability?site_id={rota.Site}&{day}{more}")).Is(200).Items().Select(item => item.GetProperty("therapist_id").GetInt64());
        Assert.Equal([one.Id, two.Id], await Seen(rota.Planner));
        Assert.Equal([two.Id], await Seen(rota.Planner, $"&ids={two.Id}&ids={(await other.Therapist()).Id}"));
        Assert.Equal([one.Id], await Seen(one.Client));
        Assert.Empty(await Seen(one.Client, $"&ids={two.Id}"));
        Assert.Empty(await Seen(other.Planner));
        (await (await world.As("nurse")).Get($"/api/therapists/availability?site_id={rota.Site}&{day}")).Refused(403, "forbidden");
        foreach (var wrong in new[] { "from=2026-05-19T00:00:00Z", $"site_id={rota.Site}&from=2026-05-20T00:00:00Z&to=2026-05-20T00:00:00Z", $"site_id={rota.Site}&from=2026-05-01T00:00:00Z&to=2026-06-03T00:00:00Z" })
        {
            (await rota.Planner.Get($"/api/therapists/availability?{wrong}")).Refused(400, "invalid");
        }
    }

    private static async Task<Dictionary<long, JsonElement>> All(Rota rota, string from, string to) =>
        (await rota.Planner.Get($"/api/therapists/availability?site_id={rota.Site}&from={from}&to={to}")).Is(200).Items()
            .ToDictionary(item => item.GetProperty("therapist_id").GetInt64());

    private static async Task<JsonElement> One(Rota rota, Visitor therapist, string from, string to) => (await All(rota, from, to))[therapist.Id];

    private static List<(DateTimeOffset From, DateTimeOffset To)> Pairs(JsonElement item, string list) =>
        [.. item.GetProperty(list).EnumerateArray().Select(one => (one.GetProperty("from").GetDateTimeOffset(), one.GetProperty("to").GetDateTimeOffset()))];

    private static List<string> Stretches(JsonElement item, string list) => [.. Pairs(item, list).Select(one => $"{Text(one.From)} {Text(one.To)}")];

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
}

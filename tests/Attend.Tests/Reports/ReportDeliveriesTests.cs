using System.Globalization;
using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform;
using Attend.Tests.Notifications;
using Xunit;

namespace Attend.Tests.Reports;

/// <summary>Every figure of the report against the same reckoned one by one over what was seeded.</summary>
public sealed class ReportDeliveriesTests(World world) : IClassFixture<World>
{
    private static readonly DateTimeOffset From = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_figure_is_what_reckoning_each_delivery_by_itself_gives()
    {
        var random = new Random(4);
        var person = await world.AddPerson($"told-{world.Draw()}", "paramedic");
        var inside = Enumerable.Range(0, 2_000).Select(_ => Draw(random, From.AddSeconds(random.Next(86_400)))).ToList();
        // Said just before, and just when the time is over.
        var outside = new[] { From.AddMilliseconds(-1), From.AddDays(1) }.Select(at => Draw(random, at)).ToList();
        await world.Told(person, "response:1", [.. inside, .. outside]);
        var supervisor = await world.Supervisor();

        var report = (await supervisor.Get("/api/reports/deliveries?from=2026-02-01T00:00:00Z&to=2026-02-02T00:00:00Z")).Is(200);

        var expected = inside.GroupBy(one => (Kind: (string?)one.Kind, one.Way)).Select(group => Row(group.Key.Kind, group.Key.Way, [.. group])).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), report["items"].EnumerateArray().Select(row => row.ToString()).Order(StringComparer.Ordinal));
        var ways = inside.GroupBy(one => one.Way).OrderBy(group => group.Key).Select(group => Row(null, group.Key, [.. group]));
        Assert.Equal(ways, report["ways"].EnumerateArray().Select(row => row.ToString()));

        var table = (await supervisor.Get("/api/reports/deliveries?from=2026-02-01T00:00:00Z&to=2026-02-02T00:00:00Z&format=csv")).Is(200).Body.GetString()!;
        var lines = table.TrimEnd().Split("\r\n");
        Assert.StartsWith("kind,way,planned,suppressed,not_wanted,no_address,no_device,quiet_hours,withdrawn,waiting,sent,delivered,", lines[0], StringComparison.Ordinal);
        Assert.Equal(expected.Count, lines.Length - 1);
        Assert.Equal(inside.Count, lines.Skip(1).Sum(line => int.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task It_is_for_whoever_answers_for_all_and_for_a_time_that_is_one()
    {
        var supervisor = await world.Supervisor();
        Assert.Equal(0, (await supervisor.Get("/api/reports/deliveries?from=2019-01-01T00:00:00Z&to=2019-01-02T00:00:00Z")).Is(200)["items"].GetArrayLength());
        (await supervisor.Get("/api/reports/deliveries?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z")).Refused(400, "invalid");
        (await (await world.As("supervisor", await world.Site())).Get("/api/reports/deliveries")).Refused(403, "forbidden");
        (await (await world.Dispatcher()).Get("/api/reports/deliveries")).Refused(403, "forbidden");
    }

    private static Past Draw(Random random, DateTimeOffset said)
    {
        var (kind, way) = (random.GetItems(["alarm", "crew_assigned", "test"], 1)[0], random.GetItems([Way.InApp, Way.WebPush, Way.Sms, Way.Email], 1)[0]);
        var planned = TimeSpan.FromMilliseconds(random.Next(300));
        // Whole microseconds, as the database keeps them; some took no time at all, and some clocks went back.
        TimeSpan After(TimeSpan? before, int most) => (before ?? planned) + TimeSpan.FromMicroseconds(random.Next(most) * 1000L + random.Next(1000));
        TimeSpan? sent = way is Way.InApp ? null : After(null, 20_000);
        switch (random.Next(9))
        {
            case 0:
                return new Past(kind, way, DeliveryState.Suppressed, said, random.GetItems(["not_wanted", "no_address", "no_device", "quiet_hours"], 1)[0]);
            case 1:
                return new Past(kind, way, DeliveryState.Suppressed, said, random.GetItems(["acknowledged", "ended", "quiet_hours"], 1)[0], planned);
            case 2:
                return new Past(kind, way, DeliveryState.Pending, said, Planned: planned);
            case 3:
                return new Past(kind, way, DeliveryState.Expired, said, Planned: planned);
            case 4:
                return new Past(kind, way, random.Next(2) == 0 ? DeliveryState.Failed : DeliveryState.Unknown, said, "it would not", planned, sent);
            case 5:
                return new Past(kind, way, DeliveryState.Delivered, said, "passed_quiet_hours", planned, sent, random.Next(20) == 0 ? TimeSpan.FromSeconds(-1) : After(sent, 60_000));
            case 6:
                TimeSpan? came = random.Next(2) == 0 ? null : After(sent, 60_000);
                return new Past(kind, way, DeliveryState.Read, said, null, planned, sent, came, After(came ?? sent, 600_000));
            case 7:
                return new Past(kind, way, DeliveryState.Sent, said, null, planned, sent);
            default:
                return new Past(kind, way, DeliveryState.Acknowledged, said, null, planned, sent, null, null, After(sent, 900_000));
        }
    }

    /// <summary>As the server writes it, so that nothing of it is passed over.</summary>
    private static string Row(string? kind, Way way, List<Past> all)
    {
        var meant = all.Where(one => one.State is not DeliveryState.Suppressed).ToList();
        var sent = all.Where(one => one.Sent is not null).Select(one => one.Sent!.Value).ToList();
        var delivered = all.Select(one => new[] { one.Delivered, one.Read, one.Acknowledged }.Min()).OfType<TimeSpan>().ToList();
        var read = all.Select(one => new[] { one.Read, one.Acknowledged }.Min()).OfType<TimeSpan>().ToList();
        var acknowledged = all.Select(one => one.Acknowledged).OfType<TimeSpan>().ToList();
        int In(DeliveryState state) => all.Count(one => one.State == state);
        int Why(string reason) => all.Count(one => one.State is DeliveryState.Suppressed && one.Planned is null && one.Reason == reason);
        double? Share(int part) => meant.Count == 0 ? null : Math.Round((double)part / meant.Count, 4);
        return JsonSerializer.Serialize(new
        {
            kind,
            way,
            planned = all.Count,
            suppressed = In(DeliveryState.Suppressed),
            not_wanted = Why("not_wanted"),
            no_address = Why("no_address"),
            no_device = Why("no_device"),
            quiet_hours = Why("quiet_hours"),
            withdrawn = all.Count(one => one.State is DeliveryState.Suppressed && one.Planned is not null),
            waiting = In(DeliveryState.Pending),
            sent = sent.Count,
            delivered = delivered.Count,
            read = read.Count,
            acknowledged = acknowledged.Count,
            failed = In(DeliveryState.Failed),
            expired = In(DeliveryState.Expired),
            unknown = In(DeliveryState.Unknown),
            sent_share = way is Way.InApp ? null : Share(sent.Count),
            delivered_share = Share(delivered.Count),
            read_share = Share(read.Count),
            acknowledged_share = Share(acknowledged.Count),
            failed_share = Share(In(DeliveryState.Failed) + In(DeliveryState.Expired)),
            sent_p50 = Rank(sent, 50),
            sent_p90 = Rank(sent, 90),
            sent_p95 = Rank(sent, 95),
            delivered_p50 = Rank(delivered, 50),
            delivered_p90 = Rank(delivered, 90),
            delivered_p95 = Rank(delivered, 95),
            acknowledged_p50 = Rank(acknowledged, 50),
            acknowledged_p90 = Rank(acknowledged, 90),
            acknowledged_p95 = Rank(acknowledged, 95),
        }, Wire.Json);
    }

    private static double? Rank(List<TimeSpan> lengths, int percent)
    {
        var sorted = lengths.Where(length => length >= TimeSpan.Zero).Order().ToList();
        return sorted.Count == 0 ? null : Tenths(sorted[(int)Math.Ceiling(sorted.Count * percent / 100m) - 1]);
    }

    /// <summary>The database rounds half to even.</summary>
    private static double Tenths(TimeSpan length) => Math.Round(length.TotalSeconds * 10, MidpointRounding.ToEven) / 10;
}

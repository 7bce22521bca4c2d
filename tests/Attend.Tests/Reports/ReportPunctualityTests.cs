using System.Globalization;
using System.Text.Json;
using Attend.Platform;
using Attend.Tests.Visits;
using Xunit;

namespace Attend.Tests.Reports;

/// <summary>Ten days of two therapists over HTTP, written down here as they go; what the server says of them is held against that.</summary>
public sealed class ReportPunctualityTests(World world) : IClassFixture<World>
{
    private const int Berlin = 1;

    private static readonly string[] Counts =
    [
        "on_time", "early", "late", "unmeasured", "not_met", "client_absent", "late_by_client", "late_by_therapist", "late_by_company", "cancelled", "ahead",
    ];

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["late_by_client"] = "client_in_hospital", ["late_by_therapist"] = "therapist_ill", ["late_by_company"] = "weather", ["cancelled"] = "by_client",
    };

    private readonly List<Visit> visits = [];

    /// <param name="Became">When all is over; what began is told by when.</param>
    private sealed record Visit(long Id, long Place, long? Therapist, DateTimeOffset At, string Became, double Minutes)
    {
        public DateTimeOffset Began => At.AddMinutes(Minutes);

        /// <summary>In which of the counts it is.</summary>
        public string Count(double tolerance) => Became is not "began" ? Became : Minutes < -tolerance ? "early" : Minutes > tolerance ? "late" : "on_time";

        public string Monday
        {
            get
            {
                var day = At.AddHours(Berlin).UtcDateTime.Date;
                return day.AddDays(-(((int)day.DayOfWeek + 6) % 7)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }
    }

    [Fact]
    public async Task Ten_days_are_counted_ranked_and_told_apart_as_they_went()
    {
        world.Clock.Now = new DateTimeOffset(2026, 3, 5, 8, 0, 0, TimeSpan.Zero);
        var rounds = await Rounds.Open(world);
        var begin = rounds.Rota.At(0);
        var therapists = new[] { await rounds.Rota.Therapist(), await rounds.Rota.Therapist() };
        var random = new Random(4);
        for (var number = 0; number < 40; number++)
        {
            // Some begin at half past midnight on Monday by the clock of the site, which is Sunday by that of the report's span.
            await Plan(rounds, therapists[number % 2], begin.AddHours(5.5 + number * 6), Became(number), random);
        }

        var open = (await rounds.Try(begin.AddHours(3), null)).Is(201);
        visits.Add(new Visit(open.Id, Rounds.Place(open), null, begin.AddHours(3), "not_met", 0));
        await Happen(rounds, begin.AddHours(5.5 + 36 * 6 + 3));

        var report = await Report(rounds, begin, begin.AddDays(11));
        Assert.Equal(15, report["tolerance_minutes"].GetInt32());
        Same(visits, report["all"], 15);
        Same(visits, Assert.Single(report["sites"].EnumerateArray()), 15);
        Assert.Equal(3, report["therapists"].GetArrayLength());
        foreach (var row in report["therapists"].EnumerateArray())
        {
            Same(visits.Where(one => one.Therapist == Whom(row)), row, 15);
        }

        Assert.Equal(["2026-03-02", "2026-03-09", "2026-03-16"], report["weeks"].EnumerateArray().Select(Week));
        foreach (var row in report["weeks"].EnumerateArray())
        {
            Same(visits.Where(one => one.Monday == Week(row)), row, 15);
        }

        Assert.Equal(visits.Select(one => (one.Therapist, one.Monday)).Distinct().Count(), report["items"].GetArrayLength());
        foreach (var row in report["items"].EnumerateArray())
        {
            Same(visits.Where(one => one.Therapist == Whom(row) && one.Monday == Week(row)), row, 15);
        }

        // Who cancelled late, in both meanings: for what reason, and who entered it.
        var late = visits.Where(one => one.Became.StartsWith("late_by", StringComparison.Ordinal)).GroupBy(one => Reasons[one.Became]).ToDictionary(one => one.Key, one => one.Count());
        Assert.Equal(3, late.Count);
        Assert.Equal(late.OrderBy(one => one.Key), report["cancelled_late"].EnumerateArray()
            .ToDictionary(row => row.GetProperty("reason").GetString()!, row => row.GetProperty("visits").GetInt32()).OrderBy(one => one.Key));
        Assert.All(report["cancelled_late"].EnumerateArray(), row => Assert.Equal(rounds.Rota.Planner.UserId, row.GetProperty("user_id").GetInt64()));

        // With another tolerance, and over a part of the time.
        var part = await Report(rounds, begin.AddDays(2), begin.AddDays(5), "&tolerance=40");
        Same(visits.Where(one => one.At >= begin.AddDays(2) && one.At < begin.AddDays(5)), part["all"], 40);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_place_that_was_given_up_in_time_was_no_visit_and_one_that_nobody_filled_was_not_met()
    {
        var rounds = await Rounds.Open(world);
        var (first, second) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var at = world.Clock.Now.AddHours(2);
        var both = (await rounds.Try(at, [first.Id, second.Id])).Is(201);
        (await Rounds.Press(first, Rounds.Place(both), "accept")).Is(200);
        (await rounds.Press(Rounds.Place(both, 2), "release")).Is(200);
        var later = (await rounds.Try(at.AddHours(4), [first.Id, second.Id])).Is(201);
        (await Rounds.Press(first, Rounds.Place(later), "accept")).Is(200);
        (await Rounds.Press(second, Rounds.Place(later, 2), "reject", new { reason = "Too far" })).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await rounds.Go(first, Rounds.Place(both), "start", "end");
        world.Clock.Advance(TimeSpan.FromHours(4));
        await rounds.Go(first, Rounds.Place(later), "start", "end");

        var report = await Report(rounds, at.AddHours(-1), at.AddDays(1));

        var all = report["all"];
        Assert.Equal((3L, 2L, 1L), (all.GetProperty("visits").GetInt64(), all.GetProperty("on_time").GetInt64(), all.GetProperty("not_met").GetInt64()));
        var nobodys = report["therapists"].EnumerateArray().Single(row => row.GetProperty("therapist_id").ValueKind is JsonValueKind.Null);
        Assert.Equal((1L, JsonValueKind.Null), (nobodys.GetProperty("not_met").GetInt64(), nobodys.GetProperty("p50").ValueKind));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_comes_as_a_table_and_operators_see_their_own_sites()
    {
        var (rounds, others) = (await Rounds.Open(world), await Rounds.Open(world));
        var at = world.Clock.Now.AddHours(3);
        var (therapist, other) = (await rounds.Rota.Therapist(), await others.Rota.Therapist());
        await rounds.Book(at, therapist);
        await others.Book(at, other);
        var address = $"/api/reports/punctuality?{Span(at.AddDays(-1), at.AddDays(1))}";

        var table = (await rounds.Rota.Planner.Get($"{address}&format=csv")).Is(200).Body.GetString()!.Split("\r\n");
        Assert.Equal(
            "site_id,site,therapist_id,therapist,week,visits,on_time,early,late,unmeasured,not_met,client_absent,late_by_client,late_by_therapist,late_by_company,cancelled,ahead,on_time_share,p50,p90",
            table[0]);
        var row = table[1].Split(',');
        Assert.Equal((3, $"{rounds.Rota.Site}", $"{therapist.Id}", "1", "1"), (table.Length, row[0], row[2], row[5], row[16]));
        Assert.Equal(
            [rounds.Rota.Site, others.Rota.Site],
            (await (await world.Supervisor()).Get(address)).Is(200)["sites"].EnumerateArray().Select(one => one.GetProperty("site_id").GetInt64())
                .Where(site => site == rounds.Rota.Site || site == others.Rota.Site).Order());

        (await therapist.Client.Get(address)).Refused(403, "forbidden");
        (await (await world.Dispatcher()).Get(address)).Refused(403, "forbidden");
        (await rounds.Rota.Planner.Get("/api/reports/punctuality?tolerance=241")).Refused(400, "invalid");
        (await rounds.Rota.Planner.Get("/api/reports/punctuality?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
        Assert.Equal(0, (await rounds.Rota.Planner.Get($"/api/reports/punctuality?{Span(at.AddDays(-9), at.AddDays(-8))}")).Is(200)["all"].GetProperty("visits").GetInt32());
    }

    private static string Became(int number) => number switch
    {
        > 36 => "ahead",
        _ => (number % 11) switch
        {
            3 => "unmeasured",
            5 => "not_met",
            6 => "client_absent",
            7 => "late_by_client",
            8 => "late_by_therapist",
            9 => "late_by_company",
            10 => "cancelled",
            _ => "began",
        },
    };

    private async Task Plan(Rounds rounds, Visitor therapist, DateTimeOffset at, string became, Random random)
    {
        var booked = await rounds.Book(at, therapist);
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        // The quarter of an hour itself is still on time.
        double[] edges = [-15, 15, -15.5, 15.5];
        var minutes = random.Next(3) == 0 ? edges[random.Next(edges.Length)] : random.Next(-60, 100);
        visits.Add(new Visit(booked.Id, place, therapist.Id, at, became, became is "began" ? minutes : 0));
    }

    /// <summary>What is cancelled is cancelled when its time comes, in order; the rest is entered afterwards, by radio.</summary>
    private async Task Happen(Rounds rounds, DateTimeOffset end)
    {
        foreach (var (at, one) in visits.Where(one => Reasons.ContainsKey(one.Became)).Select((one, i) => (At(one, i), one)).OrderBy(each => each.Item1))
        {
            world.Clock.Now = at;
            var oper = await world.As("operator", rounds.Rota.Site);
            (await oper.Post($"/api/appointments/{one.Id}/cancel", new { reason_code = Reasons[one.Became] })).Is(200);
        }

        world.Clock.Now = end;
        var by = await world.As("operator", rounds.Rota.Site);
        foreach (var one in visits)
        {
            var started = new { occurred_at = one.Began, latitude = 52.5, longitude = 13.4 };
            var ended = new { occurred_at = one.Began.AddMinutes(40), latitude = 52.5, longitude = 13.4, evv_exception = "forgot_to_start" };
            if (one.Became is "began")
            {
                (await by.Post($"/api/places/{one.Place}/start", started)).Is(200);
            }

            if (one.Became is "began" or "unmeasured")
            {
                (await by.Post($"/api/places/{one.Place}/end", ended)).Is(200);
            }

            if (one.Became is "client_absent")
            {
                (await by.Post($"/api/appointments/{one.Id}/no-show", new { reason_code = "nobody_home", occurred_at = one.At.AddMinutes(5) })).Is(200);
            }
        }

        // A day and an hour before is in time, and so is exactly a day; an hour later than that is late, and so is a second.
        static DateTimeOffset At(Visit one, int i) => one.At.AddHours(-24) + (one.Became is "cancelled"
            ? i % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromHours(-1)
            : i % 2 == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1));
    }

    private async Task<Answer> Report(Rounds rounds, DateTimeOffset from, DateTimeOffset to, string more = "") =>
        (await (await world.As("operator", rounds.Rota.Site)).Get($"/api/reports/punctuality?{Span(from, to)}{more}")).Is(200);

    private static string Span(DateTimeOffset from, DateTimeOffset to) => $"from={Clocks.Text(from)}&to={Clocks.Text(to)}";

    private static long? Whom(JsonElement row) => row.GetProperty("therapist_id") is { ValueKind: JsonValueKind.Number } id ? id.GetInt64() : null;

    private static string Week(JsonElement row) => row.GetProperty("week").GetString()!;

    /// <summary>Counted, and ranked as one does by hand: the value at the place that so many of a hundred do not exceed.</summary>
    private static void Same(IEnumerable<Visit> some, JsonElement row, double tolerance)
    {
        var these = some.ToList();
        Assert.NotEmpty(these);
        Assert.Equal(these.Count, row.GetProperty("visits").GetInt32());
        Assert.Equal(
            Counts.Select(name => (name, these.Count(one => one.Count(tolerance) == name))), Counts.Select(name => (name, row.GetProperty(name).GetInt32())));
        var late = these.Where(one => one.Became is "began").Select(one => Math.Max(0, one.Minutes * 60)).Order().ToList();
        double? Rank(double share) => late.Count == 0 ? null : late[(int)Math.Ceiling(share * late.Count) - 1];
        double? share = late.Count == 0 ? null : Math.Round(these.Count(one => one.Count(tolerance) is "on_time") / (double)late.Count, 4);
        Assert.Equal((Rank(0.5), Rank(0.9), share), (Number("p50"), Number("p90"), Number("on_time_share")));

        double? Number(string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
    }
}

using System.Text.Json;
using Attend.Platform;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Reports;

/// <summary>A day of a department over HTTP, written down here as it goes; what the server says of it is held against that.</summary>
public sealed class QueueStatisticsTests(World world) : IClassFixture<World>
{
    private const int Berlin = 1;

    private static readonly int?[] Targets = [null, null, 10, 60, 120, 240];

    private readonly List<Came> came = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> busy = [];

    private sealed record Came(long Id, int Level, DateTimeOffset At)
    {
        public DateTimeOffset? Seen { get; set; }

        public string Became { get; set; } = "waiting";
    }

    [Fact]
    public async Task A_day_is_counted_ranked_and_shared_as_it_went()
    {
        world.Clock.Now = new DateTimeOffset(2026, 3, 10, 6, 20, 0, TimeSpan.Zero);
        var begin = world.Clock.Now;
        var clinic = await Clinic.Open(world, new { scale = "esi", recalls = 0, grace_seconds = 0 });
        var xray = await Clinic.Open(world, site: clinic.Site);
        var random = new Random(20);
        var open = TimeSpan.Zero;
        for (var number = 0; number < 48; number++)
        {
            Pass(random.Next(40, 400));
            var joined = await clinic.Join(new { priority = random.Next(2, 6) });
            var ticket = (await (await clinic.Nurse).Get($"/api/tickets/{joined.Id}")).Is(200);
            came.Add(new Came(joined.Id, ticket["level"].GetProperty("place").GetInt32(), world.Clock.Now));
            if (number % 2 == 1)
            {
                await Serve(clinic, random, number);
            }

            if (number % 12 == 11)
            {
                (await clinic.Do(Last().Id, "cancel")).Is(200);
                Last().Became = "left";
            }

            if (number % 16 == 15)
            {
                var sent = came.First(one => one.Became == "waiting");
                (await clinic.Do(sent.Id, "transfer", new { queue_id = xray.Queue })).Is(200);
                sent.Became = "sent_on";
            }

            if (number == 20)
            {
                open += world.Clock.Now - begin;
                (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/break")).Is(200);
                Pass(1234);
                (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/open")).Is(200);
                open -= world.Clock.Now - begin;
            }
        }

        open += world.Clock.Now - begin;
        var report = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/statistics?{Span(begin, begin.AddDays(1))}")).Is(200);

        Assert.Equal("Europe/Berlin", report["zone"].GetString());
        Same(came, report["all"]);
        Assert.Equal(Levels(), report["levels"].EnumerateArray().Select(Level));
        foreach (var row in report["levels"].EnumerateArray())
        {
            Same(came.Where(one => one.Level == Level(row)), row);
        }

        Assert.Equal(Hours(came), report["hours"].EnumerateArray().Select(Hour));
        foreach (var row in report["hours"].EnumerateArray())
        {
            Same(came.Where(one => HourOf(one) == Hour(row)), row);
        }

        Assert.Equal(Levels().Sum(level => Hours(came.Where(one => one.Level == level)).Count()), report["items"].GetArrayLength());
        foreach (var row in report["items"].EnumerateArray())
        {
            Same(came.Where(one => one.Level == Level(row) && HourOf(one) == Hour(row)), row);
        }

        var desk = Assert.Single(report["desks"].EnumerateArray());
        var worked = busy.Aggregate(TimeSpan.Zero, (sum, one) => sum + (one.To - one.From));
        Assert.Equal(
            (clinic.Desk, Math.Round(open.TotalHours, 2), Math.Round(worked.TotalHours, 2), Math.Round(worked / open, 4), came.Count(one => one.Became == "served")),
            (desk.GetProperty("desk_id").GetInt64(), desk.GetProperty("open_hours").GetDouble(), desk.GetProperty("busy_hours").GetDouble(),
                desk.GetProperty("utilisation").GetDouble(), desk.GetProperty("served").GetInt32()));

        // Of a part of the day only those who came in it; and of the desk only its hours in it.
        var noon = begin.AddHours(2);
        var part = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/statistics?{Span(begin, noon)}")).Is(200);
        Same(came.Where(one => one.At < noon), part["all"]);
        Assert.Equal(Math.Round(busy.Sum(one => Within(one, begin, noon)), 2), part["desks"][0].GetProperty("busy_hours").GetDouble());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_taken_back_made_no_desk_busy_and_a_retired_desk_keeps_its_hours()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        var begin = world.Clock.Now;
        var first = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        (await clinic.Do(first, "start")).Is(200);
        Pass(600);
        (await clinic.Do(first, "complete")).Is(200);
        Pass(60);
        (await clinic.Do(first, "undo")).Is(200);
        Pass(540);
        (await clinic.Do(first, "hold", new { reason = "X-ray" })).Is(200);
        Pass(600);
        (await (await world.Supervisor()).Delete($"/api/desks/{clinic.Desk}")).Is(204);
        Pass(1800);

        var report = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/statistics?{Span(begin, world.Clock.Now)}")).Is(200);

        // Held: the way goes on, at no desk; the desk that is no more served nobody to the end, and is not the queue's any longer.
        var left = Assert.Single(report["desks"].EnumerateArray());
        Assert.Equal((clinic.Desks[1], 1.0, 0.0), (left.GetProperty("desk_id").GetInt64(), left.GetProperty("open_hours").GetDouble(), left.GetProperty("busy_hours").GetDouble()));
        Assert.Equal((1, 0, 1), (report["all"].GetProperty("joined").GetInt32(), report["all"].GetProperty("waiting").GetInt32(), report["all"].GetProperty("in_service").GetInt32()));
        Assert.Equal((1200, 1800), (
            await world.Row<int>($"select sum(date_part('epoch', to_at - from_at))::int from queues.desk_visits where desk_id = {clinic.Desk}"),
            await world.Row<int>($"select sum(date_part('epoch', to_at - from_at))::int from queues.desk_times where desk_id = {clinic.Desk}")));
    }

    [Fact]
    public async Task It_comes_as_a_table_for_those_who_work_there()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        await clinic.Join();
        await clinic.Serve();
        var hour = world.Clock.Now.AddHours(Berlin).Hour;
        Pass(60);
        var address = $"/api/queues/{clinic.Queue}/statistics";
        var table = (await (await clinic.Nurse).Get($"{address}?format=csv")).Is(200).Body.GetString()!;

        Assert.Equal(
            ["level,level_name,hour,joined,waiting,in_service,served,left_unseen,sent_on,expired,p50,p90,in_target", $"3,Low,{hour},2,1,0,1,0,0,0,0,0,1", ""],
            table.Split("\r\n"));
        (await (await world.As("clerk", await world.Site("hospital"))).Get(address)).Refused(404, "not_found");
        (await (await world.Dispatcher()).Get(address)).Refused(403, "forbidden");
        (await (await clinic.Nurse).Get($"{address}?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
        (await (await clinic.Nurse).Get("/api/queues/999999/statistics")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Of_a_queue_to_which_nobody_came_nothing_is_measured()
    {
        var clinic = await Clinic.Open(world);
        var report = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/statistics")).Is(200);
        Same([], report["all"]);
        Assert.Equal((0, 0, 0), (report["levels"].GetArrayLength(), report["hours"].GetArrayLength(), report["items"].GetArrayLength()));
    }

    private async Task Serve(Clinic clinic, Random random, int number)
    {
        var id = (await clinic.Next()).Is(200).Id;
        var (called, one) = (world.Clock.Now, came.Single(each => each.Id == id));
        Pass(random.Next(10, 90));
        if (number % 10 == 9)
        {
            (await clinic.Do(id, "no-show")).Is(200);
            one.Became = "left";
        }
        else
        {
            (await clinic.Do(id, "start")).Is(200);
            one.Seen = world.Clock.Now;
            Pass(random.Next(60, 500));
            (await clinic.Do(id, "complete")).Is(200);
            one.Became = "served";
        }

        busy.Add((called, world.Clock.Now));
    }

    private void Pass(int seconds) => world.Clock.Advance(TimeSpan.FromSeconds(seconds));

    private Came Last() => came.Last(one => one.Became == "waiting");

    private IEnumerable<int> Levels() => came.Select(one => one.Level).Distinct().Order();

    private static IEnumerable<int> Hours(IEnumerable<Came> some) => some.Select(HourOf).Distinct().Order();

    private static int HourOf(Came one) => one.At.AddHours(Berlin).Hour;

    private static int Level(JsonElement row) => row.GetProperty("level").GetInt32();

    private static int Hour(JsonElement row) => row.GetProperty("hour").GetInt32();

    private static string Span(DateTimeOffset from, DateTimeOffset to) => $"from={Clocks.Text(from)}&to={Clocks.Text(to)}";

    private static double Within((DateTimeOffset From, DateTimeOffset To) one, DateTimeOffset from, DateTimeOffset to) =>
        Math.Max(0, (Earlier(one.To, to) - (one.From > from ? one.From : from)).TotalHours);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>Counted, and ranked as one does by hand: the value at the place that so many of a hundred do not exceed.</summary>
    private static void Same(IEnumerable<Came> some, JsonElement row)
    {
        var these = some.ToList();
        int Of(string word) => these.Count(one => one.Became == word);
        Assert.Equal(
            (these.Count, Of("waiting"), Of("served"), Of("left"), Of("sent_on"), 0),
            (Whole("joined"), Whole("waiting"), Whole("served"), Whole("left_unseen"), Whole("sent_on"), Whole("in_service") + Whole("expired")));
        var waited = these.Where(one => one.Seen is not null).Select(one => (one.Seen!.Value - one.At).TotalSeconds).Order().ToList();
        double? Rank(double share) => waited.Count == 0 ? null : waited[(int)Math.Ceiling(share * waited.Count) - 1];
        var seen = these.Where(one => one.Seen is not null).ToList();
        double? inTarget = seen.Count == 0 ? null : Math.Round(seen.Count(one => one.Seen <= one.At.AddMinutes(Targets[one.Level]!.Value)) / (double)seen.Count, 4);
        Assert.Equal((Rank(0.5), Rank(0.9), inTarget), (Number("p50"), Number("p90"), Number("in_target")));

        int Whole(string name) => row.GetProperty(name).GetInt32();
        double? Number(string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
    }
}

using Attend.Tests.Forecasts;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>
/// Real consultations through the API, people coming by simulation: each desk has them as long as the doctor had, in the doctor's order, and every
/// wait is what a simulation on paper says. The first sessions; all 6,637 consultations with ATTEND_LONG=1.
/// </summary>
public sealed class ConsultationReplayTests(World world) : IClassFixture<World>
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>So many sessions of a hundred are there to learn from, the others are held back.</summary>
    private const int Training = 60;

    private readonly Score training = new();
    private readonly Score heldBack = new();
    private readonly Yardsticks yardsticks = new();
    private readonly List<Told> told = [];

    private sealed record Told(int From, int To, int Waited, double Ended, long Ticket);

    [Fact]
    public async Task The_queue_goes_as_on_paper_and_its_forecast_beats_what_others_tell()
    {
        var days = Consultations.Days(doctors: 1).Take(Long ? int.MaxValue : 55).ToList();
        var clinic = await Clinic.Open(world);
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        foreach (var (number, day) in days.Index())
        {
            await Replay(clinic, day, new DateTime(2026, 4, 1).AddDays(number), number, number >= days.Count * Training / 100);
        }

        // The last of them is learned from in the next minute.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        await Agrees(clinic);
        Print(days.Count);
        var (rolling, product) = (yardsticks.BestAfterwards("rolling").Score, yardsticks.BestAfterwards("average").Score);
        Assert.True(heldBack.Rmse < rolling.Rmse && heldBack.Mae < rolling.Mae, "The best rolling average is closer.");
        Assert.True(heldBack.Rmse < product.Rmse && heldBack.Mae < product.Mae, "Average x people ahead is closer.");
        Assert.InRange(heldBack.Covered, 85, 95);
        Assert.Equal("", await world.Violations());
    }

    /// <summary>One day: everything that happens on paper is done by the API, and the API calls whom the paper calls.</summary>
    private async Task Replay(Clinic clinic, IReadOnlyList<Session> day, DateTime date, int number, bool held)
    {
        var arrivals = Consultations.Arrivals(day, "from before the doors open", seed: 1);
        var start = new DateTimeOffset(date, Berlin.GetUtcOffset(date.AddHours(12)));
        var queue = new SimulatedQueue(start, arrivals, [.. day.Select(session => new DeskPlan(session.Opens, session.Services))]);
        var tickets = new (long Id, int From, int To, IReadOnlyDictionary<string, double> Guesses)[arrivals.Count];
        var called = new double[arrivals.Count];
        var (ended, done) = (0, default(Step?));
        world.Clock.Now = start.AddSeconds(Math.Min(arrivals[0].At, day[0].Opens) - 60).ToUniversalTime();
        await world.DueDone();
        var nurse = await clinic.Nurse;
        foreach (var step in queue.Run())
        {
            // One key completes and calls, where somebody waits.
            if (done is { } last && !(step.What is Happening.Call && step.Desk == last.Desk))
            {
                (await nurse.Post($"/api/tickets/{tickets[last.Arrival].Id}/complete", new { outcome = "treated" })).Is(200);
                done = null;
            }

            world.Clock.Now = start.AddSeconds(step.At).ToUniversalTime();
            switch (step.What)
            {
                case Happening.Open:
                    (await nurse.Post($"/api/desks/{clinic.Desks[step.Desk]}/open")).Is(200);
                    break;
                case Happening.Join:
                    var (standing, joiner) = (queue.Standing(step.At), queue.Joiner(step.Arrival));
                    var guesses = yardsticks.Guess(new Glance(joiner.People, standing.Attended.Count, standing.Idle, standing.Open, standing.HeadWait));
                    var joined = (await nurse.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201);
                    Assert.Equal((int)joiner.People, joined["ahead"].GetInt32());
                    tickets[step.Arrival] = (joined.Id, joined["forecast"].GetProperty("from_seconds").GetInt32(), joined["forecast"].GetProperty("to_seconds").GetInt32(), guesses);
                    break;
                case Happening.Call:
                    var desk = clinic.Desks[step.Desk];
                    var next = done is null
                        ? await nurse.Post($"/api/queues/{clinic.Queue}/call-next", new { desk_id = desk })
                        : await nurse.Post($"/api/desks/{desk}/complete-and-call-next");
                    Assert.Equal(tickets[step.Arrival].Id, next.Is(200).Id);
                    done = null;
                    (await nurse.Post($"/api/tickets/{tickets[step.Arrival].Id}/start")).Is(200);
                    called[step.Arrival] = step.At;
                    var waited = step.At - arrivals[step.Arrival].At;
                    (held ? heldBack : training).Add(waited, tickets[step.Arrival].From, tickets[step.Arrival].To);
                    yardsticks.Called(tickets[step.Arrival].Guesses, waited, held);
                    break;
                case Happening.End:
                    var (id, from, to, _) = tickets[step.Arrival];
                    done = step;
                    yardsticks.Served(step.At - called[step.Arrival]);
                    told.Add(new Told(
                        from, to, (int)(Kept(start, called[step.Arrival]) - Kept(start, arrivals[step.Arrival].At)).TotalSeconds, number * 86_400.0 + step.At, id));
                    if (++ended % 5 == 0)
                    {
                        await world.DueDone();
                    }

                    break;
            }
        }

        (await nurse.Post($"/api/tickets/{tickets[done!.Value.Arrival].Id}/complete", new { outcome = "treated" })).Is(200);
        (await nurse.Post($"/api/desks/{clinic.Desk}/close")).Is(200);
    }

    /// <summary>A moment of the paper as the server keeps it, in microseconds: of two waits a second apart one may else be taken for the other.</summary>
    private static DateTimeOffset Kept(DateTimeOffset start, double seconds) =>
        start.AddSeconds(seconds).AddTicks(-(start.AddSeconds(seconds).Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>What the server kept and says of it, against the paper.</summary>
    private async Task Agrees(Clinic clinic)
    {
        var waits = told.Select(one => one.Waited).Order().ToList();
        int NearestRank(double part) => waits[(int)Math.Ceiling(part * waits.Count) - 1];
        var kept = await world.Row<Statistics>($"""
            select count(*)::int as served, avg(seconds)::double precision as mean, percentile_disc(0.5) within group (order by seconds)::int as p50,
                   percentile_disc(0.9) within group (order by seconds)::int as p90
            from (select extract(epoch from called_at - joined_at) as seconds from queues.stages where queue_id = {clinic.Queue} and ended = 'completed') waited
            """);
        Assert.Equal((waits.Count, NearestRank(0.5), NearestRank(0.9)), (kept.Served, kept.P50, kept.P90));
        Assert.Equal(waits.Average(), kept.Mean, 6);

        var level = (await (await world.Supervisor()).Get($"/api/queues/{clinic.Queue}/forecast/accuracy")).Is(200)["levels"].EnumerateArray().Single();
        var last = told.OrderBy(one => one.Ended).ThenBy(one => one.Ticket).TakeLast(500).ToList();
        // Each as it was told and came, and not the sums alone.
        Assert.Equal(
            last.Select(one => $"{one.From} {one.To} {one.Waited}"),
            (await world.Rows<string>($"""
                select concat_ws(' ', from_seconds, to_seconds, waited_seconds) from forecasts.outcomes where queue_id = {clinic.Queue} order by id desc limit 500
                """)).Reverse());
        var errors = last.Select(one => (double)Math.Abs(one.Waited - one.From)).Order().ToList();
        Assert.Equal(last.Count, level.GetProperty("count").GetInt32());
        Assert.Equal(last.Average(one => one.Waited <= one.To ? 1.0 : 0), level.GetProperty("covered").GetDouble(), 9);
        Assert.Equal(last.Average(one => one.Waited <= one.From ? 1.0 : 0), level.GetProperty("sooner").GetDouble(), 9);
        Assert.Equal((errors[(errors.Count - 1) / 2] + errors[errors.Count / 2]) / 2, level.GetProperty("median_error_seconds").GetDouble(), 6);
    }

    private sealed record Statistics(int Served, double Mean, int P50, int P90);

    private void Print(int days)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{days} sessions; trained on {training.Count} waits, held back:");
        output.WriteLine($"  {heldBack}  ours");
        foreach (var begins in new[] { "rolling", "average", "last wait", "wait of the head" })
        {
            var (name, score) = yardsticks.BestAfterwards(begins);
            output.WriteLine($"  {score}  {name}");
        }
    }
}

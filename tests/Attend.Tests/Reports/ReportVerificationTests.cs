using System.Text.Json;
using Attend.Platform;
using Attend.Tests.Visits;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportVerificationTests(World world) : IClassFixture<World>
{
    private static readonly string[] Codes =
    [
        "device_unavailable", "no_signal", "forgot_to_start", "forgot_to_end", "client_unable_to_sign", "service_outside_home", "location_denied", "entered_by_hand",
        "other",
    ];

    /// <summary>Of each completed visit who made it, and its code; null: all six elements stand.</summary>
    private readonly List<(long Therapist, string? Code)> done = [];

    [Fact]
    public async Task Each_completed_visit_has_all_elements_or_a_code_and_one_with_neither_is_named()
    {
        var rounds = await Rounds.Open(world);
        var therapists = new[] { await rounds.Rota.Therapist(), await rounds.Rota.Therapist() };
        var at = world.Clock.Now.AddHours(4);
        var places = new List<long>();
        for (var number = 0; number < 24; number++)
        {
            var code = number % 2 == 0 ? null : Codes[number / 2 % Codes.Length];
            places.Add(await Made(rounds, therapists[number % 3 / 2], at.AddHours(number * 2), code));
        }

        // One that has not ended is not asked about, and another day's is another report's.
        await rounds.Book(at.AddHours(60), therapists[0]);
        await Made(rounds, therapists[0], at.AddDays(4), null);
        done.RemoveAt(done.Count - 1);

        var report = await Report(rounds, at);
        Same(done, report["all"], 0);
        Same(done, Assert.Single(report["sites"].EnumerateArray()), 0);
        Assert.Equal(2, report["items"].GetArrayLength());
        foreach (var row in report["items"].EnumerateArray())
        {
            Same(done.Where(one => one.Therapist == row.GetProperty("therapist_id").GetInt64()), row, 0);
        }

        Assert.Equal(0, report["to_correct"].GetArrayLength());
        Assert.Equal("", await world.Violations());

        // The server lets no visit end so; what came otherwise is found, and by the invariant too.
        await world.Db.Run($"update visits.places set started_latitude = null, ended_at = null where id = {places[0]}");
        report = await Report(rounds, at);
        Same(done.Where((_, i) => i > 0), report["all"], 1);
        var wrong = Assert.Single(report["to_correct"].EnumerateArray());
        Assert.Equal(
            (places[0], therapists[0].Id, rounds.Rota.Site, """["started_place","ended_at"]"""),
            (wrong.GetProperty("place_id").GetInt64(), wrong.GetProperty("therapist_id").GetInt64(), wrong.GetProperty("site_id").GetInt64(),
                wrong.GetProperty("missing").GetRawText()));
        Assert.Equal(at, wrong.GetProperty("starts_at").GetDateTimeOffset());
        Assert.NotEqual("", await world.Violations());
        await world.Db.Run($"update visits.places set started_latitude = 52.5, ended_at = started_at where id = {places[0]}");
    }

    [Fact]
    public async Task It_comes_as_a_table_and_operators_see_their_own_sites()
    {
        var (rounds, others) = (await Rounds.Open(world), await Rounds.Open(world));
        var (therapist, other) = (await rounds.Rota.Therapist(), await others.Rota.Therapist());
        var at = world.Clock.Now.AddHours(4);
        await Made(rounds, therapist, at, "no_signal");
        await Made(others, other, at, null);
        var address = $"/api/reports/verification?from={Clocks.Text(at)}&to={Clocks.Text(at.AddHours(1))}";

        var table = (await rounds.Rota.Planner.Get($"{address}&format=csv")).Is(200).Body.GetString()!.Split("\r\n");
        Assert.Equal($"site_id,site,therapist_id,therapist,completed,complete,excepted,neither,complete_share,{string.Join(',', Codes)}", table[0]);
        var row = table[1].Split(',');
        Assert.Equal((3, $"{rounds.Rota.Site}", $"{therapist.Id}", "1,0,1,0,0,0,1,0,0,0,0,0,0,0"), (table.Length, row[0], row[2], string.Join(',', row[4..])));
        var everywhere = (await (await world.Supervisor()).Get(address)).Is(200)["items"].EnumerateArray().ToDictionary(
            one => one.GetProperty("therapist_id").GetInt64(), one => one.GetProperty("completed").GetInt32());
        Assert.Equal((1, 1), (everywhere[therapist.Id], everywhere[other.Id]));
        (await therapist.Client.Get(address)).Refused(403, "forbidden");
        (await rounds.Rota.Planner.Get("/api/reports/verification?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
    }

    private async Task<long> Made(Rounds rounds, Visitor therapist, DateTimeOffset at, string? code)
    {
        var place = Rounds.Place(await rounds.Book(at, therapist));
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        if (code is "entered_by_hand")
        {
            var said = new { occurred_at = world.Clock.Now, latitude = 52.5, longitude = 13.4 };
            (await rounds.Press(place, "start", said)).Is(200);
            (await rounds.Press(place, "end", said)).Is(200);
        }
        else
        {
            (await Rounds.Press(therapist, place, "start", code is null ? Rounds.Here : null)).Is(200);
            (await Rounds.Press(therapist, place, "end", code is null ? Rounds.Here : new { evv_exception = code, evv_note = "As it was" })).Is(200);
        }

        done.Add((therapist.Id, code));
        return place;
    }

    private async Task<Answer> Report(Rounds rounds, DateTimeOffset at) =>
        (await rounds.Rota.Planner.Get($"/api/reports/verification?from={Clocks.Text(at)}&to={Clocks.Text(at.AddDays(3))}")).Is(200);

    private static void Same(IEnumerable<(long Therapist, string? Code)> some, JsonElement row, int neither)
    {
        var these = some.ToList();
        var (complete, excepted) = (these.Count(one => one.Code is null), these.Count(one => one.Code is not null));
        Assert.NotEqual(0, complete * excepted);
        var completed = these.Count + neither;
        Assert.Equal((completed, complete, excepted, neither), (Whole("completed"), Whole("complete"), Whole("excepted"), Whole("neither")));
        Assert.Equal(Codes.Select(code => these.Count(one => one.Code == code)), Codes.Select(Whole));
        Assert.Equal(Math.Round((double)complete / completed, 4), row.GetProperty("complete_share").GetDouble());

        int Whole(string name) => row.GetProperty(name).GetInt32();
    }
}

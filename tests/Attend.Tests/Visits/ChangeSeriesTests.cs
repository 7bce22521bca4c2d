using Xunit;

namespace Attend.Tests.Visits;

/// <summary>One visit of a series and all that follow become otherwise.</summary>
public sealed class ChangeSeriesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_follows_is_another_series()
    {
        var (rounds, therapist, series) = await Daily(5);
        var changed = (await Change(rounds, series, new { from = "2026-03-12T09:00", first_start = "2026-03-12T14:00", minutes = 30 })).Is(201);
        Assert.NotEqual(series, changed.Id);
        Assert.Equal(
            ["2026-03-12T13:00:00Z", "2026-03-13T13:00:00Z", "2026-03-14T13:00:00Z"], changed["visits"].EnumerateArray().Select(visit => visit.GetProperty("starts_at").GetString()));
        Assert.Equal(30, changed["minutes"].GetInt32());
        Assert.Equal(["PENDING", "PENDING", "CANCELLED", "CANCELLED", "CANCELLED"], await States(series));
        Assert.Equal("FREQ=DAILY;UNTIL=20260312T075959Z", (await rounds.Rota.Planner.Get($"/api/series/{series}")).Is(200)["rule"].GetString());
        Assert.Equal(3L, await world.Row<long>($"""
            select count(*) from visits.places p join visits.appointments a on a.id = p.appointment_id where a.series_id = {changed.Id} and p.therapist_id = {therapist.Id} and p.state = 'ASKED'
            """));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task From_the_first_on_it_is_the_whole_with_another_rule_and_another_therapist()
    {
        var (rounds, _, series) = await Daily(4);
        var other = await rounds.Rota.Therapist();
        var changed = (await Change(rounds, series, new { from = "2026-03-10T09:00", rule = "FREQ=WEEKLY;COUNT=2", therapist_ids = new[] { other.Id } })).Is(201);
        Assert.Equal(["2026-03-10T09:00", "2026-03-17T09:00"], changed["visits"].EnumerateArray().Select(visit => visit.GetProperty("occurrence").GetString()));
        Assert.All(await States(series), state => Assert.Equal("CANCELLED", state));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Half is never done: where the new one cannot be, the old one stays.</summary>
    [Fact]
    public async Task What_cannot_be_planned_cancels_nothing()
    {
        var (rounds, therapist, series) = await Daily(4);
        var busy = await rounds.Book(new DateTimeOffset(2026, 3, 12, 13, 0, 0, TimeSpan.Zero), therapist);
        var mark = await world.Mark();
        var refused = (await Change(rounds, series, new { from = "2026-03-11T09:00", first_start = "2026-03-11T14:00" })).Refused(409, "series_conflicts");
        Assert.Equal(busy.Id, refused["conflicts"][0].GetProperty("findings")[0].GetProperty("appointment_id").GetInt64());
        Assert.All(await States(series), state => Assert.Equal("PENDING", state));
        Assert.Empty(await world.EventsSince(mark));
        var changed = (await Change(rounds, series, new { from = "2026-03-11T09:00", first_start = "2026-03-11T14:00", skip_conflicts = true })).Is(201);
        Assert.Equal(["2026-03-12T14:00"], changed["left_out"].EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Wrong_input_says_what_is_wrong()
    {
        var (rounds, _, series) = await Daily(2);
        (await Change(rounds, series, new { from = "never" })).Refused(400, "invalid");
        (await Change(rounds, series, new { from = "2026-03-10T09:00", first_start = "later" })).Refused(400, "invalid");
        (await Change(rounds, series, new { from = "2026-03-10T09:00", rule = "FREQ=HOURLY" })).Refused(400, "invalid");
        (await Change(rounds, series, new { from = "2026-03-10T10:00" })).Refused(404, "not_found");
        (await Change(rounds, series, new { from = "2027-03-10T09:00" })).Refused(409, "nothing_to_end");
        (await Change(rounds, 999_999, new { from = "2026-03-10T09:00" })).Refused(404, "not_found");
        (await (await Rota.Open(world)).Planner.Post($"/api/series/{series}/change", new { from = "2026-03-10T09:00" })).Refused(404, "not_found");
    }

    private static Task<Answer> Change(Rounds rounds, long series, object body) => rounds.Rota.Planner.Post($"/api/series/{series}/change", body);

    private Task<IReadOnlyList<string>> States(long series) => world.Rows<string>($"select state from visits.appointments where series_id = {series} order by starts_at");

    private async Task<(Rounds Rounds, Visitor Therapist, long Series)> Daily(int visits)
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var planned = (await rounds.Rota.Planner.Post("/api/series", new
        {
            client_id = await rounds.Rota.Client(), service_ids = new[] { rounds.Service }, therapist_ids = new[] { therapist.Id }, rule = $"FREQ=DAILY;COUNT={visits}",
            first_start = "2026-03-10T09:00",
        })).Is(201);
        return (rounds, therapist, planned.Id);
    }
}

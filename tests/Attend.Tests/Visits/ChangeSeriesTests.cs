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

    /// <summary>A client in hospital is not visited because the others come an hour later.</summary>
    [Fact]
    public async Task What_was_cancelled_stays_cancelled_and_what_was_moved_stays_where_it_is()
    {
        var (rounds, therapist, series) = await Daily(7);
        var visits = await world.Rows<long>($"select id from visits.appointments where series_id = {series} order by occurrence");
        (await rounds.Do(visits[3], "cancel", new { reason_code = "client_in_hospital" })).Is(200);
        (await rounds.Do(visits[4], "reschedule", new { starts_at = "2026-03-14T15:30:00Z" })).Is(200);
        (await rounds.Do(visits[5], "extend", new { ends_at = "2026-03-15T09:45:00Z" })).Is(200);
        (await rounds.Do(visits[6], "reschedule", new { starts_at = "2026-03-17T06:00:00Z", ends_at = "2026-03-17T06:20:00Z" })).Is(200);
        var mark = await world.Mark();
        var changed = (await Change(rounds, series, new { from = "2026-03-12T09:00", first_start = "2026-03-12T14:00", minutes = 30 })).Is(201);
        Assert.Equal(
            ["2026-03-12T14:00 12 13:00 13:30", "2026-03-14T14:00 14 15:30 16:00", "2026-03-15T14:00 15 13:00 14:45", "2026-03-16T14:00 17 06:00 06:20"],
            await Planned(changed.Id));
        Assert.Equal(["2026-03-13T14:00"], changed["left_out"].EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(4L, await world.Row<long>($"""
            select count(*) from platform.events where id > {mark} and kind = 'visits.therapist_asked' and (data ->> 'therapist_id')::bigint = {therapist.Id}
            """));
        Assert.Equal(["PENDING", "PENDING", "CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED"], await States(series));

        // So it is when that one is changed in its turn, also where its first is cancelled; what an earlier change ended comes back to none.
        (await rounds.Do(changed["visits"][0].GetProperty("id").GetInt64(), "cancel", new { reason_code = "by_client" })).Is(200);
        var again = (await Change(rounds, changed.Id, new { from = "2026-03-12T14:00", first_start = "2026-03-12T15:00" })).Is(201);
        Assert.Equal(["2026-03-14T15:00 14 15:30 16:00", "2026-03-15T15:00 15 14:00 15:45", "2026-03-16T15:00 17 06:00 06:20"], await Planned(again.Id));
        Assert.Equal(["2026-03-12T15:00", "2026-03-13T15:00"], again["left_out"].EnumerateArray().Select(one => one.GetString()));
        var rest = (await Change(rounds, series, new { from = "2026-03-11T09:00", first_start = "2026-03-11T10:00" })).Is(201);
        Assert.Equal(["2026-03-11T10:00 11 09:00 10:00"], await Planned(rest.Id));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Who was visited on another day before is not visited once more for that.</summary>
    [Fact]
    public async Task What_has_been_already_does_not_come_again()
    {
        var (rounds, therapist, series) = await Daily(3);
        var visits = await world.Rows<long>($"select id from visits.appointments where series_id = {series} order by occurrence");
        var moved = (await rounds.Do(visits[2], "reschedule", new { starts_at = world.Clock.Now.AddHours(2) })).Is(200);
        (await Rounds.Press(therapist, Rounds.Place(moved), "accept")).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await rounds.Go(therapist, Rounds.Place(moved), "arrive", "start", "end");
        var changed = (await Change(rounds, series, new { from = "2026-03-10T09:00", first_start = "2026-03-10T10:00" })).Is(201);
        Assert.Equal(["2026-03-10T10:00", "2026-03-11T10:00"], changed["visits"].EnumerateArray().Select(visit => visit.GetProperty("occurrence").GetString()));
        Assert.Equal(["2026-03-12T10:00"], changed["left_out"].EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("COMPLETED", await rounds.State(visits[2]));
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

    /// <summary>Each as by the rule, and when it is.</summary>
    private Task<IReadOnlyList<string>> Planned(long series) => world.Rows<string>($"""
        select to_char(occurrence, 'YYYY-MM-DD"T"HH24:MI') || to_char(starts_at at time zone 'UTC', ' DD HH24:MI') || to_char(ends_at at time zone 'UTC', ' HH24:MI')
        from visits.appointments where series_id = {series} and holds order by occurrence
        """);

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

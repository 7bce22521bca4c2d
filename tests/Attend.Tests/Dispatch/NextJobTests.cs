using Attend.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class NextJobTests(World world) : IClassFixture<World>
{
    private readonly NextJobs jobs = new(world);

    [Fact]
    public async Task Who_is_aboard_goes_on_to_the_next_job()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        var (idle, named) = (await world.Paramedic(site), await world.Paramedic(site));
        var story = await jobs.AtHospital(unit, named);
        var next = await world.Call();
        (await jobs.LineUp(unit, next.Id)).Is(204);
        var mark = await world.Mark();

        await jobs.Clear(story.Response);

        Assert.Equal(["dispatch.next_job_taken", "dispatch.unit_assigned", "dispatch.call_dispatched"], await world.EventsSince(mark, $"call:{next.Id}"));
        Assert.Equal([named.Id], await world.Rows<long>($"""
            select w.member from dispatch.crew w join dispatch.responses r on r.id = w.response_id where r.call_id = {next.Id}
            """));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from fleet.reservations where person_id = {idle.Id}"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from fleet.reservations where vehicle_id = {unit.Id} and released_at is null and request_id = {next.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_clear_that_comes_late_sends_the_crew_on_from_now_and_it_is_waited_for()
    {
        var unit = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var crew = await world.SignIn(unit.Crew[0].Name);
        var tapped = world.Clock.Now.AddMinutes(1);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        var next = await world.Call();
        (await jobs.LineUp(unit, next.Id)).Is(204);
        world.Clock.Advance(TimeSpan.FromMinutes(4));

        var cleared = (await crew.Post($"/api/responses/{story.Response}/clear",
            new { disposition = "TRANSPORTED", made_at = tapped, sent_at = world.Clock.Now })).Is(200);

        Assert.Equal(tapped, cleared["cleared_at"].GetDateTimeOffset());
        var sent = await world.Row<long>($"select id from dispatch.responses where call_id = {next.Id}");
        Assert.Equal(Clocks.Micros(world.Clock.Now), await world.Row<DateTimeOffset>($"select assigned_at from dispatch.responses where id = {sent}"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from platform.work where kind = {Attend.Dispatch.Watches.OfResponse} and key = {sent.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("close")]
    [InlineData("dispatch")]
    [InlineData("delete")]
    [InlineData("fail")]
    public async Task A_job_that_nobody_needs_is_dropped_and_the_unit_is_recommended_again(string how)
    {
        var unit = await world.Unit();
        var other = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var next = await world.Call();
        var third = await world.Call();
        (await jobs.LineUp(unit, next.Id)).Is(204);
        Assert.False(await Recommended(third.Id, unit));
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();

        _ = how switch
        {
            "cancel" => (await dispatcher.Post($"/api/calls/{next.Id}/cancel", new { reason = "not needed" })).Is(200),
            "close" => (await dispatcher.Post($"/api/calls/{next.Id}/close", new { disposition = "REFUSED" })).Is(200),
            "dispatch" => await world.Dispatch(next.Id, other),
            "delete" => (await dispatcher.Delete($"/api/units/{unit.Id}/next-job")).Is(204),
            _ => (await dispatcher.Post($"/api/responses/{story.Response}/fail", new { cause = "crew_ill" })).Is(200),
        };

        Assert.Single(await world.EventsSince(mark, $"call:{next.Id}"), kind => kind == "dispatch.next_job_dropped");
        Assert.Equal(how is not "fail", await Recommended(third.Id, unit));
        if (how is not "fail")
        {
            await jobs.Clear(story.Response);
            Assert.Equal("AVAILABLE", (await dispatcher.Get($"/api/units/{unit.Id}"))["status"].GetString());
        }

        (await dispatcher.Delete($"/api/units/{unit.Id}/next-job")).Refused(404, "not_found");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_unit_that_was_not_at_the_hospital_after_all_and_is_redirected_goes_nowhere_next()
    {
        var unit = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var (next, urgent) = (await world.Call(), await world.Call("CRITICAL"));
        (await jobs.LineUp(unit, next.Id)).Is(204);
        var dispatcher = await world.Dispatcher();
        while ((await dispatcher.Get($"/api/responses/{story.Response}")).State is not ("ASSIGNED" or "EN_ROUTE"))
        {
            (await dispatcher.Post($"/api/responses/{story.Response}/undo")).Is(200);
        }

        var mark = await world.Mark();
        var redirected = (await dispatcher.Post($"/api/responses/{story.Response}/redirect", new { call_id = urgent.Id })).Is(200);
        Assert.Equal(["dispatch.next_job_dropped"], await world.EventsSince(mark, $"call:{next.Id}"));
        await jobs.Clear(redirected.Id);

        Assert.Equal("AVAILABLE", (await dispatcher.Get($"/api/units/{unit.Id}"))["status"].GetString());
        Assert.True((await dispatcher.Get($"/api/calls/{next.Id}"))["needs_unit"].GetBoolean());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Another_line_up_takes_the_place_of_the_first()
    {
        var unit = await world.Unit();
        await jobs.AtHospital(unit);
        var (first, second) = (await world.Call(), await world.Call());
        (await jobs.LineUp(unit, first.Id)).Is(204);
        (await jobs.LineUp(unit, second.Id)).Is(204);
        Assert.Equal([("DROPPED", first.Id), ("LINED_UP", second.Id)],
            (await world.Rows<Job>($"select state, call_id from dispatch.next_jobs where unit_id = {unit.Id} order by id")).Select(job => (job.State, job.CallId)));
    }

    [Fact]
    public async Task A_call_that_has_a_unit_takes_no_next_one()
    {
        var unit = await world.Unit();
        await jobs.AtHospital(unit);
        var served = await world.Call();
        await world.Dispatch(served.Id, await world.Unit());
        (await jobs.LineUp(unit, served.Id)).Refused(409, "call_taken");
    }

    [Fact]
    public async Task A_crew_whose_shift_ended_goes_on_only_by_a_supervisors_word()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        var ending = await OnDutyFor(site, TimeSpan.FromHours(1));
        var story = await jobs.AtHospital(unit, ending);
        var (refused, overridden) = (await world.Call(), await world.Call());
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await jobs.LineUp(unit, refused.Id)).Is(204);
        var mark = await world.Mark();
        await jobs.Clear(story.Response);
        Assert.Equal(["dispatch.next_job_dropped"], await world.EventsSince(mark, $"call:{refused.Id}"));
        Assert.Equal("member_off_duty", await world.Row<string>($"""
            select data ->> 'refused' from platform.events where id > {mark} and kind = 'dispatch.next_job_dropped'
            """));

        var again = await OnDutyFor(site, TimeSpan.FromHours(1));
        var second = await jobs.AtHospital(unit, again);
        world.Clock.Advance(TimeSpan.FromHours(2));
        var body = new { call_id = overridden.Id, override_reason = "nobody else near" };
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/next-job", body)).Refused(403, "override_forbidden");
        (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/next-job", body)).Is(204);
        await jobs.Clear(second.Response);
        var note = await world.Row<string>($"select entered_by from dispatch.notes where call_id = {overridden.Id} and kind = 'system'");
        Assert.Equal($"user:{(await world.Supervisor()).UserId}", note);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.next_jobs where call_id = {overridden.Id} and override_reason is not null"));
        Assert.Equal(again.Id, await world.Row<long>($"""
            select w.member from dispatch.crew w join dispatch.responses r on r.id = w.response_id where r.call_id = {overridden.Id}
            """));
    }

    [Fact]
    public async Task A_supervisors_word_counts_again_when_the_drop_is_taken_back()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        var story = await jobs.AtHospital(unit, await OnDutyFor(site, TimeSpan.FromHours(1)));
        world.Clock.Advance(TimeSpan.FromHours(2));
        var next = await world.Call();
        var body = new { call_id = next.Id, override_reason = "nobody else near" };
        (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/next-job", body)).Is(204);
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{story.Response}/fail", new { cause = "crew_ill" })).Is(200);
        (await dispatcher.Post($"/api/responses/{story.Response}/undo")).Is(200);

        await jobs.Clear(story.Response);

        Assert.Equal(next.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {unit.Id} and released_at is null"));
        Assert.Contains("nobody else near", await world.Row<string>($"select text from dispatch.notes where call_id = {next.Id} and kind = 'system'"), StringComparison.Ordinal);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.next_jobs where call_id = {next.Id} and override_reason is not null"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_undo_waits_for_a_dispatch_to_the_call_that_it_would_bring_its_unit_back_to()
    {
        var unit = await world.Unit();
        var next = await world.Call();
        var story = await jobs.AtHospital(unit);
        (await jobs.LineUp(unit, next.Id)).Is(204);
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{story.Response}/fail", new { cause = "crew_ill" })).Is(200);
        Task<Answer>? undoing = null;
        await world.Db.Write<Microsoft.AspNetCore.Http.IResult>(Attend.Platform.Access.Caller.System, async change =>
        {
            // What a dispatch does to its call, just before it commits.
            change.Run($"update dispatch.calls set needs_unit_since = null, needs_unit_reason = null where id = {next.Id}");
            await change.Send();
            undoing = dispatcher.Post($"/api/responses/{story.Response}/undo");
            await Task.WhenAny(undoing, Platform.Wait.Until(async () => await world.Row<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """)));
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });

        (await undoing!).Is(200);

        Assert.Empty(await jobs.LinedUp(next.Id));
        await world.Dispatch(next.Id, await world.Unit());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_is_aboard_stays_aboard_when_the_unit_is_redirected()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        var (_, named) = (await world.Paramedic(site), await OnDutyFor(site, TimeSpan.FromHours(1)));
        var dispatcher = await world.Dispatcher();
        var (first, second, third) = (await world.Call(), await world.Call(), await world.Call());
        var sent = (await dispatcher.Post($"/api/calls/{first.Id}/dispatch", new { unit_id = unit.Id, crew = new[] { named.Id } })).Is(200);

        var redirected = (await dispatcher.Post($"/api/responses/{sent.Id}/redirect", new { call_id = second.Id })).Is(200);

        Assert.Equal([named.Id], redirected["crew"].EnumerateArray().Select(member => member.GetProperty("member").GetInt64()));
        world.Clock.Advance(TimeSpan.FromHours(2));
        var path = $"/api/responses/{redirected.Id}/redirect";
        (await dispatcher.Post(path, new { call_id = third.Id })).Refused(409, "member_off_duty");
        (await dispatcher.Post(path, new { call_id = third.Id, override_reason = "nearest" })).Refused(403, "override_forbidden");
        var overridden = (await (await world.Supervisor()).Post(path, new { call_id = third.Id, override_reason = "nearest" })).Is(200);
        Assert.Contains("staffing_override", overridden["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal("", await world.Violations());
    }

    private async Task<bool> Recommended(long call, Unit unit) =>
        (await (await world.Dispatcher()).Get($"/api/calls/{call}/recommendations")).Is(200)["units"].EnumerateArray()
            .Any(one => one.GetProperty("unit_id").GetInt64() == unit.Id);

    private async Task<Person> OnDutyFor(long site, TimeSpan time)
    {
        var name = $"relief-{world.Draw()}";
        var id = await world.AddPerson(name, "paramedic");
        (await (await world.Supervisor()).Post("/api/shifts", new { user_id = id, site_id = site, from = world.Clock.Now.AddDays(-1), to = world.Clock.Now + time })).Is(201);
        return new Person(id, name);
    }

    private sealed record Job(string State, long CallId);
}

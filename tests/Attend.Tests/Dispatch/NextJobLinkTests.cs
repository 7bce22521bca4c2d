using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class NextJobLinkTests(World world) : IClassFixture<World>
{
    private readonly NextJobs jobs = new(world);

    [Fact]
    public async Task A_job_goes_with_its_call_when_that_is_linked_into_another_one()
    {
        var unit = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var (first, second) = (await world.Call(), await world.Call());
        (await jobs.LineUp(unit, first.Id)).Is(204);
        var mark = await world.Mark();
        (await (await world.Dispatcher()).Post($"/api/calls/{first.Id}/link", new { into = second.Id })).Is(200);
        Assert.Contains("dispatch.next_job_moved", await world.EventsSince(mark, $"call:{first.Id}"));

        await jobs.Clear(story.Response);

        Assert.Equal(second.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {unit.Id} and released_at is null"));
    }

    [Fact]
    public async Task Unlinking_lines_up_again_whom_the_link_had_taken_off_where_the_unit_still_stands()
    {
        var dispatcher = await world.Dispatcher();
        var (waiting, gone) = (await world.Unit(), await world.Unit());
        var (stays, left) = (await jobs.AtHospital(waiting), await jobs.AtHospital(gone));
        var (needy, other, served) = (await world.Call(), await world.Call(), await world.Call());
        await world.Dispatch(served.Id, await world.Unit());
        (await jobs.LineUp(waiting, needy.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{served.Id}/link", new { into = needy.Id })).Is(200);
        Assert.Empty(await jobs.LinedUp(needy.Id));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        (await dispatcher.Post($"/api/calls/{served.Id}/unlink")).Is(200);

        Assert.Equal([waiting.Id], await jobs.LinedUp(needy.Id));
        Assert.True((await dispatcher.Get($"/api/calls/{needy.Id}"))["needs_unit"].GetBoolean());
        await jobs.Clear(stays.Response);
        Assert.Equal(needy.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {waiting.Id} and released_at is null"));

        // Whoever left meanwhile, or is lined up elsewhere, is not called back.
        (await jobs.LineUp(gone, other.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{served.Id}/link", new { into = other.Id })).Is(200);
        await jobs.Clear(left.Response);
        (await dispatcher.Post($"/api/calls/{served.Id}/unlink")).Is(200);
        Assert.Empty(await jobs.LinedUp(other.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whom_somebody_took_off_before_the_link_stays_off()
    {
        var dispatcher = await world.Dispatcher();
        var (taken, kept) = (await world.Unit(), await world.Unit());
        await jobs.AtHospital(taken);
        await jobs.AtHospital(kept);
        var (needy, served) = (await world.Call(), await world.Call());
        await world.Dispatch(served.Id, await world.Unit());
        (await jobs.LineUp(taken, needy.Id)).Is(204);
        (await jobs.LineUp(kept, needy.Id)).Is(204);
        (await dispatcher.Delete($"/api/units/{taken.Id}/next-job")).Is(204);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await dispatcher.Post($"/api/calls/{served.Id}/link", new { into = needy.Id })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        (await dispatcher.Post($"/api/calls/{served.Id}/unlink")).Is(200);

        Assert.Equal([kept.Id], await jobs.LinedUp(needy.Id));
    }

    [Fact]
    public async Task A_job_that_went_along_with_its_call_comes_back_with_it()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var (first, second, third) = (await world.Call(), await world.Call(), await world.Call());
        (await jobs.LineUp(unit, first.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{first.Id}/link", new { into = second.Id })).Is(200);
        (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = third.Id })).Is(200);
        Assert.Equal([unit.Id], await jobs.LinedUp(third.Id));

        (await dispatcher.Post($"/api/calls/{second.Id}/unlink")).Is(200);
        Assert.Equal([unit.Id], await jobs.LinedUp(second.Id));
        (await dispatcher.Post($"/api/calls/{first.Id}/unlink")).Is(200);
        Assert.Equal([unit.Id], await jobs.LinedUp(first.Id));

        // Into a call that has a unit it is dropped at once, and still goes home.
        await world.Dispatch(second.Id, await world.Unit());
        (await dispatcher.Post($"/api/calls/{first.Id}/link", new { into = second.Id })).Is(200);
        Assert.Empty(await jobs.LinedUp(second.Id));
        (await dispatcher.Post($"/api/calls/{first.Id}/unlink")).Is(200);
        Assert.Equal([unit.Id], await jobs.LinedUp(first.Id));
        await jobs.Clear(story.Response);
        Assert.Equal(first.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {unit.Id} and released_at is null"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_job_goes_home_with_its_call_also_where_the_one_that_stays_behind_ends_by_the_parting()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var story = await jobs.AtHospital(unit);
        var (parts, stays) = (await world.Call(patients: 1), await world.Call(patients: 1));
        (await jobs.LineUp(unit, parts.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{parts.Id}/link", new { into = stays.Id })).Is(200);
        await Settle(stays);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        (await dispatcher.Post($"/api/calls/{parts.Id}/unlink")).Is(200);

        Assert.Equal("CLOSED", (await dispatcher.Get($"/api/calls/{stays.Id}")).State);
        Assert.Equal([unit.Id], await jobs.LinedUp(parts.Id));
        await jobs.Clear(story.Response);
        Assert.Equal(parts.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {unit.Id} and released_at is null"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_lined_up_for_a_call_that_parts_and_needs_nobody_any_more()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        await jobs.AtHospital(unit);
        var (parts, stays) = (await world.Call(patients: 1), await world.Call(patients: 1));
        (await jobs.LineUp(unit, parts.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{parts.Id}/link", new { into = stays.Id })).Is(200);
        await Settle(parts);

        (await dispatcher.Post($"/api/calls/{parts.Id}/unlink")).Is(200);

        Assert.Equal("CLOSED", (await dispatcher.Get($"/api/calls/{parts.Id}")).State);
        Assert.Empty(await world.Rows<long>($"select call_id from dispatch.next_jobs where unit_id = {unit.Id} and state = 'LINED_UP'"));
        Assert.True((await dispatcher.Get($"/api/calls/{stays.Id}"))["needs_unit"].GetBoolean());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whose_own_call_was_linked_while_the_unlinking_waited_is_lined_up_again_all_the_same()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var (needy, served) = (await world.Call(), await world.Call());
        var story = await jobs.AtHospital(unit);
        var joined = await world.Call();
        await world.Dispatch(served.Id, await world.Unit());
        (await jobs.LineUp(unit, needy.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{served.Id}/link", new { into = needy.Id })).Is(200);
        Task<Answer>? unlinking = null;
        await world.Db.Write<Microsoft.AspNetCore.Http.IResult>(Attend.Platform.Access.Caller.System, async change =>
        {
            change.Lock($"select 1 from dispatch.calls where id = {needy.Id} for no key update");
            await change.Send();
            unlinking = dispatcher.Post($"/api/calls/{served.Id}/unlink");
            await Platform.Wait.Until(async () => await world.Row<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """));
            (await dispatcher.Post($"/api/calls/{story.Call}/link", new { into = joined.Id })).Is(200);
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });

        (await unlinking!).Is(200);

        Assert.Equal([unit.Id], await jobs.LinedUp(needy.Id));
        await jobs.Clear(story.Response);
        Assert.Equal(needy.Id, await world.Row<long>($"select request_id from fleet.reservations where vehicle_id = {unit.Id} and released_at is null"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_link_of_the_day_before_yesterday_lines_nobody_up_again()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        await jobs.AtHospital(unit);
        var (needy, served) = (await world.Call(), await world.Call());
        await world.Dispatch(served.Id, await world.Unit());
        (await jobs.LineUp(unit, needy.Id)).Is(204);
        (await dispatcher.Post($"/api/calls/{served.Id}/link", new { into = needy.Id })).Is(200);
        world.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        (await (await world.Dispatcher()).Post($"/api/calls/{served.Id}/unlink")).Is(200);

        Assert.Empty(await jobs.LinedUp(needy.Id));
        Assert.Equal("", await world.Violations());
    }

    private async Task Settle(Answer call)
    {
        var patient = call["patients"][0].GetProperty("id").GetInt64();
        (await (await world.Dispatcher()).Post($"/api/patients/{patient}/disposition", new { disposition = "REFUSED" })).Is(200);
    }
}

using Attend.Queues;
using Xunit;

namespace Attend.Tests.Queues;

public sealed class KeepHoursTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_opens_and_closes_at_the_minute_and_the_log_says_that_the_plan_did()
    {
        var clinic = await Closed("08:00", "17:00");
        At(7, 59);
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        At(8, 0);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
        At(17, 0);
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Equal(["schedule ", "schedule "], await Log(clinic, 2));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Closed_while_no_server_ran_it_closes_at_once_on_return_and_says_so()
    {
        var clinic = await Closed("08:00", "17:00");
        At(8, 0);
        await world.DueDone();
        await clinic.Join();
        At(19, 30);
        await world.DueDone();
        Assert.Equal("CLOSING", await State(clinic));
        Assert.Contains("Due at", (await Log(clinic, 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_says_holds_until_the_time_they_gave_or_the_plan_changes()
    {
        var clinic = await Closed("08:00", "17:00");
        At(6, 0);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
        At(8, 0);
        await world.DueDone();
        var until = world.Clock.Now.AddHours(2);
        await Plan(clinic, "08:00", "17:00", new { open = false, until });
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Equal(until, (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/hours")).Is(200)["changes_at"].GetDateTimeOffset());
        world.Clock.Now = until;
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
    }

    [Fact]
    public async Task An_edit_does_not_undo_what_a_person_did_meanwhile()
    {
        var clinic = await Closed("08:00", "17:00");
        At(8, 0);
        await world.DueDone();
        At(10, 0);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close", new { notes = "Nobody to serve" })).Is(200);
        await Plan(clinic, "08:00", "16:00", null);
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        // A plan that says of now something else than the one before acts at once.
        await Plan(clinic, "11:00", "16:00", null);
        await Plan(clinic, "08:00", "16:00", null);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
    }

    [Fact]
    public async Task A_plan_acts_as_it_is_set_and_so_never_after_what_a_person_says_next()
    {
        var clinic = await Clinic.Open(world);
        At(7, 0);
        await Plan(clinic, "08:00", "17:00", null);
        Assert.Equal("CLOSED", await State(clinic));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
        Assert.Equal(["manual ", "schedule "], await Log(clinic, 2));
    }

    /// <summary>Whoever keeps the plan may be slow, or dead: what was due is done all the same.</summary>
    [Fact]
    public async Task An_edit_does_not_take_back_what_was_due_and_nobody_has_done_yet()
    {
        var clinic = await Closed("08:00", "17:00");
        At(10, 0);
        await world.DueDone();
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        await world.Db.Run($"""
            update platform.work set due_at = {world.Clock.Now}, lease_until = now() + interval '1 hour' where kind = {KeepHours.Work} and key = {clinic.Queue}::text
            """);
        await Plan(clinic, "08:00", "16:00", null);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
    }

    [Fact]
    public async Task Without_a_plan_a_word_against_it_ends_at_its_time()
    {
        var clinic = await Clinic.Open(world);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        var until = world.Clock.Now.AddHours(1);
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Array.Empty<object>(), @override = new { open = true, until } }, version)).Is(200);
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
        world.Clock.Now = until;
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Equal("", await world.Row<string>($"select coalesce(override_until::text, '') from queues.queues where id = {clinic.Queue}"));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
    }

    [Fact]
    public async Task A_closing_that_was_slept_through_until_it_opens_again_is_made_good_and_said()
    {
        var clinic = await Closed("08:00", "17:00");
        At(8, 0);
        await world.DueDone();
        world.Clock.Advance(TimeSpan.FromDays(1).Add(TimeSpan.FromHours(1)));
        await world.DueDone();
        Assert.Equal("OPEN", await State(clinic));
        var log = await Log(clinic, 3);
        Assert.Equal("schedule Due while no server was running.", log[0]);
        Assert.StartsWith("schedule Due at", log[1], StringComparison.Ordinal);
        Assert.Equal("schedule ", log[2]);
    }

    [Fact]
    public async Task A_day_that_was_slept_through_is_not_opened_to_be_closed()
    {
        var clinic = await Closed("08:00", "17:00");
        var mark = await world.Mark();
        At(19, 0);
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Empty(await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        // Whoever opened it by hand meanwhile left it open: that is closed, and said.
        world.Clock.Advance(TimeSpan.FromHours(10));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        At(19, 0);
        await world.DueDone();
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Equal("schedule Due while no server was running.", (await Log(clinic, 1))[0]);
    }

    [Fact]
    public async Task The_command_closes_what_was_left_open_and_only_says_so_when_asked_to()
    {
        var clinic = await Closed("08:00", "17:00");
        At(20, 0);
        await world.DueDone();
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        Assert.Equal([clinic.Code], (await CloseDue.Run(world.Db, clinic.Code.ToLowerInvariant(), dry: true, TestContext.Current.CancellationToken)).Select(one => one.Code));
        Assert.Equal("OPEN", await State(clinic));
        Assert.Equal([clinic.Code], (await CloseDue.Run(world.Db, clinic.Code, dry: false, TestContext.Current.CancellationToken)).Select(one => one.Code));
        Assert.Equal("CLOSED", await State(clinic));
        Assert.Empty(await CloseDue.Run(world.Db, clinic.Code, dry: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plan_says_what_it_would_mean_before_it_is_set()
    {
        var clinic = await Closed("08:00", "17:00");
        At(20, 0);
        var supervisor = await world.Supervisor();
        var address = $"/api/queues/{clinic.Queue}/hours";
        var mark = await world.Mark();
        var today = (int)world.Clock.Now.DayOfWeek;
        var night = new { weekly = new[] { new { day = today == 0 ? 7 : today, from = "19:00", to = "07:00" } } };
        var preview = (await supervisor.Post($"{address}/preview", night)).Is(200);
        Assert.True(preview["open_now"].GetBoolean());
        Assert.Equal(world.Clock.Now.AddHours(11), preview["changes_at"].GetDateTimeOffset());

        Assert.Empty(await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        Assert.False((await supervisor.Get(address)).Is(200)["open_now"].GetBoolean());
        (await supervisor.Post($"{address}/preview", new { weekly = Array.Empty<object>(), @override = new { open = true, until = world.Clock.Now } })).Refused(400, "invalid");
        (await supervisor.Post("/api/queues/999999/hours/preview", night)).Refused(404, "not_found");
        (await (await clinic.Nurse).Post($"{address}/preview", night)).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_plan_that_cannot_be_is_refused_by_its_field()
    {
        var clinic = await Closed("08:00", "17:00");
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = new[] { new { day = 8, from = "08:00", to = "25:00" } } }, version)).Refused(400, "invalid");
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Array.Empty<object>(), holidays = new[] { new { date = "2026-05-01", name = "May", from = "08:00" } } }, version))
            .Refused(400, "invalid");
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Array.Empty<object>() })).Refused(428, "precondition_required");
        (await (await clinic.Nurse).Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Array.Empty<object>() }, version)).Refused(403, "forbidden");
    }

    private async Task<Clinic> Closed(string from, string to)
    {
        // Early in a day of the site, which is Berlin's.
        var clinic = await Clinic.Open(world);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        world.Clock.Now = new DateTimeOffset(world.Clock.Now.Date.AddDays(1), TimeSpan.Zero).AddHours(3);
        await Plan(clinic, from, to, null);
        await world.DueDone();
        return clinic;
    }

    private async Task Plan(Clinic clinic, string from, string to, object? said)
    {
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours",
            new { weekly = Enumerable.Range(1, 7).Select(day => new { day, from, to }), holidays = Array.Empty<object>(), @override = said }, version)).Is(200);
    }

    private void At(int hour, int minute)
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var today = TimeZoneInfo.ConvertTime(world.Clock.Now, berlin).Date.AddHours(hour).AddMinutes(minute);
        world.Clock.Now = new DateTimeOffset(today, berlin.GetUtcOffset(today));
    }

    private Task<string> State(Clinic clinic) => world.Row<string>($"select state from queues.queues where id = {clinic.Queue}");

    private async Task<IReadOnlyList<string>> Log(Clinic clinic, int most) =>
        [.. (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/log")).Is(200).Body.EnumerateArray().Take(most)
            .Select(line => $"{line.GetProperty("change_reason").GetString()} {line.GetProperty("additional_notes").GetString()}")];
}

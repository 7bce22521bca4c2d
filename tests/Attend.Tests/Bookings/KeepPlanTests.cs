using System.Text.Json;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Bookings;

public sealed class KeepPlanTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_queue_takes_bookings_from_its_first_plan_on_and_each_edit_names_the_version_it_has_seen()
    {
        var clinic = await Clinic.Open(world);
        var (supervisor, path) = (await world.Supervisor(), $"/api/queues/{clinic.Queue}/booking-plan");
        (await world.Stranger.Get($"/api/queues/{clinic.Queue}/slots")).Refused(409, "no_bookings");
        var none = (await world.Stranger.Get(path)).Is(200);
        Assert.Equal((0L, 15), (none["version"].GetInt64(), none["plan"].GetProperty("slot_minutes").GetInt32()));
        (await supervisor.Put(path, new { })).Refused(428, "precondition_required");
        (await supervisor.Put(path, new { }, version: 1)).Refused(412, "precondition_failed");
        (await (await clinic.Nurse).Put(path, new { }, version: 0)).Refused(403, "forbidden");
        (await supervisor.Put("/api/queues/999999/booking-plan", new { }, version: 0)).Refused(404, "not_found");
        (await supervisor.Put(path, new { late_minutes = 40, no_show_minutes = 30 }, version: 0)).Refused(400, "invalid");
        (await supervisor.Put(path, new { slot_minutes = 1 }, version: 0)).Refused(400, "invalid");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from bookings.plans where queue_id = {clinic.Queue}"));

        var mark = await world.Mark();
        var set = (await supervisor.Put(path, new { slot_minutes = 20, places = 3, weekly = new[] { new { day = 1, from = "08:00", to = "10:00" } } }, version: 0)).Is(200);
        Assert.Equal(["bookings.plan_changed"], await world.EventsSince(mark));
        Assert.Equal(set.Body.GetRawText(), (await world.Stranger.Get(path)).Is(200).Body.GetRawText());
        (await supervisor.Put(path, new { }, version: 0)).Refused(412, "precondition_failed");
        Assert.Equal(2L, (await supervisor.Put(path, new { }, version: 1)).Is(200)["version"].GetInt64());
        Assert.Equal(JsonValueKind.Null, (await world.Stranger.Get(path)).Is(200)["plan"].GetProperty("weekly").ValueKind);
    }

    [Fact]
    public async Task Of_those_who_make_the_first_plan_at_once_one_does()
    {
        var clinic = await Clinic.Open(world);
        var supervisor = await world.Supervisor();
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(places => supervisor.Put($"/api/queues/{clinic.Queue}/booking-plan", new { places }, version: 0)));
        var won = Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), loser => loser.Refused(412, "precondition_failed"));
        Assert.Equal(won["plan"].GetProperty("places").GetInt32(), await world.Row<int>($"select places from bookings.plans where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task Without_windows_of_its_own_it_takes_the_opening_hours_with_their_holidays()
    {
        var practice = await Practice.Open(world);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{practice.Queue}"))["version"].GetInt64();
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddDays(3);
        (await supervisor.Put($"/api/queues/{practice.Queue}/hours", new
        {
            weekly = Enumerable.Range(1, 7).Select(weekday => new { day = weekday, from = "08:00", to = "10:00" }),
            holidays = new object[] { new { date = day, name = "Closed" }, new { date = day.AddDays(1), name = "Short", from = "09:00", to = "09:30" } },
        }, version)).Is(200);
        await practice.Plan(new { weekly = (object?)null });
        foreach (var (date, count) in new[] { (day.AddDays(-1), 8), (day, 0), (day.AddDays(1), 2), (day.AddDays(2), 8) })
        {
            Assert.Equal(count, (await world.Stranger.Get($"/api/queues/{practice.Queue}/slots?date={date:yyyy-MM-dd}")).Is(200)["slots"].GetArrayLength());
        }

        // A holiday counts for windows of its own too.
        await practice.Plan();
        Assert.Equal(0, (await world.Stranger.Get($"/api/queues/{practice.Queue}/slots?date={day:yyyy-MM-dd}")).Is(200)["slots"].GetArrayLength());
    }

    [Fact]
    public async Task A_slot_waits_as_long_as_the_plan_says_when_it_comes()
    {
        var practice = await Practice.Open(world, new { no_show_minutes = 15 });
        var at = practice.At();
        var booking = (await practice.Book(at)).Id;
        await practice.Plan(new { no_show_minutes = 45 });
        world.Clock.Now = at.AddMinutes(15);
        await world.DueDone();
        Assert.Equal("booked", await practice.State(booking));
        world.Clock.Now = at.AddMinutes(45);
        await world.DueDone();
        Assert.Equal("noshow", await practice.State(booking));
    }

    [Fact]
    public async Task Whoever_is_booked_for_today_and_has_not_come_is_published()
    {
        var practice = await Practice.Open(world, new { places = 9 });
        world.Clock.Now = new DateTimeOffset(world.Clock.Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero).AddHours(9);
        var nurse = await practice.Nurse;
        // In Berlin a day ends at 23:00 UTC in winter.
        var midnight = new DateTimeOffset(world.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddHours(23);
        var patients = new List<long>();
        foreach (var at in new[] { practice.At(), midnight.AddMinutes(-15), midnight, practice.At(1) })
        {
            patients.Add(await world.AddPerson($"patient-{world.Draw()}", "patient"));
            var booking = (await nurse.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = at, patient_id = patients[^1] })).Is(201).Id;
            if (patients.Count == 4)
            {
                (await practice.Do(booking, "check-in")).Is(200);
            }
        }

        await practice.Book(practice.At(2));
        Assert.Equal(patients.Take(2), await world.Rows<long>($"""
            select patient_id from bookings.today({world.Clock.Now}) where queue_id = {practice.Queue} and site_id = {practice.Clinic.Site} order by patient_id
            """));
    }
}

using System.Text.Json;
using Attend.Compatibility;
using Attend.People;
using Attend.Queues;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>The hours of a department, by the old screen.</summary>
public sealed class QueueScheduleTests(World world) : IClassFixture<World>
{
    private const string Path = "/operations/queue/schedules/";

    private static readonly string[] Fields =
    [
        "id", "department", "nurse", "nurse_name", "start_time", "end_time", "days_of_week", "is_active", "manual_override", "override_status", "is_currently_open",
        "created_at", "updated_at",
    ];

    [Fact]
    public async Task A_nurse_sets_them_at_every_address_and_the_plan_keeps_them()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        (await nurse.Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        foreach (var address in OldWorld.Everywhere("/schedules"))
        {
            var set = (await nurse.Post(address, new { department = clinic.Code.ToLowerInvariant(), start_time = "8:00", end_time = "17:30:00", days_of_week = new object[] { 0, "2", "Friday" } })).Is(201);
            Assert.Equal(Fields, set.Body.Fields());
            Assert.Equal((clinic.Queue, clinic.Code, "08:00:00", "17:30:00", "[0,2,4]", true, false, true), (
                set.Id, set["department"].GetString(), set["start_time"].GetString(), set["end_time"].GetString(), set["days_of_week"].GetRawText(), set["is_active"].GetBoolean(),
                set["manual_override"].GetBoolean(), set["is_currently_open"].GetBoolean()));
            var listed = (await nurse.Get(address)).Is(200).Body;
            Assert.Equal(set.Body.ToString(), Assert.Single(listed.EnumerateArray()).ToString());
        }

        // It is Monday, nine o'clock at the site.
        await world.DueDone();
        Assert.Equal("OPEN", await world.Row<string>($"select state from queues.queues where id = {clinic.Queue}"));
        var weekly = (await nurse.Get($"/api/queues/{clinic.Queue}/hours")).Is(200)["weekly"].EnumerateArray()
            .Select(hours => $"{hours.GetProperty("day")} {hours.GetProperty("from")} {hours.GetProperty("to")}");
        Assert.Equal(["1 08:00 17:30", "3 08:00 17:30", "5 08:00 17:30"], weekly);
    }

    [Fact]
    public async Task Holidays_and_what_was_said_for_a_while_stay_and_an_inactive_plan_is_none()
    {
        var clinic = await Clinic.Open(world);
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}/hours")).Is(200)["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new
        {
            weekly = new[] { new { day = 1, from = "06:00", to = "07:00" } }, holidays = new[] { new { date = "2026-12-25", name = "Christmas" } },
            @override = new { open = true, until = world.Clock.Now.AddHours(3) },
        }, version)).Is(200);
        var nurse = await clinic.Nurse;
        var set = (await nurse.Post(Path, new { department = clinic.Code, start_time = "06:30", end_time = "07:30", days_of_week = "monday,tuesday" })).Is(201);
        Assert.Equal((true, "enabled", true), (set["manual_override"].GetBoolean(), set["override_status"].GetString(), set["is_currently_open"].GetBoolean()));
        var hours = (await nurse.Get($"/api/queues/{clinic.Queue}/hours")).Is(200);
        Assert.Equal(("Christmas", 2), (hours["holidays"][0].GetProperty("name").GetString(), hours["weekly"].GetArrayLength()));

        var none = (await nurse.Post(Path, new { department = clinic.Code, start_time = "06:30", end_time = "07:30", days_of_week = new[] { 1 }, is_active = false })).Is(201);
        Assert.Equal((false, JsonValueKind.Null, "[]"), (none["is_active"].GetBoolean(), none["start_time"].ValueKind, none["days_of_week"].GetRawText()));
        Assert.Empty((await nurse.Get(Path)).Is(200).Body.EnumerateArray());
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field_and_only_nurses_keep_hours()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        var mark = await world.Mark();
        var wrong = await nurse.Post(Path, new { start_time = "25:00", days_of_week = new object[] { 0, 7 } });
        Assert.Equal(("This field is required.", "Time has wrong format; use hh:mm.", "This field is required.", "Invalid day: 7"), (
            wrong.Wrong("department"), wrong.Wrong("start_time"), wrong.Wrong("end_time"), wrong.Wrong("days_of_week")));
        Assert.Equal("Invalid day: Someday", (await nurse.Post(Path, new { department = clinic.Code, start_time = "08:00", end_time = "09:00", days_of_week = "Someday" })).Wrong("days_of_week"));
        Assert.Equal("This field is required.", (await nurse.Post(Path, new { department = clinic.Code, start_time = "08:00", end_time = "09:00" })).Wrong("days_of_week"));
        Assert.Equal("Start time must be before end time",
            (await nurse.Post(Path, new { department = clinic.Code, start_time = "17:00", end_time = "08:00", days_of_week = new[] { 1 } })).Wrong("non_field_errors"));
        var body = new { department = clinic.Code, start_time = "08:00", end_time = "17:00", days_of_week = new[] { 1 } };
        Assert.Equal("Only nurses can create queue schedules", (await (await world.Patient()).Post(Path, body)).Error(403));
        Assert.Equal("Only nurses can access queue schedules", (await (await world.As("clerk")).Get(Path)).Error(403));
        Assert.Equal("Queue status not found for department", (await (await world.As("nurse", await world.Site("hospital"))).Post(Path, body)).Error(404));
        Assert.Empty(await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        // By the new routes hours are not a nurse's to set.
        (await nurse.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Array.Empty<object>() }, 1)).Refused(403, "forbidden");
    }

    [Theory]
    // Monday to Friday 08:00 to 12:00 and 14:00 to 18:00, Saturday over midnight; Berlin is an hour ahead.
    [InlineData("2026-03-02T08:00:00Z", "08:00:00 12:00:00 0,1,2,3,4")]
    [InlineData("2026-03-02T11:00:00Z", "14:00:00 18:00:00 0,1,2,3,4")]
    [InlineData("2026-03-02T18:00:00Z", "08:00:00 12:00:00 0,1,2,3,4")]
    [InlineData("2026-03-07T12:00:00Z", "22:00:00 02:00:00 5")]
    [InlineData("2026-03-08T00:30:00Z", "22:00:00 02:00:00 5")]
    [InlineData("2026-03-08T01:00:00Z", "08:00:00 12:00:00 0,1,2,3,4")]
    public void Of_several_windows_it_is_the_one_that_lasts_or_comes_next(string now, string expected)
    {
        DayHours[] weekly =
        [
            .. Enumerable.Range(1, 5).SelectMany(day => new[] { new DayHours(day, "08:00", "12:00"), new DayHours(day, "14:00", "18:00") }), new DayHours(6, "22:00", "02:00"),
        ];
        var window = OldWindow.Of(weekly, "Europe/Berlin", DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))!;
        Assert.Equal(expected, $"{window.StartTime} {window.EndTime} {string.Join(',', window.DaysOfWeek)}");
    }

    [Fact]
    public void Around_the_clock_it_is_always_the_same_and_without_a_plan_there_is_none()
    {
        var now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        DayHours[] always = [.. Enumerable.Range(1, 7).Select(day => new DayHours(day, "00:00", "00:00"))];
        var window = OldWindow.Of(always, "Pacific/Auckland", now)!;
        Assert.Equal(("00:00:00", "23:59:59", "0123456"), (window.StartTime, window.EndTime, string.Concat(window.DaysOfWeek)));
        Assert.Null(OldWindow.Of([], "Pacific/Auckland", now));
    }
}

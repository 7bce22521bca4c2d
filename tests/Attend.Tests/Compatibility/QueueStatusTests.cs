using System.Globalization;
using System.Text.Json;
using Attend.Compatibility;
using Attend.Forecasts;
using Attend.Tests.Notifications;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>A department opened and shut by the old switch, read by the old screens, and its log.</summary>
public sealed class QueueStatusTests(World world) : IClassFixture<World>
{
    private const string Path = "/operations/queue/status/";

    [Fact]
    public async Task A_nurse_opens_and_shuts_a_department_at_every_address_and_what_is_so_already_is_simply_so()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        foreach (var address in OldWorld.Everywhere("/status"))
        {
            var mark = await world.Mark();
            var shut = (await nurse.Post(address, new { department = clinic.Code.ToLowerInvariant(), is_open = false })).Is(200);
            Assert.Equal(["message", "status", "notification_stats"], shut.Body.Fields());
            Assert.Equal(("Queue closed successfully", clinic.Code, false, "Queue Closed"), (
                shut["message"].GetString(), shut["status"].GetProperty("department").GetString(), shut["status"].GetProperty("is_open").GetBoolean(),
                shut["status"].GetProperty("status_message").GetString()));
            var again = (await nurse.Post(address, new { department = clinic.Code, is_open = false })).Is(200);
            Assert.Equal(("Queue closed successfully", 0, 0), (again["message"].GetString(), Told(again).Patients, Told(again).Failures));
            Assert.Equal(["queues.queue_closed"], await world.EventsSince(mark, $"queue:{clinic.Queue}"));

            var open = (await nurse.Post(address, new { department = clinic.Code, is_open = "true" })).Is(200);
            Assert.Equal(("Queue opened successfully", true, "Queue Open - Ready to Join"), (
                open["message"].GetString(), open["status"].GetProperty("is_open").GetBoolean(), open["status"].GetProperty("status_message").GetString()));
            Assert.Equal(["total_patients_notified", "notification_failures"], open["notification_stats"].Fields());
            Assert.All(open["notification_stats"].EnumerateObject(), count => Assert.Equal(JsonValueKind.Number, count.Value.ValueKind));
            Assert.Equal(200, (await nurse.Post(address, new { department = clinic.Code, is_open = true })).Number);
            Assert.Equal(["queues.queue_closed", "queues.queue_opened"], await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_counts_are_of_those_whom_it_is_told()
    {
        var site = await world.Site("hospital");
        var clinic = await Clinic.Open(world, site: site);
        var nurse = await clinic.Nurse;
        await world.Reachable("patient", site);
        await world.Reachable("patient", await world.Site("hospital"));
        foreach (var open in new[] { false, true })
        {
            var answer = (await nurse.Post(Path, new { department = clinic.Code, is_open = open })).Is(200);
            await world.Settled();
            var people = await world.Row<int>($"""
                select count(distinct d.user_id)::int from notifications.deliveries d join notifications.messages m on m.id = d.message_id
                where m.id = (select max(id) from notifications.messages where subject = {"queue:" + clinic.Queue})
                """);
            Assert.InRange(people, 1, int.MaxValue);
            Assert.Equal((people, 0), Told(answer));
        }
    }

    [Fact]
    public async Task The_status_has_every_field_with_its_type()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        await clinic.Join();
        (await clinic.Next()).Is(200);
        var hours = (await (await world.Supervisor()).Get($"/api/queues/{clinic.Queue}/hours")).Is(200);
        (await (await world.Supervisor()).Put($"/api/queues/{clinic.Queue}/hours", new
        {
            weekly = new[] { 1, 2, 4 }.Select(day => new { day, from = "08:30", to = "17:00" }).Append(new { day = 6, from = "10:00", to = "12:00" }),
        }, hours["version"].GetInt64())).Is(200);

        var seen = (await (await world.Patient()).Get($"{Path}?department={clinic.Code.ToLowerInvariant()}")).Is(200);

        Assert.Equal(OldWorld.StatusFields, seen.Body.Fields());
        Assert.Equal((clinic.Queue, clinic.Code, true, 1, 1, "Queue Open - 1 waiting"), (
            seen.Id, seen["department"].GetString(), seen["is_open"].GetBoolean(), seen["current_serving"].GetInt32(), seen["total_waiting"].GetInt32(),
            seen["status_message"].GetString()));
        var wait = (await (await world.Patient()).Get($"/api/queues/{clinic.Queue}/forecast")).Is(200)["forecast"].GetProperty("from_seconds").GetInt32();
        Assert.InRange(wait, 1, 24 * 60 * 60);
        Assert.Equal(TimeSpan.FromSeconds(wait), TimeSpan.ParseExact(seen["estimated_wait_time"].GetString()!, @"hh\:mm\:ss", CultureInfo.InvariantCulture));
        Assert.Equal(("supervisor Test", (await world.Supervisor()).UserId), (seen["last_updated_by_name"].GetString(), seen["last_updated_by"].GetInt64()));
        Assert.Equal(world.Clock.Now, seen["last_updated_at"].GetDateTimeOffset());
        Assert.Equal(world.Clock.Now, seen["created_at"].GetDateTimeOffset());
        Assert.Equal(("08:30:00", "17:00:00", "[0,1,3]"), (
            seen["current_schedule_start_time"].GetString(), seen["current_schedule_end_time"].GetString(), seen["current_schedule_days_of_week"].GetRawText()));
    }

    [Theory]
    [InlineData(900, "00:15:00")]
    [InlineData(86_399, "23:59:59")]
    [InlineData(90_061, "1 01:01:01")]
    [InlineData(172_800, "2 00:00:00")]
    public void A_wait_of_days_is_not_cut_to_hours(int seconds, string expected) =>
        Assert.Equal(expected, OldWaits.Text(new WaitForecast(seconds, seconds, Basis.Learned, DateTimeOffset.UnixEpoch, false)));

    [Fact]
    public async Task A_department_without_hours_or_anybody_says_so_with_nothing()
    {
        var clinic = await Clinic.Open(world);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        var seen = (await (await clinic.Nurse).Get($"{Path}?department={clinic.Code}")).Is(200);
        Assert.All(new[] { "current_serving", "estimated_wait_time", "current_schedule_start_time", "current_schedule_end_time" }, field =>
            Assert.Equal(JsonValueKind.Null, seen[field].ValueKind));
        Assert.Equal("[]", seen["current_schedule_days_of_week"].GetRawText());
    }

    [Fact]
    public async Task Without_a_department_the_list_is_a_bare_array_of_those_that_the_reader_works_at()
    {
        var (clinic, other) = (await Clinic.Open(world), await Clinic.Open(world));
        foreach (var address in OldWorld.Everywhere("/status"))
        {
            Assert.Equal([clinic.Code], (await (await clinic.Nurse).Get(address)).Is(200).Body.EnumerateArray().Select(one => one.GetProperty("department").GetString()));
        }

        var all = (await (await world.Patient()).Get(Path)).Is(200).Body;
        Assert.Equal(JsonValueKind.Array, all.ValueKind);
        var codes = all.EnumerateArray().Select(one => one.GetProperty("department").GetString()!).ToList();
        Assert.Equal(codes.Order(StringComparer.Ordinal), codes);
        Assert.Subset(codes.ToHashSet(), new HashSet<string> { clinic.Code, other.Code });
        Assert.Equal([other.Code], (await (await world.Patient()).Get($"{Path}?site={other.Site}")).Is(200).Body.EnumerateArray().Select(one => one.GetProperty("department").GetString()));
    }

    [Fact]
    public async Task Whoever_may_not_and_what_is_not_there_is_refused_in_the_old_form()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        var mark = await world.Mark();
        Assert.Equal("Only nurses can update queue status", (await (await world.Patient()).Post(Path, new { department = clinic.Code, is_open = false })).Error(403));
        Assert.Equal("Sign in first.", (await world.Stranger.Post(Path, new { department = clinic.Code, is_open = false })).Error(401));
        Assert.Equal("Sign in first.", (await world.Stranger.Get(Path)).Error(401));
        Assert.Equal("Queue status not found for department", (await nurse.Post(Path, new { department = "NOWHERE", is_open = true })).Error(404));
        Assert.Equal("Queue status not found for department", (await nurse.Get($"{Path}?department=NOWHERE")).Error(404));
        var elsewhere = await world.As("nurse", await world.Site("hospital"));
        Assert.Equal("Queue status not found for department", (await elsewhere.Post(Path, new { department = clinic.Code, is_open = false })).Error(404));
        Assert.Equal("Queue status not found for department", (await elsewhere.Post(Path, new { department = clinic.Code, is_open = true })).Error(404));
        Assert.Equal("This field is required.", (await nurse.Post(Path, new { is_open = true })).Wrong("department"));
        Assert.Equal("This field is required.", (await nurse.Post(Path, new { department = clinic.Code })).Wrong("is_open"));
        Assert.Equal("Must be a valid boolean.", (await nurse.Post(Path, new { department = clinic.Code, is_open = "perhaps" })).Wrong("is_open"));
        Assert.Empty(await world.EventsSince(mark, $"queue:{clinic.Queue}"));
    }

    [Fact]
    public async Task Of_a_department_that_several_sites_have_it_is_ones_own_and_else_the_site_is_to_be_said()
    {
        var supervisor = await world.Supervisor();
        var (here, there) = (await world.Site("hospital"), await world.Site("hospital"));
        var code = $"D{world.Draw()}";
        foreach (var site in new[] { here, there })
        {
            (await supervisor.Post("/api/queues", new { site_id = site, code, queue = new { name = "Department" } })).Is(201);
        }

        (await (await world.As("nurse", there)).Post(Path, new { department = code, is_open = true })).Is(200);
        Assert.Equal(["CLOSED", "OPEN"], await world.Rows<string>($"select state from queues.queues where code = {code} order by site_id"));
        var patient = await world.Patient();
        Assert.StartsWith("Several sites", (await patient.Get($"{Path}?department={code}")).Wrong("department"), StringComparison.Ordinal);
        Assert.False((await patient.Get($"{Path}?department={code}&site={here}")).Is(200)["is_open"].GetBoolean());
        (await supervisor.Post(Path, new { department = code, is_open = true, site = here })).Is(200);
        Assert.True((await patient.Get($"{Path}?department={code}&site={here}")).Is(200)["is_open"].GetBoolean());
    }

    [Fact]
    public async Task Who_is_inside_is_served_behind_the_shut_door_and_a_paused_one_goes_on()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        await clinic.Join();
        var shut = (await nurse.Post(Path, new { department = clinic.Code, is_open = false })).Is(200)["status"];
        Assert.Equal((false, "Queue Closing"), (shut.GetProperty("is_open").GetBoolean(), shut.GetProperty("status_message").GetString()));
        Assert.True((await nurse.Post(Path, new { department = clinic.Code, is_open = true })).Is(200)["status"].GetProperty("is_open").GetBoolean());
        (await nurse.Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        Assert.False((await nurse.Get($"{Path}?department={clinic.Code}")).Is(200)["is_open"].GetBoolean());
        var mark = await world.Mark();
        (await nurse.Post(Path, new { department = clinic.Code, is_open = true })).Is(200);
        Assert.Equal(["queues.queue_resumed"], await world.EventsSince(mark, $"queue:{clinic.Queue}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_many_who_open_it_at_once_one_does_and_the_others_find_it_open()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        (await nurse.Post(Path, new { department = clinic.Code, is_open = false })).Is(200);
        var mark = await world.Mark();
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => nurse.Post(Path, new { department = clinic.Code, is_open = true }))))
        {
            answer.Is(200);
        }

        Assert.Equal(["queues.queue_opened"], await world.EventsSince(mark, $"queue:{clinic.Queue}"));
    }

    [Fact]
    public async Task The_log_says_who_opened_and_shut_it_the_newest_first()
    {
        var clinic = await Clinic.Open(world);
        var nurse = await clinic.Nurse;
        (await nurse.Post($"/api/queues/{clinic.Queue}/close", new { notes = "Fire drill" })).Is(200);
        foreach (var address in OldWorld.Everywhere("/status/logs").Concat(OldWorld.Everywhere("/logs")))
        {
            var lines = (await nurse.Get($"{address}?department={clinic.Code.ToLowerInvariant()}")).Is(200).Body;
            Assert.Equal(
                ["id", "department", "previous_status", "new_status", "change_reason", "changed_by", "changed_by_name", "changed_at", "additional_notes", "status_change_text"],
                lines[0].Fields());
            Assert.Equal((true, false, "manual", nurse.UserId, "Fire drill", $"Queue Closed: {clinic.Code} - manual"), (
                lines[0].GetProperty("previous_status").GetBoolean(), lines[0].GetProperty("new_status").GetBoolean(), lines[0].GetProperty("change_reason").GetString(),
                lines[0].GetProperty("changed_by").GetInt64(), lines[0].GetProperty("additional_notes").GetString(), lines[0].GetProperty("status_change_text").GetString()));
            Assert.Equal(($"Queue Opened: {clinic.Code} - manual", ""), (
                lines[1].GetProperty("status_change_text").GetString(), lines[1].GetProperty("additional_notes").GetString()));
            Assert.Equal(2, (await nurse.Get(address)).Is(200).Body.GetArrayLength());
            Assert.Equal(1, (await nurse.Get($"{address}?limit=1")).Is(200).Body.GetArrayLength());
        }

        Assert.Equal("Only staff can read the queue logs", (await (await world.Patient()).Get("/operations/queue/logs/")).Error(403));
        Assert.Equal("Queue status not found for department", (await nurse.Get("/operations/queue/logs/?department=NOWHERE")).Error(404));
    }

    private static (int Patients, int Failures) Told(Answer answer) => (
        answer["notification_stats"].GetProperty("total_patients_notified").GetInt32(), answer["notification_stats"].GetProperty("notification_failures").GetInt32());
}

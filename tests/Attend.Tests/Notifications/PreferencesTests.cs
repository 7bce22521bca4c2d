using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What somebody chooses counts from the next message on, and is told when it cannot be chosen.</summary>
public sealed class PreferencesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_is_not_wanted_is_withheld_with_the_reason_but_never_what_saves_a_life_from_the_inbox()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var before = (await medic.Get("/api/notifications/preferences")).Is(200)["ways"].EnumerateArray().ToList();
        Assert.All(before, one => Assert.True(one.GetProperty("wanted").GetBoolean()));

        (await medic.Put("/api/notifications/preferences/crew_stood_down/in_app", new { wanted = false })).Is(204);
        (await medic.Put("/api/notifications/preferences/crew_assigned/web_push", new { wanted = false })).Is(204);
        (await medic.Put("/api/notifications/preferences/crew_assigned/in_app", new { wanted = false })).Refused(409, "always_told");
        (await medic.Put("/api/notifications/preferences/crew_assigned/pigeon", new { wanted = false })).Refused(404, "unknown_kind");
        (await medic.Put("/api/notifications/preferences/nothing/in_app", new { wanted = false })).Refused(404, "unknown_kind");

        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        var id = unit.Crew[0].Id;
        Assert.Equal([$"crew_assigned {id} in_app PENDING", $"crew_assigned {id} web_push SUPPRESSED not_wanted"], (await world.Deliveries($"response:{response}")).Order());
        Assert.Contains($"crew_stood_down {id} in_app SUPPRESSED not_wanted", await world.Deliveries($"response:{response}:end"));
        Assert.Equal(1, (await medic.Get("/api/notifications")).Is(200)["unread"].GetInt64());
        Assert.Empty(await world.Violations());
    }

    [Theory]
    [InlineData("nurse", "pre_alert shift_begins licence_expires patient_worse patient_unattended reassessment_due digest")]
    [InlineData("dispatcher", "alarm distress pre_alert_declined shift_begins licence_expires digest")]
    [InlineData("supervisor", "alarm distress shift_begins licence_expires patient_worse patient_unattended reassessment_due visit_unended digest")]
    [InlineData("operator", "shift_begins licence_expires visit_review visit_unended trip_unserved digest")]
    [InlineData("therapist", "shift_begins licence_expires visit_asked visit_changed visit_unended trip_news digest")]
    [InlineData("driver", "shift_begins licence_expires trip_offered trip_changed digest")]
    [InlineData("paramedic", "crew_assigned crew_changed crew_unanswered crew_stood_down distress shift_begins licence_expires digest")]
    [InlineData("admin", "shift_begins licence_expires work_failed digest")]
    [InlineData("patient", "queue_opened queue_closed ticket_next ticket_delayed ticket_called ticket_return visit_news")]
    public async Task Somebody_chooses_among_the_kinds_that_may_reach_them(string role, string kinds)
    {
        var name = $"{role}-{world.Draw()}";
        await world.AddPerson(name, role);
        Assert.Equal(kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries), (await Chosen(await world.SignIn(name))).Keys);
    }

    [Fact]
    public async Task Whom_a_ladder_names_and_who_was_told_all_the_same_chooses_too()
    {
        var admin = await world.Admin();
        var supervisor = await world.Supervisor();
        var rungs = new object[]
        {
            new { after_seconds = 0, ways = new[] { "in_app", "web_push" } }, new { after_seconds = 60, roles = new[] { "supervisor" }, ways = new[] { "sms" } },
        };
        (await admin.Put("/api/admin/ladders/pre_alert/any", new { rungs })).Is(204);
        Assert.Equal(["sms after 60"], (await Chosen(supervisor))["pre_alert"]);
        Assert.Equal(["in_app after 0", "web_push after 0"], (await Chosen(await world.As("nurse")))["pre_alert"]);
        (await admin.Delete("/api/admin/ladders/pre_alert/any")).Is(204);
        Assert.DoesNotContain("pre_alert", (await Chosen(supervisor)).Keys);

        // Of any role are those who ride along.
        var unit = await world.Unit();
        var name = $"doctor-{world.Draw()}";
        var id = await world.AddPerson(name, "doctor");
        (await supervisor.Post("/api/shifts", new { user_id = id, site_id = unit.Site, from = world.Clock.Now.AddDays(-1) })).Is(201);
        (await supervisor.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { id } })).Is(200);
        var doctor = await world.SignIn(name);
        Assert.DoesNotContain("crew_assigned", (await Chosen(doctor)).Keys);
        await world.Dispatch((await world.Call()).Id, unit);
        await world.Settled();
        Assert.Contains("crew_assigned", (await Chosen(doctor)).Keys);
        // What was chosen once can be chosen again, whatever its person is today.
        (await doctor.Put("/api/notifications/preferences/work_failed/email", new { wanted = false })).Is(204);
        Assert.Contains("work_failed", (await Chosen(doctor)).Keys);
    }

    /// <summary>By kind the ways that somebody is shown.</summary>
    private static async Task<Dictionary<string, List<string>>> Chosen(Api person) =>
        (await person.Get("/api/notifications/preferences")).Is(200)["ways"].EnumerateArray()
            .GroupBy(one => one.GetProperty("kind").GetString()!, one => $"{one.GetProperty("way")} after {one.GetProperty("after_seconds")}")
            .ToDictionary(group => group.Key, group => group.ToList());

    [Fact]
    public async Task Quiet_hours_are_kept_as_they_were_said()
    {
        var nurse = await world.As("nurse");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = new[] { 5, 1, 5 } })).Is(204);
        var quiet = (await nurse.Get("/api/notifications/preferences")).Is(200)["quiet_hours"];
        Assert.Equal(("22:00", "06:30"), (quiet.GetProperty("from").GetString(), quiet.GetProperty("to").GetString()));
        Assert.Equal([1, 5], quiet.GetProperty("days").EnumerateArray().Select(day => day.GetInt32()));

        (await nurse.Put("/api/notifications/quiet-hours", new { from = "24:00", to = "06:30", days = new[] { 1 } })).Refused(400, "invalid");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = new[] { 0 } })).Refused(400, "invalid");
        (await nurse.Put("/api/notifications/quiet-hours", new { from = "22:00", to = "06:30", days = Array.Empty<int>() })).Refused(400, "invalid");

        (await nurse.Delete("/api/notifications/quiet-hours")).Is(204);
        (await nurse.Delete("/api/notifications/quiet-hours")).Is(204);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await nurse.Get("/api/notifications/preferences"))["quiet_hours"].ValueKind);
    }

    [Fact]
    public async Task In_quiet_hours_only_what_is_clinical_is_sent_and_it_says_why()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var id = unit.Crew[0].Id;
        (await medic.Post("/api/notifications/devices", PushDevice.At($"https://push.example.org/{id}"))).Is(200);
        (await medic.Put("/api/notifications/quiet-hours", new { from = "00:00", to = "23:59", days = new[] { 1, 2, 3, 4, 5, 6, 7 } })).Is(204);

        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        // It is on its way at once, or was handed over already.
        Assert.Matches($"crew_assigned {id} web_push (PENDING passed_quiet_hours|SENT)", string.Join(", ", await world.Deliveries($"response:{response}")));
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();

        Assert.Contains($"crew_stood_down {id} web_push SUPPRESSED quiet_hours", await world.Deliveries($"response:{response}:end"));
        Assert.Contains($"crew_stood_down {id} in_app PENDING", await world.Deliveries($"response:{response}:end"));
    }

    [Fact]
    public async Task A_browser_that_takes_pushes_belongs_to_whoever_used_it_last()
    {
        var (nurse, doctor) = (await world.As("nurse"), await world.As("doctor"));
        var body = PushDevice.At("https://push.example.org/one");
        var device = (await nurse.Post("/api/notifications/devices", body)).Is(200).Id;
        Assert.Equal(device, (await nurse.Post("/api/notifications/devices", body)).Is(200).Id);
        Assert.Equal(device, (await doctor.Post("/api/notifications/devices", body)).Is(200).Id);
        Assert.Empty((await nurse.Get("/api/notifications/devices"))["items"].EnumerateArray());

        (await nurse.Delete($"/api/notifications/devices/{device}")).Is(404);
        (await doctor.Delete($"/api/notifications/devices/{device}")).Is(204);
        foreach (var endpoint in new[] { "http://push.example.org/one", "https://user@push.example.org/one", "/just/a/path" })
        {
            (await nurse.Post("/api/notifications/devices", PushDevice.At(endpoint))).Refused(400, "invalid");
        }

        (await nurse.Post("/api/notifications/devices", new { name = "Phone", endpoint = "https://push.example.org/two", keys = new { p256dh = "AAAA", auth = "AAAA" } })).Refused(400, "invalid");
        (await nurse.Post("/api/notifications/devices", new { name = "Phone", endpoint = "https://push.example.org/two" })).Refused(400, "invalid");
    }
}

using System.Text.Json;
using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class EmergenciesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_dispatchers_call_comes_back_whole()
    {
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();

        var call = (await dispatcher.Post("/api/emergencies", new
        {
            caller_name = "John Doe", caller_phone = "07654321", emergency_type = "cardiac", description = "Chest pain",
            location_address = "22 Peace Village", latitude = "52.51", longitude = "13.41", unknown_field = 1,
        })).Is(201);

        Assert.Equal(OldWorld.CallFields.Order(), call.Body.Fields().Order());
        Assert.Matches("^CALL-[0-9A-F]{8}$", call["call_id"].GetString()!);
        Assert.Equal(("CARDIAC", "Cardiac Arrest"), (call["emergency_type"].GetString(), call["emergency_type_display"].GetString()));
        Assert.Equal(("MEDIUM", "Medium"), (call["priority"].GetString(), call["priority_display"].GetString()));
        Assert.Equal(("RECEIVED", "Received"), (call["status"].GetString(), call["status_display"].GetString()));
        Assert.Equal((52.51, 13.41), (call["latitude"].GetDouble(), call["longitude"].GetDouble()));
        Assert.Equal(("John Doe", "07654321"), (call["caller_name"].GetString(), call["caller_phone"].GetString()));
        Assert.Equal(("", "", ""), (call["patient_name"].GetString(), call["patient_condition"].GetString(), call["hospital_destination"].GetString()));
        Assert.Equal(JsonValueKind.Null, call["assigned_ambulance"].ValueKind);
        Assert.Equal(["dispatch.call_received"], await world.EventsSince(mark));
        Assert.Equal($"/api/emergencies/{call.Id}/", call.Message.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_stranger_gets_a_token_and_nothing_else()
    {
        var mark = await world.Mark();
        var asked = (await world.Stranger.Post("/api/emergencies/", new
        {
            caller_name = "Canary Jones", caller_phone = "0123456", emergency_type = "TRAUMA", description = "Fell", location_address = "Main Street",
        })).Is(201);

        Assert.Equal(["id", "call_id", "status", "token"], asked.Body.Fields());
        Assert.Equal("RECEIVED", asked["status"].GetString());
        Assert.Equal(["dispatch.call_received"], await world.EventsSince(mark));
        Assert.Equal("RECEIVED", (await world.Stranger.Get($"/api/requests/{asked["token"].GetString()}")).Is(200)["status"].GetString());
        var seen = await (await world.Dispatcher()).Get($"/api/calls/{asked.Id}");
        Assert.True(seen["unverified"].GetBoolean());
        Assert.Equal("MEDIUM", seen["priority"].GetString());
        Assert.Equal("Sign in first.", (await world.Stranger.Get("/api/emergencies/")).Error(401));
        Assert.Equal("Sign in first.", (await world.Stranger.Get($"/api/emergencies/{asked.Id}/")).Error(401));
    }

    [Fact]
    public async Task A_form_is_as_good_as_json()
    {
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Raw(HttpMethod.Post, "/api/emergencies/",
            "emergency_type=FIRE&location_address=Main+Street+1&priority=&patient_age=", "application/x-www-form-urlencoded")).Is(201);
        Assert.Equal(("FIRE", "Main Street 1", "MEDIUM"), (call["emergency_type"].GetString(), call["location_address"].GetString(), call["priority"].GetString()));
    }

    [Fact]
    public async Task Wrong_fields_are_named_in_the_old_form()
    {
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();
        var wrong = await dispatcher.Post("/api/emergencies/", new { emergency_type = "PLAGUE", latitude = 91, caller_phone = new string('1', 41), patient_age = "old" });

        Assert.Equal("\"PLAGUE\" is not a valid choice.", wrong.Wrong("emergency_type"));
        Assert.Equal("Ensure this value is between -90 and 90.", wrong.Wrong("latitude"));
        Assert.Equal("Ensure this field has no more than 40 characters.", wrong.Wrong("caller_phone"));
        Assert.Equal("A valid integer is required.", wrong.Wrong("patient_age"));
        Assert.Equal("This field is required.", wrong.Wrong("location_address"));
        Assert.Equal("This field is required.", (await dispatcher.Post("/api/emergencies/")).Wrong("emergency_type"));
        foreach (var body in new[] { "{", "[]", "nul", "{\"emergency_type\":\"\\ud800\"}", "{\"\\ud800\":1}", "{\"a\":" + new string('[', 40), "{\"emergency_type\":{}}" })
        {
            var answer = await dispatcher.Raw(HttpMethod.Post, "/api/emergencies/", body);
            Assert.True(answer.Number == 400 && answer.Code.Length == 0, $"{body}: {answer.Number} {answer.Body}");
        }

        Assert.Equal(415, (await dispatcher.Raw(HttpMethod.Post, "/api/emergencies/", "x", "text/plain")).Number);
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task Lists_are_bare_arrays_by_phase()
    {
        var unit = await world.Unit();
        var (waiting, active) = (await world.OldCall(), await world.OldCall());
        (await world.OldDispatch(active.Id, unit.Id)).Is(200);
        var dispatcher = await world.Dispatcher();

        Assert.Contains(active.Id, Ids(await dispatcher.Get("/api/emergencies/active/")));
        Assert.DoesNotContain(waiting.Id, Ids(await dispatcher.Get("/api/emergencies/active/?status=active")));
        Assert.Contains(waiting.Id, Ids(await dispatcher.Get("/api/emergencies/active/?status=pending")));
        Assert.DoesNotContain(waiting.Id, Ids(await dispatcher.Get("/api/emergencies/active/?status=completed")));
        Assert.Contains(waiting.Id, Ids(await dispatcher.Get("/api/emergencies/active?status=all")));
        var all = Ids(await dispatcher.Get("/api/emergencies/"));
        Assert.Equal(all.OrderDescending(), all);
        Assert.Contains(waiting.Id, Ids(await dispatcher.Get("/api/emergencies/?status=received")));
        Assert.Equal("Emergency call not found", (await dispatcher.Get("/api/emergencies/999999/")).Error(404));
    }

    [Fact]
    public async Task Each_field_goes_to_its_slice()
    {
        var hospital = await world.Hospital();
        var name = await world.Row<string>($"select s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = {hospital}");
        var call = await world.OldCall();
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();

        var edited = (await dispatcher.Patch($"/api/emergencies/{call.Id}/", new
        {
            description = "Breathing stopped", emergency_type = "RESPIRATORY", priority = "CRITICAL", location_address = "24 Peace Village",
            caller_phone = "07654322", patient_name = "Janet Doe", patient_age = 62, patient_condition = "unconscious", hospital_destination = name,
            assigned_ambulance = 7, received_at = "2001-01-01T00:00:00Z",
        })).Is(200);

        Assert.Equal(("Breathing stopped", "RESPIRATORY", "CRITICAL", "24 Peace Village"), (
            edited["description"].GetString(), edited["emergency_type"].GetString(), edited["priority"].GetString(), edited["location_address"].GetString()));
        Assert.Equal(("John Doe", "07654322"), (edited["caller_name"].GetString(), edited["caller_phone"].GetString()));
        Assert.Equal(("Janet Doe", 62, "unconscious"), (edited["patient_name"].GetString(), edited["patient_age"].GetInt32(), edited["patient_condition"].GetString()));
        Assert.Equal(name, edited["hospital_destination"].GetString());
        Assert.Equal(call["received_at"].GetString(), edited["received_at"].GetString());
        Assert.Equal(JsonValueKind.Null, edited["assigned_ambulance"].ValueKind);
        Assert.Equal(
            ["dispatch.call_edited", "dispatch.call_reprioritised", "dispatch.call_relocated", "dispatch.caller_changed", "dispatch.patient_changed", "dispatch.patient_changed"],
            await world.EventsSince(mark));
        mark = await world.Mark();
        (await dispatcher.Patch($"/api/emergencies/{call.Id}/", new { priority = "CRITICAL", status = "RECEIVED" })).Is(200);
        Assert.Empty(await world.EventsSince(mark));
        Assert.Equal("Cannot transition from RECEIVED to CLOSED", (await dispatcher.Patch($"/api/emergencies/{call.Id}/", new { status = "CLOSED" })).Wrong("status"));
        var crew = await world.SignIn((await world.Unit()).Crew[0].Name);
        Assert.Equal("Only dispatchers can update emergency calls", (await crew.Patch($"/api/emergencies/{call.Id}/", new { priority = "LOW" })).Error(403));
    }

    [Fact]
    public async Task What_is_refused_in_part_is_not_written_at_all()
    {
        var dispatcher = await world.Dispatcher();
        var call = await world.OldCall();
        (await dispatcher.Post($"/api/calls/{call.Id}/cancel", new { reason = "false alarm" })).Is(200);
        var mark = await world.Mark();

        (await dispatcher.Patch($"/api/emergencies/{call.Id}/", new { description = "Half of it", caller_phone = "1", priority = "CRITICAL" })).Error(409);

        Assert.Empty(await world.EventsSince(mark));
        var after = (await dispatcher.Get($"/api/emergencies/{call.Id}/")).Is(200);
        Assert.Equal((call["description"].GetString(), call["caller_phone"].GetString()), (after["description"].GetString(), after["caller_phone"].GetString()));
    }

    [Fact]
    public async Task A_key_gives_the_same_answer_again()
    {
        var (dispatcher, unit) = (await world.Dispatcher(), await world.Unit());
        var call = await world.OldCall();
        var body = new { emergency_call_id = call.Id, ambulance_id = unit.Id };
        var key = Guid.NewGuid().ToString("n");
        var first = (await dispatcher.Post("/dispatch/api/dispatch/", body, key)).Is(200);
        var mark = await world.Mark();

        Assert.Equal(first.Body.ToString(), (await dispatcher.Post("/dispatch/api/dispatch/", body, key)).Is(200).Body.ToString());
        (await dispatcher.Post("/dispatch/api/dispatch/", new { emergency_call_id = call.Id, ambulance_id = unit.Id + 1 }, key)).Error(409);
        Assert.Empty(await world.EventsSince(mark));
    }

    private static List<long> Ids(Answer list) => [.. list.Is(200).Body.EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
}

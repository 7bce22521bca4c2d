using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class EditCallTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_edit_names_the_fields_and_needs_the_version_seen()
    {
        var dispatcher = await world.Dispatcher();
        var call = await world.Call();
        var version = call["version"].GetInt64();
        var mark = await world.Mark();

        var answer = (await dispatcher.Patch($"/api/calls/{call.Id}",
            new { description = "Fell from a ladder", emergency_type = "TRAUMA", drop_off = new { address = "Ward 3" } }, version)).Is(200);

        Assert.Equal("TRAUMA", answer["emergency_type"].GetString());
        Assert.Equal("Ward 3", answer["drop_off"].GetProperty("address").GetString());
        Assert.Equal(version + 1, answer["version"].GetInt64());
        Assert.Equal(["dispatch.call_edited"], await world.EventsSince(mark));
        Assert.Equal("""["description", "emergency_type", "drop_off"]""", await world.Row<string>($"""
            select (data -> 'fields')::text from platform.events where kind = 'dispatch.call_edited' and subject = 'call:' || {call.Id}::bigint
            """));
        (await dispatcher.Patch($"/api/calls/{call.Id}", new { description = "Again" }, version)).Refused(412, "precondition_failed");
        (await dispatcher.Patch($"/api/calls/{call.Id}", new { description = "Again" })).Refused(428, "precondition_required");
        (await dispatcher.Patch($"/api/calls/{call.Id}", new { priority = "LOW" }, version + 1)).Refused(400, "malformed_json");
        (await dispatcher.Patch($"/api/calls/{call.Id}", new { description = (string?)null }, version + 1)).Is(400);
    }

    [Fact]
    public async Task A_callers_number_is_put_right_and_the_answer_time_is_never_guessed()
    {
        var dispatcher = await world.Dispatcher();
        var call = await world.Call();
        var version = call["version"].GetInt64();
        var caller = call["callers"][0].GetProperty("id").GetInt64();
        var mark = await world.Mark();

        var answer = (await dispatcher.Patch($"/api/callers/{caller}", new { phone = "+49301" }, version)).Is(200);

        Assert.Equal("+49301", answer["callers"][0].GetProperty("phone").GetString());
        Assert.Equal("Caller", answer["callers"][0].GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer["callers"][0].GetProperty("answered_at").ValueKind);
        Assert.Equal(version + 1, answer["version"].GetInt64());
        Assert.Equal(["dispatch.caller_changed"], await world.EventsSince(mark, $"call:{call.Id}"));
        (await dispatcher.Patch($"/api/callers/{caller}", new { phone = "+49302" }, version)).Refused(412, "precondition_failed");
        (await dispatcher.Patch($"/api/callers/{caller}", new { phone = "+49302" })).Refused(428, "precondition_required");
        (await dispatcher.Patch("/api/callers/999999999", new { phone = "+49302" }, version)).Refused(404, "not_found");
        (await (await world.As("paramedic")).Patch($"/api/callers/{caller}", new { phone = "+49302" }, version)).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Planned_work_moves_its_due_time_and_comes_due_at_once_when_that_is_near()
    {
        var dispatcher = await world.Dispatcher();
        var due = world.Clock.Now.AddHours(6);
        var call = (await dispatcher.Post("/api/calls", new
        {
            kind = "TRANSFER", emergency_type = "OTHER", priority = "LOW", due_at = due, location = new { address = "Ward 1" },
        })).Is(201);
        Assert.Equal("PLANNED", call.State);

        (await dispatcher.Patch($"/api/calls/{call.Id}", new { due_at = due.AddHours(2) }, 1)).Is(200);
        Assert.Equal(due.AddHours(2).AddMinutes(-45), await world.Row<DateTimeOffset>($"""
            select due_at from platform.work where kind = 'dispatch.come_due' and key = {call.Id}::text
            """));
        (await dispatcher.Patch($"/api/calls/{call.Id}", new { due_at = (string?)null }, 2)).Refused(400, "invalid");
        var mark = await world.Mark();

        var answer = (await dispatcher.Patch($"/api/calls/{call.Id}", new { due_at = world.Clock.Now.AddMinutes(30) }, 2)).Is(200);

        Assert.Equal("RECEIVED", answer.State);
        Assert.True(answer["needs_unit"].GetBoolean());
        Assert.Equal(["dispatch.call_edited", "dispatch.call_came_due"], await world.EventsSince(mark));
        Assert.Equal(["dispatch.watch_call"], await world.Rows<string>($"select kind from platform.work where key = {call.Id}::text"));
    }

    [Fact]
    public async Task Another_caller_and_another_patient_are_added()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var call = await world.Call();
        await world.Dispatch(call.Id, unit);
        var crew = await world.SignIn(unit.Crew[0].Name);
        var mark = await world.Mark();

        var ringing = world.Clock.Now.AddSeconds(-20);
        Assert.Equal(2, (await dispatcher.Post($"/api/calls/{call.Id}/callers", new { phone = "+49301234", ringing_at = ringing })).Is(201)["callers"].GetArrayLength());
        var answer = (await crew.Post($"/api/calls/{call.Id}/patients", new { age = 7, sex = "male", condition = "Burn" })).Is(201);

        Assert.Equal("DISPATCHED", answer.State);
        Assert.Equal(7, answer["patients"][0].GetProperty("age").GetInt32());
        Assert.Equal(["dispatch.caller_added", "dispatch.patient_added"], await world.EventsSince(mark));
        (await crew.Post($"/api/calls/{call.Id}/callers", new { phone = "+49301234" })).Refused(403, "forbidden");
        (await crew.Post($"/api/calls/{call.Id}/patients", new { age = 131 })).Refused(400, "invalid");
    }

    [Fact]
    public async Task A_patient_is_edited_against_the_version_seen()
    {
        var dispatcher = await world.Dispatcher();
        var hospital = await world.Hospital();
        var call = await world.Call(patients: 1);
        var patient = call["patients"][0].GetProperty("id").GetInt64();
        var mark = await world.Mark();

        var answer = (await dispatcher.Patch($"/api/patients/{patient}", new { name = "Erika", age = (int?)null, destination_id = hospital }, 1)).Is(200);

        Assert.Equal("Erika", answer["name"].GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer["age"].ValueKind);
        Assert.Equal("female", answer["sex"].GetString());
        Assert.Equal(["dispatch.patient_changed"], await world.EventsSince(mark));
        Assert.Equal(call["version"].GetInt64() + 1, (await dispatcher.Get($"/api/calls/{call.Id}"))["version"].GetInt64());
        (await dispatcher.Patch($"/api/patients/{patient}", new { name = "Eva" }, 1)).Refused(412, "precondition_failed");
        (await dispatcher.Patch($"/api/patients/{patient}", new { destination_id = 99_999 }, 2)).Refused(404, "unknown_hospital");
        (await dispatcher.Patch($"/api/patients/{patient}", new { sex = "f" }, 2)).Refused(400, "invalid");
        (await dispatcher.Patch("/api/patients/999999", new { name = "Eva" }, 2)).Refused(404, "not_found");
    }

    [Fact]
    public async Task The_last_disposition_closes_a_call_that_no_unit_is_on()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var call = await world.Call(patients: 2);
        var ids = call["patients"].EnumerateArray().Select(patient => patient.GetProperty("id").GetInt64()).ToList();
        var response = await world.Dispatch(call.Id, unit);
        (await dispatcher.Post($"/api/responses/{response.Id}/arrive")).Is(200);
        (await dispatcher.Post($"/api/patients/{ids[0]}/disposition", new { disposition = "TREATED_AND_RELEASED" })).Is(200);
        (await dispatcher.Post($"/api/responses/{response.Id}/clear")).Is(200);
        Assert.Equal("no_disposition", (await dispatcher.Get($"/api/calls/{call.Id}"))["needs_unit_reason"].GetString());
        var mark = await world.Mark();

        (await dispatcher.Post($"/api/patients/{ids[1]}/disposition", new { disposition = "REFUSED" })).Is(200);

        Assert.Equal(["dispatch.disposition_given", "dispatch.call_finished"], await world.EventsSince(mark));
        Assert.Equal("CLOSED", (await dispatcher.Get($"/api/calls/{call.Id}")).State);
        (await dispatcher.Post($"/api/patients/{ids[1]}/disposition", new { disposition = "DEAD_AT_SCENE" })).Is(200);
        Assert.Equal("REFUSED", await world.Row<string>($"""
            select data ->> 'previous' from platform.events where kind = 'dispatch.disposition_given' order by id desc limit 1
            """));
        (await dispatcher.Post($"/api/patients/{ids[1]}/disposition", new { })).Refused(400, "invalid");
    }

    [Fact]
    public async Task Responses_are_read_by_those_who_may()
    {
        var unit = await world.Unit();
        var other = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var dispatcher = await world.Dispatcher();

        Assert.Contains(response.Id, Ids(await dispatcher.Get("/api/responses?active=true&limit=200")));
        Assert.DoesNotContain(response.Id, Ids(await dispatcher.Get("/api/responses?active=false&limit=200")));
        Assert.Equal([response.Id], Ids(await (await world.SignIn(unit.Crew[0].Name)).Get("/api/responses")));
        (await (await world.SignIn(other.Crew[0].Name)).Get($"/api/responses/{response.Id}")).Refused(404, "not_found");
        Assert.Equal("ASSIGNED", (await dispatcher.Get($"/api/responses/{response.Id}")).State);
    }

    private static IEnumerable<long> Ids(Answer page) => page.Is(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
}

using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class NotesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Dispatcher_and_crew_write_to_each_other()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var dispatcher = await world.Dispatcher();
        var crew = await world.SignIn(unit.Crew[0].Name);
        var mark = await world.Mark();

        (await dispatcher.Post($"/api/calls/{call.Id}/notes", new { kind = "to_crew", text = "Dog in the yard" })).Is(201);
        var answer = (await crew.Post($"/api/calls/{call.Id}/notes", new { kind = "from_crew", text = "Second patient" })).Is(201);

        Assert.Equal(response.Id, answer["response_id"].GetInt64());
        Assert.Equal(unit.Number, answer["unit_number"].GetString());
        Assert.Equal(["dispatch.note_added", "dispatch.note_added"], await world.EventsSince(mark));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%patient%' and kind = 'dispatch.note_added'"));
        var notes = await crew.Get($"/api/calls/{call.Id}/notes");
        Assert.Equal(["Dog in the yard", "Second patient"], notes["items"].EnumerateArray().Select(note => note.GetProperty("text").GetString()));
        Assert.Equal("dispatcher Test", notes["items"][0].GetProperty("entered_by_name").GetString());
        (await crew.Post($"/api/calls/{call.Id}/notes", new { kind = "to_crew", text = "No" })).Refused(400, "invalid");
        (await dispatcher.Post($"/api/calls/{call.Id}/notes", new { kind = "system", text = "No" })).Refused(400, "invalid");
        (await dispatcher.Post($"/api/calls/{call.Id}/notes", new { text = "" })).Refused(400, "invalid");
    }

    [Fact]
    public async Task A_call_of_others_is_not_there_for_a_crew()
    {
        var unit = await world.Unit();
        var call = await world.Call(patients: 1);
        var crew = await world.SignIn(unit.Crew[0].Name);
        var patient = call["patients"][0].GetProperty("id").GetInt64();
        var mark = await world.Mark();

        (await crew.Post($"/api/calls/{call.Id}/notes", new { text = "Hello" })).Refused(404, "not_found");
        (await crew.Get($"/api/calls/{call.Id}/notes")).Refused(404, "not_found");
        (await crew.Post($"/api/calls/{call.Id}/patients", new { name = "X" })).Refused(404, "not_found");
        (await crew.Patch($"/api/patients/{patient}", new { name = "X" }, 1)).Refused(404, "not_found");
        (await crew.Post($"/api/patients/{patient}/disposition", new { disposition = "REFUSED" })).Refused(404, "not_found");
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task Who_reads_the_notes_is_on_record()
    {
        var call = await world.Call();
        var supervisor = await world.Supervisor();
        (await supervisor.Get($"/api/calls/{call.Id}/notes")).Is(200);

        var auditor = await world.As("auditor");
        var seen = await auditor.Get($"/api/audit/access?subject=call:{call.Id}");
        Assert.Contains(seen["items"].EnumerateArray(), look =>
            look.GetProperty("actor").GetString() == $"user:{supervisor.UserId}" && look.GetProperty("purpose").GetString() == "notes");
    }
}

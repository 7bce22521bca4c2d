using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class DispatchAmbulanceTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_old_route_dispatches_and_answers_in_the_old_form()
    {
        var unit = await world.Unit();
        var hospital = await world.Hospital();
        var call = await world.OldCall();
        var dispatcher = await world.Dispatcher();
        var mark = await world.Mark();

        var answer = (await dispatcher.Post("/dispatch/api/dispatch/", new
        {
            emergency_call_id = call.Id, ambulance_id = unit.Id, paramedic_id = unit.Crew[0].Id, hospital_id = hospital,
        })).Is(200);

        Assert.Equal(["message", "emergency_call", "ambulance"], answer.Body.Fields());
        Assert.Equal("Ambulance dispatched successfully", answer["message"].GetString());
        var emergency = answer["emergency_call"];
        Assert.Equal(OldWorld.CallFields.Order(), emergency.Fields().Order());
        Assert.Equal("DISPATCHED", emergency.GetProperty("status").GetString());
        Assert.Equal((unit.Id, unit.Number), (emergency.GetProperty("assigned_ambulance").GetInt64(), emergency.GetProperty("assigned_ambulance_unit").GetString()));
        Assert.Equal(unit.Crew[0].Id, emergency.GetProperty("assigned_paramedic").GetInt64());
        Assert.Equal($"{unit.Crew[0].Name} Test", emergency.GetProperty("assigned_paramedic_name").GetString());
        Assert.Equal((dispatcher.UserId, "dispatcher Test"), (emergency.GetProperty("dispatcher").GetInt64(), emergency.GetProperty("dispatcher_name").GetString()));
        Assert.Equal(await world.Row<string>($"select s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = {hospital}"),
            emergency.GetProperty("hospital_destination").GetString());
        var ambulance = answer["ambulance"];
        Assert.Equal(OldWorld.AmbulanceFields.Order(), ambulance.Fields().Order());
        Assert.Equal(("EN_ROUTE", "En Route"), (ambulance.GetProperty("status").GetString(), ambulance.GetProperty("status_display").GetString()));
        Assert.Equal((call.Id, call["call_id"].GetString()),
            (ambulance.GetProperty("current_emergency").GetInt64(), ambulance.GetProperty("current_emergency_id").GetString()));
        Assert.Equal(["dispatch.unit_assigned", "dispatch.call_dispatched"], await world.EventsSince(mark));
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    public async Task Null_zero_and_nothing_mean_absent(string absent)
    {
        var unit = await world.Unit();
        var call = await world.OldCall();
        var answer = await (await world.Dispatcher()).Raw(HttpMethod.Post, "/dispatch/api/dispatch",
            $"{{\"emergency_call_id\":\"{call.Id}\",\"ambulance_id\":{unit.Id},\"paramedic_id\":{absent},\"hospital_id\":{absent},\"of_another_time\":true}}");
        Assert.Equal(unit.Crew[0].Id, answer.Is(200)["emergency_call"].GetProperty("assigned_paramedic").GetInt64());
        Assert.Equal("", answer["emergency_call"].GetProperty("hospital_destination").GetString());
    }

    [Fact]
    public async Task What_was_not_free_at_the_first_look_is_bad_input()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var (call, second) = (await world.OldCall(), await world.OldCall());
        (await world.OldDispatch(call.Id, unit.Id)).Is(200);
        var mark = await world.Mark();

        Assert.Equal("Ambulance is not available for dispatch", (await world.OldDispatch(second.Id, unit.Id)).Wrong("ambulance_id"));
        // Never a second unit by this route.
        Assert.Equal("Emergency call must be in RECEIVED status to dispatch", (await world.OldDispatch(call.Id, other.Id)).Wrong("emergency_call_id"));
        Assert.Equal("Paramedic is not available for dispatch", (await world.OldDispatch(second.Id, other.Id, new
        {
            emergency_call_id = second.Id, ambulance_id = other.Id, paramedic_id = unit.Crew[0].Id,
        })).Wrong("paramedic_id"));
        Assert.Equal("User is not a paramedic", (await world.OldDispatch(second.Id, other.Id, new
        {
            emergency_call_id = second.Id, ambulance_id = other.Id, paramedic_id = (await world.Dispatcher()).UserId,
        })).Wrong("paramedic_id"));
        Assert.Equal("This field is required.", (await world.OldDispatch(0, 0, new { emergency_call_id = 0 })).Wrong("ambulance_id"));
        Assert.Equal("A valid integer is required.", (await world.OldDispatch(0, 0, new { emergency_call_id = "x", ambulance_id = 1 })).Wrong("emergency_call_id"));
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var unit = await world.Unit();
        var call = await world.OldCall();
        Assert.Equal("Emergency call not found", (await world.OldDispatch(999_999, unit.Id)).Error(404));
        Assert.Equal("Ambulance not found", (await world.OldDispatch(call.Id, 999_999)).Error(404));
        Assert.Equal("Paramedic not found", (await world.OldDispatch(0, 0, new { emergency_call_id = call.Id, ambulance_id = unit.Id, paramedic_id = 999_999 })).Error(404));
        Assert.Equal("Hospital not found", (await world.OldDispatch(0, 0, new { emergency_call_id = call.Id, ambulance_id = unit.Id, hospital_id = 999_999 })).Error(404));
    }

    [Fact]
    public async Task Only_dispatchers_dispatch()
    {
        var unit = await world.Unit();
        var call = await world.OldCall();
        var crew = await world.SignIn(unit.Crew[0].Name);
        var body = new { emergency_call_id = call.Id, ambulance_id = unit.Id };
        Assert.Equal("Only dispatchers can dispatch ambulances", (await crew.Post("/dispatch/api/dispatch/", body)).Error(403));
        Assert.Equal("Sign in first.", (await world.Stranger.Post("/dispatch/api/dispatch/", body)).Error(401));
    }

    [Fact]
    public async Task Of_many_at_once_one_wins_and_the_others_are_told_in_the_old_form()
    {
        var unit = await world.Unit();
        var calls = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.OldCall()));
        var answers = await Task.WhenAll(calls.Select(call => world.OldDispatch(call.Id, unit.Id)));

        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), answer => Assert.True(
            answer.Number == 409 && answer.Error(409) == "Ambulance is no longer available"
            || answer.Number == 400 && answer.Wrong("ambulance_id") == "Ambulance is not available for dispatch", $"{answer.Number} {answer.Body}"));

        var units = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Unit()));
        var one = await world.OldCall();
        answers = await Task.WhenAll(units.Select(each => world.OldDispatch(one.Id, each.Id)));
        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), answer => Assert.Contains(answer.Number, new[] { 400, 409 }));
        Assert.Equal(1, await world.Row<long>($"select count(*) from dispatch.responses where call_id = {one.Id}"));
    }
}

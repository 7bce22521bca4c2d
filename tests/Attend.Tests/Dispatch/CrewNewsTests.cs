using System.Text.Json;
using Attend.Platform.Database;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>What a crew's phone hears and may ask beyond its own steps.</summary>
public sealed class CrewNewsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crew_hears_what_the_hospital_answers_and_what_it_may_take_back()
    {
        var (unit, hospital) = (await world.Unit(), await world.Hospital());
        var call = await world.Call(patients: 1);
        var response = await world.Dispatch(call.Id, unit);
        var medic = await world.SignIn(unit.Crew[0].Name);
        await using var ear = await RawSocket.Open(world.Url, "/ws/paramedic/", medic.Token);
        var snapshot = (await ear.Message("initial_data")).GetProperty("data");
        Assert.Equal(0, snapshot.GetProperty("pre_alerts").GetArrayLength());
        Assert.Contains("sign_off", Actions(snapshot.GetProperty("units")[0]));

        (await medic.Post($"/api/responses/{response.Id}/transport", new { hospital_id = hospital })).Is(200);

        var heard = await ear.Message("response_update");
        Assert.Contains("undo", Actions(heard.GetProperty("data")));
        var alert = (await ear.Message("pre_alert_update")).GetProperty("data");
        Assert.Equal(("SENT", JsonValueKind.Null), (alert.GetProperty("state").GetString(), alert.GetProperty("patients").ValueKind));
        var staff = await world.As("hospital", await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));
        (await staff.Post($"/api/pre-alerts/{alert.GetProperty("id")}/decline", new { reason = "No bed" })).Is(200);
        var answer = await ear.Message("pre_alert_update");
        Assert.Equal("PRE_ALERT_DECLINED", answer.GetProperty("event").GetString());
        Assert.Equal("No bed", answer.GetProperty("data").GetProperty("reason").GetString());
        Assert.Empty(Actions(answer.GetProperty("data")));
    }

    [Fact]
    public async Task A_crew_that_starts_its_phone_again_after_a_call_can_still_take_the_end_back_and_return_to_base()
    {
        var unit = await world.Unit();
        var response = await world.Dispatch((await world.Call()).Id, unit);
        var medic = await world.SignIn(unit.Crew[0].Name);
        (await medic.Post($"/api/responses/{response.Id}/clear", new { disposition = "NO_PATIENT_FOUND" })).Is(200);

        var snapshot = await Snapshot(medic);

        Assert.Equal(response.Id, snapshot.GetProperty("responses")[0].GetProperty("id").GetInt64());
        Assert.Equal(["back_at_base", "undo"], Actions(snapshot.GetProperty("responses")[0]));
        Assert.Equal(0, snapshot.GetProperty("calls").GetArrayLength());
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, (await Snapshot(medic)).GetProperty("responses").GetArrayLength());
    }

    private async Task<JsonElement> Snapshot(Api medic)
    {
        await using var socket = await RawSocket.Open(world.Url, "/ws/paramedic/", medic.Token);
        return (await socket.Message("initial_data")).GetProperty("data");
    }

    [Fact]
    public async Task Who_is_signed_off_by_somebody_else_hears_of_it()
    {
        var unit = await world.Unit(crew: 2);
        await using var ear = await RawSocket.Open(world.Url, "/ws/paramedic/", (await world.SignIn(unit.Crew[0].Name)).Token);
        await ear.Message("initial_data");

        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/sign-off", new { user_ids = new[] { unit.Crew[0].Id } })).Is(200);

        var heard = (await ear.Message("ambulance_update")).GetProperty("data");
        Assert.Equal([unit.Crew[1].Id], heard.GetProperty("crew").EnumerateArray().Select(member => member.GetProperty("member").GetInt64()));
        Assert.Equal(["sign_on"], Actions(heard));
    }

    [Fact]
    public async Task A_crew_is_told_where_it_can_take_its_patient_and_others_are_not()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var (near, far) = (await world.Hospital(), await world.Hospital(52.40, 13.10));
        var call = await world.Call(patients: 1);
        await world.Dispatch(call.Id, unit);
        var medic = await world.SignIn(unit.Crew[0].Name);

        var ranked = (await medic.Get($"/api/calls/{call.Id}/hospitals")).Is(200)["items"].EnumerateArray().ToList();

        var ids = ranked.ConvertAll(hospital => hospital.GetProperty("hospital_id").GetInt64());
        Assert.True(ids.IndexOf(near) < ids.IndexOf(far));
        Assert.Equal(Enumerable.Range(1, ids.Count), ranked.Select(hospital => hospital.GetProperty("rank").GetInt32()));
        Assert.True(ranked[ids.IndexOf(near)].GetProperty("metres").GetDouble() > 0);
        (await (await world.SignIn(other.Crew[0].Name)).Get($"/api/calls/{call.Id}/hospitals")).Refused(404, "not_found");
    }

    private static List<string?> Actions(JsonElement view) => [.. view.GetProperty("actions").EnumerateArray().Select(action => action.GetString())];
}

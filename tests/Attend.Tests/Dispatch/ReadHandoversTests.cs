using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class ReadHandoversTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_handover_says_how_long_the_unit_waited_where_the_patients_went_and_who_took_them()
    {
        var (hospital, nurse, unit, response) = await AtHospital();
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        var mark = await world.Mark();
        (await nurse.Post($"/api/responses/{response}/transfer-care", new { handed_to = "bay 3", taken_over_by = "Canary Sister" })).Is(200);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where id > {mark} and data::text like '%Canary%'"));

        var handover = Assert.Single((await nurse.Get($"/api/hospitals/{hospital}/handovers")).Is(200)["items"].EnumerateArray());
        Assert.Equal((response, unit.Number, "bay 3", "Canary Sister"), (
            handover.GetProperty("response_id").GetInt64(), handover.GetProperty("unit_number").GetString(),
            handover.GetProperty("handed_to").GetString(), handover.GetProperty("taken_over_by").GetString()));
        Assert.Equal(TimeSpan.FromMinutes(4), Time(handover, "transferred_care_at") - Time(handover, "at_hospital_at"));
        Assert.Contains("undo", Actions(handover));
        Assert.DoesNotContain("Patient 1", handover.GetRawText(), StringComparison.Ordinal);

        (await nurse.Post($"/api/responses/{response}/undo")).Is(200);
        Assert.Empty((await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"].EnumerateArray());
        Assert.Null(await world.Row<string?>($"select taken_over_by from dispatch.responses where id = {response}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_pressed_took_over_when_nobody_else_is_named_and_who_entered_it_by_radio_did_not()
    {
        var (hospital, nurse, _, response) = await AtHospital();
        (await nurse.Post($"/api/responses/{response}/transfer-care", new { handed_to = "bed" })).Is(200);
        var first = (await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"][0];
        Assert.Equal(await world.Row<string>($"select full_name from people.members where id = {nurse.UserId}"), first.GetProperty("taken_over_by").GetString());
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain("undo", Actions((await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"][0]));

        var radio = await Arrived(hospital);
        (await (await world.Dispatcher()).Post($"/api/responses/{radio.Response}/transfer-care")).Is(200);
        var items = (await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"];
        Assert.Equal([radio.Response, response], items.EnumerateArray().Select(item => item.GetProperty("response_id").GetInt64()));
        Assert.Equal(JsonValueKind.Null, items[0].GetProperty("taken_over_by").ValueKind);
    }

    [Fact]
    public async Task They_are_those_of_the_hospitals_own_day_and_of_nobody_elses_house()
    {
        var (hospital, nurse, _, response) = await AtHospital();
        (await nurse.Post($"/api/responses/{response}/transfer-care")).Is(200);
        (await (await world.As("nurse", await SiteOf(await world.Hospital()))).Get($"/api/hospitals/{hospital}/handovers")).Refused(404, "not_found");
        (await (await world.As("paramedic")).Get($"/api/hospitals/{hospital}/handovers")).Refused(403, "forbidden");
        Assert.Single((await (await world.Supervisor()).Get($"/api/hospitals/{hospital}/handovers")).Is(200)["items"].EnumerateArray());

        // Midnight in Berlin, an hour or two before that of UTC.
        var midnight = TimeZoneInfo.ConvertTime(world.Clock.Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        world.Clock.Now = new DateTimeOffset(midnight.Date.AddDays(1), midnight.Offset).AddMinutes(-1);
        nurse = await world.As("nurse", await SiteOf(hospital));
        Assert.Single((await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"].EnumerateArray());
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty((await nurse.Get($"/api/hospitals/{hospital}/handovers"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task Who_took_over_goes_with_what_was_said_of_the_call()
    {
        var (_, nurse, _, response) = await AtHospital();
        (await nurse.Post($"/api/responses/{response}/transfer-care", new { taken_over_by = "Canary Brother" })).Is(200);
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/clear")).Is(200);
        var call = await world.Row<long>($"select call_id from dispatch.responses where id = {response}");
        var admin = await world.Admin();
        Assert.Contains("Canary Brother", (await admin.Get($"/api/calls/{call}/export")).Is(200).Body.GetRawText(), StringComparison.Ordinal);
        (await admin.Post($"/api/calls/{call}/erase")).Is(204);
        Assert.Null(await world.Row<string?>($"select taken_over_by from dispatch.responses where id = {response}"));
    }

    private async Task<(long Hospital, Api Nurse, Unit Unit, long Response)> AtHospital()
    {
        var hospital = await world.Hospital();
        var (unit, response) = await Arrived(hospital);
        return (hospital, await world.As("nurse", await SiteOf(hospital)), unit, response);
    }

    private async Task<(Unit Unit, long Response)> Arrived(long hospital)
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var response = (await world.Dispatch((await world.Call(patients: 1)).Id, unit)).Id;
        (await dispatcher.Post($"/api/responses/{response}/arrive")).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/arrive-hospital")).Is(200);
        return (unit, response);
    }

    private Task<long> SiteOf(long hospital) => world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");

    private static DateTimeOffset Time(JsonElement handover, string member) => handover.GetProperty(member).GetDateTimeOffset();

    private static IEnumerable<string?> Actions(JsonElement handover) => handover.GetProperty("actions").EnumerateArray().Select(action => action.GetString());
}

using Attend.Dispatch;
using Attend.Fleet;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class RecommendUnitsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Everything_usable_is_ranked_with_its_reasons()
    {
        var dispatcher = await world.Dispatcher();
        var near = await world.Unit(site: await world.Site(latitude: 52.515, longitude: 13.41));
        var far = await world.Unit(site: await world.Site(latitude: 52.60, longitude: 13.41));
        var basic = await world.Unit(site: await world.Site(latitude: 52.516, longitude: 13.41), level: "BASIC");
        var empty = await world.Unit(crew: 0, site: await world.Site(latitude: 52.515, longitude: 13.412));
        var aside = await world.Unit();
        (await dispatcher.Post($"/api/units/{aside.Id}/hold", new { reason = "maintenance" })).Is(200);
        var lower = await world.Call("LOW");
        var taken = await world.Unit(site: await world.Site(latitude: 52.511, longitude: 13.41));
        var away = await world.Dispatch(lower.Id, taken);
        var equal = await world.Call("CRITICAL");
        var busy = await world.Unit();
        await world.Dispatch(equal.Id, busy);
        var hospital = await world.Hospital();
        var handing = await world.Unit();
        var brought = await world.Dispatch((await world.Call()).Id, handing);
        (await dispatcher.Post($"/api/responses/{brought.Id}/transport", new { hospital_id = hospital })).Is(200);
        (await dispatcher.Post($"/api/responses/{brought.Id}/arrive-hospital")).Is(200);
        var call = await world.Call("CRITICAL");
        var mark = await world.Mark();

        var answer = (await dispatcher.Get($"/api/calls/{call.Id}/recommendations")).Is(200);

        Assert.Equal("ADVANCED", answer["level_needed"].GetString());
        Assert.Equal("estimate", answer["basis"].GetString());
        var units = answer["units"].EnumerateArray().ToDictionary(unit => unit.GetProperty("unit_id").GetInt64());
        Assert.Equal(near.Id, answer["units"][0].GetProperty("unit_id").GetInt64());
        Assert.False(units.ContainsKey(aside.Id));
        Assert.False(units.ContainsKey(busy.Id));
        Assert.Equal("base", units[near.Id].GetProperty("position_from").GetString());
        Assert.True(units[near.Id].GetProperty("stale").GetBoolean());
        Assert.Equal("unstaffed", units[empty.Id].GetProperty("availability").GetString());
        Assert.Equal("redirect", units[taken.Id].GetProperty("availability").GetString());
        Assert.Equal(away.Id, units[taken.Id].GetProperty("response_id").GetInt64());
        Assert.Contains("leaves_call_alone", Reasons(units[taken.Id]));
        Assert.Equal("soon_free", units[handing.Id].GetProperty("availability").GetString());
        Assert.Equal(world.Clock.Now.AddMinutes(30), units[handing.Id].GetProperty("free_at").GetDateTimeOffset());
        Assert.Equal("hospital", units[handing.Id].GetProperty("position_from").GetString());
        Assert.False(units[basic.Id].GetProperty("level_met").GetBoolean());
        Assert.Contains("level_short", Reasons(units[basic.Id]));
        Assert.True(units[near.Id].GetProperty("rank").GetInt32() < units[far.Id].GetProperty("rank").GetInt32());
        var first = answer["hospitals"].EnumerateArray().Single(choice => choice.GetProperty("hospital_id").GetInt64() == hospital);
        Assert.Equal(0, first.GetProperty("expected_inbound").GetInt32());
        Assert.Equal(10, first.GetProperty("beds_left").GetInt32());
        Assert.Empty(await world.EventsSince(mark));
        (await dispatcher.Get("/api/calls/999999/recommendations")).Refused(404, "not_found");
        (await dispatcher.Get($"/api/calls/{call.Id}/recommendations?limit=0")).Refused(400, "invalid");
        Assert.Single((await dispatcher.Get($"/api/calls/{call.Id}/recommendations?limit=1"))["units"].EnumerateArray());
    }

    private static IEnumerable<string?> Reasons(System.Text.Json.JsonElement choice) =>
        choice.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("reason").GetString());
}

public sealed class RankUnitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly UnitNeed Critical = new(new GeoPoint(52.51, 13.41), Priority.Critical, EmergencyType.Medical);
    private readonly Positions positions = new(new TestMeters(), new TestLog<Positions>());

    [Fact]
    public void The_closest_by_time_stands_first_and_ties_keep_the_order_given()
    {
        var ranked = RankUnits.Rank(Critical, [Unit(1, 0.02), Unit(2, 0.01), Unit(3, 0.01)], positions, Now);
        Assert.Equal([2, 3, 1], ranked.Select(choice => choice.Unit.UnitId));
    }

    [Fact]
    public void A_fresh_fix_counts_a_stale_one_of_a_free_unit_does_not()
    {
        Report(1, 0.001, TimeSpan.FromSeconds(10));
        Report(2, 0.001, TimeSpan.FromMinutes(5));
        var ranked = RankUnits.Rank(Critical, [Unit(1, 0.05), Unit(2, 0.05)], positions, Now);
        Assert.Equal([1, 2], ranked.Select(choice => choice.Unit.UnitId));
        Assert.Equal("fix", ranked[0].Travel.PositionFrom);
        Assert.Equal(UnitMarks.FromBase, ranked[1].Marks);
        Assert.True(ranked[1].Travel.Stale);
    }

    [Fact]
    public void A_unit_under_way_to_something_less_urgent_is_offered_at_a_price()
    {
        Report(2, 0.002, TimeSpan.FromSeconds(5));
        Report(3, 0.002, TimeSpan.FromSeconds(5));
        var lower = Unit(2, 0.05) with { Status = UnitStatus.EnRoute, Priority = Priority.Medium, CallId = 7, ResponseId = 8, Alone = false };
        var equal = Unit(3, 0.05) with { Status = UnitStatus.EnRoute, Priority = Priority.Critical, CallId = 9, ResponseId = 10 };
        var ranked = RankUnits.Rank(Critical, [lower, equal, Unit(1, 0.02)], positions, Now);
        Assert.Equal([1, 2], ranked.Select(choice => choice.Unit.UnitId));
        Assert.True(ranked[1].Arrival < ranked[0].Arrival);
        Assert.Equal(UnitMarks.Redirected, ranked[1].Marks);
    }

    [Fact]
    public void One_that_nobody_can_place_comes_last()
    {
        var lost = Unit(1, 0) with { Home = null };
        var ranked = RankUnits.Rank(Critical, [lost, Unit(2, 1)], positions, Now);
        Assert.Equal([2, 1], ranked.Select(choice => choice.Unit.UnitId));
        Assert.Equal(UnitMarks.Unlocated, ranked[1].Marks);
        Assert.True(double.IsPositiveInfinity(ranked[1].Arrival));
    }

    [Fact]
    public void A_unit_late_at_hospital_may_be_free_any_moment()
    {
        var handing = Unit(1, 0.01) with { Status = UnitStatus.AtHospital, StatusSince = Now.AddHours(-2), Hospital = new GeoPoint(52.51, 13.42) };
        var choice = Assert.Single(RankUnits.Rank(Critical, [handing], positions, Now));
        Assert.Equal(Now.AddMinutes(2), choice.FreeAt);
        Assert.Equal(UnitMarks.SoonFree | UnitMarks.FromHospital, choice.Marks);
    }

    [Fact]
    public void The_right_engine_for_a_fire_and_an_ambulance_for_the_rest()
    {
        var engine = Unit(1, 0.01) with { Kind = UnitKind.Engine, Level = CareLevel.Basic };
        var ambulance = Unit(2, 0.012);
        Assert.Equal(2, RankUnits.Rank(Critical, [engine, ambulance], positions, Now)[0].Unit.UnitId);
        Assert.Equal(1, RankUnits.Rank(Critical with { Type = EmergencyType.Fire }, [ambulance, engine], positions, Now)[0].Unit.UnitId);
    }

    [Fact]
    public void A_hospital_with_the_specialty_goes_before_a_nearer_one_and_a_diversion_goes_last()
    {
        HospitalView Hospital(long id, double east, string[] specialties, bool diverts = false) => new(
            id, id, $"H{id}", null, 52.51, 13.41 + east, null, specialties, 20, 5, HospitalLoad.Low, diverts, null, null, 0, null, 1, Now, Now);
        var ranked = RankHospitals.Rank(Critical.Place, EmergencyType.Stroke,
            [Hospital(1, 0.001, ["TRAUMA"]), Hospital(2, 0.03, ["Stroke unit"]), Hospital(3, 0.002, ["STROKE"], diverts: true)], Now);
        Assert.Equal([2, 1, 3], ranked.Select(choice => choice.Hospital.Id));
        Assert.Equal(HospitalMarks.OnDiversion, ranked[2].Marks);
        Assert.Equal(HospitalMarks.NoSpecialty, ranked[1].Marks);
    }

    private static UnitOption Unit(long id, double east) => new(
        id, $"M{id}", UnitKind.Ambulance, CareLevel.Advanced, 2, UnitStatus.Available, Now.AddHours(-1), new GeoPoint(52.51, 13.41 + east));

    private void Report(long id, double east, TimeSpan ago) => positions.Report(
        id, new Fix(52.51, 13.41 + east, float.NaN, float.NaN, float.NaN, (Now - ago).UtcTicks), Now.UtcTicks);
}

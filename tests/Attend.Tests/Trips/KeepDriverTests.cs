using System.Text.Json;
using Xunit;

namespace Attend.Tests.Trips;

public sealed class KeepDriverTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_drives_which_car_is_said_by_version_and_what_cannot_be_is_refused_by_name()
    {
        var company = await Company.Open(world, 1);
        var (first, oper, supervisor) = (company.Drivers[0], await company.Operator, await world.Supervisor());
        var id = await world.AddPerson($"driver-{world.Draw()}", "driver");
        var unit = (await supervisor.Post("/api/units", new
        {
            unit_number = $"C{world.Draw()}", kind = "car", level = "BASIC", seats = 4, equipment = Array.Empty<string>(), home_site_id = company.Site,
        })).Is(201).Id;
        await world.Unit(site: company.Site);
        var cars = (await oper.Get($"/api/drivers/cars?site_id={company.Site}")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal([(first.Car, first.Id), (unit, 0L)], cars.Select(car => (
            car.GetProperty("id").GetInt64(), car.GetProperty("driver_id") is { ValueKind: JsonValueKind.Number } has ? has.GetInt64() : 0)));
        Assert.Equal(4, cars[1].GetProperty("seats").GetInt32());
        (await first.Api.Get("/api/drivers/cars")).Refused(403, "forbidden");
        Task<Answer> Put(long user, object body, long? version = 0) => oper.Put($"/api/drivers/{user}", body, version);
        var right = new { site_id = company.Site, vehicle_id = unit, seats = 4 };
        (await Put(id, right, null)).Refused(428, "precondition_required");
        (await Put(id, right, 1)).Refused(412, "precondition_failed");
        (await Put(999_999, right)).Refused(404, "not_found");
        (await Put((await world.As("therapist")).UserId, right)).Refused(409, "not_a_driver");
        (await Put(id, new { site_id = await world.Site(), vehicle_id = unit })).Refused(404, "unknown_trip_site");
        (await Put(id, new { site_id = company.Site, vehicle_id = 999_999 })).Refused(404, "unknown_vehicle");
        (await Put(id, new { site_id = company.Site, vehicle_id = unit, seats = 5 })).Refused(400, "invalid");
        (await Put(id, new { site_id = company.Site, vehicle_id = unit, seats = 0 })).Refused(400, "invalid");
        (await Put(id, new { site_id = company.Site, vehicle_id = first.Car })).Refused(409, "vehicle_taken");
        (await first.Api.Put($"/api/drivers/{first.Id}", right, version: 1)).Refused(403, "forbidden");
        var mark = await world.Mark();
        var kept = (await Put(id, right)).Is(200);
        Assert.Equal(("unavailable", "off_duty", "base", true, 1L), (
            kept["status"].GetString(), kept["reason"].GetString(), kept["position_from"].GetString(), kept["stale"].GetBoolean(), kept["version"].GetInt64()));
        Assert.Equal(["trips.driver_kept"], await world.EventsSince(mark));
        (await Put(id, new { site_id = company.Site, seats = 2 }, 1)).Is(200);
        Assert.Equal(2, (await oper.Get($"/api/drivers/{id}")).Is(200)["seats"].GetInt32());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_has_left_gives_the_car_back_and_another_drives_it()
    {
        var company = await Company.Open(world, 2);
        var (left, stays, oper) = (company.Drivers[0], company.Drivers[1], await company.Operator);
        (await (await world.Admin()).Post($"/api/users/{left.Id}/deactivate")).Is(200);
        (await oper.Put($"/api/drivers/{left.Id}", new { site_id = company.Site, vehicle_id = left.Car }, version: 1)).Refused(404, "not_found");
        (await oper.Put($"/api/drivers/{stays.Id}", new { site_id = company.Site, vehicle_id = left.Car }, version: 1)).Refused(409, "vehicle_taken");
        (await oper.Put($"/api/drivers/{left.Id}", new { site_id = company.Site, active = false }, version: 1)).Is(200);
        (await oper.Put($"/api/drivers/{stays.Id}", new { site_id = company.Site, vehicle_id = left.Car }, version: 1)).Is(200);
        Assert.Equal(left.Car, await world.Row<long>($"select vehicle_id from trips.drivers where user_id = {stays.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_car_of_another_site_is_nobodys_to_give_who_does_not_plan_there()
    {
        var (company, other) = (await Company.Open(world, 1), await Company.Open(world, 1));
        var (driver, foreign) = (company.Drivers[0], other.Drivers[0]);
        (await (await other.Operator).Put($"/api/drivers/{foreign.Id}", new { site_id = other.Site }, version: 1)).Is(200);
        (await (await company.Operator).Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, vehicle_id = foreign.Car }, version: 1)).Refused(404, "unknown_vehicle");
        (await (await world.Supervisor()).Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, vehicle_id = foreign.Car }, version: 1)).Is(200);
        // What a supervisor gave them they keep, whatever else is said of them.
        (await (await company.Operator).Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, vehicle_id = foreign.Car, seats = 2 }, version: 2)).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_a_driver_is_at_is_seen_where_they_are_and_until_when_they_work()
    {
        var company = await Company.Open(world);
        var (free, busy, asked) = (await company.Driver(5), await company.Driver(), await company.Driver());
        await company.Stands(free, 5, speed: 0.5);
        var trip = await company.Taken(busy);
        var oper = await company.Operator;
        await company.Stands(asked, 10);
        var other = await company.Trip(10, 20, new { pick_up_at = world.Clock.Now.AddMinutes(20), seek = true });
        Task<Answer> List(string filter) => oper.Get($"/api/drivers?site_id={company.Site}&{filter}");
        IEnumerable<long> Ids(Answer answer) => answer.Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("user_id").GetInt64());
        Assert.Equal([free.Id, busy.Id, asked.Id], Ids(await List("")));
        Assert.Equal([free.Id], Ids(await List("status=free")));
        Assert.Equal([busy.Id], Ids(await List("status=busy")));
        Assert.Equal([asked.Id], Ids(await List("status=asked")));
        Assert.Equal([free.Id, busy.Id], Ids(await List("limit=2")));
        (await List("status=happy")).Refused(400, "invalid");
        var one = (await oper.Get($"/api/drivers/{free.Id}")).Is(200);
        Assert.Equal(("fix", false, 13.405), (one["position_from"].GetString(), one["stale"].GetBoolean(), Math.Round(one["longitude"].GetDouble(), 6)));
        var drives = (await busy.Api.Get($"/api/drivers/{busy.Id}")).Is(200);
        Assert.Equal(trip, drives["trip_ids"][0].GetInt64());
        Assert.Equal(await company.Offer(other, asked), (await oper.Get($"/api/drivers/{asked.Id}")).Is(200)["offer_id"].GetInt64());
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(("base", true), (
            (await oper.Get($"/api/drivers/{free.Id}")).Is(200)["position_from"].GetString(), (await oper.Get($"/api/drivers/{free.Id}")).Is(200)["stale"].GetBoolean()));
        Assert.Equal("", await world.Violations());
    }
}

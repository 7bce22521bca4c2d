using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class HospitalsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_hospital_and_its_site_are_made_together()
    {
        var admin = await world.Admin();
        var mark = await world.Mark();
        var name = $"Central {world.Draw()}";

        var made = (await admin.Post("/dispatch/api/hospitals/", new
        {
            name, address = "123 Hospital St", latitude = "8.465", longitude = -13.228, phone_number = "07654321", total_beds = 100,
            available_beds = 20, specialties = "cardiac, trauma",
        })).Is(201);

        Assert.Equal(OldWorld.HospitalFields.Order(), made.Body.Fields().Order());
        Assert.Equal((name, "123 Hospital St", "07654321", "cardiac, trauma"), (
            made["name"].GetString(), made["address"].GetString(), made["phone_number"].GetString(), made["specialties"].GetString()));
        Assert.Equal((8.465, -13.228, 100, 20), (
            made["latitude"].GetDouble(), made["longitude"].GetDouble(), made["total_beds"].GetInt32(), made["available_beds"].GetInt32()));
        Assert.Equal(("MODERATE", "Moderate Load"), (made["emergency_capacity"].GetString(), made["emergency_capacity_display"].GetString()));
        Assert.Equal(["people.site_created", "dispatch.hospital_added"], await world.EventsSince(mark));
        Assert.Equal("Only admin/staff can create hospitals", (await (await world.Dispatcher()).Post("/dispatch/api/hospitals/", new { name })).Error(403));
        Assert.Equal("This field is required.", (await admin.Post("/dispatch/api/hospitals/")).Wrong("name"));
        mark = await world.Mark();
        Assert.StartsWith("available_beds", (await admin.Post("/dispatch/api/hospitals/", new { name = name + "x", available_beds = 1 })).Error(400), StringComparison.Ordinal);
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task A_hospital_that_cannot_be_made_leaves_no_site_behind()
    {
        var admin = await world.Admin();
        var name = $"Twice {world.Draw()}";
        await world.Db.Run($"alter table dispatch.hospitals add constraint hospitals_beds_few check (total_beds <> 4711) not valid");
        Assert.Equal(500, (await admin.Post("/dispatch/api/hospitals/", new { name, total_beds = 4711 })).Number);
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.places where name = {name}"));
        (await admin.Post("/dispatch/api/hospitals/", new { name, total_beds = 10 })).Is(201);
    }

    [Fact]
    public async Task Many_who_write_at_once_are_all_heard_and_the_last_one_wins()
    {
        var admin = await world.Admin();
        var hospital = (await admin.Post("/dispatch/api/hospitals/", new { name = $"Busy {world.Draw()}" })).Is(201).Id;
        var unit = await world.Unit(0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(n => new[]
        {
            admin.Patch($"/dispatch/api/hospitals/{hospital}/", new { phone_number = $"0{n}", address = $"Street {n}" }),
            admin.Patch($"/dispatch/api/ambulances/{unit.Id}/", new { max_patients = n + 1 }),
        }));
        Assert.All(answers, answer => answer.Is(200));
    }

    [Fact]
    public async Task The_emptiest_come_first()
    {
        var admin = await world.Admin();
        foreach (var load in new[] { "FULL", "LOW", "HIGH", "MODERATE", "LOW" })
        {
            (await admin.Post("/dispatch/api/hospitals/", new { name = $"{load} {world.Draw()}", emergency_capacity = load })).Is(201);
        }

        var loads = (await (await world.Dispatcher()).Get("/dispatch/api/hospitals")).Is(200).Body.EnumerateArray()
            .Select(hospital => hospital.GetProperty("emergency_capacity").GetString()!).ToList();
        Assert.Equal(loads.OrderBy(load => Array.IndexOf(["LOW", "MODERATE", "HIGH", "FULL"], load)), loads);
    }

    [Fact]
    public async Task Capacity_is_for_hospital_nurse_and_admin()
    {
        var id = await world.Hospital();
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {id}");
        var path = $"/dispatch/api/hospitals/{id}/capacity/";
        var mark = await world.Mark();

        foreach (var (role, beds) in new[] { ("hospital", 3), ("nurse", 4) })
        {
            var told = (await (await world.As(role, site)).Post(path, new { available_beds = beds, emergency_capacity = "FULL" })).Is(200);
            Assert.Equal((beds, "At Capacity"), (told["available_beds"].GetInt32(), told["emergency_capacity_display"].GetString()));
        }

        (await (await world.Admin()).Post(path, new { emergency_capacity = "low" })).Is(200);
        Assert.Equal(["dispatch.hospital_capacity_changed", "dispatch.hospital_capacity_changed", "dispatch.hospital_capacity_changed"], (await world.EventsSince(mark)).Where(kind => kind.StartsWith("dispatch.", StringComparison.Ordinal)));
        Assert.Equal("Only hospital staff can update capacity", (await (await world.Dispatcher()).Post(path, new { available_beds = 1 })).Error(403));
        Assert.Equal("Hospital not found", (await (await world.As("hospital", await world.Site("hospital"))).Post(path, new { available_beds = 1 })).Error(404));
        Assert.Equal("\"BUSY\" is not a valid choice.", (await (await world.Admin()).Post(path, new { emergency_capacity = "BUSY" })).Wrong("emergency_capacity"));
    }

    [Fact]
    public async Task Each_field_goes_to_its_slice()
    {
        var id = await world.Hospital();
        var (admin, supervisor) = (await world.Admin(), await world.Supervisor());
        var path = $"/dispatch/api/hospitals/{id}/";
        var mark = await world.Mark();

        var edited = (await admin.Patch(path, new { name = $"New name {world.Draw()}", phone_number = "1", specialties = new[] { "burns" }, available_beds = 7 })).Is(200);

        Assert.StartsWith("New name", edited["name"].GetString(), StringComparison.Ordinal);
        Assert.Equal(("1", "burns", 7), (edited["phone_number"].GetString(), edited["specialties"].GetString(), edited["available_beds"].GetInt32()));
        Assert.Equal(["people.site_changed", "dispatch.hospital_capacity_changed", "dispatch.hospital_changed"], await world.EventsSince(mark));
        Assert.Equal("burns", (await supervisor.Patch(path, new { phone_number = "2" })).Is(200)["specialties"].GetString());
        Assert.Equal("Only the hospital itself changes its beds and load", (await supervisor.Patch(path, new { available_beds = 8 })).Error(403));
        Assert.Equal("Not authorized", (await supervisor.Patch(path, new { name = "x" })).Error(403));
        Assert.Equal("Not authorized", (await (await world.Dispatcher()).Patch(path, new { phone_number = "3" })).Error(403));
        Assert.Equal("Hospital not found", (await admin.Patch("/dispatch/api/hospitals/999999/", new { phone_number = "3" })).Error(404));
        Assert.Equal("Hospital not found", (await admin.Get("/dispatch/api/hospitals/999999")).Error(404));
    }
}

using Attend.Tests.People;
using Xunit;

namespace Attend.Tests.Visits;

public sealed class ServicesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_service_is_added_edited_retired_and_reinstated()
    {
        var rota = await Rota.Open(world);
        var mark = await world.Mark();
        var facts = new { name = " Wound care ", minutes = 45, price = 32.5m, currency = "EUR", skills = new[] { "wound-care", "iv", "iv" } };
        var made = (await rota.Planner.Post("/api/services", new { site_id = rota.Site, service = facts })).Is(201);
        var id = made.Id;
        Assert.Equal(("Wound care", 45, 32.5m), (made["name"].GetString(), made["minutes"].GetInt32(), made["price"].GetDecimal()));
        Assert.Equal("iv,wound-care", await world.Row<string>($"select array_to_string(skills, ',') from visits.services where id = {id}"));

        var edited = (await rota.Planner.Patch($"/api/services/{id}", new { minutes = 60, price = (decimal?)null, currency = (string?)null }, version: 1)).Is(200);
        Assert.Equal((60, 2), (edited["minutes"].GetInt32(), edited["version"].GetInt64()));
        Assert.False((await rota.Planner.Post($"/api/services/{id}/retire")).Is(200)["active"].GetBoolean());
        (await rota.Planner.Post($"/api/services/{id}/retire")).Is(200);
        Assert.Equal(4, (await rota.Planner.Post($"/api/services/{id}/reinstate")).Is(200)["version"].GetInt64());
        Assert.Equal(["visits.service_added", "visits.service_changed", "visits.service_retired", "visits.service_reinstated"], await world.EventsSince(mark, $"service:{id}"));
        Assert.Equal(4L, await world.Row<long>($"select version from visits.services where id = {id} and active"));
    }

    [Fact]
    public async Task A_name_is_one_services_while_it_is_offered()
    {
        var rota = await Rota.Open(world);
        object Named(string name) => new { site_id = rota.Site, service = new { name, minutes = 30 } };
        var first = (await rota.Planner.Post("/api/services", Named("Bath"))).Is(201).Id;
        (await rota.Planner.Post("/api/services", Named("BATH"))).Refused(409, "service_exists");
        (await rota.Planner.Post($"/api/services/{first}/retire")).Is(200);
        (await rota.Planner.Post("/api/services", Named("bath"))).Is(201);
        (await rota.Planner.Post($"/api/services/{first}/reinstate")).Refused(409, "service_exists");
    }

    [Fact]
    public async Task Half_a_price_a_strange_skill_and_a_stale_version_are_refused()
    {
        var rota = await Rota.Open(world);
        Task<Answer> Add(object service, long? site = null) => rota.Planner.Post("/api/services", new { site_id = site ?? rota.Site, service });
        Assert.Equal("is required with price", Error(await Add(new { name = "A", minutes = 30, price = 3 }), "service.currency"));
        Assert.Equal("is required with currency", Error(await Add(new { name = "A", minutes = 30, currency = "EUR" }), "service.price"));
        Assert.Equal("must have at most two decimals", Error(await Add(new { name = "A", minutes = 30, price = 0.125, currency = "EUR" }), "service.price"));
        Assert.NotEmpty(Error(await Add(new { name = "A", minutes = 30, skills = new[] { "iv", "Two words" } }), "service.skills[1]"));
        Assert.NotEmpty(Error(await Add(new { name = " ", minutes = 30 }), "service.name"));
        (await Add(new { name = "A", minutes = 4 })).Refused(400, "invalid");
        (await Add(new { name = "A", minutes = 30 }, site: await world.Site())).Refused(404, "unknown_site");

        var id = await rota.Service();
        (await rota.Planner.Patch($"/api/services/{id}", new { minutes = 60 })).Refused(428, "precondition_required");
        (await rota.Planner.Patch($"/api/services/{id}", new { minutes = 60 }, version: 7)).Refused(412, "precondition_failed");
        (await rota.Planner.Patch($"/api/services/{id}", new { price = 5 }, version: 1)).Refused(400, "invalid");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from visits.services where site_id = {rota.Site} and id <> {id}"));
    }

    [Fact]
    public async Task Each_sees_what_is_offered_where_they_work()
    {
        var (rota, other) = (await Rota.Open(world), await Rota.Open(world));
        var (here, there) = (await rota.Service(), await other.Service());
        var therapist = (await rota.Therapist()).Client;
        foreach (var one in new[] { rota.Planner, therapist })
        {
            Assert.Equal([here], (await one.Get("/api/services?active=true")).Is(200).Items().Select(service => service.GetProperty("id").GetInt64()));
            (await one.Get($"/api/services/{here}")).Is(200);
            (await one.Get($"/api/services/{there}")).Refused(404, "not_found");
        }

        (await rota.Planner.Patch($"/api/services/{there}", new { minutes = 60 }, version: 1)).Refused(404, "not_found");
        (await therapist.Post($"/api/services/{here}/retire")).Refused(403, "forbidden");
    }

    private static string Error(Answer answer, string field) => answer.Refused(400, "invalid")["errors"].GetProperty(field)[0].GetString()!;
}

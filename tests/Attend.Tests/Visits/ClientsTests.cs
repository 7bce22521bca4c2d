using Attend.Platform.Access;
using Attend.Tests.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Visits;

public sealed class ClientsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Somebody_becomes_a_client_once_by_telephone_e_mail_and_login()
    {
        var rota = await Rota.Open(world);
        var mark = await world.Mark();
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var (phone, email) = ($"+4930{world.Draw():D6}", $"Client{world.Draw()}@example.org");
        var first = await rota.Client(new { phone, email, user_id = user });
        Assert.Equal(["visits.client_added"], await world.EventsSince(mark, $"client:{first}"));
        foreach (var (field, but) in new (string, object)[] { ("phone", new { phone }), ("email", new { email = email.ToUpperInvariant() }), ("user_id", new { user_id = user }) })
        {
            var refused = (await rota.TryClient(but)).Refused(409, "client_exists");
            Assert.Equal((first, field), (refused["client_id"].GetInt64(), refused["field"].GetString()));
        }

        // A couple has one telephone, but nobody has somebody else's login.
        var second = await rota.Client(new { phone, shared_reason = "Married" });
        (await rota.TryClient(new { user_id = user, shared_reason = "Married" })).Refused(409, "client_exists");
        // Another site has its own clients.
        await (await Rota.Open(world)).Client(new { phone });
        Assert.Equal([first, second], await world.Rows<long>($"select id from visits.clients where site_id = {rota.Site} order by id"));
    }

    [Fact]
    public async Task Of_many_at_once_one_makes_the_client_and_the_others_hear_who_it_is()
    {
        var rota = await Rota.Open(world);
        var phone = $"+4930{world.Draw():D6}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rota.TryClient(new { phone })));
        var made = Assert.Single(answers, answer => answer.Number is 201).Id;
        Assert.All(answers.Where(answer => answer.Number is not 201), answer => Assert.Equal(made, answer.Refused(409, "client_exists")["client_id"].GetInt64()));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from visits.clients where site_id = {rota.Site}"));
    }

    [Fact]
    public async Task A_client_is_edited_over_the_version_that_was_seen()
    {
        var rota = await Rota.Open(world);
        var (phone, taken) = ($"+4930{world.Draw():D6}", $"+4930{world.Draw():D6}");
        var (id, other) = (await rota.Client(new { phone }), await rota.Client(new { phone = taken }));
        var edited = (await rota.Planner.Patch($"/api/clients/{id}", new { notes = "The bell is broken", latitude = 52.6 }, version: 1)).Is(200);
        Assert.Equal(("The bell is broken", 52.6, phone, 2), (edited["notes"].GetString(), edited["latitude"].GetDouble(), edited["phone"].GetString(), edited["version"].GetInt64()));
        (await rota.Planner.Patch($"/api/clients/{id}", new { notes = "None" }, version: 1)).Refused(412, "precondition_failed");
        (await rota.Planner.Patch($"/api/clients/{id}", new { notes = "None" })).Refused(428, "precondition_required");
        Assert.Equal(other, (await rota.Planner.Patch($"/api/clients/{id}", new { phone = taken }, version: 2)).Refused(409, "client_exists")["client_id"].GetInt64());
        (await rota.Planner.Patch($"/api/clients/{id}", new { phone = taken, shared_reason = "A home" }, version: 2)).Is(200);
        (await rota.Planner.Patch($"/api/clients/{id}", new { user_id = 999_999 }, version: 3)).Refused(404, "unknown_user");
        (await rota.Planner.Patch($"/api/clients/{id}", new { phone = "030 1234" }, version: 3)).Refused(400, "invalid");
        (await rota.TryClient(new { name = " " })).Refused(400, "invalid");
        (await rota.TryClient(new { shared_reason = " " })).Refused(400, "invalid");
        (await rota.TryClient(new { user_id = 999_999 })).Refused(404, "unknown_user");
    }

    [Fact]
    public async Task Nobody_is_retired_while_they_are_to_be_visited()
    {
        var rota = await Rota.Open(world);
        var phone = $"+4930{world.Draw():D6}";
        var id = await rota.Client(new { phone });
        var visit = await rota.Visit(await rota.Therapist(), rota.At(9), rota.At(10), client: id);
        Assert.Equal(visit, (await rota.Planner.Post($"/api/clients/{id}/retire")).Refused(409, "client_has_visits")["appointments"][0].GetInt64());
        await world.Db.Run($"update visits.places set state = 'RELEASED' where appointment_id = {visit}");
        await world.Db.Run($"update visits.appointments set state = 'CANCELLED' where id = {visit}");
        Assert.False((await rota.Planner.Post($"/api/clients/{id}/retire")).Is(200)["active"].GetBoolean());
        // Their telephone is free for whoever has it now.
        var next = await rota.Client(new { phone });
        Assert.Equal(next, (await rota.Planner.Post($"/api/clients/{id}/reinstate")).Refused(409, "client_exists")["client_id"].GetInt64());
        (await rota.Planner.Post($"/api/clients/{next}/retire")).Is(200);
        Assert.True((await rota.Planner.Post($"/api/clients/{id}/reinstate")).Is(200)["active"].GetBoolean());
        Assert.Equal(["visits.client_added", "visits.client_retired", "visits.client_reinstated"],
            await world.Rows<string>($"select kind from platform.events where subject = {"client:" + id} order by id"));
    }

    [Fact]
    public async Task A_therapist_reads_whom_they_are_to_visit_and_each_look_is_recorded()
    {
        var rota = await Rota.Open(world);
        var (id, stranger) = (await rota.Client(new { name = "Dorothea Beispiel", phone = "+4930999111" }), await rota.Client());
        var therapist = await rota.Therapist();
        (await therapist.Client.Get($"/api/clients/{id}")).Refused(404, "not_found");
        var visit = await rota.Visit(therapist, rota.At(9), rota.At(10), client: id);
        Assert.Equal("Dorothea Beispiel", (await therapist.Client.Get($"/api/clients/{id}")).Is(200)["name"].GetString());
        (await therapist.Client.Get($"/api/clients/{stranger}")).Refused(404, "not_found");
        Assert.Equal([id], Ids(await therapist.Client.Get("/api/clients")));
        await world.Db.Run($"update visits.places set state = 'RELEASED' where appointment_id = {visit}");
        (await therapist.Client.Get($"/api/clients/{id}")).Refused(404, "not_found");

        Assert.Equal([id, stranger], Ids(await rota.Planner.Get($"/api/clients?site_id={rota.Site}&active=true")));
        Assert.Equal([id], Ids(await rota.Planner.Post("/api/clients/search", new { text = "beispiel" })));
        Assert.Equal([id], Ids(await rota.Planner.Post("/api/clients/search", new { text = "+4930999111" })));
        Assert.Empty(Ids(await rota.Planner.Post("/api/clients/search", new { text = "%" })));
        Assert.Empty(Ids(await (await Rota.Open(world)).Planner.Post("/api/clients/search", new { text = "beispiel" })));
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        Assert.Equal(["read", "list"], await world.Rows<string>($"select purpose from platform.access_log where subject = {"client:" + id} and actor = {"user:" + therapist.Id} order by id"));
        Assert.Equal(3L, await world.Row<long>($"select count(*) from platform.access_log where subject = {"client:" + id} and actor = {"user:" + rota.Planner.UserId}"));
    }

    private static IEnumerable<long> Ids(Answer answer) => answer.Is(200).Items().Select(client => client.GetProperty("id").GetInt64());
}

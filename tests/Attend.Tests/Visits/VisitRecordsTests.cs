using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Each test has a world of its own: years pass.</summary>
public sealed class VisitRecordsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Canary = "Kanarienvogel";

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_is_kept_of_a_client_is_given_out_and_erased()
    {
        var rota = await Rota.Open(world);
        var id = await Client(rota);
        await Past(rota, id);
        var admin = await world.Admin();
        var data = (await admin.Get($"/api/clients/{id}/export")).Is(200)["data"];
        Assert.Equal(Canary, data.GetProperty("visits.clients")[0].GetProperty("notes").GetString());
        // What is erased is what was given out.
        var kept = data.GetProperty("visits.appointments")[0];
        foreach (var said in new[] { "address", "notes", "reason", "payment_note", "overlap_reason" })
        {
            Assert.Equal((said, Canary), (said, kept.GetProperty(said).GetString()));
        }

        foreach (var (table, said) in new[] { ("places", "evv_note"), ("places", "override_reason"), ("proofs", "signed_by"), ("refusals", "reason"), ("corrections", "evv_note") })
        {
            Assert.Equal((table, said, Canary), (table, said, kept.GetProperty(table)[0].GetProperty(said).GetString()));
        }


        var hold = (await admin.Post("/api/holds", new { subject = $"client:{id}", reason = "A lawsuit" })).Is(201).Id;
        Assert.Equal(hold, (await admin.Post($"/api/clients/{id}/erase")).Refused(409, "held")["holds"][0].GetInt64());
        (await admin.Post($"/api/holds/{hold}/lift")).Is(204);
        var visit = (await rota.Planner.Post("/api/appointments", new { client_id = id, service_ids = new[] { await rota.Service() }, starts_at = rota.At(9) })).Is(201).Id;
        (await admin.Post($"/api/clients/{id}/erase")).Refused(409, "client_has_visits");
        (await rota.Planner.Post($"/api/appointments/{visit}/cancel", new { reason_code = "by_client" })).Is(200);
        (await admin.Post($"/api/clients/{id}/erase")).Is(204);
        Assert.Equal("", await Found());
        Assert.Equal(1L, await world.Row<long>($"select count(*) from platform.events where kind = 'visits.client_erased' and subject = {"client:" + id}"));
        (await rota.Planner.Post($"/api/clients/{id}/reinstate")).Refused(404, "not_found");
        (await rota.Planner.Patch($"/api/clients/{id}", new { name = Canary }, version: 2)).Refused(404, "not_found");
        (await rota.Planner.Get($"/api/clients/{id}")).Refused(404, "not_found");
        (await admin.Post($"/api/clients/{id}/erase")).Refused(404, "not_found");
        (await rota.Planner.Post($"/api/clients/{id}/erase")).Refused(403, "forbidden");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_clients_data_are_part_of_their_logins()
    {
        var rota = await Rota.Open(world);
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        await Past(rota, await Client(rota, user));
        var admin = await world.Admin();
        Assert.Equal(Canary, (await admin.Get($"/api/users/{user}/export")).Is(200)["data"].GetProperty("visits.clients")[0].GetProperty("name").GetString());
        (await admin.Post($"/api/users/{user}/erase")).Is(204);
        Assert.Equal("", await Found());
    }

    [Fact]
    public async Task A_retired_client_goes_after_three_years_and_what_was_said_of_visits_after_ten_unless_somebody_holds_it()
    {
        var rota = await Rota.Open(world);
        var (one, held) = (await Client(rota), await Client(rota, shared: true));
        await Past(rota, one);
        foreach (var id in new[] { one, held })
        {
            (await rota.Planner.Post($"/api/clients/{id}/retire")).Is(200);
        }

        (await (await world.Admin()).Post("/api/holds", new { subject = $"client:{held}", reason = "A lawsuit" })).Is(201);
        world.Clock.Advance(TimeSpan.FromDays(1095));
        await Expire();
        Assert.Equal(2L, await Named());
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Expire();
        Assert.Equal([held], await world.Rows<long>($"select id from visits.clients where name <> ''"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from visits.appointments where address <> ''"));
        world.Clock.Advance(TimeSpan.FromDays(3650 - 1095));
        await Expire();
        Assert.Equal(0L, await world.Row<long>($"select count(*) from visits.appointments where address <> '' or notes is not null"));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from visits.proofs where signed_by is null and lines = '[]'"));
    }

    private static async Task<long> Client(Rota rota, long? user = null, bool shared = false) => await rota.Client(new
    {
        name = Canary, address = Canary, notes = Canary, email = $"{Canary}@example.org", phone = "+4930555111", user_id = user,
        shared_reason = shared ? Canary : null,
    });

    /// <summary>A visit that was, signed for.</summary>
    private async Task Past(Rota rota, long client)
    {
        var booked = (await rota.Planner.Post("/api/appointments", new
        {
            client_id = client, service_ids = new[] { await rota.Service() }, starts_at = world.Clock.Now.AddHours(1), therapist_ids = new[] { (await rota.Therapist()).Id },
        })).Is(201);
        var visit = booked.Id;
        foreach (var key in new[] { "accept", "start", "end" })
        {
            (await rota.Planner.Post($"/api/places/{Rounds.Place(booked)}/{key}", key is "accept" ? null : Rounds.Here)).Is(200);
        }

        await world.Db.Run($"update visits.appointments set address = {Canary}, notes = {Canary}, reason = {Canary}, payment_note = {Canary}, overlap_reason = {Canary} where id = {visit}");
        await world.Db.Run($"update visits.places set evv_exception = 'other', evv_note = {Canary}, override_reason = {Canary} where appointment_id = {visit}");
        await world.Db.Run($"""
            insert into visits.proofs (place_id, kind, signed_by, lines, at)
            select id, 'signature', {Canary}, '[[1, 1, 9, 9]]', ends_at from visits.places where appointment_id = {visit}
            """);
        await world.Db.Run($"""
            insert into visits.corrections (place_id, started_at, ended_at, evv_exception, evv_note, corrected_at)
            select id, started_at, ended_at, 'other', {Canary}, ended_at from visits.places where appointment_id = {visit}
            """);
        await world.Db.Run($"""
            insert into visits.refusals (place_id, therapist_id, how, reason, at)
            select id, therapist_id, 'rejected', {Canary}, starts_at from visits.places where appointment_id = {visit}
            """);
    }

    private async Task Expire()
    {
        await world.DueDone();
        await world.DueDone();
    }

    private Task<long> Named() => world.Row<long>($"select count(*) from visits.clients where name <> ''");

    /// <summary>The tables in which the canary sits, with commas.</summary>
    private Task<string> Found() => world.Row<string>($"""
        select coalesce(string_agg(distinct t.name, ',' order by t.name), '') from (
            select 'clients' as name, to_jsonb(c)::text as said from visits.clients c
            union all select 'appointments', to_jsonb(a)::text from visits.appointments a
            union all select 'places', to_jsonb(p)::text from visits.places p
            union all select 'proofs', to_jsonb(f)::text from visits.proofs f
            union all select 'refusals', to_jsonb(r)::text from visits.refusals r
            union all select 'corrections', to_jsonb(k)::text from visits.corrections k
            union all select 'events', e.data::text from platform.events e) t
        where t.said ilike {"%" + Canary + "%"}
        """);
}

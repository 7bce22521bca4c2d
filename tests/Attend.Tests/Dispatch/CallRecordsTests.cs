using Attend.Platform.Database;
using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Each test has a world of its own: years pass.</summary>
public sealed class CallRecordsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Canary = "Xolotl";

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_strangers_said_stands_only_in_its_rows_and_goes_after_its_time()
    {
        var id = await Story();
        Assert.Equal(
            ["dispatch.address_warnings", "dispatch.callers", "dispatch.calls", "dispatch.notes", "dispatch.patients"], await Found());
        Assert.Equal("", await world.Violations());

        world.Clock.Advance(TimeSpan.FromDays(1094));
        await Expire();
        Assert.Contains("dispatch.callers", await Found());

        world.Clock.Advance(TimeSpan.FromDays(3));
        await Expire();
        Assert.Equal(["dispatch.notes", "dispatch.patients"], await Found());
        Assert.Equal(52.51, await world.Row<double>($"select latitude from dispatch.calls where id = {id}"));

        world.Clock.Advance(TimeSpan.FromDays(3000));
        await Expire();
        Assert.Empty(await Found());
        Assert.Equal("REFUSED", await world.Row<string>($"select disposition from dispatch.patients where call_id = {id}"));
    }

    [Fact]
    public async Task A_legal_hold_keeps_the_call_as_it_is()
    {
        var id = await Story();
        await world.Db.Run($"""
            insert into people.legal_holds (subject, reason, placed_by, placed_at) values ({"call:" + id}, 'court', 'user:1', {world.Clock.Now})
            """);
        world.Clock.Advance(TimeSpan.FromDays(5000));
        await Expire();
        Assert.Equal(["dispatch.callers", "dispatch.calls", "dispatch.notes", "dispatch.patients"], await Found());
    }

    [Fact]
    public async Task Why_a_crew_might_have_gone_on_is_forgotten_once_nobody_can_bring_the_job_back()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, unit);
        (await dispatcher.Post($"/api/responses/{response.Id}/transport", new { hospital_id = await world.Hospital() })).Is(200);
        (await dispatcher.Post($"/api/responses/{response.Id}/arrive-hospital")).Is(200);
        var (first, second) = (await world.Call(), await world.Call());
        async Task LineUp(long call) => (await (await world.Supervisor()).Post(
            $"/api/units/{unit.Id}/next-job", new { call_id = call, override_reason = Canary })).Is(204);
        Task<long> Said() => world.Row<long>($"select count(*) from dispatch.next_jobs where override_reason is not null");

        await LineUp(first.Id);
        (await dispatcher.Delete($"/api/units/{unit.Id}/next-job")).Is(204);
        Assert.Equal(0L, await Said());
        await LineUp(second.Id);
        (await dispatcher.Post($"/api/responses/{response.Id}/fail", new { cause = "breakdown" })).Is(200);
        Assert.Equal(1L, await Said());
        var export = (await (await world.Admin()).Get($"/api/calls/{second.Id}/export")).Is(200)["data"];
        Assert.Equal(Canary, export.GetProperty("dispatch.next_jobs")[0].GetProperty("override_reason").GetString());

        world.Clock.Advance(TimeSpan.FromDays(2.5));
        await Expire();

        Assert.Equal(0L, await Said());
    }

    [Fact]
    public async Task One_kind_that_fails_keeps_no_other()
    {
        await Story();
        await world.Db.Run($"alter table dispatch.notes rename column text to words");
        world.Clock.Advance(TimeSpan.FromDays(5000));
        await Wait.Until(async () =>
        {
            await world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
            return (await Found()).SequenceEqual(["dispatch.notes"]);
        });
        var failing = await world.Rows<string>($"select key from platform.work where kind = 'people.expire' and last_error is not null");
        Assert.Equal(["dispatch.notes"], failing);
    }

    [Fact]
    public async Task What_was_said_of_a_call_is_exported_held_and_erased_by_its_number()
    {
        var id = await Story();
        var admin = await world.Admin();
        var supervisor = await world.Supervisor();
        var export = (await admin.Get($"/api/calls/{id}/export")).Is(200);
        Assert.Equal($"call:{id}", export["subject"].GetString());
        Assert.Equal(Canary, export["data"].GetProperty("dispatch.patients")[0].GetProperty("name").GetString());
        Assert.StartsWith(Canary, export["data"].GetProperty("dispatch.places")[0].GetProperty("description").GetString(), StringComparison.Ordinal);
        (await supervisor.Get($"/api/calls/{id}/export")).Refused(404, "not_found");
        (await supervisor.Post($"/api/calls/{id}/erase")).Refused(403, "forbidden");

        (await admin.Post("/api/holds", new { subject = "house:1", reason = "case 9" })).Refused(400, "invalid");
        var hold = (await admin.Post("/api/holds", new { subject = $"call:{id}", reason = "case 9" })).Is(201);
        Assert.Equal(hold.Id, (await admin.Post($"/api/calls/{id}/erase")).Refused(409, "held")["holds"][0].GetInt64());
        Assert.Equal(hold.Id, (await admin.Get($"/api/holds?subject=call:{id}")).Is(200)["items"][0].GetProperty("id").GetInt64());
        (await admin.Post($"/api/holds/{hold.Id}/lift")).Is(204);
        (await admin.Post("/api/holds/999999/lift")).Refused(404, "not_found");

        var mark = await world.Mark();
        (await admin.Post($"/api/calls/{id}/erase")).Is(204);
        Assert.Equal(["dispatch.call_erased"], await world.EventsSince(mark));
        Assert.Equal(["dispatch.address_warnings"], await Found());
        Assert.Equal("CLOSED", (await admin.Get($"/api/calls/{id}")).State);
        (await admin.Post("/api/calls/999999/erase")).Refused(404, "not_found");
        (await admin.Post($"/api/calls/{(await world.Call()).Id}/erase")).Refused(409, "call_open");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_a_crew_called_for_help_is_exported_and_erased_with_the_person()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        (await medic.Post("/api/positions", new { latitude = 52.51, longitude = 13.41 })).Is(202);
        (await medic.Post($"/api/units/{unit.Id}/distress")).Is(200);
        var admin = await world.Admin();
        var export = (await admin.Get($"/api/users/{unit.Crew[0].Id}/export")).Is(200)["data"];
        Assert.Equal(52.51, export.GetProperty("dispatch.alarms")[0].GetProperty("facts").GetProperty("latitude").GetDouble());
        (await admin.Post($"/api/users/{unit.Crew[0].Id}/erase")).Is(204);
        Assert.Equal("{}", await world.Row<string>($"select facts::text from dispatch.alarms where unit_id = {unit.Id}"));
    }

    /// <summary>A public request with everything that can be said about it, closed; its id.</summary>
    private async Task<long> Story()
    {
        var dispatcher = await world.Dispatcher();
        var place = new { address = Canary + " 5", latitude = 52.51234, longitude = 13.41234 };
        var asked = (await world.Stranger.Post("/api/requests", new
        {
            name = Canary, phone = "+49301112222", description = Canary + " fell", location = place, patients = new[] { new { name = Canary } },
        })).Is(201);
        var id = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0].GetProperty("id").GetInt64();
        (await dispatcher.Post($"/api/calls/{id}/notes", new { text = Canary })).Is(201);
        (await dispatcher.Post($"/api/calls/{id}/callers", new { name = Canary })).Is(201);
        var unit = await world.Unit();
        var response = await world.Dispatch(id, unit);
        (await dispatcher.Post($"/api/responses/{response.Id}/clear", new { disposition = "REFUSED" })).Is(200);
        var warning = (await dispatcher.Post("/api/warnings", new
        {
            place.address, kind = "OTHER", text = Canary, review_on = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddDays(9),
        })).Is(201);
        (await dispatcher.Post($"/api/warnings/{warning.Id}/end")).Is(200);
        Assert.Equal("CLOSED", (await dispatcher.Get($"/api/calls/{id}")).State);
        return id;
    }

    private async Task Expire()
    {
        // The server's own worker may be at it, and one of the two may have had to put something off.
        await Wait.Until(async () =>
        {
            await world.Db.Run($"update platform.work set retry_at = null where due_at <= {world.Clock.Now}");
            await world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
            return await Due() == 0;
        });
    }

    private Task<long> Due() => world.Row<long>($"select count(*) from platform.work where due_at <= {world.Clock.Now}");

    /// <summary>The tables in which the canary stands.</summary>
    private async Task<IReadOnlyList<string>> Found()
    {
        var tables = await world.Rows<string>($"""
            select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('platform', 'people', 'fleet', 'dispatch') order by 1
            """);
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await world.Row<bool>($"select exists (select 1 from {Sql.Raw(table)} t where t::text like {"%" + Canary + "%"})"))
            {
                found.Add(table);
            }
        }

        return found;
    }
}

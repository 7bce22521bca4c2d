using Attend.Platform.Database;
using Attend.Platform.Work;
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
        // The server's own worker may have taken it first.
        var worker = world.Services.GetRequiredService<Worker>();
        for (var round = 0; round < 2000 && await Due() > 0; round++)
        {
            await worker.RunDue(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0L, await Due());
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

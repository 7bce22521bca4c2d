using Xunit;

namespace Attend.Tests.Queues;

/// <summary>Each test has a world of its own: years pass.</summary>
public sealed class QueueRecordsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Canary = "Kanarienvogel";

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    /// <summary>A number from the desk has neither a name nor a device; what was said of whoever holds it stands with what was done.</summary>
    [Fact]
    public async Task Why_somebody_was_held_or_classed_goes_after_a_year_unless_somebody_holds_it()
    {
        var clinic = await Clinic.Open(world);
        var (one, held, named) = ((await clinic.Join()).Id, (await clinic.Join()).Id, (await clinic.Join(new { name = Canary })).Id);
        (await (await world.Admin()).Post("/api/holds", new { subject = $"ticket:{held}", reason = "A lawsuit" })).Is(201);
        foreach (var ticket in new[] { one, held })
        {
            (await clinic.Do(ticket, "set-priority", new { priority = 2, reason = Canary })).Is(200);
            (await clinic.Do(ticket, "hold", new { reason = Canary })).Is(200);
            (await clinic.Do(ticket, "return")).Is(200);
            (await clinic.Do(ticket, "cancel")).Is(200);
        }

        (await clinic.Do(named, "cancel")).Is(200);
        world.Clock.Advance(TimeSpan.FromDays(365));
        await Expire();
        Assert.Equal([one, held], await Telling());
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where name is not null"));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Expire();
        Assert.Equal([held], await Telling());
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.tickets where name is not null"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like {"%" + Canary + "%"}"));
    }

    private async Task Expire()
    {
        await world.DueDone();
        await world.DueDone();
    }

    private Task<IReadOnlyList<long>> Telling() => world.Rows<long>($"""
        select distinct ticket_id from queues.deeds where reason is not null or before ->> 'hold_reason' is not null order by ticket_id
        """);
}

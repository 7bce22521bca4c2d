using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Fleet;

/// <summary>The checkers are checked: with their guard taken away they find what it forbids.</summary>
public sealed class FleetInvariantTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Without_the_indexes_the_invariants_find_what_they_forbid()
    {
        Assert.Empty(await Violations());
        await Run("""
            drop index fleet.one_active_reservation_per_vehicle; drop index fleet.one_active_reservation_per_person;
            drop index fleet.one_open_sign_on_per_person
            """);
        var unit = (await world.Unit(0)).Id;
        var other = (await world.Unit(0)).Id;
        var medic = (await world.Paramedic(await world.Site())).Id;
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.TryWrite(change =>
        {
            Reservations.TakeVehicle(change, unit, HolderKind.Response, i, i, Activity.Dispatched, change.Now);
            Reservations.TakePeople(change, [medic], HolderKind.Response, i, i, Activity.Dispatched, change.Now);
        })));
        Assert.True(taken.Count(code => code is null) > 1);
        await Run($"""
            insert into fleet.sign_ons (vehicle_id, user_id, role, from_at, recorded_at)
            select v, {medic}, 'crew', now(), now() from unnest(array[{unit}, {other}]) as v
            """);
        await Run($"update fleet.vehicles set retired_at = now() where id = {unit}");
        var violations = await Violations();
        Assert.Contains(violations, sentence => sentence.StartsWith($"unit {unit} has 8", StringComparison.Ordinal));
        Assert.Contains(violations, sentence => sentence.StartsWith($"user {medic} has 8", StringComparison.Ordinal));
        Assert.Contains(violations, sentence => sentence.Contains("at one time", StringComparison.Ordinal));
        Assert.Contains(violations, sentence => sentence.Contains("is retired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_view_that_forgets_reservations_is_found()
    {
        var unit = (await world.Unit()).Id;
        await world.Write(change => Reservations.TakeVehicle(change, unit, HolderKind.Response, 5, 12, Activity.Dispatched, change.Now));
        Assert.Empty(await Violations());
        var definition = await world.Db.One<string>($"select pg_get_viewdef('fleet.units'::regclass, true)");
        var forgetful = definition.Replace("WHEN r.activity IS NOT NULL THEN r.activity", "", StringComparison.Ordinal);
        Assert.NotEqual(definition, forgetful);
        await Run("create or replace view fleet.units as " + forgetful);
        Assert.Contains(await Violations(), sentence => sentence == $"unit {unit} is shown as AVAILABLE");
    }

    private async Task<List<string>> Violations()
    {
        var found = new List<string>();
        foreach (var invariant in FleetInvariants.All)
        {
            found.AddRange(await world.Db.List<string>(Sql.Raw(invariant.Query)));
        }

        return found;
    }

    private Task Run(string sql) => world.Db.Run(Sql.Raw("do $$ begin " + sql.TrimEnd(';') + "; end $$"));
}

using Attend.Platform.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>Cut off in the middle, nobody arrives twice and nobody is lost.</summary>
public sealed class ArrivalCrashTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("insert on arrivals.arrivals")]
    [InlineData("insert on queues.tickets")]
    [InlineData("update on arrivals.arrivals")]
    public async Task A_reaction_that_dies_in_the_middle_is_made_once(string where)
    {
        var ward = await Ward.Open(world);
        // The connection dies under the statement; a sequence remembers how often, because what it did is forgotten.
        await Run($"""
            create sequence cuts;
            create function cut() returns trigger language plpgsql as $cut$
            begin
                if nextval('cuts') <= 3 then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                return new;
            end $cut$;
            create trigger cut after {where} for each row execute function cut()
            """);
        var ride = await ward.Transport(patients: 2);
        await ride.Tap("arrive-hospital");

        Assert.True(await world.Row<long>($"select last_value from cuts") > 3);
        Assert.Equal(["001 WAITING", "002 WAITING"], await ward.Numbers());
        Assert.Equal([$"ARRIVED {ward.Hospital}", $"ARRIVED {ward.Hospital}"], await ride.Entries());
        Assert.Equal(2, await world.Row<int>($"""
            select count(*)::int from platform.events where kind = 'arrivals.patient_arrived' and (data ->> 'queue_id')::bigint = {ward.Queue}
            """));
        Assert.Equal("", await world.Violations());
        await Run("drop function cut cascade; drop sequence cuts");
    }

    [Fact]
    public async Task What_happened_while_nobody_listened_is_followed_when_somebody_does()
    {
        var ward = await Ward.Open(world);
        var (moved, there) = (await ward.Transport(), await ward.Transport());
        var other = await Ward.Open(world, latitude: 52.4);
        await Deaf();
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{moved.Response}/change-destination", new { hospital_id = other.Hospital })).Is(200);
        (await dispatcher.Post($"/api/responses/{moved.Response}/arrive-hospital")).Is(200);
        (await dispatcher.Post($"/api/responses/{there.Response}/arrive-hospital")).Is(200);
        (await dispatcher.Post($"/api/responses/{there.Response}/undo")).Is(200);
        Assert.Equal([$"ARRIVING {ward.Hospital}"], await moved.Entries());

        await world.Restart(_ => { });
        await world.Followed();
        Assert.Equal([$"ARRIVED {other.Hospital}"], await moved.Entries());
        Assert.Equal([$"ARRIVING {ward.Hospital}"], await there.Entries());
        Assert.Equal((0, 1), ((await ward.Numbers()).Count, (await other.Numbers()).Count));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>What has not been heard here is on the number all the same.</summary>
    [Theory]
    [InlineData("set-priority")]
    [InlineData("transfer")]
    public async Task What_a_desk_decided_while_nobody_listened_is_not_decided_again(string key)
    {
        var ward = await Ward.Open(world);
        await (await ward.Transport("MEDIUM")).Tap("arrive-hospital");
        var there = Assert.Single(await ward.Arriving());
        var other = await Queues.Clinic.Open(world, site: ward.Clinic.Site);
        await Deaf();
        (await ward.Clinic.Do(there["ticket_id"].GetInt64(), key, key is "transfer" ? new { queue_id = other.Queue } : new { priority = 2 })).Is(200);
        Assert.Equal("ARRIVED", Assert.Single(await ward.Arriving()).State);
        (await ward.Receive(there.Id, new { place = "bay", desk_id = ward.Clinic.Desk, priority = 4 })).Refused(409, "wrong_state");

        await world.Restart(_ => { });
        await world.Followed();
        Assert.Empty(await ward.Arriving());
        Assert.Equal(key is "transfer" ? 3 : 2, await world.Row<int>($"select level from queues.tickets where id = {there["ticket_id"].GetInt64()}"));
        Assert.Equal("", await world.Violations());
    }

    private Task Deaf() => world.Restart(services => services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService)
        && service.ImplementationFactory?.Method.ReturnType == typeof(Subscribers))));

    private async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(world.Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

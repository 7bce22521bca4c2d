using System.Collections.Concurrent;
using Npgsql;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>
/// What the checks of <see cref="QueueRaceTests"/> find when the guard is missing that each of them is about: the same races as a program would
/// run them that looks first and acts then.
/// </summary>
public sealed class QueueGuardTests(World world) : IClassFixture<World>
{
    private const int Desks = 16;
    private const int Crowd = 400;

    [Fact]
    public async Task Without_locks_some_are_called_twice()
    {
        var clinic = await Line(Crowd);
        var called = new ConcurrentQueue<long>();
        await Together(async connection =>
        {
            while (await Ask(connection, $"select id from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING' order by band, class, order_key, id limit 1") is { } next)
            {
                await Ask(connection, $"update queues.tickets set state = 'COMPLETED' where id = {next}");
                called.Enqueue(next);
            }
        });

        Assert.True(called.Count > Crowd, "Nobody was called twice; the check could not have failed.");
        Assert.True(called.Distinct().Count() < called.Count);
    }

    [Fact]
    public async Task Without_the_queues_lock_numbers_are_given_twice_and_the_index_stops_it()
    {
        var clinic = await Clinic.Open(world);
        var refused = 0;
        await Together(async connection =>
        {
            for (var round = 0; round < 20; round++)
            {
                var serial = await Ask(connection, $"select coalesce(max(serial), 0) + 1 from queues.tickets where queue_id = {clinic.Queue}");
                try
                {
                    await Ask(connection, $"""
                        insert into queues.tickets (token, number, issued_by, service_day, serial, site_id, queue_id, scale_id, level, source, state, state_since, version, band,
                            class, order_key, arrived_at, joined_at)
                        select decode(md5(random()::text), 'hex'), queues.number(code, {serial}), id, '2026-01-01', {serial}, site_id, id, scale_id, 3, 'desk', 'COMPLETED', now(), 1, 1, 0,
                            now(), now(), now() from queues.queues where id = {clinic.Queue}
                        """);
                }
                catch (PostgresException error) when (error.ConstraintName == "one_serial_per_day")
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });

        Assert.True(refused > 0, "No two looked at once; the guard was not needed.");
    }

    /// <summary>An emergency that somebody has in hand would be passed over, were it looked for as all others are.</summary>
    [Fact]
    public async Task Looked_for_as_all_others_an_emergency_that_is_being_edited_is_passed_over()
    {
        var clinic = await Clinic.Open(world);
        var other = (await clinic.Join()).Id;
        var emergency = (await clinic.Join(new { emergency = true })).Id;
        await using var clerk = new NpgsqlConnection(world.Connection);
        await clerk.OpenAsync(TestContext.Current.CancellationToken);
        await using var edit = await clerk.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Ask(clerk, $"update queues.tickets set version = version where id = {emergency}");
        await using var desk = new NpgsqlConnection(world.Connection);
        await desk.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(other, await Ask(desk, $"select id from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING' order by band, class, order_key, id limit 1 for no key update skip locked"));
    }

    /// <summary>Two tickets at one desk, two desks for one patient: the indexes are what keeps them out.</summary>
    [Theory]
    [InlineData("one_ticket_per_desk")]
    [InlineData("one_desk_per_patient")]
    [InlineData("one_ticket_per_patient")]
    [InlineData("one_ticket_per_number")]
    public async Task The_index_is_the_last_guard(string index)
    {
        var clinic = await Clinic.Open(world);
        var other = await Clinic.Open(world, site: clinic.Site);
        var (first, second) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        var wrong = index switch
        {
            "one_ticket_per_desk" => $"update queues.tickets set state = 'CALLED', desk_id = {clinic.Desk} where id in ({first}, {second})",
            "one_desk_per_patient" => $"update queues.tickets set state = 'CALLED', patient_id = 1, queue_id = case id when {first} then queue_id else {other.Queue} end where id in ({first}, {second})",
            "one_ticket_per_patient" => $"update queues.tickets set patient_id = 1 where id in ({first}, {second})",
            _ => $"update queues.tickets set number = 'SAME' where id in ({first}, {second})",
        };
        var stopped = await Assert.ThrowsAsync<PostgresException>(() => world.Cries("select ''", wrong));
        Assert.Equal(index, stopped.ConstraintName);
        Assert.NotEmpty(await world.Cries("select 'got through'", $"drop index queues.{index}; {wrong}"));
    }

    private static async Task<long?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is { } value and not DBNull ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private async Task Together(Func<NpgsqlConnection, Task> work) => await Task.WhenAll(Enumerable.Range(0, Desks).Select(async _ =>
    {
        await using var connection = new NpgsqlConnection(world.Connection);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await work(connection);
    }));

    private async Task<Clinic> Line(int crowd)
    {
        var clinic = await Clinic.Open(world);
        await Task.WhenAll(Enumerable.Range(0, crowd).Select(_ => clinic.Join()));
        return clinic;
    }
}

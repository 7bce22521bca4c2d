using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Attend.Tests.Platform.Events;

/// <summary>
/// Many writers whose transactions overlap as they like: each records one to three events, holds its transaction open for a random time,
/// and commits or rolls back. What was committed is noted after the commit's answer.
/// </summary>
internal sealed class Writers(TestDatabase database, int count, int seed)
{
    private readonly ConcurrentBag<(string Subject, long Number)> committed = [];

    public IReadOnlyCollection<(string Subject, long Number)> Committed => committed;

    /// <param name="subjects">How many things the events are about.</param>
    /// <param name="also">Run in every transaction after its events, before it is held.</param>
    public Task Run(TimeSpan time, int subjects = 50, string kind = "test.happened", Func<NpgsqlConnection, string, long, Task>? also = null)
    {
        var until = TimeProvider.System.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, count).Select(writer => Task.Run(async () =>
        {
            var random = new Random(seed + writer);
            for (var number = 0; TimeProvider.System.GetElapsedTime(until) < time; number++)
            {
                await Transaction(random, writer * 1_000_000L + number * 10L, subjects, kind, also);
            }
        })));
    }

    private async Task Transaction(Random random, long number, int subjects, string kind, Func<NpgsqlConnection, string, long, Task>? also)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // Some transactions draw their number long before they write: then the order of numbers and of ids differ.
        if (random.Next(4) == 0)
        {
            await Execute(connection, "select pg_current_xact_id()");
            await Hold(random);
        }

        var written = new List<(string, long)>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var subject = "thing:" + random.Next(subjects).ToString(CultureInfo.InvariantCulture);
            await using var insert = new NpgsqlCommand("""
                insert into platform.events (epoch, at, actor, kind, subject, to_state, data)
                values ($1, now(), 'system', $2, $3, 'THERE', jsonb_build_object('number', $4::bigint))
                """, connection)
            {
                Parameters = { new() { Value = database.Epoch.Current }, new() { Value = kind }, new() { Value = subject }, new() { Value = number + i } },
            };
            await insert.ExecuteNonQueryAsync();
            if (also is not null)
            {
                await also(connection, subject, number + i);
            }

            written.Add((subject, number + i));
        }

        await Hold(random);
        if (random.Next(4) == 0)
        {
            await transaction.RollbackAsync();
            return;
        }

        await transaction.CommitAsync();
        database.Wake.Signal();
        written.ForEach(committed.Add);
    }

    private static Task Hold(Random random) => random.Next(3) == 0
        ? Task.CompletedTask
        : Task.Delay(TimeSpan.FromMilliseconds(random.Next(random.Next(20) == 0 ? 200 : 10)), TimeProvider.System);

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using System.Globalization;
using Npgsql;

namespace Attend.Tests.Faults;

/// <summary>What became of all deliveries, counted.</summary>
internal sealed record Audited(long Deliveries, long Again, IReadOnlyDictionary<string, long> States, IReadOnlyList<string> Wrong);

/// <summary>
/// I6, read from the database's rows and the companies' books; what the product says of itself is not asked. Every delivery has ended in one
/// way and said so once; what was taken stands as sent or in doubt; what was taken twice was in doubt before, and that is written down.
/// </summary>
internal static class DeliveryAudit
{
    private const int Shown = 20;

    private const string Deliveries = """
        select d.id, d.reference, d.state, d.deadline, d.way, coalesce(t.again, 0) as again, coalesce(e.ends, 0) as ends, coalesce(e.retried, 0) as retried, e.last
        from notifications.deliveries d
        left join (select delivery_id, count(*) filter (where maybe_again) as again from notifications.tries group by 1) t on t.delivery_id = d.id
        left join (
            select (data ->> 'delivery_id')::bigint as delivery_id, (array_agg(to_state order by id desc))[1] as last,
                   count(*) filter (where to_state in ('DELIVERED', 'FAILED', 'EXPIRED', 'SUPPRESSED')) as ends,
                   count(*) filter (where kind = 'notifications.delivery_retried') as retried
            from platform.events where kind like 'notifications.delivery_%' group by 1
        ) e on e.delivery_id = d.id
        """;

    /// <summary>Whoever holds the role at the site is told by each way of each rung, and nobody twice.</summary>
    private const string People = """
        with meant as (
            select g.message_id, g.number as rung, r.user_id, w.way
            from notifications.rungs g join people.user_roles r on g.audience = format('role:%s@%s', r.role, r.site_id)
            cross join lateral unnest(g.ways) as w (way)
        ), told as (
            select message_id, rung, user_id, way, count(*) as times from notifications.deliveries where device_id = 0 group by 1, 2, 3, 4
        )
        select format('message %s is for user %s by %s %s times', message_id, user_id, way, coalesce(times, 0))
        from meant left join told using (message_id, rung, user_id, way) where times is distinct from 1
        """;

    public static async Task<Audited> Of(string connection, Books books, DateTimeOffset now)
    {
        await using var source = new NpgsqlDataSourceBuilder(connection).Build();
        var wrong = new List<string>();
        await Read(source, People, row => wrong.Add(row.GetString(0)));
        var (count, repeats) = (0L, 0L);
        var states = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await Read(source, Deliveries, row =>
        {
            var (state, again, ends, retried) = (row.GetString(2), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
            var deadline = row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3);
            var (taken, disowned) = books.Of(row.GetGuid(1));
            (count, repeats) = (count + 1, repeats + again);
            states[state] = states.GetValueOrDefault(state) + 1;
            foreach (var sentence in Judge(state, row.GetString(4), deadline <= now, taken, disowned, again, ends, retried, row.IsDBNull(8) ? null : row.GetString(8)))
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"delivery {row.GetInt64(0)} ({state}): {sentence}"));
            }
        });
        return new Audited(count, repeats, states, [.. wrong.Take(Shown), .. wrong.Count > Shown ? [$"and {wrong.Count - Shown} more"] : Array.Empty<string>()]);
    }

    private static IEnumerable<string> Judge(
        string state, string way, bool late, int taken, int disowned, long again, long ends, long retried, string? last)
    {
        var closed = state is "DELIVERED" or "READ" or "ACKNOWLEDGED" or "FAILED" or "EXPIRED" or "SUPPRESSED";
        if (!closed && !(state is "SENT" or "UNKNOWN" && late) && way != "in_app")
        {
            yield return "has not ended";
        }

        if (ends != (closed ? 1 : 0))
        {
            yield return $"said {ends} times that it has ended";
        }

        if (last != state)
        {
            yield return $"said last that it is {last}";
        }

        // What was asked for again, because the company said that it did not arrive, is no repeat.
        if (taken > 1 + again + retried)
        {
            yield return $"was taken {taken} times; {again} of its tries may have been repeats and {retried} were asked for";
        }

        if (taken > disowned && state is not ("SENT" or "UNKNOWN" or "DELIVERED" or "READ" or "ACKNOWLEDGED"))
        {
            yield return $"was taken {taken} times and disowned {disowned} times, and counts as not sent";
        }

        if (taken == 0 && state is "SENT")
        {
            yield return "counts as sent, and nobody has it";
        }
    }

    private static async Task Read(NpgsqlDataSource source, string sql, Action<NpgsqlDataReader> row)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var setting = new NpgsqlCommand("set statement_timeout = 0; set work_mem = '256MB'", connection))
        {
            await setting.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            row(reader);
        }
    }
}

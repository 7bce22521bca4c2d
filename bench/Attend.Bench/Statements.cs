using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Attend.Bench;

/// <summary>How often PostgreSQL was sent which statement of Attend's, by its own count (<c>pg_stat_statements</c>).</summary>
/// <param name="Calls">By the statement's text, without its values.</param>
internal sealed partial record Statements(IReadOnlyDictionary<string, long> Calls)
{
    /// <summary>A PostgreSQL that counts.</summary>
    public static async Task<PrivatePostgres> Start(string folder)
    {
        await using (var plain = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None))
        {
            await Command(plain, "alter system set shared_preload_libraries = 'pg_stat_statements'");
        }

        var counting = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None);
        await Command(counting, "create extension if not exists pg_stat_statements");
        return counting;
    }

    public static async Task<Statements> Count(PrivatePostgres postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres.Admin);
        await using var command = source.CreateCommand("""
            select s.query, sum(s.calls)::bigint from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = 'attend' group by s.query
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            var text = Blanks().Replace(reader.GetString(0), " ").Trim();
            calls[text] = calls.GetValueOrDefault(text) + reader.GetInt64(1);
        }

        return new Statements(calls);
    }

    /// <summary>What was sent since an earlier count.</summary>
    public Statements Since(Statements earlier) => new(Calls
        .Select(call => (call.Key, Calls: call.Value - earlier.Calls.GetValueOrDefault(call.Key))).Where(call => call.Calls > 0)
        .ToDictionary(call => call.Key, call => call.Calls, StringComparer.Ordinal));

    /// <summary>
    /// What is more than the server asks by itself in such a time: of each statement the calls above those of a quiet time of the same length, and a
    /// quarter of those, for no two seconds are alike.
    /// </summary>
    /// <param name="quiet">What was sent in a time in which nobody came.</param>
    /// <param name="longer">How much longer this time was than that.</param>
    public Statements Above(Statements quiet, double longer) => new(Calls
        .Select(call => (call.Key, Calls: call.Value - (long)Math.Ceiling(quiet.Calls.GetValueOrDefault(call.Key) * longer * 1.25))).Where(call => call.Calls > 0)
        .ToDictionary(call => call.Key, call => call.Calls, StringComparer.Ordinal));

    public long Sum => Calls.Values.Sum();

    private static async Task Command(PrivatePostgres postgres, string statement)
    {
        await using var source = NpgsqlDataSource.Create(postgres.Admin);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Blanks();
}

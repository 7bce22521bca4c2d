using Npgsql;

namespace Attend.Tests;

/// <summary>What a checker says when somebody breaks by hand what it is there for.</summary>
internal static class Sabotage
{
    /// <summary>What a question answers in the very transaction that did the wrong, which is then undone.</summary>
    /// <param name="wrong">SQL; it may take away a constraint first.</param>
    public static async Task<IReadOnlyList<string>> Cries(this World world, string query, string wrong)
    {
        await using var connection = new NpgsqlConnection(world.Connection);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(wrong, connection, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var ask = new NpgsqlCommand(query, connection, transaction);
        await using var reader = await ask.ExecuteReaderAsync();
        var sentences = new List<string>();
        while (await reader.ReadAsync())
        {
            sentences.Add(reader.GetString(0));
        }

        return sentences;
    }
}

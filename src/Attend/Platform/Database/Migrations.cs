using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>One numbered file of a module's <c>schema</c> folder.</summary>
internal sealed record Migration(string Module, int Number, string Name, string Text)
{
    /// <summary>Of the text with LF line ends, so that a checkout's line ends do not matter.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));
}

/// <summary>
/// Brings a database to this program's schema: the embedded <c>schema/NNN_name.sql</c> files, platform first and then module by module,
/// each applied once. All that is missing goes in as one transaction under an advisory lock, so a failure leaves nothing half done
/// and two servers that start together do not meet.
/// </summary>
internal static class Migrations
{
    private const long LockKey = 0x617474656e64; // "attend"

    /// <param name="modules">The modules' names in the order in which they may refer to each other; platform is always first.</param>
    public static IReadOnlyList<Migration> Embedded(IEnumerable<string> modules)
    {
        var files = typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("schema/", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(Read)
            .ToLookup(file => file.Module, StringComparer.Ordinal);
        string[] order = ["platform", .. modules.Where(name => name != "platform")];
        return [.. order.SelectMany(module => files[module].OrderBy(file => file.Number))];
    }

    /// <summary>Applies what the database does not have yet, and answers what that was.</summary>
    /// <exception cref="MigrationError">A file that was applied before has changed, or the database has one this program does not know.</exception>
    public static async Task<IReadOnlyList<Migration>> Run(NpgsqlDataSource source, IReadOnlyList<Migration> files, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, "set local lock_timeout = 0; set local statement_timeout = 0", ct);
        await Execute(connection, $"select pg_advisory_xact_lock({LockKey})", ct);
        var applied = await Applied(connection, ct);
        var missing = Missing(files, applied);
        foreach (var file in missing)
        {
            await Apply(connection, file, ct);
        }

        await transaction.CommitAsync(ct);
        return missing;
    }

    private static Migration Read(string resource)
    {
        // schema/People/schema/001_people.sql
        var parts = resource.Split('/');
        var file = Path.GetFileNameWithoutExtension(parts[^1]);
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new Migration(
            parts[1].ToLowerInvariant(), int.Parse(file.AsSpan(0, file.IndexOf('_')), NumberStyles.None, CultureInfo.InvariantCulture), file,
            reader.ReadToEnd());
    }

    private static async Task<Dictionary<(string Module, int Number), string>> Applied(NpgsqlConnection connection, CancellationToken ct)
    {
        await Execute(connection, """
            create schema if not exists platform;
            create table if not exists platform.migrations (
                module text not null,
                number integer not null,
                name text not null,
                checksum text not null,
                at timestamptz not null default now(),
                primary key (module, number)
            )
            """, ct);
        var applied = new Dictionary<(string, int), string>();
        await using var command = new NpgsqlCommand("select module, number, checksum from platform.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetString(2));
        }

        return applied;
    }

    private static List<Migration> Missing(IReadOnlyList<Migration> files, Dictionary<(string Module, int Number), string> applied)
    {
        var missing = new List<Migration>();
        var known = applied.Keys.ToHashSet();
        foreach (var file in files)
        {
            known.Remove((file.Module, file.Number));
            if (!applied.TryGetValue((file.Module, file.Number), out var checksum))
            {
                missing.Add(file);
            }
            else if (checksum != file.Checksum)
            {
                throw new MigrationError($"{file.Module}/{file.Name}.sql was changed after it had been applied: add a new file instead.");
            }
        }

        var modules = files.Select(file => file.Module).ToHashSet(StringComparer.Ordinal);
        if (known.Where(key => modules.Contains(key.Module)).Order().FirstOrDefault() is { Module: { } module, Number: var number })
        {
            throw new MigrationError($"The database has migration {number:000} of {module}, which this version of Attend does not know: run the newer version.");
        }

        return missing;
    }

    private static async Task Apply(NpgsqlConnection connection, Migration file, CancellationToken ct)
    {
        try
        {
            await Execute(connection, file.Text, ct);
        }
        catch (PostgresException error)
        {
            throw new MigrationError($"{file.Module}/{file.Name}.sql: {error.MessageText} (SQLSTATE {error.SqlState}).{Remedy(file, error)}", error);
        }

        await using var record = new NpgsqlCommand(
            "insert into platform.migrations (module, number, name, checksum) values ($1, $2, $3, $4)", connection)
        {
            Parameters = { new() { Value = file.Module }, new() { Value = file.Number }, new() { Value = file.Name }, new() { Value = file.Checksum } },
        };
        await record.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the operator does where PostgreSQL has not what a file asks for; nothing where the file is wrong.</summary>
    private static string? Remedy(Migration file, PostgresException error)
    {
        const string Create = "create extension if not exists ";
        var at = file.Text.IndexOf(Create, StringComparison.Ordinal);
        var name = at < 0 ? "" : file.Text[(at + Create.Length)..].Split(';')[0];
        return (name, error.SqlState) switch
        {
            ("", _) => null,
            (_, PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile) => $" Install PostgreSQL's supplied extensions, of which it is one: apt install postgresql-contrib",
            (_, PostgresErrorCodes.InsufficientPrivilege) => $" Run once, as a superuser and in this database: create extension {name}",
            _ => null,
        };
    }

    private static async Task Execute(NpgsqlConnection connection, string text, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The database and this program do not fit together; the sentence is for the person who starts the server.</summary>
internal sealed class MigrationError(string sentence, Exception? cause = null) : Exception(sentence, cause);

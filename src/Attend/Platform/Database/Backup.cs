using Npgsql;

namespace Attend.Platform.Database;

/// <summary>What a backup file holds.</summary>
internal sealed record BackupFile(string Path, long Bytes, int Tables);

/// <summary>
/// One file that holds everything: taken by pg_dump in one snapshot beside a running server, put back by pg_restore in one transaction.
/// </summary>
internal static class Backup
{
    /// <summary>Writes the database to <paramref name="path"/>, which appears there only once it is whole and was read back.</summary>
    public static async Task<BackupFile> Write(string connectionString, string path, CancellationToken ct)
    {
        path = Path.GetFullPath(path);
        var unfinished = path + ".unfinished";
        var (programs, settings) = await Programs(connectionString, ct);
        var tables = await Tables(connectionString, ct);
        try
        {
            CreateClosed(unfinished);
            var dumped = await programs.Run(
                "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", $"--file={unfinished}"], settings, ct);
            Check(dumped, $"The backup to {path} failed");
            await Verify(programs, unfinished, tables, ct);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PostgresRefused($"The backup cannot be written to {path}: {refused.Message}");
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }

        return new BackupFile(path, new FileInfo(path).Length, tables.Count);
    }

    /// <summary>Puts a backup into an empty database: all of it, or nothing.</summary>
    public static async Task<BackupFile> Restore(string connectionString, string path, CancellationToken ct)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            throw new PostgresRefused($"There is no file {path}.");
        }

        var (programs, settings) = await Programs(connectionString, ct);
        var expected = await Contents(programs, path, ct);
        if ((await Tables(connectionString, ct)).Count > 0)
        {
            throw new PostgresRefused(
                "The database already holds data, and a restore never overwrites: give an empty folder with --data DIR.");
        }

        var restored = await programs.Run("pg_restore",
            ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={settings["PGDATABASE"]}", path],
            settings, ct);
        Check(restored, $"{path} could not be restored, and nothing of it was kept");
        var missing = expected.Except(await Tables(connectionString, ct), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new PostgresRefused($"After the restore these tables are missing: {string.Join(", ", missing)}.");
        }

        // Without them the first queries are planned as if every table were empty.
        await Analyze(connectionString, ct);
        return new BackupFile(path, new FileInfo(path).Length, expected.Count);
    }

    /// <summary>Reads the whole file as a restore would, and misses no table of the database.</summary>
    private static async Task Verify(PostgresPrograms programs, string path, IReadOnlyList<string> tables, CancellationToken ct)
    {
        var missing = tables.Except(await Contents(programs, path, ct), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new PostgresRefused($"The backup lacks {string.Join(", ", missing)}.");
        }

        var read = await programs.Run("pg_restore", ["--file=/dev/null", path], PostgresPrograms.NoSettings, ct);
        Check(read, "The backup cannot be read back");
    }

    /// <summary>The tables whose rows a file holds.</summary>
    private static async Task<IReadOnlyList<string>> Contents(PostgresPrograms programs, string path, CancellationToken ct)
    {
        var listed = await programs.Run("pg_restore", ["--list", path], PostgresPrograms.NoSettings, ct);
        Check(listed, $"{path} is not a backup that can be read");
        // 3400; 0 16433 TABLE DATA platform events attend
        return [.. listed.Output.Split('\n')
            .Select(line => line.Split(" TABLE DATA "))
            .Where(parts => parts.Length == 2)
            .Select(parts => string.Join('.', parts[1].Split(' ')[..2]))];
    }

    /// <summary>The tables that hold rows: of a partitioned one its partitions.</summary>
    private static async Task<IReadOnlyList<string>> Tables(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("""
            select nspname || '.' || relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tables = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task Analyze(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("set statement_timeout = 0; analyze");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The programs that fit the server, and how they find it: by environment, where other users do not see a password.</summary>
    private static async Task<(PostgresPrograms Programs, Dictionary<string, string> Settings)> Programs(
        string connectionString, CancellationToken ct)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        var settings = new Dictionary<string, string?>
        {
            ["PGHOST"] = address.Host,
            ["PGPORT"] = $"{address.Port}",
            ["PGUSER"] = address.Username,
            ["PGPASSWORD"] = address.Password,
            ["PGPASSFILE"] = address.Passfile,
            ["PGDATABASE"] = address.Database ?? address.Username,
            ["PGSSLROOTCERT"] = address.RootCertificate,
            ["PGSSLMODE"] = address.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => $"{mode}".ToLowerInvariant(),
            },
            ["PGAPPNAME"] = "attend backup",
        };
        return (await PostgresPrograms.ForBackup(connection.PostgreSqlVersion.Major, ct),
            settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Key, setting => setting.Value!));
    }

    /// <summary>The file holds people's data: only its owner may read it, from the first byte on.</summary>
    private static void CreateClosed(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    private static void Check(Ran ran, string otherwise)
    {
        if (ran.Exit != 0)
        {
            throw new PostgresRefused($"{otherwise}:\n{ran.Tail}");
        }
    }
}

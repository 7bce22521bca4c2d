using Attend.Platform.Database;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Database;

public sealed class BackupTests(TestPostgres postgres) : IDisposable
{
    private const string Rows = """
        create extension btree_gist;
        create schema fleet;
        create table fleet.bookings (id bigint primary key, unit int, busy tstzrange, exclude using gist (unit with =, busy with &&));
        insert into fleet.bookings select n, n, tstzrange('2024-01-01', '2024-01-02') from generate_series(1, 5000) n;
        create table fleet.positions (at timestamptz not null) partition by range (at);
        create table fleet.positions_2024 partition of fleet.positions for values from ('2024-01-01') to ('2025-01-01');
        insert into fleet.positions values ('2024-05-05');
        create unlogged table fleet.newest (id bigint);
        insert into fleet.newest values (1);
        create table notes (words text);
        insert into notes values ('ünïcode'), (null), (repeat('long ', 10000));
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("attend-backup-").FullName;

    private string Path => System.IO.Path.Combine(folder, "attend.backup");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_backup_holds_every_row_and_constraint()
    {
        var from = await Filled();
        var to = await postgres.CreateEmptyDatabase();

        var written = await Backup.Write(from, Path, CancellationToken.None);
        var restored = await Backup.Restore(to, Path, CancellationToken.None);

        Assert.Equal(4, written.Tables);
        Assert.Equal(written, restored);
        const string Digest = """
            select (select md5(string_agg(b::text, ',' order by id)) from fleet.bookings b)
                || (select count(*) from fleet.positions) || (select count(*) from fleet.newest)
                || (select md5(string_agg(coalesce(words, '-'), ',' order by words)) from notes)
            """;
        Assert.Equal(await Ask(from, Digest), await Ask(to, Digest));
        var twice = await Assert.ThrowsAsync<PostgresException>(
            () => Ask(to, "insert into fleet.bookings values (0, 1, tstzrange('2024-01-01', '2024-01-03'))"));
        Assert.Equal(PostgresErrorCodes.ExclusionViolation, twice.SqlState);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public async Task A_database_with_data_is_never_overwritten()
    {
        var from = await Filled();
        await Backup.Write(from, Path, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<PostgresRefused>(() => Backup.Restore(from, Path, CancellationToken.None));

        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_refused_and_nothing_of_it_kept()
    {
        await Backup.Write(await Filled(), Path, CancellationToken.None);
        await using (var file = File.OpenWrite(Path))
        {
            file.SetLength(file.Length - 1000);
        }

        var to = await postgres.CreateEmptyDatabase();
        await Assert.ThrowsAsync<PostgresRefused>(() => Backup.Restore(to, Path, CancellationToken.None));

        Assert.Equal("0", await Ask(to, "select count(*)::text from pg_tables where schemaname in ('fleet', 'public')"));
    }

    [Fact]
    public async Task A_file_that_is_no_backup_is_refused()
    {
        await File.WriteAllTextAsync(Path, "not a backup");
        var to = await postgres.CreateEmptyDatabase();

        var refused = await Assert.ThrowsAsync<PostgresRefused>(() => Backup.Restore(to, Path, CancellationToken.None));

        Assert.Contains("not a backup", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_the_one_before_it_alone()
    {
        await File.WriteAllTextAsync(Path, "yesterday's");
        var from = await Filled();
        // A table that may not be read makes pg_dump fail half-way.
        var database = new NpgsqlConnectionStringBuilder(from).Database;
        var admin = new NpgsqlConnectionStringBuilder(postgres.Admin) { Database = database }.ConnectionString;
        await Ask(admin, "create table public.closed (id int); revoke all on public.closed from attend");

        await Assert.ThrowsAsync<PostgresRefused>(() => Backup.Write(from, Path, CancellationToken.None));

        Assert.Equal("yesterday's", await File.ReadAllTextAsync(Path));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused()
    {
        var from = await postgres.CreateEmptyDatabase();

        await Assert.ThrowsAsync<PostgresRefused>(() => Backup.Write(from, Path + "/no/such", CancellationToken.None));
    }

    private async Task<string> Filled()
    {
        var address = await postgres.CreateEmptyDatabase();
        await Ask(address, Rows);
        return address;
    }

    private static async Task<string?> Ask(string address, string sql)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}

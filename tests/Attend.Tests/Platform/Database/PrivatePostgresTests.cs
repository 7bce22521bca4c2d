using System.Diagnostics;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Database;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string data = Path.Combine(Path.GetTempPath(), "attend-private-" + Guid.NewGuid().ToString("n")[..8]);

    public void Dispose()
    {
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task The_first_start_makes_a_cluster_that_nobody_reaches_by_network()
    {
        await using var postgres = await Start();
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);

        Assert.Equal("attend", await Ask(source, "select current_user"));
        Assert.Equal("off", await Ask(source, "select current_setting('is_superuser')"));
        Assert.Equal("on", await Ask(source, "select current_setting('data_checksums')"));
        Assert.Equal("UTF8", await Ask(source, "select current_setting('server_encoding')"));
        Assert.Equal("Ä", await Ask(source, "select upper('ä')"));
        Assert.Equal("", await Ask(source, "select current_setting('listen_addresses')"));
        Assert.Equal("attend", await Ask(source, "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"));
        var socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        Assert.True(socket.Length < 60, socket);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socket));
        }
    }

    [Fact]
    public async Task Another_user_of_the_machine_may_not_connect_as_attend()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can try it as another user");
        await using var postgres = await Start();
        var socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;

        var tried = await PostgresPrograms.AsOwner(["psql", "-h", socket, "-U", "attend", "-c", "select 1"], CancellationToken.None);

        Assert.NotEqual(0, tried.Exit);
        Assert.Contains("Peer authentication failed", tried.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_of_a_server_with_data_to_keep_flush_every_commit()
    {
        await using var postgres = await PrivatePostgres.Start(data, NullLogger.Instance, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);

        Assert.Equal("on", await Ask(source, "select current_setting('fsync')"));
        Assert.Equal("on", await Ask(source, "select current_setting('synchronous_commit')"));
        Assert.Equal("on", await Ask(source, "select current_setting('full_page_writes')"));
        Assert.Equal("0", await Ask(source, "select count(*)::text from pg_settings where pending_restart"));
    }

    [Fact]
    public async Task The_data_are_there_after_a_stop_and_a_second_start()
    {
        await using (var postgres = await Start())
        {
            await Run(postgres, "create table kept (word text); insert into kept values ('yes')");
        }

        Assert.Null(new PostgresFolder(data).Running());
        await using var again = await Start();
        Assert.Equal("yes", await Ask(again, "select word from kept"));
    }

    [Fact]
    public async Task A_postmaster_that_outlived_its_server_is_adopted_and_stopped_with_the_new_one()
    {
        await (await Start()).DisposeAsync();
        var folder = new PostgresFolder(data);
        var (programs, arguments) = await folder.Prepare(folder.RunFolder, durable: false, CancellationToken.None);
        using var survivor = programs.Launch(folder.StartOutput, arguments);
        await Until(() => folder.Running() is { Ready: true });
        var pid = folder.Running()!.Pid;

        await using (var postgres = await Start())
        {
            Assert.Equal(pid, postgres.Pid);
            Assert.Equal("1", await Ask(postgres, "select '1'"));
        }

        Assert.Null(folder.Running());
    }

    [Fact]
    public async Task A_second_process_joins_and_takes_over_when_the_first_has_stopped_PostgreSQL()
    {
        var first = await Start();
        await using var second = await Start();
        Assert.Equal(first.Pid, second.Pid);

        var pid = first.Pid;
        await first.DisposeAsync();

        await Until(() => second.Pid != pid && new PostgresFolder(data).Running() is { Ready: true });
        Assert.Equal("1", await Eventually(second, "select '1'"));
    }

    [Fact]
    public async Task One_that_only_joined_leaves_PostgreSQL_running()
    {
        await using var first = await Start();
        await (await Start()).DisposeAsync();

        Assert.Equal("1", await Ask(first, "select '1'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pid_file_that_tells_of_a_dead_or_foreign_process_does_not_stop_a_start(bool alive)
    {
        await (await Start()).DisposeAsync();
        var folder = new PostgresFolder(data);
        var pid = alive ? Environment.ProcessId : await DeadProcess();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Cluster, "postmaster.pid"),
            $"{pid}\n{folder.Cluster}\n1700000000\n5432\n{folder.RunFolder}\n\n0 0\nready   \n");

        await using var postgres = await Start();

        Assert.NotEqual(pid, postgres.Pid);
        Assert.Equal("1", await Ask(postgres, "select '1'"));
    }

    [Fact]
    public async Task It_is_started_again_when_it_is_killed()
    {
        await using var postgres = await Start();
        await Run(postgres, "create table kept (word text); insert into kept values ('yes')");
        for (var time = 1; time <= 3; time++)
        {
            var pid = postgres.Pid;
            using (var process = Process.GetProcessById(pid))
            {
                process.Kill();
            }

            await Until(() => postgres.Pid != pid);
            Assert.Equal("yes", await Eventually(postgres, "select word from kept"));
        }
    }

    [Fact]
    public async Task A_first_start_that_was_killed_half_way_begins_anew()
    {
        Directory.CreateDirectory(Path.Combine(data, "postgres", "cluster.new", "base"));

        await using var postgres = await Start();

        Assert.Equal("1", await Ask(postgres, "select '1'"));
    }

    [Fact]
    public async Task A_folder_that_PostgreSQL_cannot_use_is_refused_with_the_reason()
    {
        var closed = Path.Combine(data, "closed");
        // Root writes anywhere, but postgres does not; an ordinary user runs PostgreSQL as himself.
        Directory.CreateDirectory(closed);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var refused = await Assert.ThrowsAsync<PostgresRefused>(
            () => PrivatePostgres.Start(Path.Combine(closed, "data"), NullLogger.Instance, CancellationToken.None));

        Assert.Contains(closed, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_are_refused_with_the_command_that_installs_it()
    {
        var cluster = new PostgresFolder(data).Cluster;
        Directory.CreateDirectory(cluster);
        await File.WriteAllTextAsync(Path.Combine(cluster, "PG_VERSION"), "9\n");

        var refused = await Assert.ThrowsAsync<PostgresRefused>(() => Start());

        Assert.Contains("PostgreSQL 9", refused.Message, StringComparison.Ordinal);
        Assert.Contains("nstall", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_PostgreSQL_does_not_understand_is_told_when_it_does_not_start()
    {
        await (await Start()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(data, "postgres", "local.conf"), "shared_buffers = lots\n");

        var refused = await Assert.ThrowsAsync<PostgresRefused>(() => Start());

        Assert.Contains("shared_buffers", refused.Message, StringComparison.Ordinal);
    }

    private Task<PrivatePostgres> Start() => PrivatePostgres.StartThrowaway(data, NullLogger.Instance, CancellationToken.None);

    private static async Task<string?> Ask(PrivatePostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        return await Ask(source, sql);
    }

    private static async Task<string?> Ask(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static async Task Run(PrivatePostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>An answer from a PostgreSQL that may still be coming back.</summary>
    private static async Task<string?> Eventually(PrivatePostgres postgres, string sql)
    {
        string? answer = null;
        await Until(async () =>
        {
            try
            {
                answer = await Ask(postgres, sql);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        return answer;
    }

    private static Task Until(Func<bool> reached) => Until(() => Task.FromResult(reached()));

    private static async Task Until(Func<Task<bool>> reached)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await reached())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<int> DeadProcess()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync();
        return process.Id;
    }
}

using System.Diagnostics;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>
/// The server's own PostgreSQL, in the data folder and on a socket that nobody else may open. It is started when it does not run,
/// adopted when it outlived a server that was killed, started again when it dies, and stopped with the server.
/// </summary>
/// <remarks>
/// Several processes may use one data folder: the one that holds the folder's lock starts and stops PostgreSQL, the others only
/// connect (a command line next to a running server), and take over when the first is gone.
/// </remarks>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const int Launches = 3;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly PostgresFolder folder;
    private readonly ILogger log;
    private readonly bool durable;
    private readonly CancellationTokenSource stopping = new();
    private FileStream? ownership;
    private Process? child;
    private Postmaster? postmaster;
    private Task watch = Task.CompletedTask;

    private PrivatePostgres(string dataFolder, ILogger log, bool durable)
    {
        folder = new PostgresFolder(dataFolder);
        this.log = log;
        this.durable = durable;
    }

    /// <summary>The database <c>attend</c>, as the role <c>attend</c> that owns it.</summary>
    public string ConnectionString => To("attend");

    /// <summary>The superuser's connection, for whatever concerns the cluster as a whole.</summary>
    public string Admin => Address(postmaster!, "postgres", "postgres");

    /// <summary>The postmaster's process id.</summary>
    public int Pid => postmaster!.Pid;

    /// <summary>Another database of this cluster, as the role <c>attend</c>.</summary>
    public string To(string database) => Address(postmaster!, database, "attend");

    /// <summary>Starts PostgreSQL in <paramref name="dataFolder"/>, or joins the one that runs there.</summary>
    /// <exception cref="PostgresRefused">There is none to start, or the folder does not allow it.</exception>
    public static Task<PrivatePostgres> Start(string dataFolder, ILogger log, CancellationToken ct) =>
        Start(dataFolder, log, durable: true, ct);

    /// <summary>The same for data that nobody needs tomorrow: nothing is flushed to the disk.</summary>
    public static Task<PrivatePostgres> StartThrowaway(string dataFolder, ILogger log, CancellationToken ct) =>
        Start(dataFolder, log, durable: false, ct);

    /// <summary>Stops PostgreSQL, if it is this process that answers for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watch;
        while (ownership is not null && folder.Running() is null && child is { HasExited: false })
        {
            // Given up while it was only just starting: it can be told to stop once it has its pid file.
            await Task.Delay(Poll, TimeProvider.System);
        }

        if (ownership is not null && folder.Running() is { } running)
        {
            await Stop(running);
        }

        if (ownership is not null)
        {
            PostgresFolder.Tidy(postmaster?.Socket ?? folder.RunFolder);
        }

        ownership?.Dispose();
        child?.Dispose();
        stopping.Dispose();
    }

    private static async Task<PrivatePostgres> Start(string dataFolder, ILogger log, bool durable, CancellationToken ct)
    {
        var postgres = new PrivatePostgres(dataFolder, log, durable);
        try
        {
            await postgres.Open(ct);
            postgres.watch = Task.Run(postgres.Watch, CancellationToken.None);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Comes back once PostgreSQL answers, whoever started it.</summary>
    private async Task Open(CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        var reason = "it is starting";
        for (var launches = 0; ;)
        {
            ownership ??= folder.TryOwn();
            if (folder.Running() is { } running)
            {
                if (running.Ready && await TryConnect(running, ct) is var refusal)
                {
                    if (refusal is null)
                    {
                        postmaster = running;
                        var how = launches > 0 ? "started" : "found running";
                        log.LogInformation("PostgreSQL {How} in {Folder} (process {Pid})", how, folder.Cluster, Pid);
                        return;
                    }

                    reason = refusal;
                }
            }
            else if (ownership is not null && child is null or { HasExited: true })
            {
                // The backends of a postmaster that was killed take a moment to leave, and keep a new one out until then.
                if (launches++ >= Launches)
                {
                    throw new PostgresRefused($"PostgreSQL did not start in {folder.Cluster}:\n{folder.LastWords()}");
                }

                await Launch(ct);
            }

            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                log.LogWarning("Waiting for PostgreSQL in {Folder}: {Reason}", folder.Cluster, reason);
                since = TimeProvider.System.GetTimestamp();
            }

            await Task.Delay(Poll, TimeProvider.System, ct);
        }
    }

    private async Task Launch(CancellationToken ct)
    {
        // After a restart the address stays the one that the server's pool knows.
        var (programs, arguments) = await folder.Prepare(postmaster?.Socket ?? folder.RunFolder, durable, ct);
        child?.Dispose();
        child = programs.Launch(folder.StartOutput, arguments);
    }

    /// <returns>Why it does not work yet, or null.</returns>
    private async Task<string?> TryConnect(Postmaster running, CancellationToken ct)
    {
        try
        {
            if (ownership is not null)
            {
                await Furnish(running, ct);
            }

            await using var connection = await Connect(Address(running, "attend", "attend"), ct);
            return null;
        }
        catch (NpgsqlException refused)
        {
            return refused.Message;
        }
    }

    /// <summary>The role and the database, if the first start did not come so far.</summary>
    private static async Task Furnish(Postmaster running, CancellationToken ct)
    {
        await using var admin = await Connect(Address(running, "postgres", "postgres"), ct);
        if (!await Any("select from pg_roles where rolname = 'attend'"))
        {
            // Not a superuser: a hole in the server must not become one in the machine (COPY TO PROGRAM).
            await Run("create role attend login createdb in role pg_monitor, pg_signal_backend, pg_checkpoint");
        }

        if (!await Any("select from pg_database where datname = 'attend'"))
        {
            await Run("create database attend owner attend");
        }

        async Task<bool> Any(string sql)
        {
            await using var command = new NpgsqlCommand($"select exists({sql})", admin);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<NpgsqlConnection> Connect(string address, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>Starts it again when it dies, sooner the first time than the tenth in a row.</summary>
    private async Task Watch()
    {
        var pause = ShortestPause;
        try
        {
            while (true)
            {
                var since = TimeProvider.System.GetTimestamp();
                await Gone();
                log.LogError("PostgreSQL (process {Pid}) is gone; starting it again", Pid);
                pause = TimeProvider.System.GetElapsedTime(since) > LongestPause * 2 ? ShortestPause : pause;
                while (!await Reopened())
                {
                    await Task.Delay(pause, TimeProvider.System, stopping.Token);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<bool> Reopened()
    {
        try
        {
            await Open(stopping.Token);
            return true;
        }
        catch (Exception failed) when (failed is PostgresRefused or NpgsqlException or IOException)
        {
            log.LogError("{Reason}", failed.Message);
            return false;
        }
    }

    private async Task Gone()
    {
        if (child is { HasExited: false })
        {
            await child.WaitForExitAsync(stopping.Token);
            return;
        }

        // An adopted postmaster is nobody's child here, and its end is told to others.
        using var timer = new PeriodicTimer(ShortestPause, TimeProvider.System);
        while (folder.Running()?.Pid == Pid)
        {
            await timer.WaitForNextTickAsync(stopping.Token);
        }
    }

    private async Task Stop(Postmaster running)
    {
        var programs = await folder.Programs(CancellationToken.None);
        // With no data to keep there is nothing to write before the end.
        var stopped = durable ? await Stop(programs, "fast") : await Stop(programs, "immediate");
        if (stopped.Exit != 0)
        {
            log.LogError("PostgreSQL (process {Pid}) did not stop in order: {Reason}", running.Pid, stopped.Tail);
            await Stop(programs, "immediate");
        }
    }

    private Task<Ran> Stop(PostgresPrograms programs, string mode) =>
        programs.RunAsOwner("pg_ctl", ["stop", "-D", folder.Cluster, "-m", mode, "-t", "60"], CancellationToken.None);

    private static string Address(Postmaster running, string database, string role) => new NpgsqlConnectionStringBuilder
    {
        Host = running.Socket,
        Username = role,
        Database = database,
        ApplicationName = "attend",
    }.ConnectionString;
}

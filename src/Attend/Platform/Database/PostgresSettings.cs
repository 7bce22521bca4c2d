namespace Attend.Platform.Database;

/// <summary>The private PostgreSQL's settings, and who may connect to it.</summary>
internal static class PostgresSettings
{
    private const long MiB = 1024 * 1024;

    /// <summary>Nobody but by the socket, and there only with the operating system's word for who asks.</summary>
    public const string Access =
        """
        local all postgres peer map=attend
        local all attend   peer map=attend

        """;

    /// <summary>The server's own user, and no other, is both the role that owns the data and the superuser.</summary>
    public static string Users =>
        $"""
        attend "{Environment.UserName}" attend
        attend "{Environment.UserName}" postgres

        """;

    /// <summary>The text of postgresql.conf.</summary>
    /// <param name="home">The folder that it lies in.</param>
    /// <param name="socket">The folder for the socket.</param>
    /// <param name="durable">False only for data that may be lost: those of a test run.</param>
    /// <param name="lz4">Whether this PostgreSQL was built with lz4.</param>
    public static string Server(string home, string socket, bool durable, bool lz4) =>
        $"""
        # Written by Attend at every start. Settings of your own go into {home}/local.conf and win over these.
        listen_addresses = ''
        unix_socket_directories = '{socket}'
        unix_socket_permissions = 0700
        hba_file = '{home}/pg_hba.conf'
        ident_file = '{home}/pg_ident.conf'
        max_connections = 200

        shared_buffers = {SharedBuffers(durable)}MB
        effective_cache_size = {Memory / 2}MB
        work_mem = 8MB
        maintenance_work_mem = {Math.Clamp(Memory / 32, 64, 512)}MB
        random_page_cost = 1.1
        jit = off
        # A report must not take the cores that a dispatch waits for.
        max_parallel_workers_per_gather = 0
        # Queues are tables whose rows change all day: their dead rows are cleared early.
        autovacuum_naptime = 15s
        autovacuum_vacuum_scale_factor = 0.05

        {(durable ? Durable : Throwaway)}
        {(lz4 ? "wal_compression = lz4\ndefault_toast_compression = lz4" : "")}

        logging_collector = on
        log_directory = 'log'
        log_filename = 'postgresql-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0
        log_line_prefix = '%m [%p] %q%a@%d '
        log_lock_waits = on
        # Values may be a person's data, so none is written to the log (nor the detail of an error, which quotes them).
        log_error_verbosity = terse
        log_parameter_max_length = 0

        timezone = 'UTC'
        log_timezone = 'UTC'
        datestyle = 'iso, ymd'
        lc_messages = 'C'
        default_text_search_config = 'pg_catalog.simple'
        include_if_exists = 'local.conf'

        """;

    private const string Durable =
        """
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        wal_level = replica
        min_wal_size = 256MB
        max_wal_size = 2GB
        checkpoint_timeout = 10min
        """;

    private const string Throwaway =
        """
        fsync = off
        full_page_writes = off
        wal_level = minimal
        max_wal_senders = 0
        max_wal_size = 2GB
        checkpoint_timeout = 1h
        # Races that end in deadlocks on purpose would keep the feeds of all other databases waiting: transaction numbers are the cluster's.
        deadlock_timeout = 50ms
        """;

    /// <summary>In MiB: the machine's, or less when the server's container has a limit.</summary>
    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MiB;

    private static long SharedBuffers(bool durable) => durable ? Math.Clamp(Memory / 8, 128, 4096) : 128;
}

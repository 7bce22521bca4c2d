using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Platform.Database;

/// <summary>A running postmaster, as its pid file describes it.</summary>
internal sealed record Postmaster(int Pid, string Socket, bool Ready);

/// <summary>
/// The private PostgreSQL's files. <c>postgres/</c> in the data folder belongs to the server's user and holds the settings, which are
/// written at every start, and <c>cluster/</c>, which belongs to whoever PostgreSQL runs as.
/// </summary>
internal sealed class PostgresFolder
{
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode EnterByAll = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string data;
    private readonly string home;

    public PostgresFolder(string dataFolder)
    {
        data = Path.GetFullPath(dataFolder);
        home = Path.Combine(data, "postgres");
        Cluster = Path.Combine(home, "cluster");
        // The path of a socket may have 107 bytes, fewer than many a data folder: its name is a digest of that folder's.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..10];
        RunFolder = Environment.IsPrivilegedProcess && Directory.Exists("/run")
            ? $"/run/attend-{digest}"
            : $"/tmp/attend-{Environment.UserName}-{digest}";
    }

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Cluster { get; }

    /// <summary>Where the socket lies.</summary>
    public string RunFolder { get; }

    /// <summary>Where PostgreSQL writes before its log is open.</summary>
    public string StartOutput => Path.Combine(Cluster, "start.log");

    private string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>
    /// The right to start and stop PostgreSQL here; null while another server on the same data has it. A killed server loses it.
    /// </summary>
    public FileStream? TryOwn()
    {
        try
        {
            CreateFolder(data);
            CreateFolder(home);
            return new FileStream(Path.Combine(home, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException locked) when (locked.HResult is LockedOnLinux or LockedOnMac)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PostgresRefused($"The data folder {data} cannot be written: {refused.Message} Choose another one with --data.");
        }
    }

    /// <summary>The postmaster that runs on these files, or null. A pid file whose process is gone is not believed.</summary>
    public Postmaster? Running()
    {
        // The last line comes once the postmaster accepts connections; a file still being written has fewer than five.
        var lines = PidFileLines();
        if (lines.Length < 5 || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return null;
        }

        var ready = lines.Length >= 8 && lines[7].StartsWith("ready", StringComparison.Ordinal);
        return IsPostmaster(pid, lines[1]) ? new Postmaster(pid, lines[4], ready) : null;
    }

    /// <summary>The programs that can read the cluster, or for a first start the newest.</summary>
    public async Task<PostgresPrograms> Programs(CancellationToken ct) =>
        Directory.Exists(Cluster)
            ? await PostgresPrograms.Of(
                int.Parse(await File.ReadAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), ct), CultureInfo.InvariantCulture), ct)
            : await PostgresPrograms.Newest(ct);

    /// <summary>Makes everything ready for a start: the cluster on the first one, the socket's folder and the settings on each.</summary>
    /// <returns>The programs to start it with, and their arguments.</returns>
    public async Task<(PostgresPrograms Programs, string[] Arguments)> Prepare(string socket, bool durable, CancellationToken ct)
    {
        await Reachable(ct);
        var programs = await Programs(ct);
        if (!Directory.Exists(Cluster))
        {
            await CreateCluster(programs, durable, ct);
        }

        ForgetStranger();
        await CreateOwned(socket, ct);
        var settings = Path.Combine(home, "postgresql.conf");
        string[] arguments = ["-D", Cluster, "-c", $"config_file={settings}"];
        Write("pg_hba.conf", PostgresSettings.Access);
        Write("pg_ident.conf", PostgresSettings.Users);
        Write("postgresql.conf", PostgresSettings.Server(home, socket, durable, lz4: false));
        var lz4 = await programs.RunAsOwner("postgres", [.. arguments, "-c", "wal_compression=lz4", "-C", "wal_compression"], ct);
        if (lz4.Exit == 0)
        {
            Write("postgresql.conf", PostgresSettings.Server(home, socket, durable, lz4: true));
        }

        return (programs, arguments);
    }

    /// <summary>Removes the socket's folder, once nothing listens there.</summary>
    public static void Tidy(string socket)
    {
        if (Directory.Exists(socket))
        {
            Directory.Delete(socket, recursive: true);
        }
    }

    /// <summary>What PostgreSQL wrote last, for the error that says it did not start.</summary>
    public string LastWords()
    {
        var logs = new DirectoryInfo(Path.Combine(Cluster, "log"));
        var newest = logs.Exists ? logs.GetFiles().MaxBy(file => file.LastWriteTimeUtc) : null;
        return string.Join('\n', new[] { StartOutput, newest?.FullName }
            .Where(File.Exists).SelectMany(file => File.ReadLines(file!).TakeLast(5)));
    }

    /// <summary>Whether the process is that directory's postmaster: alive, no zombie, no stranger with a reused number.</summary>
    private static bool IsPostmaster(int pid, string directory)
    {
        try
        {
            if (!Directory.Exists("/proc/self"))
            {
                using var process = Process.GetProcessById(pid);
                return !process.HasExited;
            }

            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X')
                && (File.ReadAllText($"/proc/{pid}/cmdline").Contains(directory, StringComparison.Ordinal)
                    || string.Equals(new FileInfo($"/proc/{pid}/cwd").LinkTarget, directory, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string[] PidFileLines()
    {
        try
        {
            return File.ReadAllLines(PidFile);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>
    /// After a restart of the machine or container the number in the pid file may be another program's, which PostgreSQL would take for
    /// itself and refuse to start. A number that is nobody's it clears up alone, with more care than we could.
    /// </summary>
    private void ForgetStranger()
    {
        if (PidFileLines() is [var pid, ..] && Directory.Exists($"/proc/{pid}"))
        {
            File.Delete(PidFile);
        }
    }

    private async Task CreateCluster(PostgresPrograms programs, bool durable, CancellationToken ct)
    {
        // Under another name until it is whole: a first start that was killed half-way begins anew.
        var unfinished = Cluster + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await CreateOwned(unfinished, ct);
        string[] locale = programs.Version >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            : OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=C"];
        string[] sync = durable ? [] : ["--no-sync"];
        var made = await programs.RunAsOwner("initdb",
            ["-D", unfinished, "--username=postgres", "--encoding=UTF8", .. locale, "--data-checksums", "--auth-local=peer",
                "--auth-host=reject", "--no-instructions", .. sync], ct);
        if (made.Exit != 0)
        {
            throw new PostgresRefused($"PostgreSQL could not create its files in {Cluster}:\n{made.Tail}");
        }

        // Not the settings in use: nobody shall edit them by mistake.
        foreach (var unused in new[] { "postgresql.conf", "pg_hba.conf", "pg_ident.conf" })
        {
            File.Delete(Path.Combine(unfinished, unused));
        }

        Directory.Move(unfinished, Cluster);
    }

    /// <summary>As root PostgreSQL runs as another user, whom one closed folder on the way shuts out.</summary>
    private async Task Reachable(CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        var way = new List<string>();
        for (var folder = home; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            way.Insert(0, folder);
        }

        var tried = await PostgresPrograms.AsOwner(
            ["/bin/sh", "-c", "for f; do test -x \"$f\" || { printf %s \"$f\"; exit 9; }; done", "sh", .. way], ct);
        if (tried.Exit == 9)
        {
            var closed = tried.Output.Trim();
            throw new PostgresRefused($"PostgreSQL runs as the user postgres, who may not enter {closed}. " +
                $"Choose another folder with --data, or let everybody pass through it: chmod a+x {closed}");
        }

        if (tried.Exit != 0)
        {
            throw new PostgresRefused($"As root, PostgreSQL runs as the user postgres, and nothing can be run as that user: {tried.Tail}");
        }
    }

    /// <summary>A folder of the server's user; as root one that others may pass through, whatever the umask says.</summary>
    private static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            SetMode(folder, Environment.IsPrivilegedProcess ? EnterByAll : OwnerOnly);
        }
    }

    /// <summary>A folder that only the user whom PostgreSQL runs as may enter.</summary>
    private static async Task CreateOwned(string folder, CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new PostgresRefused($"{folder} is a symbolic link, which somebody else may have laid: remove it.");
            }

            SetMode(folder, OwnerOnly);
        }
        catch (UnauthorizedAccessException)
        {
            throw new PostgresRefused($"{folder} belongs to somebody else: remove it.");
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        var given = await PostgresPrograms.AsServer(["chown", "postgres:", folder], ct);
        if (given.Exit != 0)
        {
            throw new PostgresRefused($"{folder} could not be given to the user postgres: {given.Tail}");
        }
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(home, name);
        File.WriteAllText(file, text);
        SetMode(file, ReadByAll);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Attend.Platform.Database;

/// <summary>Why PostgreSQL could not do what was asked, in a sentence for the person at the terminal, with what to do about it.</summary>
internal sealed class PostgresRefused(string sentence) : Exception(sentence);

/// <summary>What a program answered: its exit code, and both of its outputs as one text.</summary>
internal sealed record Ran(int Exit, string Output)
{
    /// <summary>The last lines of it, which is where programs say what went wrong.</summary>
    public string Tail => string.Join('\n', Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(8));
}

/// <summary>The programs of one installed PostgreSQL, in <paramref name="Folder"/>.</summary>
internal sealed record PostgresPrograms(string Folder, int Version)
{
    /// <summary>The oldest PostgreSQL that Attend runs on.</summary>
    public const int Oldest = 15;

    /// <summary>For a program that needs nothing in its environment.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoSettings = new Dictionary<string, string>();

    private static readonly (string Parent, string Name, string Below)[] InstallFolders =
    [
        ("/usr/lib/postgresql", "*", "bin"), ("/usr", "pgsql-*", "bin"), ("/usr/libexec", "postgresql*", ""),
        ("/usr/local", "pgsql", "bin"), ("/opt/homebrew/opt", "postgresql@*", "bin"), ("/opt/homebrew", "bin", ""),
        ("/usr/local/opt", "postgresql@*", "bin"), ("/usr/local", "bin", ""), ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
    ];

    /// <summary>For a new cluster: the newest one.</summary>
    public static async Task<PostgresPrograms> Newest(CancellationToken ct) =>
        (await Installed("initdb", ct)).MaxBy(programs => programs.Version) is { Version: >= Oldest } newest
            ? newest
            : throw new PostgresRefused($"No PostgreSQL {Oldest} or newer is installed. Install it with: " +
                HowToInstall("postgresql", "postgresql-server"));

    /// <summary>For an existing cluster: files of one version are read by programs of that version only.</summary>
    public static async Task<PostgresPrograms> Of(int version, CancellationToken ct) =>
        (await Installed("initdb", ct)).Find(programs => programs.Version == version)
            ?? throw new PostgresRefused($"The data were written by PostgreSQL {version}, which is not installed. Install it with: " +
                HowToInstall($"postgresql-{version}", "postgresql-server"));

    /// <summary>For a backup: those of the server's own version, else the newest, since an old pg_dump refuses a newer server.</summary>
    public static async Task<PostgresPrograms> ForBackup(int version, CancellationToken ct)
    {
        var installed = await Installed("pg_dump", ct);
        return installed.Find(programs => programs.Version == version)
            ?? (installed.MaxBy(programs => programs.Version) is { } newest && newest.Version >= version ? newest : null)
            ?? throw new PostgresRefused($"A backup needs pg_dump and pg_restore of PostgreSQL {version} or newer. Install them with: " +
                HowToInstall($"postgresql-client-{version}", "postgresql"));
    }

    /// <summary>Runs a program as the server's own user and waits for it.</summary>
    public Task<Ran> Run(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, CancellationToken ct) =>
        Finish(Command([Path.Combine(Folder, program), .. arguments], settings), ct);

    /// <summary>Runs a program as the user who owns the cluster, and waits for it: PostgreSQL refuses to run as root.</summary>
    public Task<Ran> RunAsOwner(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        AsOwner([Path.Combine(Folder, program), .. arguments], ct);

    /// <summary>
    /// Starts the postmaster as the cluster's owner and does not wait. It has a session of its own, so that Ctrl-C at the terminal
    /// reaches the server first, which then stops it in order; it writes to a file, because a pipe would die with the server; and it
    /// keeps no file open that the server inherited, such as a lock, because it may outlive it.
    /// </summary>
    public Process Launch(string output, IReadOnlyList<string> arguments)
    {
        string[] session = OnPath("setsid") is { } setsid ? [setsid] : [];
        const string Alone = "out=$1; shift; exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- >\"$out\" 2>&1 </dev/null; exec \"$@\"";
        string[] alone = ["/bin/sh", "-c", Alone, "sh", output];
        var command = Command([.. session, .. Owner(), .. alone, Path.Combine(Folder, "postgres"), .. arguments], NoSettings);
        command.RedirectStandardOutput = command.RedirectStandardError = false;
        return Process.Start(command)!;
    }

    /// <summary>Runs any command as the cluster's owner.</summary>
    public static Task<Ran> AsOwner(IReadOnlyList<string> command, CancellationToken ct) =>
        Finish(Command([.. Owner(), .. command], NoSettings), ct);

    /// <summary>Runs any command as the server's own user.</summary>
    public static Task<Ran> AsServer(IReadOnlyList<string> command, CancellationToken ct) => Finish(Command(command, NoSettings), ct);

    private static string[] Owner()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        return OnPath("setpriv") is { } setpriv ? [setpriv, "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
            : OnPath("runuser") is { } runuser ? [runuser, "-u", "postgres", "--"]
            : throw new PostgresRefused("As root, PostgreSQL is started by setpriv or runuser, and neither is installed. " +
                "Install util-linux, or start the server as an ordinary user.");
    }

    private static ProcessStartInfo Command(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> settings)
    {
        // The working directory may be one that the owner cannot enter.
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // PGHOST, PGOPTIONS and their like in the server's environment are meant for somebody's psql, not for these.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<Ran> Finish(ProcessStartInfo command, CancellationToken ct)
    {
        using var process = Process.Start(command)!;
        var output = new StringBuilder();
        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.Append(line.Data).Append(line.Data is null ? "" : "\n");
            }
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Ran(process.ExitCode, output.ToString());
    }

    private static async Task<List<PostgresPrograms>> Installed(string program, CancellationToken ct)
    {
        var folders = InstallFolders.Where(folder => Directory.Exists(folder.Parent))
            .SelectMany(folder => Directory.GetDirectories(folder.Parent, folder.Name).Select(match => Path.Combine(match, folder.Below)))
            .Concat(PathFolders()).Distinct(StringComparer.Ordinal);
        var found = new List<PostgresPrograms>();
        foreach (var folder in folders.Where(folder => File.Exists(Path.Combine(folder, program))))
        {
            var answer = await Finish(Command([Path.Combine(folder, program), "--version"], NoSettings), ct);
            var version = string.Concat(answer.Output.Split("(PostgreSQL) ").Last().TakeWhile(char.IsAsciiDigit));
            if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var major))
            {
                found.Add(new PostgresPrograms(folder, major));
            }
        }

        return found;
    }

    private static string[] PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static string? OnPath(string program) =>
        PathFolders().Append("/usr/sbin").Append("/sbin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string HowToInstall(string debian, string redHat)
    {
        var sudo = Environment.IsPrivilegedProcess ? "" : "sudo ";
        return OnPath("apt-get") is not null ? $"{sudo}apt-get install -y {debian}"
            : OnPath("dnf") is not null ? $"{sudo}dnf install -y {redHat}"
            : OnPath("apk") is not null ? $"{sudo}apk add postgresql"
            : OnPath("brew") is not null ? "brew install postgresql@18"
            : "the package manager of this system (package postgresql)";
    }
}

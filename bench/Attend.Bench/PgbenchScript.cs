using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Npgsql;

namespace Attend.Bench;

/// <summary>The statements of one dispatch, as PostgreSQL logged them, made into a pgbench script in the same three round trips.</summary>
internal sealed partial class PgbenchScript(PrivatePostgres postgres, string folder, string text, int statements)
{
    /// <summary>Every backend takes a new setting up by itself, and writes its log by itself; neither answers when it has.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(300);

    public int Statements => statements;

    public static async Task<PgbenchScript> Record(PrivatePostgres postgres, string folder, Db db, Func<Task<long>> dispatch)
    {
        await Admin(postgres, "alter system set log_statement = 'all'", "alter system set log_parameter_max_length = -1",
            "alter system set log_error_verbosity = 'default'", "select pg_reload_conf()");
        await Task.Delay(Settled, TimeProvider.System);
        var response = await dispatch();
        await Admin(postgres, "alter system reset all", "select pg_reload_conf()");
        await Task.Delay(Settled, TimeProvider.System);
        var log = Directory.GetFiles(Path.Combine(folder, "postgres", "cluster", "log"), "*.log").OrderBy(File.GetLastWriteTimeUtc).Last();
        var transaction = Transaction(await File.ReadAllTextAsync(log), response);
        return new PgbenchScript(postgres, folder, Script(transaction, response), transaction.Count);
    }

    /// <summary>Runs it with so many clients until each pair was dispatched once.</summary>
    public async Task<(double Rate, double P50, double P99)> Run(int clients, int pairs)
    {
        var file = Path.Combine(folder, "dispatch.sql");
        await File.WriteAllTextAsync(file, text);
        var work = Directory.CreateDirectory(Path.Combine(folder, "pgbench-" + Guid.NewGuid().ToString("n")[..6])).FullName;
        var address = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var per = pairs / clients;
        var start = new ProcessStartInfo(Pgbench()) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = work };
        foreach (var word in (string[])
            ["-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-t", $"{per}", "-D", "i=0", "-D", $"per={per}", "-D", $"run={Random.Shared.Next(1, 1_000_000)}",
             "-l", "-f", file, "-h", address.Host!, "-U", address.Username!, address.Database!])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(errors);
        }

        var rate = double.Parse(Tps().Match(output).Groups["tps"].Value, CultureInfo.InvariantCulture);
        double[] times = [.. Directory.GetFiles(work, "pgbench_log.*").SelectMany(File.ReadLines)
            .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) / 1000).Order()];
        return (rate, Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99));
    }

    /// <summary>From the <c>begin</c> to the <c>commit</c> of the backend that made the response, each with its values put in.</summary>
    private static List<string> Transaction(string log, long response)
    {
        var entries = Entry().Matches(log).Select(match => (
            Pid: match.Groups["pid"].Value, Level: match.Groups["level"].Value, Text: match.Groups["text"].Value.Replace("\n\t", "\n", StringComparison.Ordinal).Trim())).ToList();
        // Others read of the response as well, on connections of their own.
        foreach (var own in entries.GroupBy(entry => entry.Pid).Select(backend => backend.ToList()))
        {
            if (Dispatch(own, response.ToString(CultureInfo.InvariantCulture)) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException("The dispatch was not found in PostgreSQL's log.");
    }

    /// <summary>Null where this backend did not make the response.</summary>
    private static List<string>? Dispatch(List<(string Pid, string Level, string Text)> own, string response)
    {
        var statements = new List<string>();
        for (var i = 0; i < own.Count; i++)
        {
            if (Execute().Match(own[i].Text) is { Success: true } execute)
            {
                var values = i + 1 < own.Count && own[i + 1].Level == "DETAIL" ? own[i + 1].Text : "";
                var sql = With(execute.Groups["sql"].Value, values);
                if (sql == "begin")
                {
                    statements.Clear();
                }

                statements.Add(sql);
                if (sql == "commit" && statements.Exists(statement => statement.Contains("insert into dispatch.responses", StringComparison.Ordinal)
                    && statement.Contains(response, StringComparison.Ordinal)))
                {
                    return statements;
                }
            }
        }

        return null;
    }

    private static string With(string sql, string values)
    {
        var parameters = Parameter().Matches(values).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        return Placeholder().Replace(sql, match => parameters.TryGetValue(match.Value, out var value) ? Typed(value) : match.Value);
    }

    /// <summary>
    /// A literal has no type of its own; arrays need one where a function is chosen by it. A colon before a letter would be a variable
    /// to pgbench: in JSON a blank may follow.
    /// </summary>
    private static string Typed(string literal)
    {
        var value = ColonBeforeLetter().Replace(literal, ": ");
        return value.StartsWith("'{", StringComparison.Ordinal) && value.Length > 4 && !value.Contains("\":", StringComparison.Ordinal)
            && !value.Contains(Ids.Member(0).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? value + "::text[]"
            : value;
    }

    private static string Script(List<string> statements, long response)
    {
        var script = new StringBuilder("""
            \set pair :client_id * :per + :i
            \set i :i + 1
            \set call 700000000 + :pair
            \set unit 800000000 + :pair
            \set member 600000000 + :pair
            \set response 910000000 + :pair
            \set lock random(1, 9000000000000000)

            """);
        script.Append("\\startpipeline\n");
        foreach (var statement in statements)
        {
            if (statement.StartsWith("with added", StringComparison.Ordinal) && !script.ToString().Contains("-- save", StringComparison.Ordinal))
            {
                script.Append("\\endpipeline\n-- save\n\\startpipeline\n");
            }

            if (statement.StartsWith("insert into platform.commands", StringComparison.Ordinal))
            {
                script.Append("\\endpipeline\n\\startpipeline\n");
            }

            script.Append(Named(statement, response)).Append(";\n");
        }

        return script.Append("\\endpipeline\n").ToString();
    }

    private static string Named(string statement, long response)
    {
        // The key of due work is a number as text.
        var type = statement.Contains("platform.work", StringComparison.Ordinal) ? "text" : "bigint";
        var named = statement
            .Replace($"'{Ids.Call(0)}'", $"(:call)::{type}", StringComparison.Ordinal)
            .Replace($"'{Ids.Unit(0)}'", ":unit::bigint", StringComparison.Ordinal)
            .Replace($"'{response}'", $"(:response)::{type}", StringComparison.Ordinal)
            .Replace($"'{{{Ids.Member(0)}}}'", "array[:member::bigint]", StringComparison.Ordinal)
            .Replace(Ids.Member(0).ToString(CultureInfo.InvariantCulture), "1", StringComparison.Ordinal);
        // Not gen_random_uuid(): it is volatile, and a search for it reads the whole table.
        named = Uuid().Replace(named, "md5((:lock)::text)::uuid");
        return AdvisoryLock().Replace(named, "pg_advisory_xact_lock(:lock)").Replace("\n", " ", StringComparison.Ordinal);
    }

    private static string Pgbench() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(path => Path.Combine(path, "bin", "pgbench")).Last(File.Exists)
            : "pgbench";

    private static async Task Admin(PrivatePostgres postgres, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(postgres.Admin);
        foreach (var statement in statements)
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d [0-9:.]+ \w+ \[(?<pid>\d+)\] .*?(?<level>LOG|DETAIL):  (?<text>.*(\n\t.*)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^execute [^:]*: (?<sql>[\s\S]*)$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Execute();

    [GeneratedRegex(@"(?<name>\$\d+) = (?<value>NULL|'(''|[^'])*')", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$\d+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"pg_advisory_xact_lock\('-?\d+'\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AdvisoryLock();

    [GeneratedRegex(":(?=[A-Za-z_])", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ColonBeforeLetter();

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Tps();
}

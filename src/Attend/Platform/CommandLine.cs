using Attend.Platform.Database;
using Attend.Platform.Events;
using Npgsql;

namespace Attend.Platform;

/// <summary>A command of the program: its words, how it is used, and what it does with an open database.</summary>
/// <param name="NeedsDatabase">False for a client of a running server.</param>
internal sealed record ConsoleCommand(string Words, string Usage, bool NeedsDatabase, Func<ConsoleCall, Task<int>> Run)
{
    /// <summary>The options in its usage, beside those of every command.</summary>
    public IEnumerable<string> Options => Usage.Split(' ', '[', ']').Where(word => word.StartsWith("--", StringComparison.Ordinal));
}

/// <summary>What a command is run with. <see cref="App"/> is composed but does not listen; null for a mere client.</summary>
internal sealed record ConsoleCall(Arguments Arguments, IReadOnlyList<string> Rest, WebApplication? App, string? Connection, TextWriter Out, CancellationToken Cancel);

/// <summary><c>attend</c> serves; <c>attend COMMAND</c> does one thing and ends.</summary>
internal static class CommandLine
{
    private static readonly string[] Options = [.. Settings.Known.Select(known => known.Option).Where(option => option.Length > 0)];

    public static async Task<int> Run(string[] args, IReadOnlyList<Module> modules, TextWriter output, TextWriter errors)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, signal => Stop(signal, stop));
        try
        {
            var arguments = new Arguments(args);
            var commands = modules.SelectMany(module => module.Commands).ToList();
            var words = string.Join(' ', arguments.Words);
            if (arguments.Has("--help") || words == "help")
            {
                await output.WriteLineAsync(Help(commands));
                return 0;
            }

            var command = commands.Where(known => words == known.Words || words.StartsWith(known.Words + " ", StringComparison.Ordinal))
                .MaxBy(known => known.Words.Length);
            if (command is null && words.Length > 0 && words != "serve")
            {
                await errors.WriteLineAsync($"There is no command '{words}'.\n\n{Help(commands)}");
                return 2;
            }

            if (arguments.Unknown([.. Options, .. command?.Options ?? []]).ToList() is [var unknown, ..])
            {
                await errors.WriteLineAsync($"There is no option {unknown}.\n\n{Help(commands)}");
                return 2;
            }

            var settings = Settings.Of(arguments);
            return command is null
                ? await Serve(settings, modules, stop.Token)
                : await Execute(command, arguments, settings, modules, output, stop.Token);
        }
        catch (Exception refused) when (refused is PostgresRefused or MigrationError or BadUsage or IOException)
        {
            await errors.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (Exception away) when (Retry.Of(away) is RetryKind.Outage || away is PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] })
        {
            await errors.WriteLineAsync($"PostgreSQL cannot be reached as it was named: {Sentence(away)}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static async Task<int> Serve(Settings settings, IReadOnlyList<Module> modules, CancellationToken stop)
    {
        settings.Check();
        using var logs = Logs();
        await using var postgres = await Postgres(settings, logs, stop);
        await using var app = Server.Build(settings, settings.Connection ?? postgres!.ConnectionString, modules, TimeProvider.System);
        await Prepare(app, modules, stop);
        await app.StartAsync(stop);
        app.Logger.LogInformation("Attend is ready at {Urls}", string.Join(' ', app.Urls));
        foreach (var ready in modules.SelectMany(module => module.OnReady))
        {
            await ready(app, stop);
        }

        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
        {
            await Task.WhenAny(stopped.Task, app.WaitForShutdownAsync(CancellationToken.None));
        }

        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Migrations, then the epoch: before anything writes or reads.</summary>
    public static async Task Prepare(WebApplication app, IReadOnlyList<Module> modules, CancellationToken ct)
    {
        await Migrations.Run(app.Services.GetRequiredService<NpgsqlDataSource>(), Migrations.Embedded(modules.Select(module => module.Name)), ct);
        await app.Services.GetRequiredService<Epoch>().Open(app.Services.GetRequiredService<Db>(), app.Services.GetRequiredService<TimeProvider>(), ct);
    }

    private static async Task<int> Execute(
        ConsoleCommand command, Arguments arguments, Settings settings, IReadOnlyList<Module> modules, TextWriter output, CancellationToken ct)
    {
        var rest = arguments.Words.Skip(command.Words.Split(' ').Length).ToList();
        if (!command.NeedsDatabase)
        {
            return await command.Run(new ConsoleCall(arguments, rest, null, null, output, ct));
        }

        using var logs = Logs(LogLevel.Warning);
        await using var postgres = await Postgres(settings, logs, ct);
        var connection = settings.Connection ?? postgres!.ConnectionString;
        await using var app = Server.Build(settings, connection, modules, TimeProvider.System);
        return await command.Run(new ConsoleCall(arguments, rest, app, connection, output, ct));
    }

    private static async Task<PrivatePostgres?> Postgres(Settings settings, ILoggerFactory logs, CancellationToken ct) =>
        settings.Connection is not null ? null : await PrivatePostgres.Start(settings.DataFolder, logs.CreateLogger("Attend.Postgres"), ct);

    /// <summary>The reason without the program's own words around it.</summary>
    private static string Sentence(Exception error) =>
        error is PostgresException refused ? refused.MessageText : (error.InnerException?.Message is { } cause ? $"{error.Message}: {cause}" : error.Message);

    private static ILoggerFactory Logs(LogLevel from = LogLevel.Information) => LoggerFactory.Create(logging =>
        logging.SetMinimumLevel(from).AddJsonConsole(console => console.UseUtcTimestamp = true));

    private static void Stop(System.Runtime.InteropServices.PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }

    private static string Help(IReadOnlyList<ConsoleCommand> commands)
    {
        var lines = commands.Select(command => $"  attend {command.Usage}").Prepend("  attend [--urls URL] [--data DIR] [--demo] [--no-simulator]");
        var options = Settings.Known.Where(known => known.Option.Length > 0).Select(known => $"  {known.Option,-16} {known.Sentence}");
        return $"""
            Attend: dispatch, visits and queues on one core.

            {string.Join('\n', lines)}

            {string.Join('\n', options)}
            """;
    }
}

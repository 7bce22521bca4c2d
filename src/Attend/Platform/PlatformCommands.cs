using Attend.Platform.Database;
using Attend.Platform.Events;
using Npgsql;

namespace Attend.Platform;

/// <summary>The commands that concern the database as a whole.</summary>
internal static class PlatformCommands
{
    public static readonly IReadOnlyList<ConsoleCommand> All =
    [
        new("migrate", "migrate", true, Migrate),
        new("verify", "verify", true, Verify),
        new("backup", "backup FILE", true, WriteBackup),
        new("restore", "restore FILE [--data DIR]", true, Restore),
    ];

    private static async Task<int> Migrate(ConsoleCall call)
    {
        var modules = call.App!.Services.GetRequiredService<IReadOnlyList<Module>>();
        var applied = await Migrations.Run(
            call.App.Services.GetRequiredService<NpgsqlDataSource>(), Migrations.Embedded(modules.Select(module => module.Name)), call.Cancel);
        foreach (var migration in applied)
        {
            await call.Out.WriteLineAsync($"applied {migration.Module} {migration.Name}");
        }

        await call.Out.WriteLineAsync($"{applied.Count} migrations applied");
        return 0;
    }

    /// <summary>Asks every invariant over the whole database; prints each violation and ends with 1 when there is one.</summary>
    private static async Task<int> Verify(ConsoleCall call)
    {
        var modules = call.App!.Services.GetRequiredService<IReadOnlyList<Module>>();
        await CommandLine.Prepare(call.App, modules, call.Cancel);
        var violations = await Invariants.Violations(call.App.Services.GetRequiredService<NpgsqlDataSource>(), modules, call.Out, call.Cancel);
        await call.Out.WriteLineAsync(violations == 0 ? "Nothing found: every invariant holds." : $"{violations} violations found.");
        return violations == 0 ? 0 : 1;
    }

    private static async Task<int> WriteBackup(ConsoleCall call)
    {
        var file = await Backup.Write(call.Connection!, call.Rest is [var path] ? path : throw new BadUsage("backup needs a file."), call.Cancel);
        await call.Out.WriteLineAsync($"{file.Path}: {file.Tables} tables, {file.Bytes:N0} bytes, read back and whole.");
        return 0;
    }

    private static async Task<int> Restore(ConsoleCall call)
    {
        var modules = call.App!.Services.GetRequiredService<IReadOnlyList<Module>>();
        var file = await Backup.Restore(call.Connection!, call.Rest is [var path] ? path : throw new BadUsage("restore needs a file."), call.Cancel);
        await Migrations.Run(
            call.App.Services.GetRequiredService<NpgsqlDataSource>(), Migrations.Embedded(modules.Select(module => module.Name)), call.Cancel);
        await call.App.Services.GetRequiredService<Epoch>()
            .Restored(call.App.Services.GetRequiredService<Db>(), call.App.Services.GetRequiredService<TimeProvider>(), call.Cancel);
        await call.Out.WriteLineAsync($"{file.Tables} tables restored; a new epoch has begun.");
        return 0;
    }
}

/// <summary>What must hold over any database, asked of it.</summary>
internal static class Invariants
{
    /// <summary>Prints each violation, and answers how many there were.</summary>
    public static async Task<int> Violations(NpgsqlDataSource source, IReadOnlyList<Module> modules, TextWriter output, CancellationToken ct)
    {
        var found = 0;
        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var patience = new NpgsqlCommand("set statement_timeout = 0", connection))
        {
            await patience.ExecuteNonQueryAsync(ct);
        }

        foreach (var invariant in modules.SelectMany(module => module.Invariants))
        {
            await using var command = new NpgsqlCommand(invariant.Query, connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found++;
                await output.WriteLineAsync($"{invariant.Name}: {reader.GetString(0)}");
            }
        }

        await using (var patience = new NpgsqlCommand("reset statement_timeout", connection))
        {
            await patience.ExecuteNonQueryAsync(ct);
        }

        return found;
    }
}

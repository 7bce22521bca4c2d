using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Attend.Tests.TestPostgres))]

namespace Attend.Tests;

/// <summary>
/// One PostgreSQL for the whole run, in a folder of its own, stopped and removed at the end. A test class takes it as a constructor
/// parameter and asks for a database of its own, which is a copy of one that was migrated once.
/// </summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const string Prefix = "attend-tests-";
    private const string Template = "attend_template";

    private readonly string folder = Path.Combine(Path.GetTempPath(), Prefix + Guid.NewGuid().ToString("n")[..8]);
    private readonly SemaphoreSlim gate = new(1);
    private PrivatePostgres? postgres;
    private bool migrated;
    private int databases;

    /// <summary>The superuser's connection to the whole cluster.</summary>
    public string Admin => postgres!.Admin;

    public async ValueTask InitializeAsync()
    {
        // Not a young one: its run may be about to start, and has not locked it yet.
        var old = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(10);
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).GetDirectories(Prefix + "*").Where(left => left.CreationTimeUtc < old))
        {
            await RemoveLeftOver(left.FullName);
        }

        postgres = await PrivatePostgres.StartThrowaway(folder, NullLogger.Instance, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await postgres!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A new database with every migration applied and no rows.</summary>
    /// <returns>Its connection string, as the role that owns it.</returns>
    public async Task<string> CreateDatabase()
    {
        await gate.WaitAsync();
        try
        {
            if (!migrated)
            {
                await CreateTemplate();
                migrated = true;
            }
        }
        finally
        {
            gate.Release();
        }

        return await CreateDatabase($"test_{Interlocked.Increment(ref databases)}", Template);
    }

    /// <summary>A new database with nothing in it at all.</summary>
    public Task<string> CreateEmptyDatabase() => CreateDatabase($"test_{Interlocked.Increment(ref databases)}", "template1");

    /// <summary>Removes a database that <see cref="CreateDatabase()"/> made, whoever is still connected to it.</summary>
    public async Task DropDatabase(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await Run($"drop database {name} with (force)");
    }

    private async Task CreateTemplate()
    {
        var address = await CreateDatabase(Template, "template1");
        // Without a pool, since a database with a connection to it cannot be copied.
        await using var source = NpgsqlDataSource.Create(address + ";Pooling=false");
        await Migrations.Run(source, Migrations.Embedded(Modules.All.Select(module => module.Name)));
    }

    private async Task<string> CreateDatabase(string name, string template)
    {
        await Run($"create database {name} template {template}");
        return postgres!.To(name);
    }

    private async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres!.To("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A run that was killed could not stop its PostgreSQL; the next one does.</summary>
    private static async Task RemoveLeftOver(string left)
    {
        try
        {
            var files = new PostgresFolder(left);
            var abandoned = files.TryOwn();
            if (abandoned is null)
            {
                return;
            }

            await abandoned.DisposeAsync();
            if (files.Running() is not null)
            {
                await using var found = await PrivatePostgres.StartThrowaway(left, NullLogger.Instance, CancellationToken.None);
            }

            Directory.Delete(left, recursive: true);
        }
        catch (Exception taken) when (taken is PostgresRefused or IOException or UnauthorizedAccessException)
        {
            // Another user's, or another run removes it at this moment: neither is this run's to mend.
        }
    }
}

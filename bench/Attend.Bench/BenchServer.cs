using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attend.Bench;

/// <summary>
/// Attend as the rows measure it: the server in this process, on a PostgreSQL of its own that holds nothing but what a row puts there. Its
/// folder goes with it.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Password = "attend-bench-password";

    private readonly WebApplication app;

    private BenchServer(string folder, PrivatePostgres postgres, WebApplication app)
    {
        this.app = app;
        Folder = folder;
        Postgres = postgres;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public string Folder { get; }

    public PrivatePostgres Postgres { get; }

    public Uri Address { get; }

    public Db Db => app.Services.GetRequiredService<Db>();

    /// <param name="throwaway">Without fsync, for a row that measures no commit.</param>
    /// <param name="yardstick">Routes to compare with, through the same server.</param>
    public static async Task<BenchServer> Start(bool throwaway = false, Module? yardstick = null, Action<IServiceCollection>? services = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        PrivatePostgres? postgres = null;
        WebApplication? server = null;
        try
        {
            postgres = throwaway
                ? await PrivatePostgres.StartThrowaway(folder, NullLogger.Instance, CancellationToken.None)
                : await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None);
            server = Build(postgres.ConnectionString, yardstick, services);
            await CommandLine.Prepare(server, Modules.All, CancellationToken.None);
            await server.StartAsync();
            return new BenchServer(folder, postgres, server);
        }
        catch
        {
            await Leave(folder, postgres, server);
            throw;
        }
    }

    private static WebApplication Build(string connection, Module? yardstick, Action<IServiceCollection>? services)
    {
        IReadOnlyList<Module> modules = yardstick is null ? Modules.All : [.. Modules.All, yardstick];
        return Server.Build(new Settings("http://127.0.0.1:0", connection, null), connection, modules, TimeProvider.System, own =>
        {
            own.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
            services?.Invoke(own);
        });
    }

    /// <summary>A dispatcher who is a supervisor too, <c>bench</c>, and this many units of one station with one on duty aboard each.</summary>
    public async Task Staff(int units)
    {
        await AddUser.Run(Db, app.Services.GetRequiredService<Passwords>(), "bench", "Bench", "User", [new HeldRole(Role.Dispatcher, null), new HeldRole(Role.Supervisor, null)], Password,
            TextWriter.Null, CancellationToken.None);
        await Db.Run($"insert into people.places (name, kind, zone, latitude, longitude, created_at) values ('Bench', 'station', 'UTC', 52.5, 13.4, now())");
        await Db.Run($"""
            insert into fleet.vehicles (id, unit_number, kind, level, seats, home_site_id, free_since, created_at)
            select {Ids.Unit(0)} + n, 'B' || n, 'ambulance', 'BASIC', 2, 1, now(), now() from generate_series(0, {units - 1}) n
            """);
        await Db.Run($"""
            insert into people.users (id, username, first_name, last_name, language, zone, created_at)
            select {Ids.Member(0)} + n, 'b' || n, 'B', n::text, 'en', 'UTC', now() from generate_series(0, {units - 1}) n
            """);
        await Db.Run($"""
            insert into fleet.sign_ons (vehicle_id, user_id, role, from_at, recorded_at)
            select {Ids.Unit(0)} + n, {Ids.Member(0)} + n, 'crew', now() - interval '1 hour', now() from generate_series(0, {units - 1}) n
            """);
        await Db.Run($"""
            insert into people.shifts (user_id, site_id, from_at, created_at)
            select {Ids.Member(0)} + n, 1, now() - interval '1 hour', now() from generate_series(0, {units - 1}) n
            """);
    }

    /// <summary>As the dispatcher <c>bench</c>.</summary>
    public async Task<HttpClient> SignIn()
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = Address };
        var answer = await http.PostAsJsonAsync("/api/auth/login", new { username = "bench", password = Password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await app.StopAsync();
        }
        finally
        {
            await Leave(Folder, Postgres, app);
        }
    }

    /// <summary>Whatever fails on the way, PostgreSQL is stopped before its folder goes.</summary>
    private static async Task Leave(string folder, PrivatePostgres? postgres, WebApplication? app)
    {
        try
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }
        }
        finally
        {
            if (postgres is not null)
            {
                await postgres.DisposeAsync();
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}

/// <summary>Ids far from each other and from any count, so that a recorded statement shows which number means what.</summary>
internal static class Ids
{
    public static long Member(int i) => 600_000_000 + i;

    public static long Call(int i) => 700_000_000 + i;

    public static long Unit(int i) => 800_000_000 + i;

    public static long Response(int i) => 900_000_000 + i;
}

using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.Json;
using Npgsql;

namespace Attend.Platform;

/// <summary>Puts the modules behind one web server. The same composition serves, is tested, and writes the documents.</summary>
internal static class Server
{
    public static WebApplication Build(
        Settings settings, string connection, IReadOnlyList<Module> modules, TimeProvider clock, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(modules);
        services.AddSingleton(clock);
        services.AddSingleton(_ => Source(connection));
        services.AddSingleton<Epoch>();
        services.AddSingleton<Wake>();
        services.AddEvents();
        services.AddLive();
        services.AddWork();
        services.AddTelemetry();
        services.AddSingleton(new Constraints(modules.SelectMany(module => module.Constraints)));
        services.AddSingleton<Turns>();
        services.AddSingleton<Db>();
        services.AddGate();
        services.AddHandlerParameters();
        services.Configure<JsonOptions>(options => Wire.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        OpenApi.AddDocument(services);
        services.AddBrowserApp();
        foreach (var module in modules)
        {
            module.Services.ForEach(add => add(services));
        }

        more?.Invoke(services);

        var app = builder.Build();
        app.UseForwardedHeaders(Proxies.Trusted(settings.Proxies));
        app.UseProblems();
        app.UseBrowserApp([.. modules.SelectMany(module => module.Pages)]);
        app.UseRouting();
        app.UseTraces();
        app.UseGate();
        app.UseCharsets();
        app.UseIdempotency();
        app.UseQueryNames();
        foreach (var module in modules)
        {
            module.Routes.ForEach(map => map(app));
        }

        app.MapLive(modules.SelectMany(module => module.Channels));
        return app;
    }

    /// <summary>
    /// The pool: a few connections a core, every statement prepared and planned once (planning costs a dispatch more than running does), and
    /// no wait without an end.
    /// </summary>
    public static NpgsqlDataSource Source(string connection) => new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connection)
    {
        MaxPoolSize = Math.Max(16, Environment.ProcessorCount * 6),
        MaxAutoPrepare = 400,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Timeout = 15,
        CommandTimeout = 15,
        Options = "-c lock_timeout=2000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=5000 -c TimeZone=UTC "
            + "-c plan_cache_mode=force_generic_plan",
        ApplicationName = "attend",
    }.ConnectionString).Build();
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Attend.Platform;

/// <summary>
/// Metrics and traces under the name <c>Attend</c>, sent by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set and nowhere otherwise.
/// Labels and span names are kinds, routes' patterns and names of the program's own parts: never an id, a URL or a person's data.
/// </summary>
internal static class Telemetry
{
    public const string Name = "Attend";

    /// <summary>The product's instruments; they end with the server that made them.</summary>
    public static Meter Attend(this IMeterFactory meters) => meters.Create(Name);

    public static readonly ActivitySource Source = new(Name);

    public static void AddTelemetry(this IServiceCollection services)
    {
        // The exporter reads the other OTEL_ variables (protocol, headers, service name) itself.
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            services.AddHostedService<Export>();
        }
    }

    /// <summary>One span per request, named by its route's pattern: addresses may hold the tokens of strangers.</summary>
    public static void UseTraces(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!Source.HasListeners() || context.GetEndpoint() is not RouteEndpoint route)
        {
            await next(context);
            return;
        }

        using var span = Source.StartActivity($"{context.Request.Method} {route.RoutePattern.RawText}", ActivityKind.Server);
        await next(context);
        span?.SetTag("http.response.status_code", context.Response.StatusCode);
        span?.SetStatus(context.Response.StatusCode >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    });

    private sealed class Export : IHostedService, IDisposable
    {
        private MeterProvider? metrics;
        private TracerProvider? traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            // Npgsql's own meter has the pool; its spans carry statements, in which every value is a parameter.
            metrics = Sdk.CreateMeterProviderBuilder()
                .AddMeter(Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter().Build();
            traces = Sdk.CreateTracerProviderBuilder().AddSource(Name, "Npgsql").AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            metrics?.Dispose();
            traces?.Dispose();
            (metrics, traces) = (null, null);
        }
    }
}

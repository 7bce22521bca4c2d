namespace Attend.Platform.Work;

/// <summary>Puts the worker into the server.</summary>
internal static class WorkStart
{
    public static void AddWork(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<Worker>();
        services.AddHostedService(provider => provider.GetRequiredService<Worker>());
    }
}

namespace Attend.Platform.Events;

/// <summary>Puts the feed and the subscriptions into the server.</summary>
internal static class EventsStart
{
    /// <summary>The epoch is to be opened (<see cref="Epoch.Open"/>) before the server starts.</summary>
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedLag>();
        services.AddSingleton<Feed>();
        services.AddHostedService(provider => provider.GetRequiredService<Feed>());
        services.AddSingleton<Subscribers>();
        services.AddHostedService(provider => provider.GetRequiredService<Subscribers>());
        services.AddSingleton(provider => new FeedListener("subscriptions", provider.GetRequiredService<Subscribers>().Hear));
    }
}

using Attend.Platform.Access;
using Attend.Platform.Events;
using Attend.Platform.Web;

namespace Attend.Platform.Live;

/// <summary>Puts the sockets into the server.</summary>
internal static class LiveStart
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<LiveJson>();
        services.AddSingleton<OpenRooms>();
        services.AddSingleton<Rooms>();
        services.AddSingleton<Snapshots>();
        services.AddSingleton<LiveSockets>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveSockets>());
        services.AddSingleton<LiveMeters>();
        services.AddSingleton<Projector>();
        services.AddSingleton<LiveEndpoint>();
        services.AddSingleton(provider => new FeedListener("live", provider.GetRequiredService<Projector>().Hear));
    }

    /// <summary>Maps every channel at its address. A browser may speak HTTP/2, where the upgrade is a CONNECT.</summary>
    public static void MapLive(this WebApplication app, IEnumerable<Channel> channels)
    {
        var endpoint = app.Services.GetRequiredService<LiveEndpoint>();
        var sockets = app.Services.GetRequiredService<LiveSockets>();
        foreach (var channel in channels)
        {
            app.MapMethods(channel.Route, [HttpMethods.Get, HttpMethods.Connect], (HttpContext context) => endpoint.Serve(context, channel))
                .Needs(channel.Needs).Refuses([.. LiveProblems.All]).ExcludeFromDescription();
        }

        app.Lifetime.ApplicationStopping.Register(() => _ = sockets.Stop());
    }
}

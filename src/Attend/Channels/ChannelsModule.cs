using Attend.Platform;

namespace Attend.Channels;

/// <summary>The ways out of the house: its table of contents.</summary>
internal static class ChannelsModule
{
    public static void Add(Module module)
    {
        module.Settings.AddRange(ChannelSettings.Known);
        module.Services.Add(services =>
        {
            services.AddSingleton(ChannelSettings.FromEnvironment());
            services.AddSingleton(provider => new Outside(provider.GetRequiredService<ChannelSettings>().PrivateHosts));
            services.AddSingleton<Carriers>();
            services.AddSingleton(Compose);
            services.AddSingleton<Providers>();
        });
    }

    /// <summary>Who carries what: the operator's choice, and files where there is none. A demonstration reaches nobody outside.</summary>
    private static IEnumerable<IProvider> Compose(IServiceProvider services)
    {
        var (settings, channels) = (services.GetRequiredService<Settings>(), services.GetRequiredService<ChannelSettings>());
        var (outside, clock) = (services.GetRequiredService<Outside>(), services.GetRequiredService<TimeProvider>());
        var from = channels.MailFrom ?? new Mailbox("attend", "localhost");
        var subject = channels.PublicUrl is { Scheme: "https" } url ? url.GetLeftPart(UriPartial.Authority)
            : channels.MailFrom is { } mailbox ? $"mailto:{mailbox.Address}"
            : null;
        List<IProvider> real = settings.Demo ? [] :
        [
            .. channels.MailServers.Select(server => new Email(server, from, channels.PublicUrl?.IdnHost, clock)),
            .. channels.Sms.Select(carrier => new Sms(carrier, outside.ToProviders, channels.PublicUrl, clock)),
            .. channels.Voice.Select(carrier => new Voice(carrier, outside.ToProviders, channels.PublicUrl!, clock)),
            .. services.GetService<VapidSource>() is { } vapid ? [new WebPush(outside, vapid, subject, clock)] : Array.Empty<IProvider>(),
            new Webhook(outside, clock),
        ];
        var without = Enum.GetValues<Way>().Except([Way.InApp]).Where(way => real.TrueForAll(provider => provider.Way != way));
        var folder = Path.Combine(settings.DataFolder, "sink");
        return [.. real, .. without.Select(way => new Sink(way, folder, from, clock))];
    }
}

using Attend.Platform;

namespace Attend.Channels;

/// <summary>Who carries messages, as the operator said it; every part may be missing.</summary>
/// <param name="MailFrom">Who mails are from.</param>
/// <param name="PublicUrl">Where browsers and telephone companies reach this server.</param>
internal sealed record ChannelSettings(
    IReadOnlyList<MailServer> MailServers, Mailbox? MailFrom, IReadOnlyList<Carrier> Sms, IReadOnlyList<Carrier> Voice, Uri? PublicUrl, PrivateHosts PrivateHosts)
{
    public static readonly ChannelSettings None = new([], null, [], [], null, PrivateHosts.None);

    public static readonly IReadOnlyList<ModuleSetting> Known =
    [
        new("ATTEND_SMTP", "Mail servers, the first choice first: smtp://user:password@mail.example.org:587,smtps://...; without one mails are files in sink/.", Shown),
        new("ATTEND_MAIL_FROM", "Who mails are from: Attend <attend@example.org>."),
        new("ATTEND_SMS", "Telephone companies for text messages: https://SID:TOKEN@api.twilio.com?from=%2B15005550006; without one they are files in sink/.", Shown),
        new("ATTEND_VOICE", "The same for calls that speak.", Shown),
        new("ATTEND_PUBLIC_URL", "Where this server is reached from outside: https://attend.example.org. Telephone companies call back there."),
        new("ATTEND_PRIVATE_HOSTS", "Hosts of your own network that webhooks and pushes may go to, which otherwise only go to public addresses: alarms.example.org:8443,10.1.2.3."),
    ];

    public static ChannelSettings FromEnvironment() => Read(Environment.GetEnvironmentVariable);

    public static ChannelSettings Read(Func<string, string?> variable)
    {
        var servers = List("ATTEND_SMTP").Select(MailServer.Read).ToList();
        var from = variable("ATTEND_MAIL_FROM") is { Length: > 0 } written
            ? Mailbox.ReadNamed(written) ?? throw new BadUsage("ATTEND_MAIL_FROM is an address such as Attend <attend@example.org>.")
            : null;
        if (servers.Count > 0 && from is null)
        {
            throw new BadUsage("ATTEND_SMTP needs ATTEND_MAIL_FROM: who mails are from, such as Attend <attend@example.org>.");
        }

        var url = variable("ATTEND_PUBLIC_URL") is { Length: > 0 } address
            ? Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && parsed.Query.Length == 0 && parsed.Fragment.Length == 0
                && parsed.UserInfo.Length == 0
                ? parsed
                : throw new BadUsage("ATTEND_PUBLIC_URL is an address such as https://attend.example.org.")
            : null;
        var voice = List("ATTEND_VOICE").Select(text => Carrier.Read("ATTEND_VOICE", text)).ToList();
        if (voice.Count > 0 && url is null)
        {
            throw new BadUsage("ATTEND_VOICE needs ATTEND_PUBLIC_URL: the key that is pressed on the telephone is sent there.");
        }

        return new ChannelSettings(
            servers, from, [.. List("ATTEND_SMS").Select(text => Carrier.Read("ATTEND_SMS", text))], voice, url, new PrivateHosts(variable("ATTEND_PRIVATE_HOSTS")));

        string[] List(string name) => (variable(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Where it leads, without who signs in and with what.</summary>
    private static string Shown(string list) => string.Join(", ", list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(one => Uri.TryCreate(one, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{(uri.UserInfo.Length > 0 ? "***@" : "")}{uri.Authority}" : "***"));
}

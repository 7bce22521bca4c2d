using System.Text.Json;
using Attend.Channels;
using Attend.Platform;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class ChannelSettingsTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "attend-sink-" + Guid.NewGuid().ToString("n")[..8]);
    private readonly ManualClock clock = new();

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_the_operator_says_is_read()
    {
        var read = Read(
            ("ATTEND_SMTP", "smtp://ward%40example.org:p%40ss%2Cword@mail.example.org, smtps://backup.example.org,smtp://localhost:2525"),
            ("ATTEND_MAIL_FROM", "Leitstelle Süd <attend@bücher.example>"),
            ("ATTEND_SMS", "https://AC1:to%3Aken@telephone.example.com?from=%2B15005550006,https://AC2:t@sms.example.org:8443?from=Attend"),
            ("ATTEND_VOICE", "https://AC1:t@telephone.example.com?from=%2B15005550006"),
            ("ATTEND_PUBLIC_URL", "https://attend.example.org/"),
            ("ATTEND_PRIVATE_HOSTS", "alarms.example.org:8443, 10.1.2.3"));

        Assert.Equal(
            [
                new MailServer("mail.example.org", 587, MailSecrecy.StartTls, "ward@example.org", "p@ss,word"),
                new MailServer("backup.example.org", 465, MailSecrecy.Tls),
                new MailServer("localhost", 2525, MailSecrecy.None),
            ], read.MailServers);
        Assert.Equal(new Mailbox("attend", "xn--bcher-kva.example", "Leitstelle Süd"), read.MailFrom);
        Assert.Equal(new Carrier(new Uri("https://telephone.example.com"), "AC1", "to:ken", "+15005550006"), read.Sms[0]);
        Assert.Equal("sms.example.org:8443", read.Sms[1].Name);
        Assert.Equal("https://telephone.example.com/2010-04-01/Accounts/AC1/Calls.json", read.Voice.Single().For("Calls").ToString());
        Assert.True(read.PrivateHosts.Has("ALARMS.example.org", 8443) && read.PrivateHosts.Has("10.1.2.3", 1) && !read.PrivateHosts.Has("alarms.example.org", 443));
        Assert.DoesNotContain("p@ss", read.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", string.Join(' ', read.MailServers), StringComparison.Ordinal);
        Assert.DoesNotContain("to:ken", string.Join(' ', read.Sms), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ATTEND_SMTP", "mail.example.org")]
    [InlineData("ATTEND_SMTP", "http://u:hush@mail.example.org")]
    [InlineData("ATTEND_SMTP", "smtp://u:hush@mail.example.org?tls=maybe")]
    [InlineData("ATTEND_SMTP", "smtp://u:hush@mail.example.org?tls=off")]
    [InlineData("ATTEND_SMTP", "smtp://u:hush@mail.example.org?ca=/no/such/file")]
    [InlineData("ATTEND_SMTP", "smtp://u:hush@mail.example.org")]
    [InlineData("ATTEND_MAIL_FROM", "hush")]
    [InlineData("ATTEND_SMS", "https://telephone.example.com?from=1")]
    [InlineData("ATTEND_SMS", "https://AC1:hush@telephone.example.com")]
    [InlineData("ATTEND_SMS", "http://AC1:hush@telephone.example.com?from=1")]
    [InlineData("ATTEND_VOICE", "https://AC1:hush@telephone.example.com?from=1")]
    [InlineData("ATTEND_PUBLIC_URL", "attend.example.org/hush")]
    public void What_cannot_be_is_refused_without_its_secret(string variable, string value)
    {
        var refused = Assert.Throws<BadUsage>(() => Read((variable, value)));
        Assert.Contains(variable, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_of_a_setting_holds_no_secret()
    {
        var shown = ChannelSettings.Known.Where(setting => setting.Shown is not null).ToDictionary(setting => setting.Variable, setting => setting.Shown!, StringComparer.Ordinal);
        Assert.Equal(["ATTEND_SMTP", "ATTEND_SMS", "ATTEND_VOICE"], shown.Keys);
        Assert.Equal("smtp://***@mail.example.org:587, smtps://b.example.org", shown["ATTEND_SMTP"]("smtp://u:hush@mail.example.org:587,smtps://b.example.org"));
        Assert.Equal("https://***@telephone.example.com", shown["ATTEND_SMS"]("https://AC1:hush@telephone.example.com?from=1"));
        Assert.Equal("***", shown["ATTEND_SMS"]("hush"));
    }

    [Fact]
    public async Task Without_providers_messages_are_files_the_newest_of_them()
    {
        var mail = new Sink(Way.Email, folder, new Mailbox("attend", "localhost"), clock);
        var sms = new Sink(Way.Sms, folder, new Mailbox("attend", "localhost"), clock);
        var name = Assert.IsType<Outcome.Accepted>(await mail.Send(Message.To("a@example.org", "Grüße"), CancellationToken.None)).ProviderId!;
        Assert.Equal("Grüße\r\n", ReadMail.Of(await File.ReadAllTextAsync(Path.Combine(folder, name))).Parts["text/plain"]);
        Assert.IsType<Outcome.Never>(await mail.Send(Message.To("nobody"), CancellationToken.None));

        for (var i = 0; i < Sink.Most + 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            name = Assert.IsType<Outcome.Accepted>(await sms.Send(Message.To("+15005550006", keys: new Keys([], [1, 2, 3])), CancellationToken.None)).ProviderId!;
        }

        var left = Directory.GetFiles(folder);
        Assert.Equal(Sink.Most, left.Length);
        Assert.DoesNotContain(left, file => file.EndsWith(".eml", StringComparison.Ordinal));
        var line = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, name))).RootElement;
        Assert.Equal(("sms", "+15005550006", "Unit M1 comes at 10:15."),
            (line.GetProperty("way").GetString(), line.GetProperty("address").GetString(), line.GetProperty("text").GetString()));
        Assert.False(line.TryGetProperty("keys", out _));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, name)));
        }
    }

    [Theory]
    [InlineData(true, "sink", "sink")]
    [InlineData(false, "mail.example.org:587", "webhook")]
    public async Task A_demonstration_reaches_nobody_outside(bool demo, string mail, string webhook)
    {
        var settings = new Settings("http://127.0.0.1:0", null, folder, demo);
        var channels = Read(("ATTEND_SMTP", "smtp://mail.example.org"), ("ATTEND_MAIL_FROM", "attend@example.org"));
        await using var app = Server.Build(settings, "Host=localhost", Modules.All, clock, services =>
        {
            services.AddSingleton(channels);
        });
        var providers = app.Services.GetRequiredService<Providers>();
        Assert.Equal(mail, providers.Of(Way.Email).Single().Name);
        Assert.True(!demo || providers.Of(Way.WebPush).Single().Name == "sink");
        Assert.Equal(webhook, providers.Of(Way.Webhook).Single().Name);
        Assert.Empty(providers.Of(Way.InApp));
    }

    private static ChannelSettings Read(params (string Variable, string Value)[] set) =>
        ChannelSettings.Read(name => set.Where(one => one.Variable == name).Select(one => one.Value).FirstOrDefault());
}

using System.Net.Mail;
using System.Security.Cryptography.X509Certificates;
using Attend.Channels;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class EmailTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly SmtpPeer peer = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    [Fact]
    public async Task A_mail_goes_encrypted_and_signed_in_with_its_text_and_its_html()
    {
        peer.Offers.AddRange(["STARTTLS", "AUTH LOGIN PLAIN"]);
        var html = "<p>Grüße &amp; = " + new string('x', 300) + "</p>";

        var outcome = await Mail(MailSecrecy.StartTls, "ward@example.org", "pass word").Send(
            Message.To("Empfänger@bücher.example".Replace('ä', 'a'), "Grüße aus der Leitstelle\n.\n..\nFrom me\n", html, Urgency.Clinical, title: "Einsatz läuft: " + new string('ö', 80)),
            CancellationToken.None);

        Assert.IsType<Outcome.Accepted>(outcome);
        var got = Assert.Single(peer.Mails);
        Assert.True(got.Encrypted);
        Assert.Equal(("ward@example.org", "pass word"), (got.User, got.Password));
        Assert.Equal(("attend@example.org", "Empfanger@xn--bcher-kva.example"), (got.From, got.To));
        Assert.All(got.Data.Split("\r\n"), line => Assert.True(line.Length <= 76 && line.All(letter => letter < 128), line));
        var mail = ReadMail.Of(got.Data);
        Assert.Equal("Einsatz läuft: " + new string('ö', 80), ReadMail.Words(mail["Subject"]));
        Assert.Equal("Leitstelle Süd <attend@example.org>", ReadMail.Words(mail["From"]));
        Assert.Equal("high", mail["Importance"]);
        Assert.Equal("Sun, 01 Mar 2026 08:00:00 +0000", mail["Date"]);
        Assert.Equal("Grüße aus der Leitstelle\r\n.\r\n..\r\nFrom me\r\n\r\n", mail.Parts["text/plain"]);
        Assert.Equal(html + "\r\n", mail.Parts["text/html"]);
        Assert.DoesNotContain("ref-8f2c", got.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_try_of_a_message_has_the_same_id_and_another_message_another()
    {
        var email = Mail(MailSecrecy.None);
        await email.Send(Message.To("a@example.org"), CancellationToken.None);
        await email.Send(Message.To("a@example.org"), CancellationToken.None);
        await email.Send(Message.To("a@example.org") with { Id = 8 }, CancellationToken.None);

        var ids = peer.Mails.Select(mail => ReadMail.Of(mail.Data)["Message-ID"]).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.Matches("^<msg_[0-9a-f]{30}@example.org>$", ids[0]);
    }

    [Fact]
    public async Task The_server_of_these_tests_understands_another_client_too()
    {
        using var client = new SmtpClient("127.0.0.1", peer.Port);
        using var message = new MailMessage("a@example.org", "b@example.org", "Subject é", "One\r\n.two\r\n") { BodyEncoding = System.Text.Encoding.UTF8 };
        await client.SendMailAsync(message);

        var got = Assert.Single(peer.Mails);
        Assert.Equal(("a@example.org", "b@example.org"), (got.From, got.To));
        Assert.Equal("b@example.org", ReadMail.Of(got.Data)["To"]);
    }

    [Fact]
    public async Task A_sign_in_by_login_works_where_plain_is_not_offered()
    {
        peer.Offers.Add("AUTH LOGIN");
        Assert.IsType<Outcome.Accepted>(await Mail(MailSecrecy.None, "u", "p").Send(Message.To("a@example.org"), CancellationToken.None));
        Assert.Equal(("u", "p"), (peer.Mails.Single().User, peer.Mails.Single().Password));
    }

    [Theory]
    [InlineData("HELLO", "554 no", typeof(Outcome.Later))]
    [InlineData("HELLO", "421 busy", typeof(Outcome.Later))]
    [InlineData("HELLO", "HTTP/1.1 400 Bad Request", typeof(Outcome.Later))]
    [InlineData("EHLO", "502 no", typeof(Outcome.Later))]
    [InlineData("AUTH", "535 wrong", typeof(Outcome.Later))]
    [InlineData("MAIL", "451 later", typeof(Outcome.Later))]
    [InlineData("MAIL", "530 sign in", typeof(Outcome.Later))]
    [InlineData("MAIL", "553 not you", typeof(Outcome.Never))]
    [InlineData("RCPT", "450 full", typeof(Outcome.Later))]
    [InlineData("RCPT", "550-no such\r\n550 user", typeof(Outcome.Never))]
    [InlineData("DATA", "452 full", typeof(Outcome.Later))]
    [InlineData("DATA", "554 no", typeof(Outcome.Never))]
    [InlineData(".", "451 later", typeof(Outcome.Later))]
    [InlineData(".", "552 too long", typeof(Outcome.Never))]
    [InlineData(".", "nonsense", typeof(Outcome.Unsure))]
    [InlineData(".", "354 go on", typeof(Outcome.Unsure))]
    public async Task What_a_server_says_decides(string verb, string reply, Type expected)
    {
        peer.Offers.Add("AUTH PLAIN");
        peer.Replies[verb] = reply;
        Assert.IsType(expected, await Mail(MailSecrecy.None, "u", "secret-word").Send(Message.To("a@example.org"), CancellationToken.None));
    }

    [Theory]
    [InlineData("HELLO", typeof(Outcome.Later))]
    [InlineData("RCPT", typeof(Outcome.Later))]
    [InlineData("DATA", typeof(Outcome.Later))]
    [InlineData(".", typeof(Outcome.Unsure))]
    [InlineData("QUIT", typeof(Outcome.Accepted))]
    public async Task A_connection_that_breaks_is_in_doubt_only_after_the_last_dot(string verb, Type expected)
    {
        peer.HangsUpAt = verb;
        Assert.IsType(expected, await Mail(MailSecrecy.None).Send(Message.To("a@example.org"), CancellationToken.None));
    }

    [Theory]
    [InlineData("HELLO", typeof(Outcome.Later))]
    [InlineData("EHLO", typeof(Outcome.Later))]
    [InlineData("DATA", typeof(Outcome.Later))]
    [InlineData(".", typeof(Outcome.Unsure))]
    public async Task Silence_ends_in_time(string verb, Type expected)
    {
        peer.SilentAt = verb;
        var sending = Mail(MailSecrecy.None).Send(Message.To("a@example.org"), CancellationToken.None);
        await Wait.Until(() => peer.Verbs.Contains(verb));
        await Wait.Until(() =>
        {
            clock.Advance(SmtpSession.ForMessage);
            return sending.IsCompleted;
        });
        Assert.IsType(expected, await sending);
    }

    [Fact]
    public async Task Nothing_is_said_in_clear_where_that_was_not_allowed()
    {
        // Neither without STARTTLS, nor to a server whose certificate nobody vouches for, nor where nobody listens.
        Assert.IsType<Outcome.Later>(await Mail(MailSecrecy.StartTls, "u", "p").Send(Message.To("a@example.org"), CancellationToken.None));
        peer.Offers.Add("STARTTLS");
        var stranger = new MailServer("localhost", peer.Port, MailSecrecy.StartTls, "u", "p");
        var refused = Assert.IsType<Outcome.Later>(await new Email(stranger, From, null, clock).Send(Message.To("a@example.org"), CancellationToken.None));
        Assert.Contains("TLS", refused.Why, StringComparison.Ordinal);
        Assert.Empty(peer.Mails);
        Assert.DoesNotContain("MAIL", peer.Verbs);

        var nobody = new MailServer("localhost", 1, MailSecrecy.None);
        Assert.IsType<Outcome.Later>(await new Email(nobody, From, null, clock).Send(Message.To("a@example.org"), CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_from_the_first_byte_is_understood()
    {
        peer.TlsFirst = true;
        Assert.IsType<Outcome.Accepted>(await Mail(MailSecrecy.Tls).Send(Message.To("a@example.org"), CancellationToken.None));
        Assert.True(peer.Mails.Single().Encrypted);
    }

    [Fact]
    public async Task Words_put_before_the_encryption_are_not_taken_for_the_servers()
    {
        peer.Offers.Add("STARTTLS");
        peer.Replies["STARTTLS"] = "220 go on\r\n250 AUTH PLAIN";
        var refused = Assert.IsType<Outcome.Later>(await Mail(MailSecrecy.StartTls, "u", "p").Send(Message.To("a@example.org"), CancellationToken.None));
        Assert.Contains("before TLS", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_beyond_ASCII_before_the_at_go_only_where_they_are_taken()
    {
        Assert.IsType<Outcome.Never>(await Mail(MailSecrecy.None).Send(Message.To("jürgen@example.org"), CancellationToken.None));
        peer.Offers.AddRange(["SMTPUTF8", "8BITMIME"]);
        Assert.IsType<Outcome.Accepted>(await Mail(MailSecrecy.None).Send(Message.To("jürgen@example.org"), CancellationToken.None));
        Assert.Equal("jürgen@example.org", peer.Mails.Single().To);
        Assert.EndsWith("SMTPUTF8 BODY=8BITMIME", peer.Mails.Single().MailLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_larger_than_the_server_takes_is_not_sent() => Assert.IsType<Outcome.Never>(
        await Mail(MailSecrecy.None).Send(Message.To("a@example.org", new string('ö', 400_000)), CancellationToken.None));

    [Fact]
    public async Task Who_stops_it_before_anything_went_out_is_told()
    {
        peer.SilentAt = "HELLO";
        using var stop = new CancellationTokenSource();
        var sending = Mail(MailSecrecy.None).Send(Message.To("a@example.org"), stop.Token);
        await Wait.Until(() => peer.Verbs.Contains("HELLO"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static Mailbox From => new("attend", "example.org", "Leitstelle Süd");

    private Email Mail(MailSecrecy secrecy, string? user = null, string? password = null) =>
        new(new MailServer("localhost", peer.Port, secrecy, user, password, new X509Certificate2Collection(peer.Certificate)), From, "attend.example.org", clock);
}

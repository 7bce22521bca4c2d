using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Attend.Channels;

/// <summary>By e-mail over one of the operator's mail servers, a connection a message.</summary>
/// <param name="greeting">The name that we give; our address when null.</param>
internal sealed class Email(MailServer server, Mailbox from, string? greeting, TimeProvider clock) : IProvider
{
    public string Name => server.Name;

    public Way Way => Way.Email;

    public TimeSpan Longest => SmtpSession.ForAll;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        if (Mailbox.Read(message.Address) is not { } to)
        {
            return new Outcome.Never("This is no e-mail address.");
        }

        var sent = false;
        using var time = new CancellationTokenSource(SmtpSession.ForAll, clock);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        await using var session = new SmtpSession(clock);
        try
        {
            return await Talk(session, message, to, () => sent = true, hurry.Token, ct);
        }
        catch (OperationCanceledException) when (!sent && ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException or AuthenticationException or OperationCanceledException)
        {
            // Only the kind: what a server or a certificate says may be anything.
            var why = error switch
            {
                AuthenticationException => "TLS failed, or its certificate is not trusted",
                SmtpNonsense or TimeoutException or EndOfStreamException => error.Message,
                OperationCanceledException => "the server did not answer in time",
                SocketException refused => $"{refused.SocketErrorCode}",
                _ => "the connection broke",
            };
            return sent ? new Outcome.Unsure($"{Name}: {why}, after the message was sent.") : new Outcome.Later($"{Name}: {why}.");
        }
    }

    /// <param name="hurry">Ends everything up to the last dot.</param>
    private async Task<Outcome> Talk(SmtpSession session, Outgoing message, Mailbox to, Action sending, CancellationToken hurry, CancellationToken ct)
    {
        var (refused, offers) = await Open(session, hurry);
        if (refused is not null)
        {
            // The server turns us away, not this message: another one may take it.
            return new Outcome.Later($"{Name}: {refused}");
        }

        var international = !to.IsAscii || !from.IsAscii;
        if (international && !offers.ContainsKey("SMTPUTF8"))
        {
            return new Outcome.Never($"{Name} takes no addresses beyond ASCII.");
        }

        var mail = MailText.Write(message, from, to, clock.GetUtcNow());
        if (offers.TryGetValue("SIZE", out var limit) && long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 && Encoding.UTF8.GetByteCount(mail) > most)
        {
            return new Outcome.Never($"{Name} takes no message of this size.");
        }

        // Seven bits go through every server; only an international address in a header needs more.
        var reply = await session.Ask($"MAIL FROM:<{from.Address}>{(international ? " SMTPUTF8 BODY=8BITMIME" : "")}", hurry);
        if (!reply.Yes)
        {
            return Refused(reply, ofThisOne: false);
        }

        reply = await session.Ask($"RCPT TO:<{to.Address}>", hurry);
        if (!reply.Yes)
        {
            return Refused(reply, ofThisOne: true);
        }

        reply = await session.Ask("DATA", hurry);
        if (reply.Code != 354)
        {
            return reply.Yes ? new Outcome.Later($"{Name}: {reply}") : Refused(reply, ofThisOne: false);
        }

        await session.Say(Stuffed(mail), hurry);
        sending();
        await session.Say(".\r\n", ct);
        reply = await session.Hear(SmtpSession.ForMessage, ct);
        if (!reply.Yes)
        {
            return reply.Code >= 400 ? Refused(reply, ofThisOne: true) : new Outcome.Unsure($"{Name}: {reply}");
        }

        await Leave(session, ct);
        return new Outcome.Accepted(Once.Name(message));
    }

    /// <summary>Greets, encrypts, signs in: why the server does not want us, or what it offers.</summary>
    private async Task<(string? Refused, Dictionary<string, string> Offers)> Open(SmtpSession session, CancellationToken ct)
    {
        await session.Connect(server.Host, server.Port, ct);
        if (server.Secrecy == MailSecrecy.Tls)
        {
            await session.Encrypt(server.Host, server.Authority, ct);
        }

        var reply = await session.Hear(SmtpSession.ForStep, ct);
        if (!reply.Yes)
        {
            return ($"{reply}", []);
        }

        reply = await session.Ask($"EHLO {greeting ?? session.Literal}", ct);
        if (reply.Yes && server.Secrecy == MailSecrecy.StartTls)
        {
            if (!Offers(reply).ContainsKey("STARTTLS"))
            {
                return ("no STARTTLS is offered, and nothing is sent in clear", []);
            }

            reply = await session.Ask("STARTTLS", ct);
            if (reply.Yes)
            {
                await session.Encrypt(server.Host, server.Authority, ct);
                // What was offered before counts for nothing: anybody may have written it.
                reply = await session.Ask($"EHLO {greeting ?? session.Literal}", ct);
            }
        }

        if (!reply.Yes)
        {
            return ($"{reply}", []);
        }

        var offers = Offers(reply);
        return (server.User is null ? null : await SignIn(session, server.User, server.Password ?? "", offers, ct), offers);
    }

    private static async Task<string?> SignIn(SmtpSession session, string user, string password, Dictionary<string, string> offers, CancellationToken ct)
    {
        var ways = offers.GetValueOrDefault("AUTH", "").Split(' ');
        SmtpReply reply;
        if (ways.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            reply = await session.Ask($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", ct);
        }
        else if (ways.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            reply = await session.Ask("AUTH LOGIN", ct);
            reply = reply.Code == 334 ? await session.Ask(Base64(user), ct) : reply;
            reply = reply.Code == 334 ? await session.Ask(Base64(password), ct) : reply;
        }
        else
        {
            return "no way to sign in is offered that we know (PLAIN, LOGIN)";
        }

        // Not the server's own words: some repeat what they were told.
        return reply.Yes ? null : $"{reply.Code} to our sign-in";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Dictionary<string, string> Offers(SmtpReply reply)
    {
        var offers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in reply.Lines.Skip(1))
        {
            var parts = line.Split(' ', 2);
            offers[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        return offers;
    }

    /// <summary>A line that begins with a dot gets another, since a dot alone ends the message (RFC 5321, 4.5.2).</summary>
    public static string Stuffed(string mail) =>
        (mail.StartsWith('.') ? "." : "") + mail.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + (mail.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n");

    /// <param name="ofThisOne">The server has looked at the recipient or the message, so its own health is not in doubt.</param>
    private Outcome Refused(SmtpReply reply, bool ofThisOne) => reply switch
    {
        // We are not let in, whatever the message.
        { Code: 421 or 530 or 534 or 535 or 538 } => new Outcome.Later($"{Name}: {reply}"),
        { Never: true } => new Outcome.Never($"{Name}: {reply}"),
        _ => new Outcome.Later($"{Name}: {reply}") { OfThisOne = ofThisOne },
    };

    /// <summary>The message is taken; how we part changes nothing.</summary>
    private static async Task Leave(SmtpSession session, CancellationToken ct)
    {
        try
        {
            await session.Say("QUIT\r\n", ct);
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException or OperationCanceledException)
        {
            return;
        }
    }
}

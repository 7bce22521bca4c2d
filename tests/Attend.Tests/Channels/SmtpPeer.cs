using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Attend.Tests.Channels;

/// <summary>A mail as it came in: the envelope, and the text as it was before the dots.</summary>
internal sealed record ReceivedMail(string From, string To, string Data, bool Encrypted, string? User, string? Password, string MailLine);

/// <summary>
/// A mail server for tests, on a loopback port of its own. By verb it can be told to answer something else, to hang up, or to say nothing;
/// <c>HELLO</c> stands for the greeting, <c>.</c> for the end of a message.
/// </summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> sessions = [];
    private readonly Task accepting;

    public SmtpPeer()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        listener.Start();
        accepting = Accept();
    }

    public X509Certificate2 Certificate { get; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public List<string> Offers { get; } = ["SIZE 1000000"];

    public ConcurrentDictionary<string, string> Replies { get; } = new(StringComparer.Ordinal);

    /// <summary>The connection ends when this verb arrives, before an answer.</summary>
    public string? HangsUpAt { get; set; }

    /// <summary>TLS from the first byte.</summary>
    public bool TlsFirst { get; set; }

    /// <summary>No answer comes to this verb.</summary>
    public string? SilentAt { get; set; }

    public ConcurrentQueue<ReceivedMail> Mails { get; } = [];

    public ConcurrentQueue<string> Verbs { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        // Stopped under it, a listener that is about to listen again says that nobody started it.
        await accepting;
        listener.Stop();
        await Task.WhenAll(sessions);
        Certificate.Dispose();
    }

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                sessions.Add(Serve(await listener.AcceptTcpClientAsync(stop.Token)));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            await Talk(client.GetStream());
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            Verbs.Enqueue("broken");
        }
    }

    private async Task Talk(Stream stream)
    {
        var (reader, encrypted, from, to, mailLine) = (Reader(stream), false, "", "", "");
        (string? User, string? Password) who = (null, null);
        if (TlsFirst)
        {
            await Encrypt();
        }

        if (!await Answer("HELLO", "220 peer ready"))
        {
            return;
        }

        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    var offers = (string[])["peer", .. Offers.Where(offer => !encrypted || offer != "STARTTLS")];
                    if (!await Answer(verb, string.Join("\r\n", offers.Select((offer, i) => $"250{(i == offers.Length - 1 ? ' ' : '-')}{offer}"))))
                    {
                        return;
                    }

                    break;
                case "STARTTLS":
                    if (!await Answer(verb, "220 go on"))
                    {
                        return;
                    }

                    await Encrypt();
                    break;
                case "AUTH" when line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal):
                    var parts = Text(line[11..]).Split('\0');
                    who = (parts[1], parts[2]);
                    await Answer(verb, "235 welcome");
                    break;
                case "AUTH":
                    await Answer("LOGIN", "334 VXNlcm5hbWU6");
                    var user = Text((await reader.ReadLineAsync(stop.Token))!);
                    await Answer("LOGIN", "334 UGFzc3dvcmQ6");
                    who = (user, Text((await reader.ReadLineAsync(stop.Token))!));
                    await Answer(verb, "235 welcome");
                    break;
                case "MAIL":
                    (from, mailLine) = (Between(line), line);
                    await Answer(verb, "250 ok");
                    break;
                case "RCPT":
                    to = Between(line);
                    if (!await Answer(verb, "250 ok"))
                    {
                        return;
                    }

                    break;
                case "DATA":
                    if (!await Answer(verb, "354 go on"))
                    {
                        return;
                    }

                    if (Replies.ContainsKey(verb))
                    {
                        break;
                    }

                    var data = new StringBuilder();
                    while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                    {
                        data.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
                    }

                    Mails.Enqueue(new ReceivedMail(from, to, data.ToString(), encrypted, who.User, who.Password, mailLine));
                    if (!await Answer(".", "250 taken"))
                    {
                        return;
                    }

                    break;
                case "QUIT":
                    await Answer(verb, "221 bye");
                    return;
                default:
                    await Answer(verb, "500 what?");
                    break;
            }
        }

        async Task Encrypt()
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop.Token);
            (stream, reader, encrypted) = (tls, Reader(tls), true);
        }

        async Task<bool> Answer(string verb, string usual)
        {
            Verbs.Enqueue(verb);
            if (HangsUpAt == verb)
            {
                return false;
            }

            if (SilentAt == verb)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(Replies.GetValueOrDefault(verb, usual) + "\r\n"), stop.Token);
            return true;
        }
    }

    private static StreamReader Reader(Stream stream) => new(stream, new UTF8Encoding(false), false, 1024, leaveOpen: true);

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}

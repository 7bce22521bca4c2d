using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Attend.Channels;

/// <summary>What a mail server said: three digits and its lines.</summary>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool Yes => Code is >= 200 and < 300;

    public bool Never => Code is >= 500 and < 600;

    /// <summary>The digits of RFC 5321 and RFC 3463. The words behind them may name a person, and are not ours to keep.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Enhanced().Match(Lines[0]).Value}").Trim();

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?= |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}

/// <summary>The other side does not speak SMTP as the standard has it.</summary>
internal sealed class SmtpNonsense(string sentence) : IOException(sentence);

/// <summary>One connection to a mail server: lines out, replies in, each with an end to the waiting (RFC 5321).</summary>
internal sealed class SmtpSession(TimeProvider clock) : IAsyncDisposable
{
    public static readonly TimeSpan ForStep = TimeSpan.FromSeconds(20);

    /// <summary>From the connection to the last dot, however slowly each step comes.</summary>
    public static readonly TimeSpan ForAll = TimeSpan.FromSeconds(60);

    /// <summary>A server may look a message over before it answers for it.</summary>
    public static readonly TimeSpan ForMessage = TimeSpan.FromSeconds(60);

    private const int LongestLine = 2048;
    private const int MostLines = 100;
    private readonly byte[] buffer = new byte[4096];
    private Stream stream = Stream.Null;
    private int begin;
    private int end;

    /// <summary>Our side's address, for a greeting without a name.</summary>
    public string Literal { get; private set; } = "[127.0.0.1]";

    public Task Connect(string host, int port, CancellationToken ct) => InTime(ForStep, async time =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        stream = new NetworkStream(socket, ownsSocket: true);
        if (socket.LocalEndPoint is System.Net.IPEndPoint { Address: var own })
        {
            var address = own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own;
            Literal = address.AddressFamily == AddressFamily.InterNetwork ? $"[{address}]" : $"[IPv6:{address.ToString().Split('%')[0]}]";
        }
    }, ct);

    /// <summary>From here on encrypted, with a certificate that names the host.</summary>
    public Task Encrypt(string host, X509Certificate2Collection? authority, CancellationToken ct) => InTime(ForStep, async time =>
    {
        if (begin != end)
        {
            // Somebody on the way has put words before the encryption, to be taken for the server's.
            throw new SmtpNonsense("the server spoke before TLS began");
        }

        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = tls;
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (authority is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authority);
        }

        await tls.AuthenticateAsClientAsync(options, time);
    }, ct);

    /// <summary>One line, and the reply to it.</summary>
    public async Task<SmtpReply> Ask(string line, CancellationToken ct)
    {
        // What a line is made of was looked at before; this is the last door.
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A command is one line.", nameof(line));
        }

        await Say(line + "\r\n", ct);
        return await Hear(ForStep, ct);
    }

    public Task Say(string text, CancellationToken ct) => InTime(ForStep, async time =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), time);
        await stream.FlushAsync(time);
    }, ct);

    public async Task<SmtpReply> Hear(TimeSpan longest, CancellationToken ct)
    {
        var lines = new List<string>();
        var code = 0;
        await InTime(longest, async time =>
        {
            while (true)
            {
                var line = await Line(time);
                if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-')) || (code != 0 && code != number) || lines.Count == MostLines)
                {
                    throw new SmtpNonsense("the answer is no SMTP");
                }

                code = number;
                lines.Add(line.Length > 4 ? line[4..] : "");
                if (line.Length == 3 || line[3] == ' ')
                {
                    return;
                }
            }
        }, ct);
        return new SmtpReply(code, lines);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<string> Line(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (line.Length < LongestLine)
        {
            if (begin == end)
            {
                (begin, end) = (0, await stream.ReadAsync(buffer, ct));
                if (end == 0)
                {
                    throw new EndOfStreamException("the server hung up");
                }
            }

            var letter = buffer[begin++];
            if (letter == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)letter);
        }

        throw new SmtpNonsense("a line of the answer has no end");
    }

    private async Task InTime(TimeSpan longest, Func<CancellationToken, Task> step, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("the server did not answer in time", late);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Attend.Platform;

namespace Attend.Channels;

/// <summary>How a connection to a mail server is kept secret.</summary>
internal enum MailSecrecy
{
    /// <summary>In clear: on this machine, or because the operator said so.</summary>
    None,

    /// <summary>STARTTLS, and nothing is said without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>A mail server as the operator named it: <c>smtp://user:password@mail.example.org:587</c>, or <c>smtps</c>.</summary>
/// <param name="Authority">Who may have signed the server's certificate; null is whom the machine trusts.</param>
internal sealed record MailServer(
    string Host, int Port, MailSecrecy Secrecy, string? User = null, string? Password = null, X509Certificate2Collection? Authority = null)
{
    private const string Form = "ATTEND_SMTP is an address such as smtp://user:password@mail.example.org:587 (signs in after STARTTLS) or smtps://..., "
        + "several with a comma between them; what is no letter or digit in user and password is written %40. ?tls=off and ?ca=FILE may follow.";

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Never shows the password.</summary>
    public override string ToString() => Name;

    public static MailServer Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0 || uri.AbsolutePath is not ("" or "/"))
        {
            throw new BadUsage(Form);
        }

        var query = Query.Of(uri, ["tls", "ca"], Form);
        var secrecy = uri.Scheme == "smtps" ? MailSecrecy.Tls
            : query.GetValueOrDefault("tls") switch
            {
                "off" => MailSecrecy.None,
                "required" => MailSecrecy.StartTls,
                null => uri.IsLoopback ? MailSecrecy.None : MailSecrecy.StartTls,
                _ => throw new BadUsage(Form),
            };
        var (user, password) = Query.SignIn(uri);
        if (user is not null && secrecy is MailSecrecy.None && !uri.IsLoopback)
        {
            throw new BadUsage("ATTEND_SMTP holds a password and ?tls=off: it would go over the network for everybody to read.");
        }

        return new MailServer(
            uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : uri.Scheme == "smtps" ? 465 : 587, secrecy, user, password,
            query.TryGetValue("ca", out var file) ? Certificates(file) : null);
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            return read.Count > 0 ? read : throw new BadUsage($"{file} of ATTEND_SMTP holds no certificate.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BadUsage($"{file} of ATTEND_SMTP cannot be read as certificates: {error.Message}");
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Channels;

/// <summary>A message as it lies in a mailbox (RFC 5322): headers, and the text with its HTML beside it (RFC 2046), all in seven bits.</summary>
internal static class MailText
{
    private const int LongestLine = 76;

    // A line of quoted-printable never holds "=_", so no text can end a part.
    private const string BoundaryStart = "=_attend_";

    /// <summary>Lines end with CRLF; none is longer than 76 letters, addresses apart.</summary>
    public static string Write(Outgoing message, Mailbox from, Mailbox to, DateTimeOffset at)
    {
        var mail = new StringBuilder();
        Header(mail, "From", Named(from));
        Header(mail, "To", Named(to));
        Header(mail, "Subject", Encoded(message.Title, "Subject: ".Length));
        Header(mail, "Date", at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(mail, "Message-ID", $"<{Once.Name(message)}@{from.Domain}>");
        // No holiday notice answers a program (RFC 3834).
        Header(mail, "Auto-Submitted", "auto-generated");
        if (message.Urgency == Urgency.Clinical)
        {
            Header(mail, "Importance", "high");
        }

        if (message.Language.Length > 0 && message.Language.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            Header(mail, "Content-Language", message.Language);
        }

        Header(mail, "MIME-Version", "1.0");
        if (message.Html is not { } html)
        {
            Part(mail, "plain", message.Text);
            return mail.ToString();
        }

        var boundary = BoundaryStart + RandomNumberGenerator.GetHexString(16, lowercase: true);
        Header(mail, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        mail.Append("\r\n--").Append(boundary).Append("\r\n");
        // Readers show the last that they understand.
        Part(mail, "plain", message.Text);
        mail.Append("--").Append(boundary).Append("\r\n");
        Part(mail, "html", html);
        mail.Append("--").Append(boundary).Append("--\r\n");
        return mail.ToString();
    }

    /// <summary>Text for a header: as it is, or as encoded words (RFC 2047) that fold. Whatever could end the line becomes a blank.</summary>
    /// <param name="used">How much of the first line is taken.</param>
    public static string Encoded(string text, int used)
    {
        var clean = string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString())).Trim();
        if (clean.All(letter => letter is >= ' ' and <= '~') && !clean.Contains("=?", StringComparison.Ordinal) && used + clean.Length <= LongestLine)
        {
            return clean;
        }

        const string open = "=?utf-8?B?";
        var lines = new List<string>();
        var bytes = new List<byte>();
        var room = Bytes(LongestLine - used);
        foreach (var rune in clean.EnumerateRunes())
        {
            var next = Encoding.UTF8.GetBytes(rune.ToString());
            if (bytes.Count + next.Length > room)
            {
                lines.Add(open + Convert.ToBase64String([.. bytes]) + "?=");
                bytes.Clear();
                room = Bytes(LongestLine - 1);
            }

            bytes.AddRange(next);
        }

        lines.Add(open + Convert.ToBase64String([.. bytes]) + "?=");
        return string.Join("\r\n ", lines);

        // An encoded word has at most 75 letters, and never half a character.
        static int Bytes(int letters) => (Math.Min(75, letters) - open.Length - 2) / 4 * 3;
    }

    /// <summary>Any text in lines of at most 76 printable ASCII letters (RFC 2045); ends of lines of every kind become CRLF.</summary>
    public static string QuotedPrintable(string text)
    {
        var written = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var length = 0;
            var bytes = Encoding.UTF8.GetBytes(line);
            for (var i = 0; i < bytes.Length; i++)
            {
                var last = i == bytes.Length - 1;
                var plain = bytes[i] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (bytes[i] is (byte)' ' or (byte)'\t' && !last);
                // One place is kept for the mark that says the line goes on.
                if (length + (plain ? 1 : 3) > LongestLine - 1)
                {
                    written.Append("=\r\n");
                    length = 0;
                }

                length += plain ? 1 : 3;
                _ = plain ? written.Append((char)bytes[i]) : written.Append(CultureInfo.InvariantCulture, $"={bytes[i]:X2}");
            }

            written.Append("\r\n");
        }

        return written.ToString();
    }

    private static string Named(Mailbox mailbox)
    {
        if (mailbox.Name is not { } name)
        {
            return mailbox.Address;
        }

        var words = Encoded(name, "From: ".Length);
        var quoted = words.StartsWith("=?", StringComparison.Ordinal)
            ? words
            : $"\"{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return $"{quoted}\r\n <{mailbox.Address}>";
    }

    private static void Part(StringBuilder mail, string kind, string text)
    {
        Header(mail, "Content-Type", $"text/{kind}; charset=utf-8");
        Header(mail, "Content-Transfer-Encoding", "quoted-printable");
        mail.Append("\r\n").Append(QuotedPrintable(text));
    }

    private static void Header(StringBuilder mail, string name, string value) => mail.Append(name).Append(": ").Append(value).Append("\r\n");
}

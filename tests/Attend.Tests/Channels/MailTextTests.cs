using System.Text;
using Attend.Channels;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Channels;

/// <summary>Whatever stands in a message, it stays where it was put.</summary>
public sealed class MailTextTests
{
    private static readonly string[] Pieces =
    [
        "\r", "\n", "\r\n", "\r\n.\r\n", ".", "..", " ", "\t", "\0", "\u2028", "\u0085", "=", "=?", "?=", "=?utf-8?B?", "--=_attend_", ":", "\r\nBcc: eve@example.org",
        "é", "ß", "😀", "漢字", "\uD800", "a", "word ", "<b>", "\"", "\\", "x@y",
    ];

    private static readonly string[] Known =
    [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
    ];

    private static Arbitrary<string> Text => Arb.From(Gen.Elements(Pieces).ListOf().Select(string.Concat));

    [Fact]
    public void No_title_and_no_text_makes_a_header_of_its_own() => Prop.ForAll(Text, Text, (title, text) =>
    {
        var mail = MailText.Write(Message.To("a@example.org", text, "<p>" + text + "</p>", title: title, language: title), new Mailbox("at", "example.org", "N"), new Mailbox("a", "example.org"), default);
        var read = ReadMail.Of(mail);

        Assert.Empty(read.Headers.Select(header => header.Name).Except(Known));
        Assert.Equal(2, read.Parts.Count);
        Assert.All(mail.Split("\r\n"), line => Assert.True(line.Length <= 76 && line.All(letter => letter is >= ' ' and <= '~' or '\t'), line));
        var clean = string.Concat(title.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value == 0x2028 ? " " : rune.ToString())).Trim();
        Assert.Equal(clean, ReadMail.Words(read["Subject"]).Trim());
        Assert.Equal(Lines(text) + "\r\n", read.Parts["text/plain"]);
        Assert.Equal(Lines("<p>" + text + "</p>") + "\r\n", read.Parts["text/html"]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_stuffed_with_dots_comes_out_as_it_was() => Prop.ForAll(Text, text =>
    {
        var lines = Email.Stuffed(text.ReplaceLineEndings("\r\n")) + ".\r\n";
        var got = new StringBuilder();
        foreach (var line in lines.Split("\r\n").TakeWhile(line => line != "."))
        {
            got.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        var sent = text.ReplaceLineEndings("\r\n");
        Assert.Equal(sent.EndsWith("\r\n", StringComparison.Ordinal) ? sent : sent + "\r\n", got.ToString());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_is_an_address_that_could_end_a_line() => Prop.ForAll(Text, text =>
    {
        foreach (var tried in new[] { text, $"a@{text}", $"{text}@example.org", $"{text} <a@example.org>" })
        {
            if (Mailbox.Read(tried) is { } mailbox)
            {
                Assert.DoesNotContain(mailbox.Address, letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or ',' or ';' or '"');
            }
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ward@hospital.example", "ward@hospital.example")]
    [InlineData("a.b+c@BÜCHER.example", "a.b+c@xn--bcher-kva.example")]
    [InlineData("a@b", "a@b")]
    [InlineData("", null)]
    [InlineData("@example.org", null)]
    [InlineData("a@", null)]
    [InlineData("a b@example.org", null)]
    [InlineData("a..b@example.org", null)]
    [InlineData("a@example.org\r\nRCPT TO:<b@example.org>", null)]
    [InlineData("a@exa mple.org", null)]
    [InlineData("a@[127.0.0.1]", null)]
    [InlineData("a@-x-.org", null)]
    public void Addresses_are_looked_at(string text, string? expected) => Assert.Equal(expected, Mailbox.Read(text)?.Address);

    private static string Lines(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).ReplaceLineEndings("\r\n");
}

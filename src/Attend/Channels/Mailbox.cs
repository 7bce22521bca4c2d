using System.Globalization;
using System.Text;

namespace Attend.Channels;

/// <summary>An e-mail address that was looked at: nothing in it can end a line, a command or a header.</summary>
/// <param name="Local">Before the @; may hold letters beyond ASCII, which only some servers take.</param>
/// <param name="Domain">In ASCII, whatever it was written in (IDNA).</param>
/// <param name="Name">What stands beside it, if anything.</param>
internal sealed record Mailbox(string Local, string Domain, string? Name = null)
{
    private const string Marks = "!#$%&'*+-/=?^_`{|}~.";
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public string Address => $"{Local}@{Domain}";

    public bool IsAscii => Ascii.IsValid(Local);

    /// <summary>Reads <c>ward@hospital.example</c>; quoted names before the @ and numbers behind it are not taken.</summary>
    public static Mailbox? Read(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 254)
        {
            return null;
        }

        var local = text[..at];
        var dots = local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal);
        return !dots && IsWhole(local) && local.EnumerateRunes().All(Fits) && DomainOf(text[(at + 1)..]) is { } domain ? new Mailbox(local, domain) : null;
    }

    /// <summary>Reads <c>Attend &lt;attend@hospital.example&gt;</c> too.</summary>
    public static Mailbox? ReadNamed(string text)
    {
        var open = text.LastIndexOf('<');
        if (open < 0 || !text.EndsWith('>'))
        {
            return Read(text.Trim());
        }

        var name = text[..open].Trim().Trim('"');
        return name.Any(char.IsControl) || Read(text[(open + 1)..^1]) is not { } mailbox ? null : mailbox with { Name = name.Length > 0 ? name : null };
    }

    private static bool Fits(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || Marks.Contains((char)rune.Value, StringComparison.Ordinal)
        : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Half a character is replaced when it is written, and would be somebody else's address.</summary>
    private static bool IsWhole(string text) => !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    private static string? DomainOf(string text)
    {
        try
        {
            // Small letters first: without the machine's language data IDNA leaves capitals beyond ASCII as they are, which is another domain.
            var ascii = Idn.GetAscii(text.ToLowerInvariant());
            return ascii.Length <= 253 && Uri.CheckHostName(ascii) == UriHostNameType.Dns ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

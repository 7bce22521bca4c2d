using Attend.Platform;

namespace Attend.Channels;

[LowerWords]
internal enum SmsAlphabet { Gsm7, Ucs2 }

/// <summary>
/// How long a text is as a text message: in seven-bit letters (3GPP TS 23.038, 6.2.1) while it has no others, else whole in UCS-2 (really
/// UTF-16). What does not fit one message is sent in several, each of which loses six octets to the number it has among them (TS 23.040,
/// 9.2.3.24.1); what takes two places stands in one part or in the next.
/// </summary>
/// <param name="Places">Seven-bit places or sixteen-bit units taken; a letter of the extension takes two.</param>
/// <param name="Segments">How many messages are paid for.</param>
internal sealed record SmsLength(SmsAlphabet Alphabet, int Places, int Segments)
{
    private const string Letters =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Reached by an escape before them.</summary>
    private const string Extension = "\f^{}\\[~]|€";

    public static SmsLength Of(string text)
    {
        var seven = text.All(letter => Letters.Contains(letter, StringComparison.Ordinal) || Extension.Contains(letter, StringComparison.Ordinal));
        List<int> sizes = seven
            ? [.. text.Select(letter => Extension.Contains(letter, StringComparison.Ordinal) ? 2 : 1)]
            : [.. text.EnumerateRunes().Select(rune => rune.Utf16SequenceLength)];
        return seven
            ? new SmsLength(SmsAlphabet.Gsm7, sizes.Sum(), Parts(sizes, 160, 153))
            : new SmsLength(SmsAlphabet.Ucs2, sizes.Sum(), Parts(sizes, 70, 67));
    }

    private static int Parts(List<int> sizes, int whole, int part)
    {
        if (sizes.Sum() <= whole)
        {
            return 1;
        }

        var (parts, left) = (1, part);
        foreach (var size in sizes)
        {
            (parts, left) = size <= left ? (parts, left - size) : (parts + 1, part - size);
        }

        return parts;
    }
}

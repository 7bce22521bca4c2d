using System.Text;
using System.Text.RegularExpressions;

namespace Attend.Tests.Channels;

/// <summary>Reads a mail from the standards (RFC 5322, 2045, 2046, 2047), with nothing of what wrote it.</summary>
internal sealed partial record ReadMail(IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public string this[string name] => Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The parts by their type, decoded.</summary>
    public IReadOnlyDictionary<string, string> Parts
    {
        get
        {
            if (Boundary().Match(this["Content-Type"]) is not { Success: true } boundary)
            {
                return new Dictionary<string, string> { [Kind(this)] = Decoded(this) };
            }

            var mark = "--" + boundary.Groups[1].Value;
            var parts = Body.Split(mark);
            return parts[1..^1].Select(part => Of(part[2..])).ToDictionary(Kind, Decoded);
        }
    }

    public static ReadMail Of(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var unfolded = Fold().Replace(text[..end], " ");
        var headers = unfolded.Split("\r\n").Select(line => line.Split(':', 2)).Select(parts => (parts[0], parts[1].Trim())).ToList();
        return new ReadMail(headers, text[(end + 4)..]);
    }

    /// <summary>A header's encoded words as they are read; blanks between two of them do not count.</summary>
    public static string Words(string value)
    {
        var joined = BetweenWords().Replace(value, "?==?");
        return EncodedWord().Replace(joined, word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[1].Value)));
    }

    private static string Kind(ReadMail part) => part["Content-Type"].Split(';')[0];

    private static string Decoded(ReadMail part)
    {
        if (!part["Content-Transfer-Encoding"].Equals("quoted-printable", StringComparison.OrdinalIgnoreCase))
        {
            return part.Body;
        }

        var bytes = new List<byte>();
        var body = part.Body.Replace("=\r\n", "", StringComparison.Ordinal);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '=')
            {
                bytes.Add(Convert.FromHexString(body.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add((byte)body[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Fold();

    [GeneratedRegex("boundary=\"([^\"]+)\"")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=")]
    private static partial Regex EncodedWord();
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Attend.Platform.Languages;

/// <summary>
/// Reads a sentence as ICU does: an apostrophe quotes only when a brace follows it (or, directly within a plural, <c>#</c>), two are one,
/// and <c>#</c> is the number only directly within a plural.
/// </summary>
internal sealed class SentenceReader(string text)
{
    private static readonly FrozenDictionary<string, PluralForm> FormNames =
        Enum.GetValues<PluralForm>().ToFrozenDictionary(Platform.Words.Of, StringComparer.Ordinal);

    private int at;

    private bool Ended => at == text.Length;

    /// <exception cref="FormatException">It says where, counted from 1.</exception>
    public IReadOnlyList<IPiece> Read()
    {
        var pieces = Message(inPlural: false);
        return Ended ? pieces : throw Wrong("a brace closes that was never opened");
    }

    /// <summary>Up to the brace that closes it, or the end.</summary>
    private List<IPiece> Message(bool inPlural)
    {
        var pieces = new List<IPiece>();
        var words = new StringBuilder();
        while (!Ended && text[at] is not '}')
        {
            if (text[at] is '{' || (inPlural && text[at] is '#'))
            {
                Flush();
                pieces.Add(Take('#') ? new Hash() : Place());
            }
            else if (text[at] is '\'')
            {
                Quoted(words, inPlural);
            }
            else
            {
                words.Append(text[at++]);
            }
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (words.Length > 0)
            {
                pieces.Add(new Plain(words.ToString()));
                words.Clear();
            }
        }
    }

    private void Quoted(StringBuilder words, bool inPlural)
    {
        at++;
        if (Take('\'') || Ended || !(text[at] is '{' or '}' || (inPlural && text[at] is '#')))
        {
            words.Append('\'');
            return;
        }

        // A quotation that is never closed goes on to the end: so says ICU.
        while (!Ended)
        {
            if (Take('\'') && !(!Ended && text[at] is '\''))
            {
                return;
            }

            words.Append(text[at++]);
        }
    }

    private IPiece Place()
    {
        var opened = at++;
        var name = Word();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            throw Wrong("a fact has a name here", opened + 1);
        }

        IPiece place = new Given(name, "");
        Space();
        if (Take(','))
        {
            Space();
            var kindAt = at;
            place = Word() switch
            {
                "number" => new Given(name, "number"),
                "date" => new When(name, "date"),
                "time" => new When(name, "time"),
                "spell" => new Spelt(name),
                "plural" => Plural(name),
                "select" => Choice(name),
                var kind => throw Wrong($"“{kind}” is no way to say a fact", kindAt),
            };
            Space();
        }

        return Take('}') ? place : throw (Ended ? Wrong("this brace is never closed", opened) : Wrong("a brace should close here"));
    }

    private Choice Choice(string name)
    {
        Expect(',');
        return new Choice(name, Ways(inPlural: false).ToFrozenDictionary(StringComparer.Ordinal));
    }

    private Plural Plural(string name)
    {
        Expect(',');
        Space();
        decimal offset = 0;
        if (text.AsSpan(at).StartsWith("offset:"))
        {
            at += "offset:".Length;
            offset = Number();
        }

        var ways = Ways(inPlural: true);
        return new Plural(
            name, offset,
            ways.Where(way => way.Key[0] is '=').ToFrozenDictionary(way => decimal.Parse(way.Key.AsSpan(1), CultureInfo.InvariantCulture), way => way.Value),
            ways.Where(way => way.Key[0] is not '=').ToFrozenDictionary(way => FormNames[way.Key], way => way.Value));
    }

    /// <summary>What a plural or a choice chooses from, by the word that chooses it.</summary>
    private Dictionary<string, IReadOnlyList<IPiece>> Ways(bool inPlural)
    {
        var ways = new Dictionary<string, IReadOnlyList<IPiece>>(StringComparer.Ordinal);
        for (Space(); !Ended && text[at] is not '}'; Space())
        {
            var keyAt = at;
            var key = inPlural && Take('=') ? "=" + Number().ToString(CultureInfo.InvariantCulture) : Word();
            if (key.Length == 0 || (inPlural && key[0] is not '=' && !FormNames.ContainsKey(key)))
            {
                throw Wrong(inPlural ? $"“{key}” is no form of a number" : "a word to choose by belongs here", keyAt);
            }

            Expect('{');
            var opened = at;
            var pieces = Message(inPlural);
            if (!Take('}'))
            {
                throw Wrong("this brace is never closed", opened - 1);
            }

            if (!ways.TryAdd(key, pieces))
            {
                throw Wrong($"“{key}” is there twice", keyAt);
            }
        }

        return ways.ContainsKey("other") ? ways : throw Wrong("“other” is missing");
    }

    private decimal Number()
    {
        Space();
        var begun = at;
        while (!Ended && (char.IsAsciiDigit(text[at]) || (at == begun && text[at] is '-')))
        {
            at++;
        }

        return decimal.TryParse(text.AsSpan(begun, at - begun), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("a number belongs here", begun);
    }

    private string Word()
    {
        Space();
        var begun = at;
        while (!Ended && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_'))
        {
            at++;
        }

        return text[begun..at];
    }

    private void Space()
    {
        while (!Ended && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private bool Take(char letter)
    {
        if (Ended || text[at] != letter)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Expect(char letter)
    {
        Space();
        if (!Take(letter))
        {
            throw Wrong($"“{letter}” belongs here");
        }
    }

    private FormatException Wrong(string what, int? where = null) => new($"at {(where ?? at) + 1}: {what}");
}

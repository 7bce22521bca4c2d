using System.Text;
using NodaTime;

namespace Attend.Platform.Languages;

/// <summary>
/// A sentence of one language with places for facts, written in a part of ICU's MessageFormat: <c>{name}</c>, <c>{n, number}</c>,
/// <c>{n, plural, …}</c> with <c>offset:</c>, <c>=0</c> and <c>#</c>, <c>{x, select, …}</c>, <c>{at, date}</c>, <c>{at, time}</c>, and our
/// own <c>{number, spell}</c> for what is read aloud letter by letter. It is read once and never changes.
/// </summary>
internal sealed class Sentence
{
    private readonly IReadOnlyList<IPiece> pieces;

    private Sentence(string text, Language language, IReadOnlyList<IPiece> pieces)
    {
        Text = text;
        Language = language;
        this.pieces = pieces;
        Arguments = [.. pieces.SelectMany(piece => piece.Arguments).Distinct()];
    }

    /// <summary>As it is written.</summary>
    public string Text { get; }

    public Language Language { get; }

    /// <summary>The facts that it names, each with how it is said: <c>plural</c>, <c>select</c>, or empty for as it is.</summary>
    public IReadOnlyList<Argument> Arguments { get; }

    /// <exception cref="FormatException">It is not written right; the message says where, counted from 1.</exception>
    public static Sentence Read(string text, Language language) => new(text, language, new SentenceReader(text).Read());

    /// <param name="facts">By name. One that is missing is a dash: who must come still hears that he must.</param>
    /// <param name="zone">By whose clock times are said; UTC when null.</param>
    /// <param name="isolates">Whether what is put in is kept from tearing apart a sentence that reads the other way; not for a voice.</param>
    public string Say(IReadOnlyDictionary<string, object?> facts, DateTimeZone? zone = null, bool isolates = true)
    {
        var telling = new Telling(Language, facts, zone ?? DateTimeZone.Utc, isolates);
        foreach (var piece in pieces)
        {
            piece.Say(telling);
        }

        return telling.Text;
    }
}

/// <summary>A fact that a sentence names.</summary>
/// <param name="Kind"><c>number</c>, <c>plural</c>, <c>select</c>, <c>date</c>, <c>time</c>, <c>spell</c>, or empty.</param>
/// <param name="Forms">The forms or words that it tells apart.</param>
internal sealed record Argument(string Name, string Kind, string Forms = "");

/// <summary>One saying of a sentence, on its way.</summary>
internal sealed class Telling(Language language, IReadOnlyDictionary<string, object?> facts, DateTimeZone zone, bool isolates)
{
    // Unicode's first strong isolate and its end (UAX 9).
    private const char Isolate = '\u2068';
    private const char End = '\u2069';
    private const string Dash = "–";

    private readonly StringBuilder text = new();

    public Language Language => language;

    public DateTimeZone Zone => zone;

    public string Text => text.ToString();

    /// <summary>What <c>#</c> stands for.</summary>
    public decimal? Count { get; set; }

    public Fact Fact(string name) => Languages.Fact.Of(facts.GetValueOrDefault(name));

    /// <summary>Words of the sentence itself.</summary>
    public void Words(string words) => text.Append(words);

    /// <summary>What comes from elsewhere, and may be written the other way.</summary>
    public void Foreign(string? value)
    {
        if (isolates && value is not null && (language.RightToLeft || value.Any(ReadsFromTheRight)))
        {
            text.Append(Isolate).Append(value).Append(End);
        }
        else
        {
            text.Append(value ?? Dash);
        }
    }

    public void Number(decimal? number) => text.Append(number is { } known ? language.Notation.Number(known) : Dash);

    private static bool ReadsFromTheRight(char letter) => letter is >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFF';
}

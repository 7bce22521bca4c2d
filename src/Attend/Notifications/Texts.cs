using System.Text.Json;
using Attend.Platform.Languages;
using NodaTime;

namespace Attend.Notifications;

/// <summary>One message in one language, as each way of telling it needs it.</summary>
/// <param name="Language">BCP 47; English where nobody wrote the language that was asked for.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">In full, for whoever is signed in or reads mail.</param>
/// <param name="Short">For a text message: numbers of calls and units, no person.</param>
/// <param name="Lock">For a lock screen, where anybody reads it: no person, no place, no number of a call.</param>
/// <param name="Spoken">For a voice, which says numbers digit by digit.</param>
internal sealed record Texts(string Language, string Title, string Text, string Short, string Lock, string Spoken)
{
    private static readonly Books Languages = Books.Load("words");

    public static IReadOnlyList<Book> All => Languages.All;

    /// <summary>
    /// A fact whose words have names of their own (<c>fact.priority.CRITICAL</c>) is said by those, any other as it is; one that is not
    /// there is left out.
    /// </summary>
    /// <param name="kind">One that <see cref="Sample.All"/> shows; another is a bug.</param>
    /// <param name="language">What the person reads, such as <c>fr-CA</c>; the nearest that there is.</param>
    /// <param name="zone">By whose clock times are said, such as <c>Europe/Berlin</c>.</param>
    public static Texts Of(string kind, string? language, IReadOnlyDictionary<string, object?> facts, string? zone = null)
    {
        var book = Languages.For(language);
        var clock = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "UTC");
        var said = facts.ToDictionary(fact => fact.Key, fact => Named(book, fact.Key, fact.Value), StringComparer.Ordinal);
        string Say(string part, bool isolates = true) => book.Say($"{kind}.{part}", said, clock, isolates);

        var (title, text, brief, locked) = (Say("title"), Say("text"), Say("short"), Say("lock"));
        // The sentence says "call" itself.
        said["call"] = Fact.Of(said.GetValueOrDefault("call")).Text is { } call ? call[(call.IndexOf('-', StringComparison.Ordinal) + 1)..] : null;
        return new Texts(book.Language.Tag, title, text, Cheap(brief), locked, Say("spoken", isolates: false));
    }

    /// <summary>The same of facts as they were stored with the message.</summary>
    public static Texts Of(string kind, string? language, JsonElement facts, string? zone = null) =>
        Of(kind, language, facts.EnumerateObject().ToDictionary(fact => fact.Name, object? (fact) => fact.Value, StringComparer.Ordinal), zone);

    /// <summary>A message with made-up facts, for whoever wants to see or hear what will come.</summary>
    public static Texts Preview(string kind, string? language) => Of(kind, language, Sample.All.Single(sample => sample.Kind == kind).Facts);

    private static object? Named(Book book, string fact, object? value)
    {
        string[] names = [$"fact.{fact}.{Fact.Of(value).Word}", $"fact.{fact}.other"];
        return value is not null && names.FirstOrDefault(book.Has) is { } name ? book[name] : value;
    }

    /// <summary>A text message holds 160 letters, but only 70 as soon as it has one typographer's mark.</summary>
    private static string Cheap(string text) =>
        text.Replace('’', '\'').Replace('“', '"').Replace('”', '"').Replace('–', '-').Replace('\u00A0', ' ').Replace('\u202F', ' ');
}

namespace Attend.Platform.Languages;

/// <summary>A language that the product speaks: how it is written and how its numbers and days are said.</summary>
/// <param name="Tag">BCP 47, such as <c>fr</c> or <c>fr-CA</c>.</param>
/// <param name="Name">As its readers call it.</param>
/// <param name="Plural">Which form a number asks for (CLDR, cardinal).</param>
internal sealed record Language(string Tag, string Name, bool RightToLeft, PluralRule Plural, Notation Notation)
{
    public static readonly Language English = new("en", "English", false, PluralRules.English, Notation.English);

    // The order is the one in which a reader is offered them.
    public static readonly IReadOnlyList<Language> All =
    [
        English,
        new("fr", "Français", false, PluralRules.French, Notation.French),
        new("es", "Español", false, PluralRules.Spanish, Notation.Spanish),
        new("fil", "Filipino", false, PluralRules.Filipino, Notation.Filipino),
        new("ar", "العربية", true, PluralRules.Arabic, Notation.Arabic),
    ];

    /// <summary>What HTML calls the direction.</summary>
    public string Direction => RightToLeft ? "rtl" : "ltr";

    /// <summary>The language of a tag, in the tag's own region; null for one that we do not speak.</summary>
    public static Language? Find(string tag) => Narrowing(tag)
        .Select(wider => All.FirstOrDefault(language => string.Equals(language.Tag, wider, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(language => language is not null) is { } found
            ? found with { Tag = tag }
            : null;

    /// <summary>Where a sentence is looked for, the narrowest first: <c>fr-CA</c>, <c>fr</c>, and at last English.</summary>
    public static IEnumerable<string> Chain(string? tag) => Narrowing(tag).Append(English.Tag).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>A tag and what is left of it without its last part, again and again (RFC 4647, lookup).</summary>
    public static IEnumerable<string> Narrowing(string? tag)
    {
        var parts = (tag ?? "").Split('-', '_');
        // Older browsers and telephones know Filipino under the tag of Tagalog.
        parts[0] = parts[0].ToLowerInvariant() is "tl" ? "fil" : parts[0];
        for (var length = parts.Length; length > 0; length--)
        {
            // A single letter only announces what follows it.
            if (parts[length - 1].Length > 1)
            {
                yield return string.Join('-', parts[..length]);
            }
        }
    }
}

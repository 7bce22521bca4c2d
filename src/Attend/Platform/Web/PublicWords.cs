using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Attend.Platform.Web;

/// <summary>
/// The sentences of the pages for strangers in one language: the files <c>public/LANGUAGE.json</c> of the modules together. A language is
/// added by adding its files; one that lacks a sentence does not start.
/// </summary>
internal sealed class PublicWords
{
    private const string Usual = "en";

    private static readonly FrozenDictionary<string, PublicWords> Languages = Load();

    private readonly FrozenDictionary<string, string> sentences;

    private PublicWords(string language, IEnumerable<KeyValuePair<string, string>> sentences)
    {
        Language = language;
        this.sentences = sentences.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static IEnumerable<PublicWords> All => Languages.Values;

    public string Language { get; }

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction => this["direction"];

    public IEnumerable<string> Keys => sentences.Keys;

    public string this[string key] => sentences[key];

    public string this[string key, params object[] facts] => string.Format(CultureInfo.InvariantCulture, sentences[key], facts);

    /// <summary>The first sentence of these that is there.</summary>
    public string Or(string key, string otherwise) => sentences.GetValueOrDefault(key) ?? sentences[otherwise];

    /// <summary>The language that the address asks for (<c>?lang=</c>), else the one that the browser likes best of those we have.</summary>
    public static PublicWords For(HttpRequest request)
    {
        if (request.Query["lang"] is [{ } asked] && Languages.TryGetValue(asked, out var named))
        {
            return named;
        }

        var liked = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var header) ? header : [];
        return liked.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Languages.GetValueOrDefault(language.Value.ToString().Split('-')[0].ToLowerInvariant()))
            .FirstOrDefault(words => words is not null) ?? Languages[Usual];
    }

    /// <summary>What an address that goes on in the language of this one ends with.</summary>
    public static string Asked(HttpRequest request) =>
        request.Query["lang"] is [{ } asked] && Languages.ContainsKey(asked) ? $"?lang={asked}" : "";

    private static FrozenDictionary<string, PublicWords> Load()
    {
        var languages = PublicFiles.Resources(".json", "application/json")
            .GroupBy(file => Path.GetFileNameWithoutExtension(file.Name), StringComparer.Ordinal)
            .Select(files => new PublicWords(files.Key, files.SelectMany(file => JsonSerializer.Deserialize<Dictionary<string, string>>(file.Content)!)))
            .ToFrozenDictionary(words => words.Language, StringComparer.Ordinal);
        foreach (var words in languages.Values)
        {
            if (languages[Usual].Keys.Except(words.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            {
                throw new InvalidOperationException($"The pages have no {words.Language} for {string.Join(", ", missing)}.");
            }
        }

        return languages;
    }
}

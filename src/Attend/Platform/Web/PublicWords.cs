using System.Text.Json;
using Attend.Platform.Languages;

namespace Attend.Platform.Web;

/// <summary>The sentences of the pages for strangers: the files <c>public/LANGUAGE.json</c> of the modules.</summary>
internal static class PublicWords
{
    private const string Choice = "lang";

    private static readonly Books Languages = Books.Load("public");

    public static IReadOnlyList<Book> All => Languages.All;

    /// <summary>In the language that the address asks for (<c>?lang=</c>), else in the one that the browser likes best of those we have.</summary>
    public static Book For(HttpRequest request) =>
        Chosen(request) ?? Languages.For(AcceptLanguage.Best(request.Headers.AcceptLanguage, Languages.Tags));

    /// <summary>The book of this tag; null where there is none.</summary>
    public static Book? Find(string tag) => Languages.Find(tag);

    /// <summary>Whether the address asks for a language.</summary>
    public static bool Chose(HttpRequest request) => Chosen(request) is not null;

    /// <summary>What an address that goes on in the language of this one ends with.</summary>
    public static string Asked(HttpRequest request) => Chosen(request) is { } chosen ? $"?{Choice}={chosen.Language.Tag}" : "";

    /// <summary>An address in no language. What is null of its query is left out.</summary>
    public static string Address(string path, params IEnumerable<(string Name, string? Value)> query) => path + QueryString.Create(
        query.Where(part => part.Value is not null).Select(part => KeyValuePair.Create(part.Name, part.Value)));

    /// <summary>An address that goes on in the language of this one.</summary>
    public static string Address(HttpRequest request, string path, params IEnumerable<(string Name, string? Value)> query) =>
        Address(path, query.Append((Choice, Chosen(request)?.Language.Tag)));

    /// <summary>An address of ours, in this language.</summary>
    public static string In(string address, Language language) => $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Choice}={language.Tag}";

    /// <summary>The address that was asked for, in this language.</summary>
    public static string In(HttpRequest request, Language language) => In(
        request.Path.ToUriComponent() + QueryString.Create(request.Query.Where(part => part.Key != Choice)), language);

    /// <summary>Sentences as they are written, by name, as JSON: for a script that says them with its own facts (<c>say.js</c>).</summary>
    public static string Lent(Book words, params IEnumerable<string> names) =>
        JsonSerializer.Serialize(names.ToDictionary(name => name, name => words.Sentences[name].Text, StringComparer.Ordinal), Wire.Json);

    private static Book? Chosen(HttpRequest request) => request.Query[Choice] is [{ } asked] ? Languages.Find(asked) : null;
}

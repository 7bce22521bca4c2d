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

    /// <summary>What an address that goes on in the language of this one ends with.</summary>
    public static string Asked(HttpRequest request) => Chosen(request) is { } chosen ? Asking(chosen.Language) : "";

    /// <summary>What an address ends with that asks for a language.</summary>
    public static string Asking(Language language) => $"?{Choice}={language.Tag}";

    private static Book? Chosen(HttpRequest request) => request.Query[Choice] is [{ } asked] ? Languages.Find(asked) : null;
}

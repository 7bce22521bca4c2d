using System.Text;
using Attend.Platform.Languages;

namespace Attend.Platform.Web;

/// <summary>
/// A page for strangers: plain HTML that needs no script, one style sheet and one script of our own, nothing from elsewhere.
/// </summary>
internal sealed record PublicPage(Book Words, string Title, Html Main) : IResult
{
    // Only our own files, and forms only to ourselves; a photo is previewed from memory.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>What stands above everything else, the choice of a language too.</summary>
    public Html Above { get; init; } = Html.None;

    /// <summary>What stands below everything else.</summary>
    public Html Below { get; init; } = Html.None;

    /// <summary>By its name in the sources.</summary>
    public string Style { get; init; } = "public.css";

    /// <summary>By its name in the sources; null where the page needs none.</summary>
    public string? Script { get; init; }

    /// <summary>The address to which its form goes when another language is chosen, so that nothing typed is lost; null where there is none.</summary>
    public string? Form { get; init; }

    /// <summary>How often a browser without scripts asks again, in seconds, and for which address; null where it does not.</summary>
    public (int Seconds, string Address)? Refresh { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>False where the page itself lets one choose, or nobody stands before it to do so.</summary>
    public bool OffersLanguages { get; init; } = true;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Append("Vary", "Accept-Language");
        // An address may be somebody's secret; and a form must say where it came from.
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(Document(httpContext.Request).ToString(), Encoding.UTF8, httpContext.RequestAborted);
    }

    private Html Document(HttpRequest request) => $"""
        <!doctype html>
        <html lang="{Words.Language.Tag}" dir="{Words.Language.Direction}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{Title}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{PublicFiles.Address(Style)}">
        {Scripts()}{AskAgain()}</head>
        <body>
        {Above}{Choices(request)}<main id="main">
        {Main}
        </main>
        {Below}</body>
        </html>

        """;

    private Html Choices(HttpRequest request) => OffersLanguages
        ? $"""
            <nav class="languages" aria-label="{Words["page.languages"]}">
            {PublicWords.All.Select(book => Choice(book.Language, request))}</nav>

            """
        : Html.None;

    /// <summary>A language is called as its own readers call it, and read in its own direction.</summary>
    private Html Choice(Language language, HttpRequest request)
    {
        Html chosen = language == Words.Language ? (Html)$""" aria-current="true" """ : Html.None;
        if (Form is { } form)
        {
            return $"""
                <button type="submit" form="form" formnovalidate formaction="{PublicWords.In(form, language)}" lang="{language.Tag}" dir="{language.Direction}"{chosen}>{language.Name}</button>

                """;
        }

        return $"""
            <a href="{PublicWords.In(request, language)}" hreflang="{language.Tag}" lang="{language.Tag}" dir="{language.Direction}"{chosen}>{language.Name}</a>

            """;
    }

    private Html Scripts() => Script is null ? Html.None : $"""<script src="{PublicFiles.Address(Script)}" defer></script>{"\n"}""";

    // The address is said: without it a browser that came with a fragment would only look for that, and load nothing.
    private Html AskAgain() => Refresh is var (seconds, address)
        ? $"""<noscript><meta http-equiv="refresh" content="{seconds}; url={address}"></noscript>{"\n"}"""
        : Html.None;
}

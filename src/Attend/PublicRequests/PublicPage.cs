using System.Text;
using Attend.Platform.Languages;
using Attend.Platform.Web;

namespace Attend.PublicRequests;

/// <summary>
/// A page for strangers: plain HTML that needs no script, one style sheet and one script of our own, no cookie, nothing from elsewhere.
/// The number to call at once stands above everything else.
/// </summary>
/// <param name="Number">The number that the big button calls.</param>
/// <param name="Call">What stands beside it.</param>
/// <param name="Script">By its name in the sources; null where the page needs none.</param>
/// <param name="Form">The address to which its form goes when another language is chosen, so that nothing typed is lost; null where there is none.</param>
/// <param name="Refresh">How often a browser without scripts asks again, in seconds, and for which address.</param>
internal sealed record PublicPage(
    Book Words, string Title, string Number, string Call, Html Main, string? Script = null, string? Form = null, (int Seconds, string Address)? Refresh = null, int Status = 200) : IResult
{
    // Only our own files, and forms only to ourselves; a photo is previewed from memory.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

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
        await response.WriteAsync(Document(httpContext.Request.Path).ToString(), Encoding.UTF8, httpContext.RequestAborted);
    }

    private Html Document(PathString address) => $"""
        <!doctype html>
        <html lang="{Words.Language.Tag}" dir="{Words.Language.Direction}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{Title}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{PublicFiles.Address("public.css")}">
        {Scripts()}{AskAgain()}</head>
        <body>
        <header class="emergency">
        <a href="tel:{string.Concat(Number.Where(letter => char.IsAsciiDigit(letter) || letter is '+'))}"><span>{Call}</span> <strong dir="ltr">{Number}</strong></a>
        </header>
        <nav class="languages" aria-label="{Words["page.languages"]}">
        {PublicWords.All.Select(book => Choice(book.Language, address))}</nav>
        <main id="main">
        {Main}
        </main>
        </body>
        </html>

        """;

    /// <summary>A language is called as its own readers call it, and read in its own direction.</summary>
    private Html Choice(Language language, PathString address)
    {
        Html chosen = language == Words.Language ? (Html)$""" aria-current="true" """ : Html.None;
        if (Form is { } form)
        {
            return $"""
                <button type="submit" form="form" formnovalidate formaction="{form}{PublicWords.Asking(language)}" lang="{language.Tag}" dir="{language.Direction}"{chosen}>{language.Name}</button>

                """;
        }

        return $"""
            <a href="{address.ToUriComponent()}{PublicWords.Asking(language)}" hreflang="{language.Tag}" lang="{language.Tag}" dir="{language.Direction}"{chosen}>{language.Name}</a>

            """;
    }

    private Html Scripts() => Script is null ? Html.None : $"""<script src="{PublicFiles.Address(Script)}" defer></script>{"\n"}""";

    // The address is said: without it a browser that came with a fragment would only look for that, and load nothing.
    private Html AskAgain() => Refresh is var (seconds, address)
        ? $"""<noscript><meta http-equiv="refresh" content="{seconds}; url={address}"></noscript>{"\n"}"""
        : Html.None;
}

using Attend.Platform;
using Attend.Platform.Languages;
using Attend.Platform.Web;

namespace Attend.WalkIns;

/// <summary>What these pages say where there is nothing to show. A screen that nobody stands before looks again by itself.</summary>
internal static class ProblemPage
{
    private const int RefreshSeconds = 30;

    /// <summary>How a page says what the server refuses before it comes to the page.</summary>
    public static Task Refuse(HttpContext context, Refused refused)
    {
        var words = PublicWords.For(context.Request);
        var page = Page(context.Request, words, words["problem.title"], $"""
            <h1>{words["problem.title"]}</h1>
            <p class="wrong" role="alert">{words.Or("problem." + refused.Problem.Code, "problem.other")}</p>
            <p><a class="button" href="{Again(context.Request)}">{words["join.again"]}</a></p>
            """);
        return (page with { Status = refused.Problem.Status }).ExecuteAsync(context);
    }

    public static PublicPage NoQueue(HttpRequest request, Settings settings) => Gone(request, "join.unknown", settings);

    /// <param name="what">The sentence that says it; with <c>_help</c> behind it, what to do.</param>
    public static PublicPage Gone(HttpRequest request, string what, Settings settings)
    {
        var words = PublicWords.For(request);
        var page = Page(request, words, words[what], $"""
            <h1>{words[what]}</h1>
            <p>{words[what + "_help"]}</p>
            <p class="help danger">{words["join.emergency", ("number", settings.EmergencyNumber)]}</p>
            """);
        return page with { Status = StatusCodes.Status404NotFound };
    }

    private static PublicPage Page(HttpRequest request, Book words, string title, Html main) =>
        request.Path.StartsWithSegments("/wall", StringComparison.Ordinal) ? Screen(words, title, main, "wall.css", Again(request))
        : request.Path.StartsWithSegments("/kiosk", StringComparison.Ordinal) ? Screen(words, title, main, "kiosk.css", Kiosk.Of(request).Home)
        : new PublicPage(words, title, main) { Style = "walkin.css" };

    private static PublicPage Screen(Book words, string title, Html main, string style, string again) => new(words, title, main)
    {
        Style = style, Script = "screen.js", OffersLanguages = false, Refresh = (RefreshSeconds, again),
        Below = $"""<p id="again" data-address="{again}" data-seconds="{RefreshSeconds}" hidden></p>{"\n"}""",
    };

    /// <summary>The page that was asked for, with all that its address says; of a form that was sent, the page on which it stands.</summary>
    private static string Again(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        // What a form asks for is a word below the address of its page.
        var below = HttpMethods.IsPost(request.Method) && request.HttpContext.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments.Count: > 2 };
        return (below ? path[..path.TrimEnd('/').LastIndexOf('/')] : path) + request.QueryString.ToUriComponent();
    }
}

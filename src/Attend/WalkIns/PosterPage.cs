using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>
/// A sheet (A4) to hang at the entrance (<c>GET /poster/{code}</c>): the code that leads a phone to where a number is taken, in the page's language and
/// then in those that the address names (<c>?languages=en,ar</c>; all when it names none). A code that changes cannot be printed.
/// </summary>
internal static class PosterPage
{
    public static async Task<IResult> Show(string code, HttpRequest request, Db db, ChannelSettings channels, Settings settings, CancellationToken ct)
    {
        var words = PublicWords.For(request);
        if (await AskedQueue.Find(code, request, db, ct) is not [var queue])
        {
            return ProblemPage.NoQueue(request, settings);
        }

        return queue.RotatingCode || !queue.SelfService
            ? new PublicPage(words, words["poster.title"], $"""
                <h1>{queue.Name}</h1>
                <p class="wrong">{words[queue.RotatingCode ? "poster.rotating" : "problem.no_self_service"]}</p>
                """) { Style = "walkin.css", Status = StatusCodes.Status409Conflict }
            : new PublicPage(words, $"{words["poster.title"]}: {queue.Name}", $"""
                <article class="poster">
                <p class="where">{queue.SiteName}</p>
                <h1>{queue.Name}</h1>
                {Qr.Of(PhoneAddress.ToJoin(request, channels, queue, null), words["poster.title"])}{Books(words, request).Select(Saying)}</article>
                """) { Style = "print.css", Script = "print.js" };
    }

    private static IEnumerable<Book> Books(Book first, HttpRequest request)
    {
        var asked = request.Query["languages"].ToString().Split(',').Select(PublicWords.Find).OfType<Book>().ToList();
        return (asked.Count > 0 ? asked : PublicWords.All).Prepend(first).DistinctBy(book => book.Language.Tag);
    }

    private static Html Saying(Book words) => $"""
        <section lang="{words.Language.Tag}" dir="{words.Language.Direction}"><h2>{words["poster.title"]}</h2>
        <p>{words["poster.how"]}</p></section>

        """;
}

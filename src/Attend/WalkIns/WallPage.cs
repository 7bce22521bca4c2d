using System.Globalization;
using System.Text.Json;
using Attend.Channels;
using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using NodaTime;

namespace Attend.WalkIns;

/// <summary>
/// What hangs on the wall of a waiting room (<c>/wall/{code}</c>, or several by <c>/wall?codes=OPD,PHARMACY&amp;site=</c>): who is called and where to,
/// who comes next, how many wait. Numbers only. Its script listens, lets what is new glow, and speaks each call in the languages of the place.
/// </summary>
internal static class WallPage
{
    private const int RefreshSeconds = 15;

    /// <summary>More would be too small to be read from eight metres.</summary>
    private const int MostServed = 6;

    private const int MostNext = 6;

    /// <summary>Of each, where several queues share the room.</summary>
    private const int MostNextOfSeveral = 4;

    /// <summary>So many queues have room for a code to scan each.</summary>
    private const int MostCodes = 2;

    public static Task<IResult> ShowOne(string code, HttpContext http, Db db, Lines lines, ChannelSettings channels, Settings settings, TimeProvider clock, CancellationToken ct) =>
        Show([code], http.Request, db, lines, channels, settings, clock, ct);

    public static Task<IResult> ShowSeveral(HttpContext http, Db db, Lines lines, ChannelSettings channels, Settings settings, TimeProvider clock, CancellationToken ct) =>
        Show(Listed(http.Request.Query["codes"].ToString()), http.Request, db, lines, channels, settings, clock, ct);

    private static async Task<IResult> Show(
        string[] codes, HttpRequest request, Db db, Lines lines, ChannelSettings channels, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var words = PublicWords.For(request);
        var queues = await AskedQueue.Find(codes, AskedQueue.Site(request), db, ct);
        // Of two sites with such a queue one is meant.
        if (queues.Count == 0 || queues.Select(queue => queue.SiteId).Distinct().Count() > 1)
        {
            return ProblemPage.NoQueue(request, settings);
        }

        long[] ids = [.. queues.Select(queue => queue.Id)];
        var boards = (await db.List<BoardView>($"{BoardView.Select} where q.id = any({ids})", ct)).ToDictionary(board => board.QueueId);
        var waits = await ReadWait.ToJoin(queues, db, lines, clock, ct);
        var panels = new List<Html>();
        var next = queues.Count > 1 ? MostNextOfSeveral : MostNext;
        foreach (var queue in queues)
        {
            var shown = await ShownCode.Of(queue, request, db, clock, ct);
            var scan = Scan(words, request, channels, queue, shown, queues.Count);
            panels.Add(Panel(words, queue, waits.GetValueOrDefault(queue.Id), boards[queue.Id], next, scan));
        }

        var (site, zone) = (queues[0].SiteName, queues[0].Zone);
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(DateTimeZoneProviders.Tzdb[zone]).TimeOfDay;
        return new PublicPage(words, $"{words["wall.title"]}: {string.Join(", ", queues.Select(queue => queue.Name))}", $"""
            <div class="top"><p class="where">{site}</p><p id="clock" data-zone="{zone}">{Notation.Time(now)}</p></div>
            <p id="line" role="status" hidden></p>
            <div id="board" data-follow="{string.Join(' ', queues.Select(Channel))}" data-voices="{Voices(words, request)}"
              data-words="{PublicWords.Lent(words, "wall.lost", "wall.no_voice")}">
            <section class="serving" aria-labelledby="serving"><h1 id="serving">{words["wall.title"]}</h1>
            {Serving(words, [.. boards.Values.SelectMany(board => board.Serving)])}</section>
            <div class="panels">
            {panels}</div>
            </div>
            <p class="sound"><button type="button" id="sound" aria-pressed="false" data-on="{words["wall.sound_on"]}" hidden>{words["wall.sound"]}</button>
            <span id="voiceless"></span></p>
            """)
        {
            Style = "wall.css", Script = "wall.js", OffersLanguages = false,
            Refresh = (RefreshSeconds, request.Path.ToUriComponent() + request.QueryString.ToUriComponent()),
        };
    }

    private static Html Serving(Book words, IReadOnlyList<ServedNumber> serving) => serving.Count == 0
        ? (Html)$"""<p class="nobody">{words["wall.nobody"]}</p>{"\n"}"""
        : $"""
            <ol>
            {serving.OrderBy(one => one.State is TicketState.Called ? 0 : 1).ThenByDescending(one => one.CalledAt).ThenBy(one => one.Number, StringComparer.Ordinal).Take(MostServed).Select(one => Served(words, one))}</ol>

            """;

    private static Html Served(Book words, ServedNumber one)
    {
        // Each call is one: the same number called again is new.
        var call = string.Create(CultureInfo.InvariantCulture, $"{one.Number} {one.CalledAt.UtcTicks} {one.Recalls}");
        return $"""
            <li class="{Words.Of(one.State).ToLowerInvariant()}" data-call="{call}"><bdi class="{ShownNumber.Look(one.Number, "who")}">{one.Number}</bdi> <span class="spoken">{words["wall.to"]}</span> <bdi class="desk">{one.DeskName}</bdi></li>

            """;
    }

    private static Html Panel(Book words, QueueView queue, WaitForecast? wait, BoardView board, int most, Html scan)
    {
        var state = queue.State is QueueState.Open && queue.Waiting >= queue.Capacity ? "FULL" : Words.Of(queue.State);
        return $"""
            <section class="panel" aria-labelledby="{queue.Code}"><div>
            <h2 id="{queue.Code}">{queue.Name}</h2>
            {(state is "OPEN" ? Html.None : (Html)$"""<p class="state {state.ToLowerInvariant()}">{words["queue." + state]}</p>""")}
            {(state is "CLOSED" ? Html.None : (Html)$"""<p class="crowd">{words["queue.waiting", ("count", queue.Waiting)]}</p>""")}
            {(state is not "OPEN" || wait is null ? Html.None : (Html)$"""<p class="wait">{WaitWords.Of(words, wait)}</p>""")}
            {(board.Next.Length == 0 ? Html.None : Next(words, board, most))}</div>
            {scan}</section>

            """;
    }

    private static Html Next(Book words, BoardView board, int most) => $"""
        <h3>{words["wall.next"]}</h3>
        <ol class="following">
        {board.Next.Take(most).Select(number => (Html)$"<li><bdi>{number}</bdi></li>\n")}</ol>

        """;

    private static Html Scan(Book words, HttpRequest request, ChannelSettings channels, QueueView queue, ShownCode shown, int queues) =>
        queues > MostCodes || !queue.SelfService || !shown.AtThePlace || queue.State is not (QueueState.Open or QueueState.Paused)
            ? Html.None
            : $"""
                <figure>{Qr.Of(PhoneAddress.ToJoin(request, channels, queue, shown.Code), words["wall.scan"])}
                <figcaption>{words["wall.scan"]} {(shown.Code is { } code ? (Html)$"<b>{words["wall.code", ("code", code)]}</b>" : Html.None)}</figcaption></figure>

                """;

    private static string[] Listed(string codes) => codes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Channel(QueueView queue) => string.Create(CultureInfo.InvariantCulture, $"/ws/queue/{queue.Code}/?site={queue.SiteId}");

    /// <summary>In which languages calls are spoken, one after the other (<c>?voice=en,ar</c>), with how each says it; the page's own when none is named.</summary>
    private static string Voices(Book words, HttpRequest request)
    {
        var asked = request.Query["voice"].ToString().Split(',').Select(PublicWords.Find).OfType<Book>().DistinctBy(book => book.Language.Tag).ToList();
        return JsonSerializer.Serialize((asked.Count > 0 ? asked : [words]).Select(book => new
        {
            lang = book.Language.Tag, name = book.Language.Name, call = book.Sentences["voice.call"].Text, letters = book["voice.letters"],
        }), Wire.Json);
    }
}

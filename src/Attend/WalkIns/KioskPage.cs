using Attend.Channels;
using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.WalkIns;

/// <summary>
/// A screen to touch at the entrance (<c>/kiosk/{code}</c>, or <c>/kiosk?site=</c> with a choice of departments): first the language, then the
/// number, then back to the start. Its script reads aloud what is shown and goes back by itself; without one it works by touch alone as well.
/// </summary>
internal static class KioskPage
{
    /// <summary>Without a touch for so long, in seconds, somebody has left. For the last twenty they are asked (WCAG 2.2.1).</summary>
    private const int Idle = 40;

    /// <summary>For so long a number is shown: a phone has to be found before it can scan.</summary>
    private const int Shown = 30;

    /// <summary>Without scripts nobody sees touches, so that whoever is slow is given longer.</summary>
    private const int IdleWithoutScript = 90;

    /// <summary>Later than this the page of a number is not shown at the kiosk any more: whoever comes next must not meet it.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    public static async Task<IResult> ShowSite(HttpContext http, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var (kiosk, words) = (Kiosk.Of(http.Request), PublicWords.For(http.Request));
        if ((AskedQueue.Site(http.Request) ?? await AskedQueue.OnlySite(db, ct)) is not { } site || await AskedQueue.OfSite(site, db, ct) is not [var first, ..] queues)
        {
            return ProblemPage.Gone(http.Request, "kiosk.no_site", settings);
        }

        return !PublicWords.Chose(http.Request) ? Languages(words, kiosk, first.SiteName)
            : queues.FirstOrDefault(queue => queue.Code == http.Request.Query[Kiosk.Queue]) is { } chosen
                ? await Page(words, kiosk, chosen, PublicForm.Empty, null, db, lines, clock, ct)
            : Departments(words, kiosk, queues);
    }

    public static async Task<IResult> ShowQueue(string code, HttpContext http, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var (kiosk, words) = (Kiosk.Of(http.Request), PublicWords.For(http.Request));
        return await AskedQueue.Find(code, http.Request, db, ct) is not [var queue] ? ProblemPage.NoQueue(http.Request, settings)
            : PublicWords.Chose(http.Request) ? await Page(words, kiosk, queue, PublicForm.Empty, null, db, lines, clock, ct)
            : Languages(words, kiosk, queue.Name);
    }

    public static Task<IResult> TakeAtSite(HttpContext http, Db db, Caller caller, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct) =>
        Take(http.Request.Query[Kiosk.Queue].ToString(), Kiosk.Of(http.Request), http, db, caller, lines, settings, clock, ct);

    public static Task<IResult> TakeOfQueue(
        string code, HttpContext http, Db db, Caller caller, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct) =>
        Take(code, Kiosk.Of(http.Request), http, db, caller, lines, settings, clock, ct);

    /// <summary>The number, large, with the code that leads a phone to it.</summary>
    public static async Task<IResult> ShowNumber(string token, HttpContext http, Db db, Lines lines, ChannelSettings channels, TimeProvider clock, CancellationToken ct)
    {
        var (kiosk, words) = (Kiosk.Of(http.Request), PublicWords.For(http.Request));
        if (await MyTicket.Find(token, db, clock, ct) is not { } ticket || clock.GetUtcNow() - ticket.JoinedAt > Fresh)
        {
            return new SeeOther(kiosk.Home);
        }

        var wait = await MyTicket.Wait(ticket, db, lines, clock, ct);
        var follow = PhoneAddress.ToTicket(http.Request, channels, token);
        return new PublicPage(words, words["kiosk.your_number"], $"""
            <h1 class="label">{words["kiosk.your_number"]}</h1>
            <p class="{ShownNumber.Look(ticket.Number)}"><bdi data-spell="{words["voice.letters"]}">{ticket.Number}</bdi></p>
            <div class="beside">
            <div>
            <p class="ahead">{words["ticket.ahead", ("ahead", ticket.Ahead ?? 0)]}</p>
            {(wait is null ? Html.None : (Html)$"""<p>{WaitWords.Of(words, wait)}</p>""")}
            <p>{words["kiosk.seat"]}</p>
            <p>{words["kiosk.scan"]}</p>
            </div>
            {Qr.Of(follow, words["slip.follow"])}</div>
            <p><a class="send" href="{kiosk.Home}">{words["kiosk.done"]}</a></p>
            """)
        {
            Style = "kiosk.css", Script = "kiosk.js", OffersLanguages = false,
            Above = Bar(words, kiosk, Shown),
            Below = $"{(kiosk.Prints ? SlipPage.Slip(words, ticket, follow) : Html.None)}{Offline(words)}",
            Refresh = (Shown, kiosk.Home),
        };
    }

    private static async Task<IResult> Take(
        string code, Kiosk kiosk, HttpContext http, Db db, Caller caller, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var words = PublicWords.For(http.Request);
        var site = kiosk.Code is null ? AskedQueue.Site(http.Request) ?? await AskedQueue.OnlySite(db, ct) : AskedQueue.Site(http.Request);
        if (await AskedQueue.Find([code], site, db, ct) is not [var queue])
        {
            return ProblemPage.NoQueue(http.Request, settings);
        }

        if (await PublicForm.Read(http.Request, ct) is not { } form)
        {
            return await Page(words, kiosk, queue, PublicForm.Empty, PlatformProblems.MalformedForm.Refuse(), db, lines, clock, ct);
        }

        // Whoever may be signed in at the kiosk's browser is not who stands before it.
        var stranger = Caller.Anonymous with { Source = caller.Source };
        var shown = await ShownCode.Of(queue, http.Request, db, clock, ct);
        var (joined, refused) = await TakeNumber.From(form, "kiosk", queue, TicketSource.Kiosk, shown.AtThePlace, http, db, stranger, lines, ct);
        return joined is null ? await Page(words, kiosk, queue, form.After(refused), refused, db, lines, clock, ct) : new SeeOther(kiosk.Number(joined.Token));
    }

    /// <summary>Each language in its own words: whoever stands here may read no other.</summary>
    private static PublicPage Languages(Book words, Kiosk kiosk, string name) => new(words, name, $"""
        <h1>{name}</h1>
        <ul class="choices first">
        {PublicWords.All.Select(book => Language(kiosk, book))}</ul>
        """)
    {
        Style = "kiosk.css", Script = "kiosk.js", OffersLanguages = false, Above = Bar(words, kiosk, null), Below = Offline(words),
    };

    private static Html Language(Kiosk kiosk, Book book) => $"""
        <li><a class="key" href="{kiosk.In(book.Language)}" hreflang="{book.Language.Tag}" lang="{book.Language.Tag}" dir="{book.Language.Direction}">
        <strong>{book.Language.Name}</strong> <span>{book["kiosk.touch"]}</span></a></li>

        """;

    private static PublicPage Departments(Book words, Kiosk kiosk, IReadOnlyList<QueueView> queues) => new(words, words["kiosk.department"], $"""
        <h1>{words["kiosk.department"]}</h1>
        <ul class="choices departments">
        {queues.Select(queue => Department(words, kiosk, queue))}</ul>
        """)
    {
        Style = "kiosk.css", Script = "kiosk.js", OffersLanguages = false, Above = Bar(words, kiosk, Idle), Below = Offline(words),
        Refresh = (IdleWithoutScript, kiosk.Home),
    };

    private static Html Department(Book words, Kiosk kiosk, QueueView queue) => $"""
        <li><a class="key" href="{kiosk.To(queue)}"><strong>{queue.Name}</strong> <span>{StateOf(words, queue)}</span></a></li>

        """;

    private static string StateOf(Book words, QueueView queue) => Takes(queue)
        ? words["queue.waiting", ("count", queue.Waiting)]
        : words["queue." + (queue.State is QueueState.Open ? "FULL" : Words.Of(queue.State))];

    private static bool Takes(QueueView queue) => queue.SelfService && queue.State is QueueState.Open && !(queue.Waiting >= queue.Capacity);

    private static async Task<PublicPage> Page(
        Book words, Kiosk kiosk, QueueView queue, PublicForm typed, Refused? refused, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var shown = await ShownCode.Of(queue, kiosk.Request, db, clock, ct);
        var takes = Takes(queue) && shown.AtThePlace;
        var why = refused is not null ? TakeNumber.Why(words, refused)
            : !queue.SelfService ? words["problem.no_self_service"]
            : !shown.AtThePlace ? words["kiosk.not_set_up"]
            : takes ? null
            : words["join.state." + (queue.State is QueueState.Open ? "FULL" : Words.Of(queue.State))];
        return new PublicPage(words, queue.Name, $"""
            <h1>{queue.Name}</h1>
            {(takes ? Crowd(words, queue, await ReadWait.ToJoin(queue, db, lines, clock, ct)) : Html.None)}
            {(why is null ? Html.None : (Html)$"""<p class="wrong" role="alert">{why}</p>""")}
            {(takes ? Form(words, kiosk, queue, typed) : await Shut(words, queue, db, clock, ct))}
            """)
        {
            Style = "kiosk.css", Script = "kiosk.js", OffersLanguages = false, Above = Bar(words, kiosk, Idle), Below = Offline(words),
            Refresh = (IdleWithoutScript, kiosk.Home),
            Status = refused?.Problem.Status ?? StatusCodes.Status200OK,
        };
    }

    private static Html Crowd(Book words, QueueView queue, WaitForecast? wait) => $"""
        <p class="crowd">{words["queue.waiting", ("count", queue.Waiting)]}</p>
        {(wait is null ? Html.None : (Html)$"""<p class="crowd">{WaitWords.Of(words, wait)}</p>{"\n"}""")}
        """;

    /// <summary>When it opens, and whom to ask meanwhile.</summary>
    private static async Task<Html> Shut(Book words, QueueView queue, Db db, TimeProvider clock, CancellationToken ct)
    {
        var read = await KeepHours.Read(queue.Id, db, Caller.Anonymous, clock, ct);
        return $"""
            {HoursWords.Of(words, ((Ok<HoursView>)read.Result).Value!, clock.GetUtcNow(), opens: true)}<p>{words["kiosk.ask"]}</p>

            """;
    }

    private static Html Form(Book words, Kiosk kiosk, QueueView queue, PublicForm typed) => $"""
        <form id="form" method="post" action="{kiosk.To(queue)}" data-sending="{words["join.sending"]}">
        <input type="hidden" name="{PublicForm.KeyField}" value="{typed.Key}">
        {(queue.AsksName ? Name(words, typed) : Html.None)}{Considerations.Of(words, typed[TakeNumber.ConsiderationField])}<button class="send" type="submit">{words["join.send"]}</button>
        </form>

        """;

    /// <summary>With letters to touch, which the script draws: a kiosk may have no keyboard.</summary>
    private static Html Name(Book words, PublicForm typed) => $"""
        <div class="field">
        <label for="name">{words["join.name"]}</label>
        <p class="help" id="name-help">{words["join.name_help"]}</p>
        <input id="name" name="{TakeNumber.NameField}" value="{typed[TakeNumber.NameField]}" required maxlength="200" autocomplete="off" aria-describedby="name-help">
        <div id="letters" data-letters="{words["kiosk.letters"]}" data-space="{words["kiosk.space"]}" data-delete="{words["kiosk.delete"]}" hidden></div>
        </div>

        """;

    /// <summary>The way back, the voice, and what is said before the kiosk begins again.</summary>
    /// <param name="idle">After how many seconds it does; null on the first page, where it begins.</param>
    private static Html Bar(Book words, Kiosk kiosk, int? idle)
    {
        var (facts, back) = idle is { } seconds
            ? ((Html)$""" data-home="{kiosk.Home}" data-idle="{seconds}" """, (Html)$"""<a class="key" href="{kiosk.Home}">{words["kiosk.back"]}</a>{"\n"}""")
            : (Html.None, Html.None);
        return $"""
            <header class="bar" id="bar" data-words="{PublicWords.Lent(words, "kiosk.still")}"{facts}{(kiosk.Prints ? (Html)$" data-print" : Html.None)}>
            {back}<button class="key" type="button" id="voice" aria-pressed="false" hidden>{words["kiosk.speak"]}</button>
            <p id="still" aria-hidden="true"></p>
            <p id="warned" class="spoken" role="status"></p>
            </header>

            """;
    }

    private static Html Offline(Book words) => $"""
        <p class="wrong offline" id="offline" role="alert" hidden>{words["kiosk.offline"]}</p>

        """;
}

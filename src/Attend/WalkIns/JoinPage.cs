using System.Globalization;
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
/// The page on which somebody takes a number with a phone (<c>GET</c> and <c>POST /join/{code}</c>): how the queue stands, how long it takes,
/// and one form that needs no script. What is refused is said on it, and nothing typed is lost.
/// </summary>
internal static class JoinPage
{
    private const int RefreshSeconds = 60;

    public static async Task<IResult> Show(string code, HttpContext http, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct) =>
        await AskedQueue.Find(code, http.Request, db, ct) is [var queue]
            ? await Page(queue, http, PublicForm.Empty, null, db, lines, settings, clock, ct)
            : await Choose(code, http.Request, db, settings, ct);

    /// <summary>The form as it was typed, in another language. No number is asked for yet.</summary>
    public static async Task<IResult> Repeat(string code, HttpContext http, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct) =>
        await AskedQueue.Find(code, http.Request, db, ct) is [var queue]
            ? await Page(queue, http, await PublicForm.Read(http.Request, ct) ?? PublicForm.Empty, null, db, lines, settings, clock, ct)
            : await Choose(code, http.Request, db, settings, ct);

    public static async Task<IResult> Take(
        string code, HttpContext http, Db db, Caller caller, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        if (await AskedQueue.Find(code, http.Request, db, ct) is not [var queue])
        {
            return await Choose(code, http.Request, db, settings, ct);
        }

        if (await PublicForm.Read(http.Request, ct) is not { } form)
        {
            return await Page(queue, http, PublicForm.Empty, PlatformProblems.MalformedForm.Refuse(), db, lines, settings, clock, ct);
        }

        var source = http.Request.Query["from"] == "qr" ? TicketSource.Qr : TicketSource.Web;
        var (joined, refused) = await TakeNumber.From(form, "join page", queue, source, atThePlace: false, http, db, caller, lines, ct);
        if (joined is null)
        {
            return await Page(queue, http, form.After(refused), refused, db, lines, settings, clock, ct);
        }

        OwnNumbers.Keep(http, joined);
        return new SeeOther($"/ticket/{joined.Token}{PublicWords.Asked(http.Request)}");
    }

    private static async Task<PublicPage> Page(
        QueueView queue, HttpContext http, PublicForm typed, Refused? refused, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var (request, words) = (http.Request, PublicWords.For(http.Request));
        var own = await OwnNumbers.Find(http, queue.Id, db, clock, ct);
        var wait = await ReadWait.ToJoin(queue, db, lines, clock, ct);
        var read = await KeepHours.Read(queue.Id, db, Caller.Anonymous, clock, ct);
        var hours = ((Ok<HoursView>)read.Result).Value!;
        var open = queue.State is QueueState.Open && !(queue.Waiting >= queue.Capacity);
        // Whoever has typed something may try again as it stands; and a number that this phone has is the answer to most of it.
        var asks = queue.SelfService && (open || refused is not null) && refused?.Problem != QueueProblems.AlreadyWaiting;
        Html main = $"""
            <p class="where">{queue.SiteName}</p>
            <h1>{queue.Name}</h1>
            {Own(words, request, own)}{(refused is null ? Html.None : Wrong(words, refused, asks))}<div id="live">
            {State(words, queue, open, wait, hours, clock.GetUtcNow())}</div>
            {(asks ? Form(words, request, queue, typed, refused, first: own is null) : Html.None)}<p class="help danger">{words["join.emergency", ("number", settings.EmergencyNumber)]}</p>
            """;
        return new PublicPage(words, $"{(refused is null ? "" : words["join.wrong"] + " ")}{words["join.title"]}: {queue.Name}", main)
        {
            Style = "walkin.css",
            Script = "join.js",
            Form = asks ? PublicWords.Address($"{Path(queue)}/again", Query(request)) : null,
            // While somebody types nothing is asked for again.
            Refresh = asks ? null : (RefreshSeconds, PublicWords.Address(request, Path(queue), Query(request))),
            Status = refused?.Problem.Status ?? StatusCodes.Status200OK,
        };
    }

    /// <summary>How the queue stands. It asks again by itself, so nothing in here is typed.</summary>
    private static Html State(Book words, QueueView queue, bool open, WaitForecast? wait, HoursView hours, DateTimeOffset now)
    {
        var state = queue.State is QueueState.Open && !open ? "FULL" : Words.Of(queue.State);
        return $"""
            <p class="state {state.ToLowerInvariant()}">{words["queue." + state]}</p>
            <p>{words[queue.SelfService ? "join.state." + state : "problem.no_self_service"]}</p>
            {(queue.State is QueueState.Closed ? Html.None : Crowd(words, queue, wait))}{HoursWords.Of(words, hours, now, opens: queue.State is QueueState.Closed or QueueState.Closing)}
            """;
    }

    private static Html Crowd(Book words, QueueView queue, WaitForecast? wait) => $"""
        <p class="crowd">{words["queue.waiting", ("count", queue.Waiting)]}</p>
        {WaitWords.Line(words, wait, queue.Zone)}
        """;

    private static Html Own(Book words, HttpRequest request, (string Token, string Number)? own) => own is var (token, number)
        ? $"""
            <div class="note"><p>{words["join.have", ("number", number)]}</p>
            <p><a class="button" href="/ticket/{token}{PublicWords.Asked(request)}">{words["join.open"]}</a></p></div>

            """
        : Html.None;

    private static Html Wrong(Book words, Refused refused, bool asks)
    {
        var (field, why) = (TakeNumber.FieldOf(refused), TakeNumber.Why(words, refused));
        Html what = field is "" || !asks ? (Html)$"<p>{why}</p>" : $"""<p><a href="#{field}">{why}</a></p>""";
        return $"""
            <div class="wrong" role="alert"><strong>{words["join.not_taken"]}</strong>
            {what}</div>

            """;
    }

    private static Html Form(Book words, HttpRequest request, QueueView queue, PublicForm typed, Refused? refused, bool first)
    {
        var wrong = refused is null ? "" : TakeNumber.FieldOf(refused);
        string? Mistake(string field) => wrong == field ? TakeNumber.Why(words, refused!) : null;
        var scanned = typed[TakeNumber.CodeField] is { Length: > 0 } sent ? sent : request.Query[TakeNumber.CodeField].ToString();
        var code = queue.RotatingCode
            ? Field(words, TakeNumber.CodeField, scanned, Mistake(TakeNumber.CodeField), $""" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" """)
            : Html.None;
        var name = queue.AsksName
            ? Field(words, TakeNumber.NameField, typed[TakeNumber.NameField], Mistake(TakeNumber.NameField), $""" maxlength="200" autocomplete="name" """)
            : Html.None;
        return $"""
            <form id="form" method="post" action="{PublicWords.Address(request, Path(queue), Query(request))}" data-sending="{words["join.sending"]}" data-offline="{words["join.offline"]}">
            <input type="hidden" name="{PublicForm.KeyField}" value="{typed.Key}">
            {code}{name}{Considerations.Of(words, typed[TakeNumber.ConsiderationField])}<p class="offline wrong" role="alert" hidden></p>
            <button class="send{(first ? "" : " again")}" type="submit">{words["join.send"]}</button>
            <p class="help">{words["join.privacy"]}</p>
            </form>

            """;
    }

    private static Html Field(Book words, string name, string typed, string? mistake, Html attributes)
    {
        var (described, wrong) = mistake is null
            ? ((Html)$""" aria-describedby="{name}-help" """, Html.None)
            : ($""" aria-invalid="true" aria-describedby="{name}-help {name}-wrong" """, $"""<p class="mistake" id="{name}-wrong">{mistake}</p>{"\n"}""");
        return $"""
            <div class="field">
            <label for="{name}">{words["join." + name]}</label>
            <p class="help" id="{name}-help">{words[$"join.{name}_help"]}</p>
            <input id="{name}" name="{name}" value="{typed}" required{attributes}{described}>
            {wrong}</div>

            """;
    }

    /// <summary>No such queue, or several of which one is meant.</summary>
    private static async Task<PublicPage> Choose(string code, HttpRequest request, Db db, Settings settings, CancellationToken ct)
    {
        var words = PublicWords.For(request);
        var several = await AskedQueue.Find(code, request, db, ct);
        return several.Count == 0
            ? ProblemPage.NoQueue(request, settings)
            : new PublicPage(words, words["join.several"], $"""
                <h1>{words["join.several"]}</h1>
                <ul class="choices">
                {several.Select(queue => Site(request, queue))}</ul>
                """) { Style = "walkin.css" };
    }

    private static Html Site(HttpRequest request, QueueView queue)
    {
        var site = queue.SiteId.ToString(CultureInfo.InvariantCulture);
        return $"""
            <li><a class="button" href="{PublicWords.Address(request, Path(queue), [.. Query(request), ("site", site)])}">{queue.SiteName}: {queue.Name}</a></li>

            """;
    }

    private static string Path(QueueView queue) => "/join/" + queue.Code;

    /// <summary>What is handed on from page to page.</summary>
    private static (string Name, string? Value)[] Query(HttpRequest request) =>
        [("site", AskedQueue.SiteText(request)), ("from", request.Query["from"] == "qr" ? "qr" : null)];
}

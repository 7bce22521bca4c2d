using System.Globalization;
using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Attend.WalkIns;

/// <summary>
/// The page that follows a number by its token (<c>GET /ticket/{token}</c>): the place in the line, what happens next in plain words, and what its
/// holder may do. Nobody's name stands on it. It asks again by itself; with its script it counts along and rings.
/// </summary>
internal static class TicketPage
{
    private const int RefreshSeconds = 20;

    /// <summary>What <c>ticket.js</c> says by itself.</summary>
    private static readonly string[] Lent = ["ticket.place", "ticket.ahead", "ticket.tab", .. WaitWords.Names];

    public static async Task<IResult> Show(string token, HttpContext http, Db db, Lines lines, Settings settings, TimeProvider clock, CancellationToken ct) =>
        await MyTicket.Find(token, db, clock, ct) is { } ticket
            ? Page(http.Request, token, ticket, await MyTicket.Wait(ticket, db, lines, clock, ct), settings, null)
            : ProblemPage.Gone(http.Request, "ticket.gone", settings);

    /// <summary>What the holder does, and then the page again. Where it is too late for that, the page says so.</summary>
    public static Func<string, HttpContext, Db, Caller, Lines, Settings, TimeProvider, CancellationToken, Task<IResult>> Handle(
        Func<string, Db, Caller, CancellationToken, Task<Results<Ok<HeldTicketView>, Refused>>> act) =>
        async (token, http, db, caller, lines, settings, clock, ct) =>
        {
            var done = await act(token, db, caller, ct);
            if (Refused.In(done) is not { } refused)
            {
                return new SeeOther($"/ticket/{token}{PublicWords.Asked(http.Request)}");
            }

            return await MyTicket.Find(token, db, clock, ct) is { } ticket
                ? Page(http.Request, token, ticket, await MyTicket.Wait(ticket, db, lines, clock, ct), settings, refused)
                : ProblemPage.Gone(http.Request, "ticket.gone", settings);
        };

    private static PublicPage Page(HttpRequest request, string token, HeldTicketView ticket, WaitForecast? wait, Settings settings, Refused? refused)
    {
        var words = PublicWords.For(request);
        var state = State(words, ticket);
        var over = !TicketLifecycle.Active.Contains(ticket.State);
        return new PublicPage(words, Title(words, ticket, state), $"""
            <p class="where">{ticket.QueueName} · {ticket.SiteName}</p>
            <h1 class="{ShownNumber.Look(ticket.Number)}"><span class="spoken">{words["ticket.title"]} </span><bdi>{ticket.Number}</bdi></h1>
            <div class="loud"><p class="wrong" id="unsent" role="alert" hidden>{words["ticket.unsent"]}</p>
            <p class="wrong" id="lost" role="alert" hidden>{words["ticket.lost"]}</p></div>
            <p class="spoken" id="said" role="status"></p>
            {(refused is null ? Html.None : (Html)$"""<p class="note" role="alert">{words["ticket.changed"]}</p>{"\n"}""")}<div id="live" tabindex="-1" data-follow="/ws/ticket/{token}/" {Facts(ticket)} data-words="{PublicWords.Lent(words, Lent)}">
            {Now(words, ticket, state)}{Place(words, ticket, wait)}{Aside(words, ticket)}{Worse(words, ticket, settings)}{Actions(words, request, token, ticket)}</div>
            {(over ? Html.None : Ring(words))}<p class="help" id="line" data-live="{words["ticket.live"]}"></p>
            {(over ? Html.None : WithoutScript(words))}<p class="help"><a href="{Address(request, token, "print")}">{words["ticket.print"]}</a></p>
            """)
        {
            Style = "walkin.css", Script = "ticket.js",
            Refresh = (RefreshSeconds, $"/ticket/{token}{PublicWords.Asked(request)}"),
            Status = refused?.Problem.Status ?? StatusCodes.Status200OK,
            Below = ticket.Actions.Contains("worse") ? FeelWorse(words, request, token, settings) : Html.None,
        };
    }

    /// <summary>What the script reckons with.</summary>
    private static Html Facts(HeldTicketView ticket)
    {
        var ahead = ticket.Ahead is { } known ? (Html)$""" data-ahead="{known}" """ : Html.None;
        return $"""
            data-number="{ticket.Number}" data-state="{Words.Of(ticket.State)}" data-version="{ticket.Version.ToString(CultureInfo.InvariantCulture)}"
            data-recalls="{ticket.Recalls}" data-queue="{Words.Of(ticket.QueueState)}" data-level="{ticket.Level}"{ahead}
            """;
    }

    private static Html WithoutScript(Book words) => $"""
        <noscript><p class="help">{words["ticket.refresh", ("seconds", RefreshSeconds)]}</p></noscript>

        """;

    private static string Title(Book words, HeldTicketView ticket, string state) => words["ticket.tab", ("number", ticket.Number), ("state", ticket switch
    {
        { State: TicketState.Waiting, Ahead: { } ahead } => words["ticket.ahead", ("ahead", ahead)],
        { State: TicketState.Called, DeskName: { } desk } => $"{state} {words["ticket.go", ("desk", desk)]}",
        _ => state,
    })];

    private static string State(Book words, HeldTicketView ticket) => words["ticket.state." + ticket switch
    {
        { State: TicketState.OnHold, Late: true } => "LATE",
        _ => Words.Of(ticket.State),
    }];

    /// <summary>How it stands. Whoever is called hears it at once, whatever else is being read to them.</summary>
    private static Html Now(Book words, HeldTicketView ticket, string state) => ticket is { State: TicketState.Called }
        ? (Html)$"""
            <div class="now" role="alert"><p class="come">{state}</p>
            {(ticket.DeskName is { } desk ? (Html)$"""<p class="desk">{words["ticket.go", ("desk", desk)]}</p>""" : Html.None)}
            {(ticket.Recalls > 0 ? (Html)$"""<p>{words["ticket.again"]}</p>""" : Html.None)}</div>

            """
        : $"""
            <p class="state {Words.Of(ticket.State).ToLowerInvariant()}">{state}</p>

            """;

    private static Html Place(Book words, HeldTicketView ticket, WaitForecast? wait) => ticket is { State: TicketState.Waiting, Position: { } position, Ahead: { } ahead }
        ? $"""
            <div class="place" role="status"><p id="place">{words["ticket.place", ("position", position)]}</p>
            <p id="ahead">{words["ticket.ahead", ("ahead", ahead)]}</p></div>
            <p class="wait{(wait is null ? " unknown" : "")}" id="wait">{WaitWords.Of(words, wait)}</p>
            {(wait is null ? Html.None : (Html)$"""<p class="help how">{WaitWords.How(words, wait, ticket.Zone)}</p>{"\n"}""")}

            """
        : Html.None;

    /// <summary>What happens next, in words; and what of the whole queue concerns whoever waits.</summary>
    private static Html Aside(Book words, HeldTicketView ticket)
    {
        var next = ticket switch
        {
            { State: TicketState.Waiting, QueueState: QueueState.Paused } => "ticket.next.PAUSED",
            { State: TicketState.Waiting, Position: 1 } => "ticket.next.FIRST",
            { State: TicketState.OnHold, Late: true } => "ticket.next.LATE",
            _ => "ticket.next." + Words.Of(ticket.State),
        };
        return $"""
            <p class="next" id="next" data-first="{words["ticket.next.FIRST"]}" data-waiting="{words["ticket.next.WAITING"]}">{words[next]}</p>
            {(ticket is { State: TicketState.Waiting, QueueState: QueueState.Closing } ? (Html)$"""<p class="help">{words["ticket.closing"]}</p>{"\n"}""" : Html.None)}
            """;
    }

    private static Html Worse(Book words, HeldTicketView ticket, Settings settings)
    {
        if (ticket.WorseAt is not { } at || !TicketLifecycle.Active.Contains(ticket.State))
        {
            return Html.None;
        }

        var facts = new Dictionary<string, object?> { ["at"] = at, ["number"] = settings.EmergencyNumber };
        return $"""
            <p class="wrong">{words.Say("ticket.worse_told", facts, DateTimeZoneProviders.Tzdb[ticket.Zone])}</p>

            """;
    }

    /// <summary>To give up is asked twice, without another page.</summary>
    private static Html Actions(Book words, HttpRequest request, string token, HeldTicketView ticket) => $"""
        {(ticket.Actions.Contains("here") ? Act(words, request, token, "here", "send") : Html.None)}
        {(ticket.Actions.Contains("late") ? Act(words, request, token, "late", "plain") : Html.None)}
        {(ticket.Actions.Contains("cancel") ? GiveUp(words, request, token) : Html.None)}
        """;

    private static Html Act(Book words, HttpRequest request, string token, string action, string look) => $"""
        <form method="post" action="{Address(request, token, action)}"><button class="{look}" type="submit">{words["ticket.action." + action]}</button>
        <p class="help">{words[$"ticket.action.{action}_help"]}</p></form>

        """;

    private static Html GiveUp(Book words, HttpRequest request, string token) => $"""
        <details class="sure"><summary>{words["ticket.action.cancel"]}</summary>
        <form method="post" action="{Address(request, token, "cancel")}"><p>{words["ticket.sure"]}</p>
        <button class="danger" type="submit">{words["ticket.action.cancel_sure"]}</button></form></details>

        """;

    /// <summary>At the foot of the screen, in sight wherever one reads.</summary>
    private static Html FeelWorse(Book words, HttpRequest request, string token, Settings settings) => $"""
        <aside class="worse" id="worse" aria-label="{words["ticket.action.worse"]}">
        <form method="post" action="{Address(request, token, "worse")}"><button type="submit">{words["ticket.action.worse"]}</button>
        <p>{words["ticket.worse_help", ("number", settings.EmergencyNumber)]}</p></form>
        </aside>

        """;

    /// <summary>A browser makes a sound only for whoever has touched the page; the script shows it.</summary>
    private static Html Ring(Book words) => $"""
        <p class="ring" hidden><button type="button" id="ring">{words["ticket.ring"]}</button>
        <span id="rings" class="help" role="status" tabindex="-1" data-rings="{words["ticket.rings"]}" data-call="{words["ticket.state.CALLED"]}"></span></p>

        """;

    private static string Address(HttpRequest request, string token, string action) => PublicWords.Address(request, $"/ticket/{token}/{action}");
}

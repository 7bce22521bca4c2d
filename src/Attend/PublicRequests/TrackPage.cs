using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;

namespace Attend.PublicRequests;

/// <summary>
/// The page that follows a request by its token (<c>GET /track/{token}</c>): how it stands in plain words, when help comes, and the number
/// to call when it gets worse. It asks again by itself, with its script as soon as something happened.
/// </summary>
internal static class TrackPage
{
    private const int RefreshSeconds = 20;

    /// <summary>The way of a request as a stranger sees it; each step with the states in which it is the present one.</summary>
    private static readonly (string Word, CallState[] States)[] Steps =
    [
        ("received", [CallState.Planned, CallState.Received]), ("sent", [CallState.Dispatched]), ("coming", [CallState.EnRoute]),
        ("there", [CallState.OnScene]), ("hospital", [CallState.Transporting, CallState.AtHospital]),
    ];

    public static async Task<IResult> Show(
        string token, HttpRequest request, Db db, Positions positions, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var words = PublicWords.For(request);
        var view = await TrackRequest.Find(token, db, positions, settings, clock, ct);
        return view is null ? Gone(words, request, settings) : Page(words, request, token, view);
    }

    private static PublicPage Page(Book words, HttpRequest request, string token, RequestView view)
    {
        var over = view.Status is CallState.Closed or CallState.Cancelled;
        var state = words["track.state." + Platform.Words.Of(view.Status)];
        return HelpPage.Of(words, $"{state} {words["track.title"]}", view.EmergencyNumber, words["call.worse"], $"""
            <h1>{words["track.title"]} <bdi class="number">{view.CallId}</bdi></h1>
            <div id="live" data-follow="/ws/request/{token}/" data-status="{Platform.Words.Of(view.Status)}">
            <p class="state" role="status">{state}</p>
            {When(words, view, over)}{(over ? Html.None : Way(words, view.Status))}{CalledBack(words, view, over)}</div>
            <p class="help">{words["track.help", ("number", view.EmergencyNumber)]}</p>
            {(over ? Html.None : (Html)$"""<noscript><p class="help">{words["track.refresh", ("seconds", RefreshSeconds)]}</p></noscript>""")}
            <p class="help" id="line" role="status" data-live="{words["track.live"]}" data-lost="{words["track.lost", ("number", view.EmergencyNumber)]}"></p>
            """) with { Script = "request.js", Refresh = (RefreshSeconds, $"/track/{token}{PublicWords.Asked(request)}") };
    }

    private static Html When(Book words, RequestView view, bool over) => view switch
    {
        { Eta: { } eta } => $"""
            <p class="eta"><strong>{(eta.FromMinutes == 0 ? words["track.within", ("minutes", eta.ToMinutes)] : words["track.between", ("from", eta.FromMinutes), ("to", eta.ToMinutes)])}</strong>
            <small>{(eta.AgeSeconds < 60 ? words["track.age_seconds", ("seconds", eta.AgeSeconds)] : words["track.age_minutes", ("minutes", eta.AgeSeconds / 60)])}</small></p>

            """,
        _ when !over && view.Status < CallState.OnScene => $"""
            <p class="eta"><strong>{words["track.no_eta"]}</strong></p>

            """,
        _ => Html.None,
    };

    private static Html Way(Book words, CallState now)
    {
        var reached = Array.FindIndex(Steps, step => step.States.Contains(now));
        return $"""
            <ol class="way">
            {Steps.Select((step, index) => Step(words, step.Word, index - reached))}</ol>

            """;
    }

    /// <param name="ahead">0 for the present step, below for those that were made.</param>
    private static Html Step(Book words, string word, int ahead) => ahead switch
    {
        0 => $"""<li class="now" aria-current="step">{words["track.step." + word]}</li>{"\n"}""",
        < 0 => $"""<li class="done">{words["track.step." + word]} <span class="spoken">({words["track.done"]})</span></li>{"\n"}""",
        _ => $"""<li>{words["track.step." + word]}</li>{"\n"}""",
    };

    private static Html CalledBack(Book words, RequestView view, bool over) => view.Unverified && !over
        ? $"""<p class="note">{words["track.unverified"]}</p>{"\n"}"""
        : Html.None;

    private static PublicPage Gone(Book words, HttpRequest request, Settings settings) => HelpPage.Of(
        words, words["track.gone"], settings.EmergencyNumber, words["call.danger"], $"""
        <h1>{words["track.gone"]}</h1>
        <p>{words["track.gone_help", ("number", settings.EmergencyNumber)]}</p>
        <p><a class="button" href="/request{PublicWords.Asked(request)}">{words["track.ask"]}</a></p>
        """) with
    { Status = StatusCodes.Status404NotFound };
}

using System.Globalization;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Visits;
using NodaTime;

namespace Attend.ClientPages;

/// <summary>
/// The page that follows a visit by the token of its link (<c>GET /visit/{token}</c>): how it stands in plain words, who comes, when, and where their
/// car is. It asks again by itself, with its script as soon as something happened.
/// </summary>
internal static class VisitPage
{
    private const int RefreshSeconds = 20;

    /// <summary>The way of a visit; one that nobody has agreed to yet has none behind it.</summary>
    private static readonly VisitStand[] Way = [VisitStand.Confirmed, VisitStand.OnTheWay, VisitStand.AtTheDoor, VisitStand.GoingOn, VisitStand.Done];

    public static async Task<IResult> Show(
        string token, HttpRequest request, Db db, Positions positions, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var words = PublicWords.For(request);
        return await FollowVisit.Find(token, db, positions, clock, ct) is { } visit ? Page(words, request, token, visit, settings, clock.GetUtcNow()) : Gone(words, settings);
    }

    /// <summary>How the page says what the server refuses before it comes to it.</summary>
    public static Task Refuse(HttpContext context, Refused refused)
    {
        var words = PublicWords.For(context.Request);
        return new PublicPage(words, words["problem.title"], $"""
            <h1>{words["problem.title"]}</h1>
            <p class="wrong" role="alert">{words.Or("problem." + refused.Problem.Code, "problem.other")}</p>
            <p><a class="button" href="{context.Request.Path.ToUriComponent()}{PublicWords.Asked(context.Request)}">{words["visit.again"]}</a></p>
            """)
        { Style = "visit.css", Status = refused.Problem.Status }.ExecuteAsync(context);
    }

    private static PublicPage Page(Book words, HttpRequest request, string token, FollowedVisit visit, Settings settings, DateTimeOffset now)
    {
        var stand = Words.Of(visit.Stand);
        var (state, over) = (words["visit.state." + stand], visit.Stand >= VisitStand.Done);
        return new PublicPage(words, $"{state} {words["visit.title"]}", $"""
            <p class="where">{visit.SiteName}</p>
            <h1>{words["visit.title"]}</h1>
            <p class="state {stand.ToLowerInvariant()}" id="state" role="status">{state}</p>
            <div id="live" data-follow="/ws/visit/{token}/" data-stand="{stand}" data-version="{visit.Version.ToString(CultureInfo.InvariantCulture)}">
            {When(words, visit, now)}{visit.Cars.Select(car => Car(words, visit, car))}{Steps(words, visit.Stand)}{(over ? Html.None : Who(words, visit))}{What(words, visit)}{Code(words, visit, now)}</div>
            {(over ? Html.None : (Html)$"""<p class="help">{words["visit.help"]}</p>{"\n"}""")}<p class="help danger">{words["visit.emergency", ("number", settings.EmergencyNumber)]}</p>
            {(over ? Html.None : (Html)$"""<noscript><p class="help">{words["visit.refresh", ("seconds", RefreshSeconds)]}</p></noscript>""")}
            <p class="help" id="line" role="status" data-live="{words["visit.live"]}" data-lost="{words["visit.lost"]}"></p>
            """)
        { Style = "visit.css", Script = "visit.js", Refresh = (RefreshSeconds, $"/visit/{token}{PublicWords.Asked(request)}") };
    }

    /// <summary>When it was agreed on, and when it will rather be.</summary>
    private static Html When(Book words, FollowedVisit visit, DateTimeOffset now)
    {
        var zone = DateTimeZoneProviders.Tzdb[visit.Zone];
        var (day, today) = (Day(visit.StartsAt, zone), Day(now, zone));
        var facts = new Dictionary<string, object?>
        {
            ["from"] = visit.StartsAt, ["to"] = visit.EndsAt, ["day"] = words["day." + ((int)day.DayOfWeek).ToString(CultureInfo.InvariantCulture)],
        };
        var sentence = day == today ? "visit.today" : day == today.PlusDays(1) ? "visit.tomorrow" : "visit.on";
        return $"""
            <p class="when">{words.Say(sentence, facts, zone)}</p>
            {(visit.LateMinutes is { } late ? Late(words, visit, late, zone) : Html.None)}
            """;
    }

    private static Html Late(Book words, FollowedVisit visit, int late, DateTimeZone zone)
    {
        var facts = new Dictionary<string, object?> { ["minutes"] = late, ["at"] = visit.StartsAt + TimeSpan.FromMinutes(late) };
        return $"""
            <p class="note">{words.Say("visit.late", facts, zone)}</p>

            """;
    }

    /// <summary>Whom a car brings, when they are there, and what stands on it: a stranger at the door is asked for that.</summary>
    private static Html Car(Book words, FollowedVisit visit, ComingCarView car)
    {
        var people = car.Brings.Count > 0 ? string.Join(", ", car.Brings) : null;
        return $"""
            <section class="car"><p>{words[car.OnBoard ? "visit.car" : "visit.car_fetches", ("people", people)]}</p>
            {Expected(words, visit, car)}{(car.UnitNumber is { } number ? (Html)$"""<p class="help">{words["visit.car_number"]} <bdi class="plate">{number}</bdi></p>{"\n"}""" : Html.None)}</section>

            """;
    }

    private static Html Expected(Book words, FollowedVisit visit, ComingCarView car)
    {
        if (car.Eta is { } eta)
        {
            var where = Far(words, car);
            return $"""
                <p class="eta"><strong>{(eta.FromMinutes == 0 ? words["visit.within", ("minutes", eta.ToMinutes)] : words["visit.between", ("from", eta.FromMinutes), ("to", eta.ToMinutes)])}</strong>
                <small>{where} {(eta.AgeSeconds < 60 ? words["visit.age_seconds", ("seconds", eta.AgeSeconds)] : words["visit.age_minutes", ("minutes", eta.AgeSeconds / 60)])}</small></p>

                """;
        }

        return car.ExpectedAt is { } at
            ? $"""
                <p class="eta"><strong>{words.Say("visit.expected", new Dictionary<string, object?> { ["at"] = at }, DateTimeZoneProviders.Tzdb[visit.Zone])}</strong></p>

                """
            : Html.None;
    }

    /// <summary>No finer than it is known; and that it goes to others first, so that nobody wonders about the way it takes.</summary>
    private static string Far(Book words, ComingCarView car)
    {
        var metres = car.Metres ?? 0;
        var far = metres < 1000 ? words["visit.near"] : words["visit.far", ("kilometres", Math.Round(metres / 1000d, metres < 10_000 ? 1 : 0))];
        return car.StopsBefore == 0 ? far : $"{far} {words["visit.stops", ("stops", car.StopsBefore)]}";
    }

    private static Html Steps(Book words, VisitStand now) => now is VisitStand.Planned or VisitStand.Cancelled or VisitStand.NotMet
        ? Html.None
        : $"""
            <ol class="way">
            {Way.Select(step => Step(words, step, now))}</ol>

            """;

    private static Html Step(Book words, VisitStand step, VisitStand now)
    {
        var said = words["visit.step." + Words.Of(step)];
        return step == now ? (Html)$"""<li class="now" aria-current="step">{said}</li>{"\n"}"""
            : step < now ? (Html)$"""<li class="done">{said} <span class="spoken">({words["visit.made"]})</span></li>{"\n"}"""
            : $"""<li>{said}</li>{"\n"}""";
    }

    private static Html Who(Book words, FollowedVisit visit) => $"""
        <h2>{words["visit.who"]}</h2>
        {(visit.People.Count == 0 ? Nobody(words) : People(words, visit.People))}
        """;

    private static Html Nobody(Book words) => $"""
        <p>{words["visit.nobody_yet"]}</p>

        """;

    private static Html People(Book words, IReadOnlyList<ComerView> people) => $"""
        <ul class="people">
        {people.Select(one => Comer(words, one, people.Count > 1))}</ul>

        """;

    /// <summary>Of several, each has a way of their own.</summary>
    private static Html Comer(Book words, ComerView one, bool several) => several
        ? (Html)$"""<li><bdi>{one.Name}</bdi> <span>{words["visit.comes." + Words.Of(one.State)]}</span></li>{"\n"}"""
        : $"""<li><bdi>{one.Name}</bdi></li>{"\n"}""";

    private static Html What(Book words, FollowedVisit visit) => $"""
        <h2>{words["visit.what"]}</h2>
        <ul>
        {visit.Services.Select(name => (Html)$"<li><bdi>{name}</bdi></li>\n")}</ul>

        """;

    /// <summary>In threes, as it is read out.</summary>
    private static Html Code(Book words, FollowedVisit visit, DateTimeOffset now) => visit.Code is { } code
        ? $"""
            <section class="code" aria-labelledby="code"><h2 id="code">{words["visit.code"]}</h2>
            <p class="digits" dir="ltr">{code[..3]} {code[3..]}</p>
            <p class="help">{words["visit.code_help"]}</p></section>

            """
        : visit.Stand is VisitStand.Confirmed && visit.StartsAt > now
        ? $"""
            <p class="help">{words["visit.code_later"]}</p>

            """
        : Html.None;

    private static PublicPage Gone(Book words, Settings settings) => new(words, words["visit.gone"], $"""
        <h1>{words["visit.gone"]}</h1>
        <p>{words["visit.gone_help"]}</p>
        <p class="help danger">{words["visit.emergency", ("number", settings.EmergencyNumber)]}</p>
        """)
    { Style = "visit.css", Status = StatusCodes.Status404NotFound };

    private static LocalDate Day(DateTimeOffset at, DateTimeZone zone) => Instant.FromDateTimeOffset(at).InZone(zone).Date;
}

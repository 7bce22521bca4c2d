using System.Text.Json;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.PublicRequests;

/// <summary>
/// The page on which a stranger asks for help (<c>GET</c> and <c>POST /request</c>): one form that needs no script and shows again what was
/// typed when something is wrong. It asks as <see cref="RequestHelp"/> does; pressed twice it is one call.
/// </summary>
internal static class RequestPage
{
    /// <summary>Larger than photos may be together, so that one that is too large is told and what was typed is not lost.</summary>
    public const long LongestBody = 64 * 1024 * 1024;

    private static readonly EmergencyType[] Types =
        [EmergencyType.Other, EmergencyType.Medical, EmergencyType.Trauma, EmergencyType.Cardiac, EmergencyType.Stroke, EmergencyType.Respiratory, EmergencyType.Fire];

    private static readonly Dictionary<string, string> Empty = [];

    /// <summary>Where the form goes when only its language is to be another.</summary>
    public const string Again = "/request/again";

    public static IResult Show(HttpRequest request, Settings settings) => Page(request, settings, Empty, Token.NewShort().Text, null);

    /// <summary>The form as it was typed, in another language. Nothing is asked for yet; a browser does not show chosen photos again.</summary>
    public static async Task<IResult> Repeat(HttpRequest request, Settings settings, CancellationToken ct)
    {
        var form = await HelpForm.Read(request, withPhotos: false, ct, fromPage: true);
        var key = form.Fields.GetValueOrDefault(PublicForm.KeyField);
        return Page(request, settings, form.Fields, Token.LooksShort(key) ? key! : Token.NewShort().Text, null);
    }

    public static async Task<IResult> Take(HttpRequest request, Db db, Caller caller, RateLimits limits, Settings settings, CancellationToken ct)
    {
        var flood = RequestHelp.DeviceFloods(limits, caller);
        var form = await HelpForm.Read(request, withPhotos: !flood, ct, fromPage: true);
        var key = form.Fields.GetValueOrDefault(PublicForm.KeyField);
        // Whoever changed the key gets another one: what is typed still counts once for each page.
        key = Token.LooksShort(key) ? key! : Token.NewShort().Text;
        if (form.Refused is { } unread)
        {
            return Page(request, settings, form.Fields, key, unread);
        }

        try
        {
            // Photos are not compared: those of a second sending may not even be read.
            var asked = await RequestHelp.Ask(
                form.Help!, form.Photos, flood, db, caller with { Command = PublicForm.Once("request page", key, form.Fields) }, limits, settings, ct);
            return asked.Result is Created<HelpView> { Value: { } help }
                ? ToTracking(request, help)
                : Page(request, settings, form.Fields, key, Refused.In(asked));
        }
        catch (AlreadyAnswered again)
        {
            return ToTracking(request, JsonSerializer.Deserialize<HelpView>(again.Answer!, Wire.Json)!);
        }
        catch (KeyReused)
        {
            return Page(request, settings, form.Fields, Token.NewShort().Text, PlatformProblems.KeyReused.Refuse());
        }
    }

    /// <summary>How a page says what the server refuses before it comes to the form.</summary>
    public static Task Refuse(HttpContext context, Refused refused)
    {
        var words = PublicWords.For(context.Request);
        var number = context.RequestServices.GetRequiredService<Settings>().EmergencyNumber;
        return (HelpPage.Of(words, words["problem.title"], number, words["call.danger"], $"""
            <h1>{words["problem.title"]}</h1>
            <p class="wrong" role="alert">{words.Or("problem." + refused.Problem.Code, "problem.other")}</p>
            <p>{words["problem.advice", ("number", number)]}</p>
            <p><a class="button" href="/request{PublicWords.Asked(context.Request)}">{words["problem.again"]}</a></p>
            """) with { Status = refused.Problem.Status }).ExecuteAsync(context);
    }

    private static SeeOther ToTracking(HttpRequest request, HelpView help) => new($"/track/{help.Token}{PublicWords.Asked(request)}");

    private static PublicPage Page(HttpRequest request, Settings settings, IReadOnlyDictionary<string, string> typed, string key, Refused? refused)
    {
        var words = PublicWords.For(request);
        var wrong = Wrong(words, refused);
        string Typed(string field) => typed.GetValueOrDefault(field, "");
        Html Field(string name, Html attributes, string? help = null) => $"""
            <div class="field">
            <label for="{name}">{words["ask." + name]}</label>
            {Help(name, help)}<input id="{name}" name="{name}" value="{Typed(name)}"{attributes}{Described(wrong, name, help is not null)}>
            {Mistake(wrong, name)}</div>
            """;
        Html form = $"""
            <h1>{words["ask.title"]}</h1>
            <p class="lead">{words["ask.lead", ("number", settings.EmergencyNumber)]}</p>
            {Summary(words, wrong)}<form id="form" method="post" action="/request{PublicWords.Asked(request)}" enctype="multipart/form-data" data-sending="{words["ask.sending"]}" data-offline="{words["ask.offline", ("number", settings.EmergencyNumber)]}">
            <input type="hidden" name="{PublicForm.KeyField}" value="{key}">
            <input type="hidden" name="latitude" value="{Typed("latitude")}"><input type="hidden" name="longitude" value="{Typed("longitude")}">
            <div class="field">
            <label for="description">{words["ask.description"]}</label>
            <textarea id="description" name="description" rows="4" maxlength="4000"{Described(wrong, "description", false)}>
            {Typed("description")}</textarea>
            {Mistake(wrong, "description")}</div>
            <div class="field">
            <label for="emergency_type">{words["ask.emergency_type"]}</label>
            <select id="emergency_type" name="emergency_type">
            {Types.Select(type => Option(words, type, Typed("emergency_type")))}</select>
            {Mistake(wrong, "emergency_type")}</div>
            <fieldset>
            <legend>{words["ask.where"]}</legend>
            <p class="locate" hidden><button type="button" id="locate" data-finding="{words["ask.finding"]}" data-found="{words["ask.found", ("m", "{m}")]}" data-lost="{words["ask.lost"]}">{words["ask.locate"]}</button></p>
            <p id="located" role="status">{(Typed("latitude") is "" ? "" : words["ask.found_before"])}</p>
            {Field("address", $""" maxlength="300" autocomplete="street-address" """, words["ask.address_help"])}
            </fieldset>
            {Field("name", $""" maxlength="200" autocomplete="name" """)}
            {Field("phone", $""" type="tel" maxlength="40" autocomplete="tel" inputmode="tel" """, words["ask.phone_help"])}
            <div class="field">
            <label for="photos">{words["ask.photos"]}</label>
            <p class="help" id="photos-help">{words["ask.photos_help", ("most", HelpForm.MostPhotos), ("megabytes", HelpForm.LongestPhoto / 1024 / 1024)]}</p>
            <input id="photos" name="photos" type="file" accept="image/*" multiple{Described(wrong, "photos", true)}>
            <ul id="previews" aria-label="{words["ask.previews"]}" hidden></ul>
            {Mistake(wrong, "photos")}</div>
            <p class="offline wrong" role="alert" hidden></p>
            <button class="send" type="submit">{words["ask.send"]}</button>
            <p class="help">{words["ask.privacy"]}</p>
            </form>
            """;
        var title = (wrong.Count == 0 ? "" : words["ask.wrong"] + " ") + words["ask.title"];
        return HelpPage.Of(words, title, settings.EmergencyNumber, words["call.danger"], form) with
        {
            Script = "request.js",
            Form = Again,
            Status = refused?.Problem.Status ?? 200,
        };

        static Html Help(string name, string? help) => help is null ? Html.None : $"""<p class="help" id="{name}-help">{help}</p>{"\n"}""";
    }

    /// <summary>What is wrong, by the field beside which it is said; under no name what is wrong with the whole.</summary>
    private static Dictionary<string, string> Wrong(Book words, Refused? refused)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in refused?.Errors?.Keys ?? [])
        {
            var place = field is "latitude" or "longitude" || field.StartsWith("location", StringComparison.Ordinal);
            wrong.TryAdd(place ? "address" : field, words.Or("wrong." + field, "wrong.other"));
        }

        if (refused is { Errors: null })
        {
            var photo = refused.Problem == PublicRequestsProblems.NotAPhoto || refused.Problem == PublicRequestsProblems.TooManyPhotos;
            wrong[photo ? "photos" : ""] = words.Or("problem." + refused.Problem.Code, "problem.other");
        }

        return wrong;
    }

    private static Html Summary(Book words, Dictionary<string, string> wrong) => wrong.Count == 0 ? Html.None : $"""
        <div class="wrong" role="alert"><strong>{words["ask.not_sent"]}</strong>
        <ul>{wrong.Select(Line)}</ul></div>

        """;

    private static Html Line(KeyValuePair<string, string> wrong) =>
        wrong.Key is "" ? (Html)$"<li>{wrong.Value}</li>" : $"""<li><a href="#{wrong.Key}">{wrong.Value}</a></li>""";

    private static Html Mistake(Dictionary<string, string> wrong, string field) =>
        wrong.TryGetValue(field, out var what) ? $"""<p class="mistake" id="{field}-wrong">{what}</p>{"\n"}""" : Html.None;

    private static Html Described(Dictionary<string, string> wrong, string field, bool helped) => (helped, wrong.ContainsKey(field)) switch
    {
        (false, false) => Html.None,
        (true, false) => $""" aria-describedby="{field}-help" """,
        (false, true) => $""" aria-invalid="true" aria-describedby="{field}-wrong" """,
        (true, true) => $""" aria-invalid="true" aria-describedby="{field}-help {field}-wrong" """,
    };

    private static Html Option(Book words, EmergencyType type, string typed)
    {
        var word = Words.Of(type);
        return typed == word ? (Html)$"""<option value="{word}" selected>{words["type." + word]}</option>""" : $"""<option value="{word}">{words["type." + word]}</option>""";
    }
}

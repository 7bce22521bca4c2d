using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>Which kiosk a page belongs to, as the address has it: of one queue, or of a site whose departments are chosen from.</summary>
/// <param name="Code">Of the one queue; null for a site.</param>
internal sealed record Kiosk(HttpRequest Request, string? Code)
{
    /// <summary>How it was set up; each goes on from page to page.</summary>
    private static readonly string[] SetUp = ["site", "print", ShownCode.Screen];

    /// <summary>Where the department that was chosen stands in the address of a site's kiosk.</summary>
    public const string Queue = "queue";

    /// <summary>Where the number's page has the one queue.</summary>
    private const string OneQueue = "of";

    /// <summary>Whether a number is printed as soon as it is shown.</summary>
    public bool Prints => Request.Query["print"] == "1";

    /// <summary>The first page, on which a language is chosen.</summary>
    public string Home => PublicWords.Address(Path(Code), Settings);

    private (string Name, string? Value)[] Settings => [.. SetUp.Where(Request.Query.ContainsKey).Select(name => (name, (string?)Request.Query[name].ToString()))];

    /// <summary>The kiosk to which any of its pages goes back; that of a number says it in its query.</summary>
    public static Kiosk Of(HttpRequest request) => request.RouteValues.ContainsKey("token")
        ? new Kiosk(request, request.Query[OneQueue] is [{ Length: > 0 } code] ? code : null)
        : new Kiosk(request, request.RouteValues["code"] as string);

    /// <summary>The first page after a language was chosen.</summary>
    public string In(Language language) => PublicWords.In(Home, language);

    /// <summary>The page on which a number of this queue is taken.</summary>
    public string To(QueueView queue) => Code is null
        ? PublicWords.Address(Request, "/kiosk", [.. Settings, (Queue, queue.Code)])
        : PublicWords.Address(Request, Path(Code), Settings);

    /// <summary>The page that shows a number.</summary>
    public string Number(string token) => PublicWords.Address(Request, $"/kiosk/number/{token}", [.. Settings, (OneQueue, Code)]);

    private static string Path(string? code) => code is null ? "/kiosk" : "/kiosk/" + Uri.EscapeDataString(code);
}

using Microsoft.Net.Http.Headers;

namespace Attend.Platform.Web;

/// <summary>JSON travels as UTF-8 (RFC 8259, 8.1). The framework would also take other encodings, and fails on a name that it does not know.</summary>
internal static class Charsets
{
    public static void UseCharsets(this WebApplication app) => app.Use((context, next) =>
        context.Request.HasJsonContentType() && Named(context.Request) is { Length: > 0 } name && !name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? Problems.Write(context, PlatformProblems.NotJson.Refuse())
            : next(context));

    private static string? Named(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Charset).ToString() : null;
}

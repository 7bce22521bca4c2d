using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;

namespace Attend.Platform.Web;

/// <summary>
/// Serves the browser app beside the API: its files, and its one page for each of its addresses. The app is built into
/// <c>wwwroot</c> next to the server by <c>bin/run</c>; a server without it still serves the API.
/// </summary>
internal static class BrowserApp
{
    /// <summary>The first words of the app's addresses; everything else belongs to the server, which answers with a problem when it knows nothing.</summary>
    public static readonly IReadOnlyList<string> Pages = ["/board", "/sign-in", "/admin", "/reports"];

    // Only our own code runs in the page. Mantine writes its variables as style elements, hence the one exception.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    /// <summary>Compression for the app's files. Not for answers of the API: what is secret in them could be guessed by their length.</summary>
    public static void AddBrowserApp(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
        options.Providers.Add<BrotliCompressionProvider>();
    });

    public static void UseBrowserApp(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder))
        {
            return;
        }

        app.UseResponseCompression();
        app.Use((context, next) =>
        {
            if (IsPage(context.Request))
            {
                context.Request.Path = "/index.html";
            }

            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            OnPrepareResponse = file => Head(file.Context.Request.Path, file.Context.Response.Headers),
        });
    }

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (request.Path == "/" || Pages.Any(page => request.Path.StartsWithSegments(page, StringComparison.Ordinal)));

    /// <summary>Built files carry the hash of their content in their name and are kept for ever; the page that names them is asked for each time.</summary>
    private static void Head(PathString path, IHeaderDictionary headers)
    {
        headers.CacheControl = path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "same-origin";
    }
}

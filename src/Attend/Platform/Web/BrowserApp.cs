using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;

namespace Attend.Platform.Web;

/// <summary>
/// Serves the browser app beside the API: its files, and its one page for each of its addresses. The app is built into
/// <c>wwwroot</c> next to the server by <c>bin/run</c>; a server without it still serves the API.
/// </summary>
internal static class BrowserApp
{
    // Only our own code runs in the page. Mantine writes its variables as style elements, hence the one exception.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ";

    // A style of somebody else's names further hosts for its tiles, letters and pictures; nobody knows them before.
    private const string OwnGround = "img-src 'self' data: blob:";
    private const string OthersGround = "img-src 'self' data: blob: https: http:; connect-src 'self' https: http:";

    /// <summary>Compression for pages and their files. Not for answers of the API: what is secret in them could be guessed by their length.</summary>
    public static void AddBrowserApp(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
        options.Providers.Add<BrotliCompressionProvider>();
    });

    /// <param name="pages">
    /// The first words of the app's addresses; everything else belongs to the server, which answers with a problem when it knows nothing.
    /// </param>
    public static void UseBrowserApp(this WebApplication app, IReadOnlyList<string> pages)
    {
        app.UseResponseCompression();
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder))
        {
            return;
        }

        var policy = Policy + (app.Services.GetRequiredService<Settings>().MapStyle is null ? OwnGround : OthersGround);
        app.Use((context, next) =>
        {
            if (IsPage(context.Request, pages))
            {
                context.Request.Path = "/index.html";
            }

            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            OnPrepareResponse = file => Head(file.Context.Request.Path, file.Context.Response.Headers, policy),
        });
    }

    private static bool IsPage(HttpRequest request, IReadOnlyList<string> pages) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (request.Path == "/" || pages.Any(page => request.Path.StartsWithSegments(page, StringComparison.Ordinal)));

    /// <summary>Built files carry the hash of their content in their name and are kept for ever; the page that names them is asked for each time.</summary>
    private static void Head(PathString path, IHeaderDictionary headers, string policy)
    {
        headers.CacheControl = path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = policy;
        headers["Referrer-Policy"] = "same-origin";
    }
}

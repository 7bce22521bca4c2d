namespace Attend.Platform.Access;

/// <summary>
/// Where a browser's request comes from. SameSite=Strict keeps the cookie at home already; this is the second lock, and the only one
/// for sockets in older browsers and for forms on other hosts of the same site.
/// </summary>
internal static class Origins
{
    /// <summary>Shown to come from our own pages: by Origin, or where that is missing by Sec-Fetch-Site.</summary>
    public static bool Own(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin ? SameHost(origin, request) : request.Headers["Sec-Fetch-Site"] == "same-origin";

    /// <summary>Shown to come from somebody else's page. A client that is no browser shows neither.</summary>
    public static bool Foreign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
            ? !SameHost(origin, request)
            : request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none");

    /// <summary>Host and port only: behind a proxy that ends TLS the scheme that we see is not the browser's.</summary>
    public static bool SameHost(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && (string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || (uri.IsDefaultPort && string.Equals($"{uri.Host}:{uri.Port}", request.Host.Value, StringComparison.OrdinalIgnoreCase)));
}

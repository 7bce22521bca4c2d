using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Attend.Platform.Languages;

/// <summary>What a browser says it likes to read (RFC 9110, section 12.5.4).</summary>
internal static class AcceptLanguage
{
    /// <summary>The tag of those we have that the browser likes best, its own region before the language at large; null when it likes none.</summary>
    public static string? Best(StringValues header, IReadOnlyCollection<string> tags)
    {
        var liked = StringWithQualityHeaderValue.TryParseList(header, out var values) ? values : [];
        return liked.Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .SelectMany(language => Language.Narrowing(language.Value.ToString()))
            .Select(wider => tags.FirstOrDefault(tag => string.Equals(tag, wider, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(tag => tag is not null);
    }
}

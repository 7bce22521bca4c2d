using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Attend.Platform.Web;

/// <summary>
/// The style sheet and the scripts of the pages for strangers. They are parts of the program and carry the hash of their content in their
/// address, so that a browser keeps them for ever.
/// </summary>
internal static class PublicFiles
{
    private static readonly FrozenDictionary<string, (string Type, byte[] Content)> Files;
    private static readonly FrozenDictionary<string, string> Addresses;

    static PublicFiles()
    {
        var files = new[] { (Ending: ".css", Type: "text/css"), (Ending: ".js", Type: "text/javascript") }
            .SelectMany(kind => EmbeddedFiles.In("public", kind.Ending).Select(file => (file.Name, kind.Type, file.Content, Address: Hashed(file.Name, file.Content))))
            .ToList();
        Files = files.ToFrozenDictionary(file => file.Address, file => (file.Type, file.Content), StringComparer.Ordinal);
        Addresses = files.ToFrozenDictionary(file => file.Name, file => $"/public/{file.Address}", StringComparer.Ordinal);
    }

    /// <summary>Where a file is served, by the name that it has in the sources.</summary>
    public static string Address(string name) => Addresses[name];

    public static IResult Handle(string file, HttpResponse response)
    {
        if (!Files.TryGetValue(file, out var found))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(found.Content, found.Type + "; charset=utf-8");
    }

    private static string Hashed(string name, byte[] content) =>
        $"{Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}{Path.GetExtension(name)}";
}

using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Attend.Platform.Web;

/// <summary>
/// The style sheet and the scripts of the pages for strangers. They are parts of the program and carry the hash of their content in their
/// address, so that a browser keeps them for ever.
/// </summary>
internal static class PublicFiles
{
    private const string Prefix = "public/";

    private static readonly FrozenDictionary<string, (string Type, byte[] Content)> Files;
    private static readonly FrozenDictionary<string, string> Addresses;

    static PublicFiles()
    {
        var files = Resources(".css", "text/css").Concat(Resources(".js", "text/javascript"))
            .Select(file => (file.Name, file.Type, file.Content, Address: Hashed(file.Name, file.Content))).ToList();
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

    /// <summary>What lies in the <c>public</c> folders of the modules, by the last part of its name.</summary>
    public static IEnumerable<(string Name, string Type, byte[] Content)> Resources(string ending, string type)
    {
        var program = typeof(PublicFiles).Assembly;
        foreach (var name in program.GetManifestResourceNames().Where(name =>
            name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            yield return (Path.GetFileName(name), type, content.ToArray());
        }
    }

    private static string Hashed(string name, byte[] content) =>
        $"{Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}{Path.GetExtension(name)}";
}

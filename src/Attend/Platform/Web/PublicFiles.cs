using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Attend.Platform.Web;

/// <summary>
/// The style sheet and the scripts of the pages for strangers. They are parts of the program and carry the hash of their content in their
/// address, so that a browser keeps them for ever. One that needs others says so in its first line (<c>needs say.js</c>) and is served with
/// them as one: on a thin line every further file costs more than its bytes.
/// </summary>
internal static partial class PublicFiles
{
    private static readonly FrozenDictionary<string, (string Type, byte[] Content)> Files;
    private static readonly FrozenDictionary<string, string> Addresses;

    static PublicFiles()
    {
        var files = new[] { (Ending: ".css", Type: "text/css"), (Ending: ".js", Type: "text/javascript") }.SelectMany(kind =>
        {
            var own = EmbeddedFiles.In("public", kind.Ending).ToDictionary(file => file.Name, file => Encoding.UTF8.GetString(file.Content), StringComparer.Ordinal);
            return own.Keys.Select(name => (Name: name, kind.Type, Content: Encoding.UTF8.GetBytes(string.Concat(With(name, own).Distinct().Select(part => own[part])))));
        }).Select(file => (file.Name, file.Type, file.Content, Address: Hashed(file.Name, file.Content))).ToList();
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

    /// <summary>A file's name behind those of all that it needs.</summary>
    private static IEnumerable<string> With(string name, Dictionary<string, string> files) =>
        [.. Needs().Match(files[name]).Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(needed => With(needed, files)), name];

    private static string Hashed(string name, byte[] content) =>
        $"{Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}{Path.GetExtension(name)}";

    [GeneratedRegex(@"^(?://|/\*) needs ([a-z. ]+[a-z])")]
    private static partial Regex Needs();
}

namespace Attend.Platform;

/// <summary>The files that are parts of the program.</summary>
internal static class EmbeddedFiles
{
    /// <summary>What lies in the folders of this name in the modules, by the last part of its name.</summary>
    public static IEnumerable<(string Name, byte[] Content)> In(string folder, string ending)
    {
        var program = typeof(EmbeddedFiles).Assembly;
        foreach (var name in program.GetManifestResourceNames().Where(name =>
            name.StartsWith(folder + "/", StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            yield return (Path.GetFileName(name), content.ToArray());
        }
    }
}

namespace Attend.Tests.Architecture;

/// <summary>The repository as these tests read it: every source file with its place.</summary>
internal static class Source
{
    public static string Server => Path.Combine(Repository.Root, "src", "Attend");

    public static IEnumerable<(string Path, string Text)> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "node_modules" or "wwwroot" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)));

    public static IEnumerable<(string Path, string Text)> Code => Files("src/Attend", "*.cs");
}

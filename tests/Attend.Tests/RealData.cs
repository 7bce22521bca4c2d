using Xunit;

namespace Attend.Tests;

/// <summary>Where the real data lie: the setting ATTEND_DATA, else the folder beside the repository.</summary>
internal static class RealData
{
    /// <summary>The path of a file; without it the test is skipped and says where it was looked for.</summary>
    public static string File(string name)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("ATTEND_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data"), name);
        Assert.SkipUnless(System.IO.File.Exists(path), $"No file {path}; ATTEND_DATA names the folder of the real data.");
        return path;
    }
}

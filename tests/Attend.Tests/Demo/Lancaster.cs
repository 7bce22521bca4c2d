using Xunit;

namespace Attend.Tests.Demo;

/// <summary>Where the real incidents lie: the setting ATTEND_DATA, else the folder beside the repository.</summary>
internal static class Lancaster
{
    private const string Name = "lancaster/rvfd-calls-for-service-2010-2020.zip";

    /// <summary>The path of the file; without the file the test is skipped and says where it was looked for.</summary>
    public static string Zip()
    {
        var zip = Path.Combine(Environment.GetEnvironmentVariable("ATTEND_DATA") ?? BesideTheRepository(), Name);
        Assert.SkipUnless(File.Exists(zip), $"No file {zip}; ATTEND_DATA names the folder of the real data.");
        return zip;
    }

    private static string BesideTheRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "attend.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "..", "shared", "data");
    }
}

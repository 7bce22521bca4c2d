namespace Attend.Tests.Demo;

/// <summary>The real incidents.</summary>
internal static class Lancaster
{
    /// <summary>The path of the file; without the file the test is skipped.</summary>
    public static string Zip() => RealData.File("lancaster/rvfd-calls-for-service-2010-2020.zip");
}

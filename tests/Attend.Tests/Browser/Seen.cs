using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Attend.Tests.Browser;

/// <summary>What every page is asked: a picture of it for whoever wants to look, and what axe-core finds wrong with it.</summary>
internal static class Seen
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(Repository.Root, "src", "web", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>WCAG 2.2 AA and axe-core's own good practice: nothing may be found.</summary>
    public static async Task IsSound(this IPage page, string where)
    {
        await page.EvaluateAsync(Axe.Value);
        // A page is judged at rest: what is still sliding in has its place and its role only at the end. So what is found counts when it stays.
        var found = await Found(page);
        for (var began = TimeProvider.System.GetTimestamp(); found.Count > 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10);)
        {
            found = await Found(page);
        }

        Assert.True(found.Count == 0, $"{where}:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static async Task<IReadOnlyList<string>> Found(IPage page)
    {
        await page.WaitForFunctionAsync(
            "() => document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)");
        var result = await page.EvaluateAsync<JsonElement>("() => axe.run(document)");
        return
        [
            .. result.GetProperty("violations").EnumerateArray().SelectMany(rule => rule.GetProperty("nodes").EnumerateArray()
                .Select(node => $"{rule.GetProperty("id")}: {node.GetProperty("target")} {node.GetProperty("failureSummary")}"))
                // What lies over the page, a drawer or a tip, stands in no landmark of it.
                .Where(found => !found.StartsWith("region:", StringComparison.Ordinal) || !found.Contains("data-portal", StringComparison.Ordinal)),
        ];
    }

    public static async Task Picture(this IPage page, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, name + ".png") });
    }
}

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
        // A page is judged at rest: what is still sliding in has its place and its role only at the end.
        await page.WaitForFunctionAsync(
            "() => document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)");
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Axe.Value);
        }

        // Not what passed, which is a thousand times as much.
        var result = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations");
        var found = result.EnumerateArray()
            .SelectMany(rule => rule.GetProperty("nodes").EnumerateArray().Select(node => $"{rule.GetProperty("id")}: {node.GetProperty("target")} {node.GetProperty("failureSummary")}"))
            .ToList();
        Assert.True(found.Count == 0, $"{where}:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    /// <summary>Lets the page count the tones it plays, as <c>window.tones</c>; to be asked for before the page is opened.</summary>
    public static Task CountTones(this IPage page) => page.AddInitScriptAsync("""
        window.tones = 0
        const start = OscillatorNode.prototype.start
        OscillatorNode.prototype.start = function (...args) { window.tones++; return start.apply(this, args) }
        """);

    /// <summary>With <c>ATTEND_PICTURES=1</c>, as each costs a sixth of a second.</summary>
    public static async Task Picture(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ATTEND_PICTURES") != "1")
        {
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, name + ".png") });
    }
}

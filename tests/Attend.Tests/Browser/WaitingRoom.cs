using System.Collections.Concurrent;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;

namespace Attend.Tests.Browser;

/// <summary>What a story of a waiting room is seen with: phones, a kiosk, a wall, and what was spoken.</summary>
internal static class WaitingRoom
{
    public static readonly Screen Tv = new("tv", 1920, 1080);
    public static readonly Screen Touch = new("touch", 1080, 1920, Touch: true);

    public static Task<IPage> Open(this Chromium chromium, World world, string screen, string scheme) => chromium.Open(world, Screen.Named(screen), scheme);

    public static Task<IPage> Open(this Chromium chromium, World world, Screen screen, string scheme) =>
        chromium.Open(world.Url, screen, scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light);

    /// <summary>A wall at this address, as a television shows it.</summary>
    public static async Task<IPage> Wall(this Chromium chromium, World world, string path, string scheme, int lines = 1)
    {
        var wall = await chromium.Open(world, Tv, scheme);
        await wall.RecordSpeech();
        await wall.Listen(path, lines);
        return wall;
    }

    /// <summary>Goes there; each line of the wall has said its first then, and it speaks of whoever is called from here on.</summary>
    public static async Task Listen(this IPage wall, string path, int lines = 1)
    {
        var opened = new ConcurrentBag<TaskCompletionSource>();
        wall.WebSocket += (_, line) =>
        {
            var said = new TaskCompletionSource();
            opened.Add(said);
            line.FrameReceived += (_, _) => said.TrySetResult();
        };
        await wall.GotoAsync(path);
        await Platform.Wait.Until(() => opened.Count(said => said.Task.IsCompleted) >= lines);
    }

    /// <summary>What was given to the voice, in its order. One thing is over before the next begins, as a device would have it.</summary>
    public static Task RecordSpeech(this IPage page) => page.AddInitScriptAsync("""
        window.spoken = []
        window.overlaps = 0
        let speaking = false
        speechSynthesis.speak = one => {
          if (speaking) window.overlaps++
          speaking = true
          window.spoken.push([one.lang, one.text])
          setTimeout(() => { speaking = false; one.dispatchEvent(new Event('end')) }, 50)
        }
        speechSynthesis.cancel = () => {}
        """);

    public static async Task<IReadOnlyList<(string Language, string Text)>> Spoken(this IPage page) =>
        [.. (await page.EvaluateAsync<string[][]>("() => window.spoken")).Select(one => (one[0], one[1]))];

    public static async Task Show(this IPage page, string name)
    {
        await page.Picture($"walkin-{name}");
        await page.IsSound(name);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), name);
    }

    /// <summary>The address of a number that was taken elsewhere.</summary>
    public static async Task<string> NewTicket(this Clinic clinic) => $"/ticket/{(await clinic.Join())["token"].GetString()}";
}

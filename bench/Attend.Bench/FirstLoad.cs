using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Attend.Bench;

/// <summary>
/// B10: the pages for strangers over a line as thin as 2G, each in a browser that has never seen them: what goes over the wire, headers
/// and all, and how long until the form can be sent or the state be read.
/// </summary>
internal static class FirstLoad
{
    private const int MostBytes = 60_000;
    private const double LongestSeconds = 5;

    // Bits each second and milliseconds there and back.
    private const int Down = 250_000;
    private const int Up = 50_000;
    private const int Latency = 300;

    public static async Task Run(TextWriter output, bool brief = false)
    {
        var loads = brief ? 1 : 5;
        await using var server = await BenchServer.Start();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.Launch(playwright);
        output.WriteLine($"  {Down / 1000} kbit/s down, {Up / 1000} up, {Latency} ms; median of {loads} first loads each");
        var (request, token) = (await Ask(server.Address), await TakeNumber(server));
        foreach (var (name, path, needed) in ((string, string, string)[])
        [
            ("request", "/request", ".send"), ("tracking", "/track/" + request, ".state"), ("join", "/join/OPD", ".send"), ("ticket", "/ticket/" + token, "#place"),
            ("kiosk", "/kiosk/OPD", ".choices"), ("wall", "/wall/OPD", "#board"),
        ])
        {
            await Measure(output, browser, new Uri(server.Address, path), name, needed, loads);
        }
    }

    /// <param name="needed">What must be in sight before the page is of use.</param>
    private static async Task Measure(TextWriter output, IBrowser browser, Uri page, string name, string needed, int times)
    {
        var loads = new List<(double Bytes, double Seconds)>();
        for (var i = 0; i < times; i++)
        {
            loads.Add(await Load(browser, page, needed));
        }

        var (bytes, seconds) = (Figures.Median(loads.Select(load => load.Bytes)), Figures.Median(loads.Select(load => load.Seconds)));
        Figures.Aim(output, $"{name} page over the wire, bytes", bytes, "N0", bytes <= MostBytes, $"<= {MostBytes:N0}");
        Figures.Aim(output, $"{name} page usable after, s", seconds, "N2", seconds <= LongestSeconds, $"<= {LongestSeconds:N0}");
    }

    private static async Task<(double Bytes, double Seconds)> Load(IBrowser browser, Uri page, string needed)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 } });
        var window = await context.NewPageAsync();
        var tools = await context.NewCDPSessionAsync(window);
        var bytes = 0d;
        tools.Event("Network.loadingFinished").OnEvent += (_, finished) => bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();
        await tools.SendAsync("Network.enable");
        await tools.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false, ["latency"] = Latency, ["downloadThroughput"] = Down / 8, ["uploadThroughput"] = Up / 8, ["connectionType"] = "cellular2g",
        });
        await window.GotoAsync(page.ToString(), new() { WaitUntil = WaitUntilState.Load });
        await window.Locator(needed).First.WaitForAsync();
        // Drawn, and its script has begun: a press is answered.
        var milliseconds = await window.EvaluateAsync<double>("""
            () => Math.max(
                performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
                performance.getEntriesByName('first-contentful-paint')[0].startTime)
            """);
        return (bytes, milliseconds / 1000);
    }

    /// <summary>An open queue and somebody who waits in it; their token.</summary>
    private static async Task<string> TakeNumber(BenchServer server)
    {
        await server.Staff(1);
        using var http = await server.SignIn();
        var queue = await Post(http, "/api/queues", new { site_id = 1, code = "OPD", queue = new { name = "Out-patients" } });
        await Post(http, $"/api/queues/{queue.GetProperty("id").GetInt64()}/open", new { });
        return (await Post(http, $"/api/queues/{queue.GetProperty("id").GetInt64()}/tickets", new { })).GetProperty("token").GetString()!;
    }

    private static async Task<JsonElement> Post(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A request as a stranger makes one; its token.</summary>
    private static async Task<string> Ask(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/api/requests", new { location = new { latitude = 52.51, longitude = 13.41 } });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }
}

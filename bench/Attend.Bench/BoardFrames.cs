using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace Attend.Bench;

/// <summary>
/// B11: the board of a busy day in a browser: 500 units of which each sends a new place every five seconds, each at its own time, 200 open
/// calls, a step of some unit every two seconds, a key every five. Script and layout come from the browser's own trace; so does the whole
/// frame, which a machine without a graphics card draws in software.
/// </summary>
internal static class BoardFrames
{
    private const int Units = 500;
    private const int Calls = 200;
    private const int Sent = 150;
    private const string Password = "attend-bench-password";

    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OnMap = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Traced = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(40);

    public static async Task Run(TextWriter output)
    {
        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        await using (var postgres = await PrivatePostgres.Start(folder, NullLogger.Instance, CancellationToken.None))
        {
            await using var app = await Start(postgres.ConnectionString);
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            using var http = await Populate(app.Services.GetRequiredService<Db>(), app, address);
            using var stop = new CancellationTokenSource();
            var traffic = Task.WhenAll(Drive(http, stop.Token), Work(http, stop.Token));
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await Chromium.Launch(playwright, "--disable-gpu-compositing", "--enable-unsafe-swiftshader", "--enable-precise-memory-info");
            output.WriteLine($"  {Units} units, {Calls} open calls, 1600 x 900; server, PostgreSQL and browser share {Environment.ProcessorCount} cores");
            await Watch(output, browser, address, "board", "/board", Whole);
            await Watch(output, browser, address, "board with map", "/board?list=map", OnMap);
            await stop.CancelAsync();
            await traffic;
            await app.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task Watch(TextWriter output, IBrowser browser, Uri address, string what, string path, TimeSpan length)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(), ViewportSize = new ViewportSize { Width = 1600, Height = 900 }, ColorScheme = ColorScheme.Dark,
        });
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync("""
            window.answered = []
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) if (entry.name === 'keydown') window.answered.push(entry.duration)
            }).observe({ type: 'event', durationThreshold: 16 })
            """);
        await page.APIRequest.PostAsync("/api/auth/session", new() { DataObject = new { username = "bench", password = Password } });
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();
        var tools = await context.NewCDPSessionAsync(page);
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan Elapsed() => TimeProvider.System.GetElapsedTime(began);
        var (frames, shown, presses) = (new List<(double Script, double Layout)>(), new List<double>(), 0);
        using var stop = new CancellationTokenSource();
        var hand = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; presses++)
            {
                await page.Keyboard.PressAsync(presses % 20 == 0 ? "c" : "ArrowDown");
                await Rest(TimeSpan.FromSeconds(5), stop.Token);
            }
        });
        await Rest(Warm, CancellationToken.None);
        var kept = new List<(double Megabytes, long Nodes, long Listeners)> { await Kept(tools) };
        while (Elapsed() < length - Traced)
        {
            var trace = await FrameTrace.Record(tools, Traced);
            frames.AddRange(trace.Frames);
            shown.AddRange(trace.Shown);
            kept.Add(await Kept(tools));
            var left = length - Traced - Elapsed();
            await Rest(left < Between ? left : Between, CancellationToken.None);
        }

        await stop.CancelAsync();
        await hand;
        var answered = await page.EvaluateAsync<double[]>("() => window.answered");
        var renderer = await page.EvaluateAsync<string>("""
            () => {
                const gl = document.createElement('canvas').getContext('webgl')
                return gl?.getParameter(gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER) ?? 'no WebGL'
            }
            """);
        Tell(output, what, length, frames, shown);
        output.WriteLine($"    drawn by {renderer}");
        double[] slow = [.. answered.Order()];
        var worst = slow.Length == 0 ? 16 : slow[^1];
        output.WriteLine($"    {presses} keys, {slow.Length} of them answered after 16 ms or more");
        Figures.Aim(output, $"{what}: slowest key until the next picture, ms", worst, "N0", worst <= 100, "<= 100");
        output.WriteLine($"    memory after each stretch, MB: {string.Join(' ', kept.Select(one => Figures.Text(one.Megabytes, "N1")))}; "
            + $"nodes {string.Join(' ', kept.Select(one => one.Nodes))}; listeners {string.Join(' ', kept.Select(one => one.Listeners))}");
        if (length == Whole)
        {
            // What was looked at is kept for five minutes, so the first half fills that and the second must not grow.
            var grown = kept[^1].Megabytes - kept[kept.Count / 2].Megabytes;
            Figures.Aim(output, $"{what}: memory grown in the second half, MB", grown, "N1", grown <= 1, "<= 1");
        }
    }

    private static void Tell(TextWriter output, string what, TimeSpan length, List<(double Script, double Layout)> frames, List<double> shown)
    {
        double[] both = [.. frames.Select(frame => frame.Script + frame.Layout).Order()];
        double[] script = [.. frames.Select(frame => frame.Script).Order()];
        double[] layout = [.. frames.Select(frame => frame.Layout).Order()];
        double[] whole = [.. shown.Order()];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}, {length.TotalMinutes:N0} minutes: {both.Length:N0} frames with work"));
        foreach (var (name, figures) in (ReadOnlySpan<(string, double[])>)[("script", script), ("layout", layout), ("both", both), ("until shown", whole)])
        {
            if (figures.Length > 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"    {name,-11} P50 {Figures.Percentile(figures, 0.5),6:N2}  P95 {Figures.Percentile(figures, 0.95),6:N2}  P99 {Figures.Percentile(figures, 0.99),6:N2}  most {figures[^1],6:N2} ms"));
            }
        }

        var p95 = Figures.Percentile(both, 0.95);
        Figures.Aim(output, $"{what}: script and layout a frame, P95 ms", p95, "N2", p95 <= 8, "<= 8");
    }

    /// <summary>What is left after the rubbish was taken out.</summary>
    private static async Task<(double Megabytes, long Nodes, long Listeners)> Kept(ICDPSession tools)
    {
        await tools.SendAsync("HeapProfiler.collectGarbage");
        var heap = await tools.SendAsync("Runtime.getHeapUsage");
        var counts = await tools.SendAsync("Memory.getDOMCounters");
        return (heap!.Value.GetProperty("usedSize").GetDouble() / 1024 / 1024, counts!.Value.GetProperty("nodes").GetInt64(), counts.Value.GetProperty("jsEventListeners").GetInt64());
    }

    /// <summary>Every unit drives on every five seconds, ten of them each tenth of a second.</summary>
    private static async Task Drive(HttpClient http, CancellationToken stop)
    {
        for (var tenth = 0; !stop.IsCancellationRequested; tenth++)
        {
            var at = Clocks.Text(TimeProvider.System.GetUtcNow());
            var fixes = Enumerable.Range(0, Units).Where(unit => unit % 50 == tenth % 50).Select(unit => new
            {
                unit_id = Ids.Unit(unit), latitude = 52.4 + (unit % 25) * 0.01 + Math.Sin(tenth / 400.0 + unit) * 0.004,
                longitude = 13.1 + unit / 25 * 0.03 + Math.Cos(tenth / 400.0 + unit) * 0.006, speed = 12.5, heading = (tenth + unit) % 360, accuracy = 8, at,
            });
            using var answer = await http.PostAsJsonAsync("/api/positions", fixes, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            await Rest(TimeSpan.FromMilliseconds(100), stop);
        }
    }

    /// <summary>The dispatched units go through their steps, over and over.</summary>
    private static async Task Work(HttpClient http, CancellationToken stop)
    {
        var responses = new List<long>();
        for (var i = 0; i < Sent; i++)
        {
            responses.Add(await Post(http, $"/api/calls/{Ids.Call(i)}/dispatch", new { unit_id = Ids.Unit(i) }));
        }

        string[] steps = ["acknowledge", "depart", "arrive", "undo", "undo", "undo"];
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            // Each response goes there and back again while the clock allows to undo.
            await Post(http, $"/api/responses/{responses[turn / steps.Length % responses.Count]}/{steps[turn % steps.Length]}", new { });
            await Rest(TimeSpan.FromSeconds(2), stop);
        }
    }

    private static async Task<long> Post(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? said.GetProperty("id").GetInt64() : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {said}");
    }

    private static async Task Rest(TimeSpan length, CancellationToken stop)
    {
        if (length > TimeSpan.Zero)
        {
            // Being told to stop ends the rest, and is no failure.
            await Task.Delay(length, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<WebApplication> Start(string connection)
    {
        var app = Server.Build(new Settings("http://127.0.0.1:0", connection, null), connection, Modules.All, TimeProvider.System, services =>
            services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error)));
        await CommandLine.Prepare(app, Modules.All, CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpClient> Populate(Db db, WebApplication app, Uri address)
    {
        await Dispatching.Staff(db, app, Units, Password);
        await db.Run($"""
            insert into dispatch.calls (id, state, state_since, version, kind, emergency_type, priority, source, address, latitude, longitude,
                received_at, needs_unit_since, needs_unit_reason, created_at, updated_at)
            select {Ids.Call(0)} + n, 'RECEIVED', now(), 1, 'EMERGENCY', (array['MEDICAL', 'CARDIAC', 'TRAUMA', 'STROKE'])[1 + n % 4],
                   (array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])[1 + n % 4], 'dispatcher', 'Street ' || n, 52.4 + n % 17 * 0.015, 13.1 + n % 23 * 0.025,
                   now() - n * interval '7.31 seconds', now(), 'new', now(), now() from generate_series(0, {Calls - 1}) n
            """);
        // Nobody signed on in the same instant.
        await db.Run($"update fleet.vehicles set free_since = now() - id % 4001 * interval '0.731 seconds'");
        return await Dispatching.SignIn(address, Password);
    }
}

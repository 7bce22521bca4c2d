using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Attend.Tests.Browser;

/// <summary>
/// One Chromium for a test class; each person in a story gets a window with a session of its own. The windows of one test are closed when
/// the next opens its first: a board or a map that nobody looks at any more would go on drawing.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private readonly ConcurrentQueue<string> errors = new();
    private string? test;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = OnPath("chromium", "chromium-browser", "google-chrome"),
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                // Maps are drawn by software where there is no graphics card; the rest of a page costs a third less without one.
                "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        if (!errors.IsEmpty)
        {
            throw new InvalidOperationException($"Nobody caught on a page: {string.Join('\n', errors)}");
        }
    }

    /// <summary>A window of this size that begins at the server's address.</summary>
    /// <param name="more">What else is special about it: no scripts, a place.</param>
    public async Task<IPage> Open(Uri server, Screen screen, ColorScheme scheme = ColorScheme.Dark, Action<BrowserNewContextOptions>? more = null)
    {
        if (test != TestContext.Current.Test?.UniqueID)
        {
            test = TestContext.Current.Test?.UniqueID;
            await Task.WhenAll(browser.Contexts.Select(context => context.CloseAsync()));
        }

        var options = new BrowserNewContextOptions
        {
            BaseURL = server.ToString(),
            ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height },
            HasTouch = screen.Touch,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            ColorScheme = scheme,
        };
        more?.Invoke(options);
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(15_000);
        Assertions.SetDefaultExpectTimeout(15_000);
        var kept = $"localStorage.setItem('mantine-color-scheme-value', '{(scheme is ColorScheme.Dark ? "dark" : "light")}')";
        if (screen.Language is { } language)
        {
            kept += $"; localStorage.setItem('attend.language', '{language}')";
        }

        // A page shut off from everything, as what is printed is, has no storage.
        await context.AddInitScriptAsync($"if (window.origin !== 'null') {{ {kept} }}");
        // What nobody caught was seen by nobody: the page goes on, and something in it does not.
        context.WebError += (_, error) => errors.Enqueue($"{error.Page?.Url}: {error.Error}");
        return await context.NewPageAsync();
    }

    private static string OnPath(params string[] names) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in names
         let file = Path.Combine(folder, name)
         where File.Exists(file)
         select file).FirstOrDefault() ?? throw new FileNotFoundException("No Chromium on PATH; install it with: sudo apt-get install -y chromium");
}

/// <summary>The sizes at which every page must be usable.</summary>
/// <param name="Language">What this browser was once set to; null for the language that everybody begins with.</param>
public sealed record Screen(string Name, int Width, int Height, bool Touch = false, string? Language = null)
{
    public static readonly Screen Desk = new("desk", 1600, 900);
    public static readonly Screen Phone = new("phone", 390, 844, Touch: true);

    /// <summary>The smallest phone that a crew may be given.</summary>
    public static readonly Screen Small = new("small", 360, 640, Touch: true);

    /// <summary>The desk at 200 % zoom.</summary>
    public static readonly Screen Zoomed = new("zoomed", 800, 450);

    /// <summary>This one, or with <c>-rtl</c> after it the same reading from right to left, in sentences a third longer.</summary>
    public static Screen Named(string name) => name.EndsWith("-rtl", StringComparison.Ordinal)
        ? Named(name[..^4]) with { Name = name, Language = "ar-XB" }
        : new[] { Desk, Phone, Small, Zoomed }.Single(known => known.Name == name);

    public override string ToString() => Name;
}

using Microsoft.Playwright;

namespace Attend.Bench;

/// <summary>The browser of the rows that are about pages.</summary>
internal static class Chromium
{
    public static Task<IBrowser> Launch(IPlaywright playwright, params string[] more) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = OnPath("chromium", "chromium-browser", "google-chrome"),
        Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", .. more],
    });

    private static string OnPath(params string[] names) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in names
         let file = Path.Combine(folder, name)
         where File.Exists(file)
         select file).FirstOrDefault() ?? throw new FileNotFoundException("No Chromium on PATH; install it with: sudo apt-get install -y chromium");
}

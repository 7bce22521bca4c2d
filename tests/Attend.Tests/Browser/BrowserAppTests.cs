using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.Browser;

public sealed partial class BrowserAppTests(World world) : IClassFixture<World>
{
    [Fact]
    public void Every_address_of_the_app_is_served()
    {
        var routes = File.ReadAllText(Path.Combine(Repository.Root, "src", "web", "src", "routes.tsx"));
        var paths = RoutePath().Matches(routes).Select(match => match.Groups["path"].Value).Where(path => path != "/").ToList();

        Assert.NotEmpty(paths);
        var pages = Modules.All.SelectMany(module => module.Pages).ToList();
        Assert.All(paths, path => Assert.Contains(pages, page => path == page || path.StartsWith(page + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_event_that_a_calls_timeline_can_show_has_a_word()
    {
        string[] elsewhere = ["hospital_", "diversion_", "warning_", "report_", "call_dispatched", "call_progressed"];
        var words = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "web", "src", "platform", "words", "en.json")))
            .RootElement.GetProperty("event");
        var kinds = EventKind().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "generated", "events.md")))
            .Select(match => match.Groups["kind"].Value)
            .Where(kind => !elsewhere.Any(prefix => kind.StartsWith(prefix, StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind => Assert.True(words.TryGetProperty(kind, out _), kind));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/board")]
    [InlineData("/map")]
    [InlineData("/crew")]
    [InlineData("/drive")]
    [InlineData("/rounds")]
    [InlineData("/hospital")]
    [InlineData("/sign-in")]
    [InlineData("/admin/users")]
    [InlineData("/reports")]
    public async Task The_page_is_asked_for_each_time_and_runs_only_our_code(string path)
    {
        var answer = await Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("script-src", policy);
    }

    [Fact]
    public async Task Built_files_are_kept_for_ever()
    {
        var page = await (await Get("/")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = await Get(BuiltFile().Match(page).Groups["file"].Value);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
    }

    [Theory]
    [InlineData("/manifest.webmanifest", "/sw.js", "/crew")]
    [InlineData("/drive.webmanifest", "/drive.sw.js", "/drive")]
    [InlineData("/rounds.webmanifest", "/rounds.sw.js", "/rounds")]
    public async Task A_phone_can_install_it_and_asks_for_a_newer_one_each_time(string file, string script, string page)
    {
        var manifest = await Get(file);
        Assert.Equal("application/manifest+json", manifest.Content.Headers.ContentType?.MediaType);
        var described = await manifest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"\"start_url\":\"{page}\"", described, StringComparison.Ordinal);
        foreach (Match icon in Icon().Matches(described))
        {
            Assert.Equal(HttpStatusCode.OK, (await Get(icon.Groups["file"].Value)).StatusCode);
        }

        var worker = await Get(script);
        Assert.True(worker.Headers.CacheControl?.NoCache);
        var code = await worker.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        // A part of the app may be called so; the addresses of the server go on after it.
        Assert.DoesNotContain("api/", code, StringComparison.Ordinal);
        Assert.DoesNotContain("/docs", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sw.js", "CrewPage")]
    [InlineData("/drive.sw.js", "DrivePage")]
    [InlineData("/rounds.sw.js", "RoundsPage")]
    public async Task A_phone_keeps_what_its_page_begins_with_and_nothing_of_the_others(string script, string page)
    {
        var kept = Kept().Matches(await Text(script)).Select(match => "/" + match.Groups["file"].Value).ToHashSet(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var file in kept)
        {
            bytes += (await (await Get(file)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        Assert.InRange(bytes, 100_000, 1_300_000);
        Assert.Equal([page], kept.Select(file => Page().Match(file)).Where(match => match.Success).Select(match => match.Groups["page"].Value));
        Assert.DoesNotContain(kept, file => Others().IsMatch(file));
        // The page itself, the phone's part of it, and whatever these import.
        var needed = new Queue<string>([.. Asset().Matches(await Text("/index.html")).Select(match => match.Value), kept.Single(file => Page().IsMatch(file))]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (needed.TryDequeue(out var file))
        {
            Assert.Contains(file, kept);
            if (seen.Add(file) && file.EndsWith(".js", StringComparison.Ordinal))
            {
                Imported().Matches(await Text(file)).ToList().ForEach(match => needed.Enqueue("/assets/" + match.Groups["file"].Value));
            }
        }

        Assert.True(seen.Count > 5);
    }

    [Fact]
    public async Task An_address_that_nobody_knows_is_a_problem_and_not_the_page() =>
        (await world.Stranger.Get("/boards")).Refused(404, "no_route");

    private async Task<HttpResponseMessage> Get(string path) =>
        await world.Stranger.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private async Task<string> Text(string path) => await (await Get(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    [GeneratedRegex(@"url:""(?<file>[^""]+)""")]
    private static partial Regex Kept();

    [GeneratedRegex(@"/assets/(map|charts|MapView|ResponseMap|BoardPage|HospitalPage|ReportsPage|AdminShell)-")]
    private static partial Regex Others();

    [GeneratedRegex(@"/assets/(?<page>\w+Page)-[^/]+\.js$")]
    private static partial Regex Page();

    [GeneratedRegex(@"/assets/[^""]+")]
    private static partial Regex Asset();

    [GeneratedRegex(@"(from|import)""\./(?<file>[^""]+\.js)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Imported();

    [GeneratedRegex(@"path: '(?<path>[^']+)'")]
    private static partial Regex RoutePath();

    [GeneratedRegex(@"""src"":""(?<file>[^""]+)""")]
    private static partial Regex Icon();

    [GeneratedRegex(@"^\| `dispatch\.(?<kind>[a-z_]+)`", RegexOptions.Multiline)]
    private static partial Regex EventKind();

    [GeneratedRegex(@"src=""(?<file>/assets/[^""]+\.js)""")]
    private static partial Regex BuiltFile();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Attend.Tests.Compatibility;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>An operator's desk, a therapist's phone and the phones of drivers before one company, none of them ever loaded again.</summary>
internal sealed class FlowScreens
{
    private readonly World world;
    private readonly Chromium chromium;
    private readonly List<IPage> pages = [];
    private readonly ConcurrentBag<TimeSpan> delays = [];

    private FlowScreens(World world, Chromium chromium, Company company) => (this.world, this.chromium, Company) = (world, chromium, company);

    public Company Company { get; }

    public Api Therapist { get; private set; } = null!;

    public long Client { get; private set; }

    public long Service { get; private set; }

    public string ClientName { get; private set; } = "";

    public IPage Desk { get; private set; } = null!;

    public IPage Rounds { get; private set; } = null!;

    public Ear Office { get; private set; } = null!;

    public Ear Rides { get; private set; } = null!;

    /// <summary>Time runs, so that the browsers' timers and the server's stamps agree; a therapist around the clock, a client, and these drivers.</summary>
    /// <param name="east">Where each driver's car stands, in thousandths of a degree east of the base.</param>
    public static async Task<FlowScreens> Open(World world, Chromium chromium, params double[] east)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        world.Clock.Run();
        var company = await Company.Open(world);
        foreach (var thousandths in east)
        {
            await company.Driver(thousandths);
        }

        var flow = new FlowScreens(world, chromium, company) { Therapist = await world.As("therapist", company.Site) };
        var plan = new { weekly = Rota.Always, special_days = Array.Empty<object>() };
        (await (await company.Operator).Put($"/api/users/{flow.Therapist.UserId}/working-hours", plan, version: 0)).Is(200);
        (flow.Client, flow.Service) = await OldVisit.Agreed(company);
        flow.ClientName = (await (await company.Operator).Get($"/api/clients/{flow.Client}")).Is(200)["name"].GetString()!;
        return flow;
    }

    /// <summary>The desk before the plan of a day, and the therapist's phone.</summary>
    public async Task Enter(string day)
    {
        (Desk, Office) = await Page(World.NameAt("operator", Company.Site), $"/visits?site={Company.Site}&day={day}", "/ws/operators/", Screen.Desk, (52.52, 13.40));
        await Expect(Desk.Locator($"[data-track='{Therapist.UserId}']")).ToBeVisibleAsync();
        await Listens();
        (Rounds, Rides) = await Page(World.NameAt("therapist", Company.Site), "/rounds", "/ws/therapist/", Screen.Phone, (52.53, 13.45));
        await Expect(Rounds.Locator("[data-connection=live]")).ToHaveCountAsync(1);
    }

    /// <summary>A driver's phone, in the car.</summary>
    public async Task<(IPage Page, Ear Ear)> Drive(TestDriver driver, double east)
    {
        var name = await world.Row<string>($"select username from people.users where id = {driver.Id}");
        var (page, ear) = await Page(name, "/drive", "/ws/driver/", Screen.Phone, (52.52, 13.40 + east / 1000));
        await Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        return (page, ear);
    }

    /// <summary>Does something on one screen, to which the server says yes; from its answer on it is taken how long the others need to show it.</summary>
    public async Task Shows(IPage page, Func<Task> act, params (ILocator Where, string What)[] elsewhere)
    {
        var answer = await page.RunAndWaitForResponseAsync(act, one =>
            // Where a phone is it says by itself.
            one.Request.Method is "POST" && one.Url.Contains("/api/", StringComparison.Ordinal) && !one.Url.EndsWith("/api/positions", StringComparison.Ordinal));
        Assert.True(answer.Ok, $"{answer.Status} {answer.Url} {await answer.TextAsync()}");
        await Soonly(elsewhere);
    }

    /// <summary>That all of this is shown by itself.</summary>
    public Task Soonly(params (ILocator Where, string What)[] elsewhere) =>
        Taken([.. elsewhere.Select(one => one.Where.Filter(new() { HasText = one.What }))], WaitForSelectorState.Visible);

    /// <summary>That this is shown no more, by itself.</summary>
    public Task Gone(ILocator what) => Taken([what], WaitForSelectorState.Detached);

    /// <summary>Nobody waits longer than the bound; how long most wait is looked at in the end.</summary>
    private async Task Taken(IEnumerable<ILocator> all, WaitForSelectorState state)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(all.Select(what => what.WaitForAsync(new() { State = state, Timeout = 5000 })));
        delays.Add(Stopwatch.GetElapsedTime(began));
    }

    /// <summary>One visit in the plan.</summary>
    public ILocator Block => Desk.Locator("[data-block]").Filter(new() { HasText = ClientName });

    public ILocator Trip(long trip) => Desk.Locator($"#pickups-{trip}");

    public ILocator Driver(TestDriver driver) => Desk.Locator($"#drivers-{driver.Id}");

    /// <summary>What the therapist is shown of the cars of the visit that is open.</summary>
    public ILocator Car => Rounds.GetByRole(AriaRole.Region, new() { Name = "Car" });

    public Task Book(string begins) => Book(Desk, ClientName, begins);

    /// <summary>The operator writes down a visit and gives it to the first who could come.</summary>
    /// <param name="begins">By the clock of the site; with an end where it is not as long as the service.</param>
    public static async Task Book(IPage desk, string client, string begins, string? ends = null)
    {
        await desk.Keyboard.PressAsync("n");
        var form = Browser.Office.Dialog(desk);
        await form.GetByRole(AriaRole.Searchbox).FillAsync(client);
        await form.GetByRole(AriaRole.Button, new() { Name = client }).ClickAsync();
        await form.GetByLabel("Begins").FillAsync(begins);
        if (ends is not null)
        {
            await form.GetByLabel("Ends").FillAsync(ends);
        }

        await form.GetByLabel("Services").First.ClickAsync();
        await form.GetByRole(AriaRole.Option).First.ClickAsync();
        await form.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await Agree(desk, client);
    }

    /// <summary>Sends the form of a new visit, and leaves what was agreed on, which is shown then.</summary>
    public static async Task Agree(IPage desk, string client)
    {
        await Browser.Office.Button(desk, "Agree on it").ClickAsync();
        await Expect(Browser.Office.Dialog(desk).GetByRole(AriaRole.Heading, new() { Name = client, Exact = true })).ToBeVisibleAsync();
        await desk.Keyboard.PressAsync("Escape");
        await Expect(Browser.Office.Dialog(desk)).ToHaveCountAsync(0);
    }

    /// <summary>Opens what the therapist's list holds.</summary>
    public Task Look() => Rounds.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button, new() { NameRegex = new(ClientName) }).First.ClickAsync();

    /// <summary>The operator's form for a car, from the sheet of the visit.</summary>
    public async Task<ILocator> AskForCar()
    {
        await Block.ClickAsync();
        await Browser.Office.Dialog(Desk).First.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync();
        return Browser.Office.Dialog(Desk).Last;
    }

    /// <summary>To the pick-ups by the link in the head, as whoever works there goes.</summary>
    public async Task ToPickups()
    {
        // A form that was sent goes by itself: Escape is for the sheet under it.
        await Expect(Browser.Office.Dialog(Desk).GetByLabel("Which way")).ToHaveCountAsync(0);
        await Desk.Keyboard.PressAsync("Escape");
        await Expect(Browser.Office.Dialog(Desk)).ToHaveCountAsync(0);
        await Desk.GetByRole(AriaRole.Link, new() { Name = "Pick-ups" }).ClickAsync();
        await Expect(Desk.Locator("[data-list=drivers] [role=option]").First).ToBeVisibleAsync();
        await Listens();
    }

    /// <summary>From the pick-ups back to the plan.</summary>
    public async Task Back()
    {
        await Desk.GoBackAsync();
        await Expect(Block).ToBeVisibleAsync();
        await Listens();
    }

    /// <summary>What happens from here on the desk is told: of what was before its line it would only ask.</summary>
    private Task Listens() => Expect(Desk.Locator("[data-connection=live]")).ToHaveCountAsync(1);

    /// <summary>Another step than the next of the visit that is open.</summary>
    public async Task<ILocator> Other(string step)
    {
        await Rounds.GetByRole(AriaRole.Button, new() { Name = "Other steps" }).ClickAsync();
        await Rounds.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
        return Rounds.GetByRole(AriaRole.Dialog);
    }

    public static ILocator Asked(IPage phone) => phone.GetByRole(AriaRole.Dialog);

    public static ILocator Answer(IPage phone, string word) => Asked(phone).GetByRole(AriaRole.Button, new() { Name = word });

    /// <summary>A moment as a form takes it, by the clock of the site.</summary>
    public static string Wall(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    /// <summary>
    /// Everybody saw most steps within a second, also where the machine has other things to do; none of the pages was loaded again, nothing waits on a
    /// phone, and what the database holds agrees with itself.
    /// </summary>
    public async Task Over()
    {
        var late = delays.Where(delay => delay >= TimeSpan.FromSeconds(1)).ToList();
        Assert.True(late.Count * 2 < delays.Count, $"Of {delays.Count} these took longer than a second: {string.Join(", ", late)}");
        foreach (var page in pages)
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.kept === true"), "A page was loaded again.");
        }

        foreach (var phone in pages.Where(page => page != Desk))
        {
            await CrewPhone.NothingWaits(phone);
        }

        Assert.Equal("", await world.Violations());
    }

    private async Task<(IPage, Ear)> Page(string name, string path, string channel, Screen screen, (double Latitude, double Longitude) at)
    {
        var page = await chromium.Open(world.Url, screen, ColorScheme.Dark, options =>
        {
            options.TimezoneId = "Europe/Berlin";
            options.Permissions = ["geolocation"];
            options.Geolocation = new Geolocation { Latitude = (float)at.Latitude, Longitude = (float)at.Longitude, Accuracy = 8 };
        });
        var ear = new Ear(page, channel);
        await Browser.Desk.SignIn(page, name, path);
        await page.EvaluateAsync("() => window.kept = true");
        pages.Add(page);
        return (page, ear);
    }
}

/// <summary>What one screen hears over its line, in order.</summary>
internal sealed class Ear
{
    private readonly ConcurrentQueue<JsonElement> heard = new();

    public Ear(IPage page, string channel) => page.WebSocket += (_, socket) =>
    {
        if (new Uri(socket.Url).AbsolutePath == channel)
        {
            socket.FrameReceived += (_, frame) => heard.Enqueue(JsonDocument.Parse(frame.Text!).RootElement);
        }
    };

    /// <summary>The facts about one thing, as its type and event, in the order in which they came; places, times and beacons are none.</summary>
    public IReadOnlyList<string> Of(long id, params string[] types) =>
        [.. Facts(id, types).Select(one => $"{one.GetProperty("type").GetString()} {one.GetProperty("event").GetString()}")];

    /// <summary>The first such message about a thing, whole.</summary>
    public JsonElement First(long id, string type) => Facts(id, type).First().GetProperty("data");

    /// <summary>What became of the offers of a trip.</summary>
    public IReadOnlyList<string> Offers(long trip) =>
        [.. from one in heard where one.GetProperty("type").GetString() is "offer" && one.GetProperty("data").GetProperty("trip_id").GetInt64() == trip
            select $"offer {one.GetProperty("event").GetString()}"];

    /// <summary>How a driver came to stand, each time it was another.</summary>
    public IReadOnlyList<string> Standing(long driver)
    {
        var standing = new List<string>();
        foreach (var one in heard.Where(one => one.GetProperty("type").GetString() is "driver_update" && one.GetProperty("event").GetString() is "STATUS_UPDATE"))
        {
            var (whose, now) = (one.GetProperty("data").GetProperty("user_id").GetInt64(), one.GetProperty("data").GetProperty("status").GetString()!);
            if (whose == driver && now != standing.LastOrDefault())
            {
                standing.Add(now);
            }
        }

        return standing;
    }

    private IEnumerable<JsonElement> Facts(long id, params string[] types) => heard.Where(one =>
        types.Contains(one.GetProperty("type").GetString()) && one.GetProperty("event").GetString() is not "ETA_UPDATE"
        && one.GetProperty("data") is var data && data.GetProperty("id").GetInt64() == id);
}

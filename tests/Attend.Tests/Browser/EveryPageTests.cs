using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using Xunit.Sdk;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>
/// Each page of the app is drawn whole, wherever it is looked at; axe finds nothing, and nothing has to be pushed sideways. A look is one
/// browser: whoever works there signs in once and goes from page to page as the app does, without loading it again.
/// </summary>
public sealed partial class EveryPageTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly HashSet<string> seen = [];

    [Theory]
    [MemberData(nameof(Looks.OfPages), MemberType = typeof(Looks))]
    public async Task Every_page_is_sound(string screen, string scheme)
    {
        var desk = new Desk(world, chromium);
        await desk.Town();
        await new PastWeek(world).Happened();
        var (unit, hospital, free) = (await world.Unit(), await world.Hospital(), await world.Call("HIGH", patients: 1));
        var page = await desk.Page(screen, scheme);
        var look = new Look(page, $"{screen}-{scheme}", seen);

        await page.GotoAsync("/sign-in");
        await look.At("/sign-in", "Attend");
        await SignIn(page, "clerk", "/board");
        await look.At("/board", "What you can do today", "today");
        await look.At("/account/notifications", "What you are told, and how");
        await look.At("/notified", "Notifications");

        await SignIn(page, "admin", "/admin");
        await look.At("/admin", "Good day");
        await look.At("/admin/users", "Users");
        await look.At($"/admin/users/{unit.Crew[0].Id}", unit.Crew[0].Name);
        await look.At("/admin/sites", "Sites");
        await look.At($"/admin/shifts?site={unit.Site}", "Shifts");
        await look.At("/admin/sessions", "Sessions");
        await look.At("/admin/retention", "Retention");
        await look.At("/admin/vehicles", "Vehicles");
        await look.At($"/admin/vehicles/{unit.Id}", unit.Number);
        await look.At("/admin/checklists", "Ambulance");
        await look.At("/admin/hospitals", "Hospitals");
        await look.At("/admin/warnings", "Warnings");
        await look.At("/admin/overrides", "overrides");
        await look.At("/admin/audit", "Audit");
        await look.At("/admin/access", "Access");
        await look.At("/admin/failures", "Failures");
        await look.At("/admin/deliveries", "[data-delivery]");
        var told = await world.Row<long>($"select max(id) from notifications.deliveries");
        await look.At($"/admin/deliveries?delivery={told}", "aside dl", "admin-delivery");
        await look.At("/admin/ways", "Programs that are told");
        await look.At("/admin/ladders", "Pre-alert");
        await look.At("/admin/texts?language=ar", "Alarm");
        await look.At("/admin/settings", "Settings");
        await look.At("/admin/targets", "targets");
        var clinic = await Queue();
        await look.At("/admin/queues", "Queues and desks");
        await look.At($"/queues/{clinic.Queue}/hours", "[data-day]", "queue-hours");
        await look.At($"/reports?{PastWeek.Days}&report=intervals", ".recharts-surface");
        await look.At($"/reports?{PastWeek.Days}&report=trend", "Over time");
        await look.At($"/reports?{PastWeek.Days}&report=map", "[data-drawn=true]");
        await look.At($"/reports?{PastWeek.Days}&report=utilisation", "Utilisation by unit");
        await look.At($"/reports?{PastWeek.Days}&report=handover", "Handover delay");
        await look.At("/reports?report=deliveries", ".recharts-surface");
        await look.At($"/reports?{PastWeek.Days}&report=punctuality", "Punctuality by week");
        await look.At($"/reports?{PastWeek.Days}&report=drivers", "Time and waits by driver");
        await look.At($"/reports?{PastWeek.Days}&report=verification", "To correct");

        await SignIn(page, World.NameAt("nurse", clinic.Site), "/desk");
        await look.At("/desk", "Which desk is this?", "desk-choose");
        await page.Locator("main li button").First.ClickAsync();
        await look.At("/desk", "[data-list=waiting] [role=option]");
        await look.At("/queues", "[data-queue]");
        await look.At($"/queues/{clinic.Queue}", "[data-list=waiting] [role=option]", "queue");
        await look.At($"/queues/{clinic.Queue}/statistics", ".recharts-surface", "queue-statistics");

        var rounds = await Rounds.Open(world);
        var at = rounds.Rota.At(10);
        var visited = (await rounds.Book(at, await rounds.Rota.Therapist())).Id;
        var company = await Company.Open(world, drivers: 2);
        await company.Trip();
        await SignIn(page, World.NameAt("operator", rounds.Rota.Site), "/visits");
        var plan = $"/visits?site={rounds.Rota.Site}&day={at:yyyy-MM-dd}";
        await look.At(plan, "[data-block]", "visits-day");
        await look.At($"{plan}&view=week", "[data-block]", "visits-week");
        await look.At($"{plan}&visit={visited}", "Who comes", "visits-sheet");
        await page.Locator("[data-link]").ClickAsync();
        await page.Locator("dialog form [type=submit]").Last.ClickAsync();
        await look.At($"{plan}&visit={visited}", "[data-address]", "visits-link");
        await page.Keyboard.PressAsync("Escape");
        await look.At("/admin/clients", "Clients");
        await look.At("/admin/services", "Services");
        await look.At("/admin/drivers", "Drivers");
        await SignIn(page, World.NameAt("operator", company.Site), "/pickups");
        await look.At($"/pickups?site={company.Site}", "[data-list=drivers] [role=option]", "pickups");

        await SignIn(page, "dispatcher", "/board");
        await look.At("/board", "[role=option]");
        await look.At($"/board?call={free.Id}&panel=call", "[data-recommended]", "board-call");
        await look.At($"/board?unit={unit.Id}&panel=unit", unit.Number, "board-unit");
        await look.At("/board?panel=new", "#new-call-title");
        await look.At("/board?list=hospitals", "main li strong");
        await look.At("/map", "[data-drawn=true]");

        await SignIn(page, unit.Crew[0].Name, "/crew");
        await look.At("/crew", "#standing");
        var response = (await world.Dispatch(free.Id, unit)).Id;
        await look.At("/crew", "#ringing", "crew-ringing");
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{response}/acknowledge")).Is(200);
        await look.At("/crew", "#call", "crew-call");

        (await dispatcher.Post($"/api/responses/{response}/arrive")).Is(200);
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");
        await Clinic.Open(world, new { emergency = true, scale = "esi" }, site: site);
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        var nurse = $"nurse-{world.Draw()}";
        await world.AddPerson(nurse, "nurse", site);
        await SignIn(page, nurse, "/hospital");
        await look.At("/hospital", "[data-alert]");
        await look.At("/arriving", "[data-arrival]");
        await HomeVisits(page, look);

        Assert.True(look.Wrong.Count == 0, string.Join(Environment.NewLine, look.Wrong));
        var routes = RoutePath().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "web", "src", "routes.tsx"), TestContext.Current.CancellationToken))
            .Select(match => match.Groups["path"].Value).Where(path => path != "/");
        Assert.Empty(routes.Except(seen));
    }

    /// <summary>The phones of a driver with a run and an offer, and of a therapist who is asked and has a visit.</summary>
    private async Task HomeVisits(IPage page, Look look)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var company = await Company.Open(world);
        var driver = await company.Driver();
        await SignIn(page, await NameOf(driver.Id), "/drive");
        await look.At("/drive", "#standing");
        // An offer is open for seconds by the page's clock, and the world's has stood still since the first page.
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        (await company.Assign(await company.Trip(), driver)).Is(200);
        await look.At("/drive", "#ringing", "drive-ringing");
        var offer = await world.Row<long>($"select id from trips.offers where driver_id = {driver.Id} and state = 'OPEN'");
        (await driver.Api.Post($"/api/offers/{offer}/accept")).Is(200);
        await look.At("/drive", "[aria-current=step]", "drive-run");

        var round = await Rounds.Open(world);
        var therapist = await round.Rota.Therapist();
        var visit = await round.Book(world.Clock.Now.AddHours(3), therapist);
        (await Rounds.Press(therapist, Rounds.Place(visit), "accept")).Is(200);
        await round.Book(world.Clock.Now.AddHours(30), therapist);
        await SignIn(page, await NameOf(therapist.Id), "/rounds");
        await look.At("/rounds", "#asked");
        await page.Locator("main ol button").First.ClickAsync();
        await look.At("/rounds", "#visit", "rounds-visit");
    }

    private Task<string> NameOf(long user) => world.Row<string>($"select username from people.users where id = {user}");

    /// <summary>A department in which people wait, are served, are away, and feel worse.</summary>
    private async Task<Clinic> Queue()
    {
        var clinic = await Clinic.Open(world, new { scale = "esi" }, desks: 2);
        for (var number = 0; number < 6; number++)
        {
            await clinic.Join(new { priority = 2 + number % 4, consideration = number == 3 ? "older_person" : null, name = "Ana Cruz" });
        }

        await clinic.Serve();
        (await clinic.Next()).Is(200);
        var waiting = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/tickets?state=WAITING")).Is(200).Body;
        (await clinic.Do(waiting[0].GetProperty("id").GetInt64(), "hold", new { reason = "X-ray" })).Is(200);
        return clinic;
    }

    private async Task SignIn(IPage page, string name, string path)
    {
        if (name is not "admin" && await world.Row<long>($"select count(*) from people.users where username = {name}") == 0)
        {
            await world.As(name);
        }

        // A session that is begun while another holds would have to come from the page itself.
        await page.Context.ClearCookiesAsync();
        await Desk.SignIn(page, name, path);
    }

    private sealed record Look(IPage Page, string Name, HashSet<string> Seen)
    {
        /// <summary>All that is wrong, so that one run tells it.</summary>
        public List<string> Wrong { get; } = [];

        public async Task At(string path, string shown, string? picture = null)
        {
            try
            {
                await Sound(path, shown, picture);
            }
            catch (Exception failure) when (failure is XunitException or PlaywrightException)
            {
                Wrong.Add($"{path}: {failure.Message.Split("Call log:")[0].TrimEnd()}");
            }
        }

        /// <param name="shown">A heading that holds this, or an element by its mark, tells that the page stands.</param>
        private async Task Sound(string path, string shown, string? picture)
        {
            if (new Uri(Page.Url).PathAndQuery != path)
            {
                await Page.EvaluateAsync("path => history.pushState({}, '', path)", path);
            }

            await Expect(Mark().IsMatch(shown) ? Page.Locator(shown).First : Page.GetByRole(AriaRole.Heading, new() { NameRegex = Longer(shown) }).First).ToBeVisibleAsync();
            await Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            await Page.Picture($"{Name}-{picture ?? Other().Replace(path.Trim('/').Replace(PastWeek.Days, "", StringComparison.Ordinal), "-")}");
            await Page.IsSound($"{Name} {path}");
            var wide = await Page.EvaluateAsync<string[]>("""
                () => [document.documentElement, ...document.querySelectorAll('main')].filter(one => one.scrollWidth > one.clientWidth).flatMap(one => {
                    const { left, right } = one.getBoundingClientRect()
                    const outside = box => box.width > 0 && (box.left < left - 1 || box.right > right + 1)
                    return [...one.querySelectorAll('*')].filter(each => outside(each.getBoundingClientRect())).map(each => each.outerHTML.slice(0, 120))
                })
                """);
            Assert.True(wide.Length == 0, $"{Name} {path} scrolls sideways: {string.Join(", ", wide.Take(3))}");
            Seen.Add(Id().Replace(path.Split('?')[0], "/$id"));
        }
    }

    /// <summary>The words as they are, or as the longer language of the tests has them.</summary>
    private static Regex Longer(string words) => new(Word().Replace(words, "$0o*"), RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    [GeneratedRegex(@"path: '(?<path>[^']+)'")]
    private static partial Regex RoutePath();

    [GeneratedRegex(@"^[.#\[]|^(main|aside) ")]
    private static partial Regex Mark();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();

    [GeneratedRegex(@"/\d+(?=/|$)")]
    private static partial Regex Id();
}

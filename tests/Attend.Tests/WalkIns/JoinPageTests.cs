using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.WalkIns;

public sealed partial class JoinPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_page_needs_no_script_sets_no_cookie_and_runs_only_our_own_files()
    {
        var clinic = await Clinic.Open(world);
        using var phone = new Visitor(world);
        var page = (await phone.Get($"/join/{clinic.Code.ToLowerInvariant()}")).Is(200);
        Assert.Equal("no-store", page.Headers["Cache-Control"].Single());
        Assert.Equal("same-origin", page.Headers["Referrer-Policy"].Single());
        Assert.Empty(page.Headers["Set-Cookie"]);
        var policy = page.Headers["Content-Security-Policy"].Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page.Page, StringComparison.Ordinal);
        var files = OwnFile().Matches(page.Page);
        Assert.Equal(2, files.Count);
        foreach (Match file in files)
        {
            Assert.Equal("public, max-age=31536000, immutable", (await phone.Get(file.Value)).Is(200).Headers["Cache-Control"].Single());
        }
    }

    [Fact]
    public async Task A_number_is_taken_and_its_page_shown_and_the_phone_is_led_back_to_it()
    {
        var clinic = await Clinic.Open(world, new { one_per_device = true });
        using var phone = new Visitor(world);
        await clinic.Join();
        var page = (await phone.Get($"/join/{clinic.Code}?from=qr")).Says("Clinic", "Open", "1 person is waiting", "You can take a number now.", "call 112");
        var mark = await world.Mark();
        var address = (await phone.Fill(page, ("consideration", "pregnant"))).SentTo;
        Assert.Matches("^/ticket/[A-Za-z0-9_-]{22}$", address);
        Assert.Equal(["queues.ticket_issued"], await world.EventsSince(mark));
        Assert.Equal("qr pregnant false", await world.Row<string>(
            $"select source || ' ' || consideration || ' ' || considered from queues.tickets where queue_id = {clinic.Queue} and serial = 2"));
        var mine = (await phone.Get(address)).Is(200).Says($"{clinic.Code}-002", "Place 2 in the queue", "1 person before you");
        Assert.Matches("(About|Up to about) [0-9]+( to [0-9]+)? (minute|hour)s? A rough estimate made at [0-9]{2}:[0-9]{2}: there is little experience yet", mine.Text);

        var again = (await phone.Get($"/join/{clinic.Code}")).Says($"This phone has number {clinic.Code}-002 here.");
        Assert.Contains($"href=\"{address}\"", again.Page, StringComparison.Ordinal);
        var refused = (await phone.Fill(again)).Is(409).Says("You have NO number yet:", "This phone already has a number in this queue.");
        Assert.Contains($"href=\"{address}\"", refused.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form id=\"form\"", refused.Page, StringComparison.Ordinal);

        // Once it is given up the phone takes another.
        (await phone.Post($"{address}/cancel")).Is(303);
        (await phone.Get($"/join/{clinic.Code}")).SaysNot("This phone has number");
        (await phone.Get(await phone.TakeNumber(clinic))).Says($"{clinic.Code}-003");
    }

    [Fact]
    public async Task Pressed_twice_it_is_one_number_and_sent_with_other_words_it_is_asked()
    {
        var clinic = await Clinic.Open(world);
        using var phone = new Visitor(world);
        var page = await phone.Get($"/join/{clinic.Code}");
        var both = await Task.WhenAll(phone.Fill(page), phone.Fill(page));
        Assert.Single(both.Append(await phone.Fill(page)).Select(seen => seen.SentTo).Distinct());
        var other = (await phone.Fill(page, ("consideration", "with_child"))).Is(409);
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));
        Assert.NotEqual(page.Hidden.Single(), other.Hidden.Single(field => field.Name == "key"));
        Assert.Contains("""value="with_child" checked""", other.Page, StringComparison.Ordinal);
        Assert.NotEqual(both[0].Location, (await phone.Fill(other, ("consideration", "with_child"))).SentTo);
    }

    [Fact]
    public async Task Whatever_is_refused_is_said_and_nothing_typed_is_lost()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true, capacity = 1 });
        using var phone = new Visitor(world);
        var page = await phone.Get($"/join/{clinic.Code}");
        var nameless = (await phone.Fill(page, ("name", "  "), ("consideration", "older_person"))).Is(400).Says("Please give your name: this queue asks for it.");
        Assert.Contains("""value="older_person" checked""", nameless.Page, StringComparison.Ordinal);
        Assert.Contains("""aria-invalid="true" aria-describedby="name-help name-wrong" """.TrimEnd(), nameless.Page, StringComparison.Ordinal);
        Assert.Contains("""<a href="#name">""", nameless.Page, StringComparison.Ordinal);
        var tooLong = (await phone.Fill(page, ("name", new string('x', 201)))).Is(400).Says("You have NO number yet: The name is too long: at most 200 letters.");
        Assert.Contains(new string('x', 201), tooLong.Page, StringComparison.Ordinal);

        await clinic.Join();
        async Task Refused(string why)
        {
            var refused = (await phone.Fill(page, ("name", "Jo <b>"))).Is(409).Says("You have NO number yet:", why);
            Assert.Contains("value=\"Jo &lt;b&gt;\"", refused.Page, StringComparison.Ordinal);
        }

        await Refused("Too many people are waiting already");
        (await phone.Get($"/join/{clinic.Code}")).Says("Full", "As many people wait as can be seen today.").SaysNot("Take a number");
        await Move(clinic, "pause");
        await Refused("The queue is paused");
        (await phone.Get($"/join/{clinic.Code}")).Says("Paused", "Nobody can take a number just now");
        await Move(clinic, "close");
        await Refused("The queue is closing");
        (await phone.Get($"/join/{clinic.Code}")).Says("Closing", "Only those who already have a number are still seen.");
        await Move(clinic, "shut");
        await Refused("The queue has closed");
        var closed = (await phone.Get($"/join/{clinic.Code}")).Says("Closed", "The queue is closed, so nobody can take a number now.").SaysNot("waiting");
        Assert.Contains($"""content="60; url=/join/{clinic.Code}""", closed.Page, StringComparison.Ordinal);
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));

        var desk = await Clinic.Open(world, new { self_service = false });
        (await phone.Get($"/join/{desk.Code}")).Says("Numbers for this queue are given at the desk only.").SaysNot("Take a number");
        (await phone.Post($"/join/{desk.Code}", ("key", "x"))).Is(403).Says("Numbers for this queue are given at the desk only.");
        (await phone.Post($"/join/{clinic.Code}", ("name", "\0"))).Is(400);
    }

    [Fact]
    public async Task A_closed_queue_says_when_it_opens_by_the_clock_of_its_site()
    {
        // A Monday before it opens, by the site's clock in winter; before the plan is there, which would open it at another hour.
        world.Clock.Now = new DateTimeOffset(2026, 3, 9, 5, 0, 0, TimeSpan.Zero);
        var clinic = await Clinic.Open(world);
        await Move(clinic, "close");
        await Plan(clinic, 1, 5);
        using var phone = new Visitor(world);
        (await phone.Get($"/join/{clinic.Code}")).Says("It opens today at 08:00.", "Opening hours", "Monday 08:00 to 12:00", "Friday 08:00 to 12:00").SaysNot("Saturday");
        world.Clock.Now = world.Clock.Now.AddDays(2).AddHours(9);
        (await phone.Get($"/join/{clinic.Code}")).Says("It opens tomorrow at 08:00.");
        world.Clock.Now = world.Clock.Now.AddDays(2);
        (await phone.Get($"/join/{clinic.Code}")).Says("It opens on Monday, 16 March 2026, at 08:00.");
        (await phone.Get($"/join/{clinic.Code}?lang=fr")).Says("Elle ouvre le lundi 16 mars 2026 à 08:00.", "lundi de 08:00 à 12:00");
    }

    [Fact]
    public async Task A_language_is_chosen_without_a_script_and_kept_to_the_end()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true });
        using var phone = new Visitor(world);
        var page = await phone.Get($"/join/{clinic.Code}?from=qr&lang=ar");
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", page.Page, StringComparison.Ordinal);
        Assert.Contains($"formaction=\"/join/{clinic.Code}/again?from=qr&amp;lang=fr\"", page.Page, StringComparison.Ordinal);
        var french = (await phone.Post($"/join/{clinic.Code}/again?from=qr&lang=fr", [.. page.Hidden, ("name", "Zoë"), ("consideration", "pregnant")])).Is(200);
        Assert.Contains("<html lang=\"fr\" dir=\"ltr\">", french.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"Zo&#235;\"", french.Page, StringComparison.Ordinal);
        Assert.Equal(page.Hidden, french.Hidden);
        (await phone.Get($"/join/{clinic.Code}/again?from=qr&lang=fr")).Is(200).Says("Prendre un numéro");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));
        var address = (await phone.Fill(french, ("name", "Zoë"))).SentTo;
        Assert.EndsWith("?lang=fr", address, StringComparison.Ordinal);
        (await phone.Get(address)).Says("C’est bientôt à vous", "Abandonner ma place");
    }

    [Fact]
    public async Task Of_two_sites_with_such_a_queue_one_is_chosen_and_a_queue_that_nobody_knows_is_told_kindly()
    {
        var supervisor = await world.Supervisor();
        var code = $"T{world.Draw()}";
        foreach (var _ in new[] { 1, 2 })
        {
            var site = await world.Site("hospital");
            var queue = (await supervisor.Post("/api/queues", new { site_id = site, code, queue = new { name = $"At {site}" } })).Is(201).Id;
            (await supervisor.Post($"/api/queues/{queue}/open")).Is(200);
        }

        using var phone = new Visitor(world);
        var choice = (await phone.Get($"/join/{code}")).Is(200).Says("Which place do you mean?");
        var address = Regex.Match(choice.Page, $"href=\"(/join/{code}\\?site=[0-9]+)\"").Groups[1].Value;
        var page = (await phone.Get(address)).Is(200).Says("Take a number");
        (await phone.Fill(page)).Is(303);
        (await phone.Get($"/join/{code}?site=999999")).Is(404);
        (await phone.Get("/join/NOWHERE")).Is(404).Says("This queue cannot be found", "call 112");
        (await phone.Get("/join/%C3%A9%2e%2e")).Is(404);
        (await phone.Post("/join/NOWHERE")).Is(404);
    }

    [Fact]
    public async Task What_comes_from_elsewhere_or_is_no_form_is_refused_in_words()
    {
        var clinic = await Clinic.Open(world);
        using var phone = new Visitor(world);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, $"/join/{clinic.Code}") { Content = new FormUrlEncodedContent([]) };
        foreign.Headers.Add("Origin", "https://elsewhere.example");
        (await phone.Send(foreign)).Is(403).Says("The form came from another page.");
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, $"/join/{clinic.Code}/again?from=qr&lang=en") { Content = new FormUrlEncodedContent([]) };
        elsewhere.Headers.Add("Origin", "https://elsewhere.example");
        Assert.Contains($"""<a class="button" href="/join/{clinic.Code}?from=qr&amp;lang=en">""", (await phone.Send(elsewhere)).Is(403).Page, StringComparison.Ordinal);
        using var json = new HttpRequestMessage(HttpMethod.Post, $"/join/{clinic.Code}") { Content = new StringContent("{}", null, "application/json") };
        (await phone.Send(json)).Is(400).Says("The form did not arrive whole.");
        using var torn = new HttpRequestMessage(HttpMethod.Post, $"/join/{clinic.Code}") { Content = new StringContent("--x\r\nnonsense") };
        torn.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        (await phone.Send(torn)).Is(400).Says("The form did not arrive whole.");
        (await phone.Post($"/join/{clinic.Code}", ("name", new string('x', 20_000)))).Is(413);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));
    }

    private async Task Move(Clinic clinic, string action) => (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/{action}")).Is(200);

    private async Task Plan(Clinic clinic, int first, int last)
    {
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours",
            new { weekly = Enumerable.Range(first, last - first + 1).Select(day => new { day, from = "08:00", to = "12:00" }) }, version)).Is(200);
    }

    [GeneratedRegex("/public/[^\"]+")]
    private static partial Regex OwnFile();
}

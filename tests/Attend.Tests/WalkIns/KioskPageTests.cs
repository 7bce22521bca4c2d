using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.WalkIns;

public sealed class KioskPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task First_comes_the_language_then_the_number_and_then_the_start_again()
    {
        var clinic = await Clinic.Open(world, new { one_per_device = true });
        using var kiosk = new Visitor(world);
        var first = (await kiosk.Get($"/kiosk/{clinic.Code}?print=1")).Is(200).Says("Clinic", "English", "Français", "Español", "Filipino", "العربية", "المس هنا").SaysNot("Take a number");
        Assert.Contains($"href=\"/kiosk/{clinic.Code}?print=1&amp;lang=ar\"", first.Page, StringComparison.Ordinal);
        var page = (await kiosk.Get($"/kiosk/{clinic.Code}?print=1&lang=en")).Is(200).Says("Nobody is waiting", "Take a number", "Does one of these apply to you?");
        Assert.Contains($"data-home=\"/kiosk/{clinic.Code}?print=1\" data-idle=\"40\"", page.Page, StringComparison.Ordinal);
        Assert.Contains($"content=\"90; url=/kiosk/{clinic.Code}?print=1\"", page.Page, StringComparison.Ordinal);

        // One kiosk is everybody's device.
        var numbers = new List<string>();
        for (var visit = 1; visit <= 3; visit++)
        {
            var address = (await kiosk.Fill(await kiosk.Get($"/kiosk/{clinic.Code}?print=1&lang=en"))).SentTo;
            Assert.Matches($"^/kiosk/number/[A-Za-z0-9_-]{{22}}\\?print=1&of={clinic.Code}&lang=en$", address);
            numbers.Add(address);
        }

        var number = (await kiosk.Get(numbers[2])).Is(200).Says("Your number", $"{clinic.Code}-003", "2 people before you", "Please take a seat.");
        Assert.Empty(number.Headers["Set-Cookie"]);
        Assert.Contains("<section class=\"slip\"", number.Page, StringComparison.Ordinal);
        Assert.Contains($"content=\"30; url=/kiosk/{clinic.Code}?print=1\"", number.Page, StringComparison.Ordinal);
        Assert.Equal(["kiosk", "kiosk", "kiosk"], await world.Rows<string>($"select source from queues.tickets where queue_id = {clinic.Queue}"));

        // Whoever comes next does not meet it.
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal($"/kiosk/{clinic.Code}?print=1", (await kiosk.Get(numbers[2])).SentTo);
    }

    [Fact]
    public async Task A_site_lets_one_choose_a_department_and_says_how_each_stands()
    {
        var open = await Clinic.Open(world);
        var closed = await Clinic.Open(world, site: open.Site);
        (await (await closed.Nurse).Post($"/api/queues/{closed.Queue}/close")).Is(200);
        await Clinic.Open(world, new { self_service = false, name = "Desk only" }, site: open.Site);
        using var kiosk = new Visitor(world);
        (await kiosk.Get($"/kiosk?site={open.Site}")).Is(200).Says("العربية");
        var choice = (await kiosk.Get($"/kiosk?site={open.Site}&lang=fr")).Is(200).Says("Où voulez-vous aller ?", "Personne n’attend", "Fermée").SaysNot("Desk only");
        Assert.Contains($"href=\"/kiosk?site={open.Site}&amp;queue={open.Code}&amp;lang=fr\"", choice.Page, StringComparison.Ordinal);
        var page = (await kiosk.Get($"/kiosk?site={open.Site}&queue={open.Code}&lang=fr")).Is(200).Says("Prendre un numéro");
        var number = (await kiosk.Fill(page)).SentTo;
        (await kiosk.Get(number)).Is(200).Says("Votre numéro", $"{open.Code}-001");
        Assert.Contains($"data-home=\"/kiosk?site={open.Site}\"", (await kiosk.Get(number)).Page, StringComparison.Ordinal);

        var shut = (await kiosk.Get($"/kiosk?site={open.Site}&queue={closed.Code}&lang=en")).Is(200).Says("The queue is closed", "Please ask at the desk.");
        Assert.DoesNotContain("<form id=\"form\"", shut.Page, StringComparison.Ordinal);
        (await kiosk.Post($"/kiosk?site={open.Site}&queue={closed.Code}&lang=en")).Is(409).Says("The queue has closed, so no number was given.");
        var lost = (await kiosk.Get("/kiosk?site=999999&print=1&lang=en")).Is(404).Says("This kiosk does not know its site");
        Assert.Contains("""<meta http-equiv="refresh" content="30; url=/kiosk?site=999999&amp;print=1"></noscript>""", lost.Page, StringComparison.Ordinal);
        (await kiosk.Get("/kiosk/NOWHERE")).Is(404);
        (await kiosk.Post($"/kiosk?site={open.Site}&queue=NOWHERE&lang=en")).Is(404);
    }

    [Fact]
    public async Task A_name_is_asked_for_where_the_queue_asks_and_letters_are_there_in_the_language()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true });
        using var kiosk = new Visitor(world);
        var page = await kiosk.Get($"/kiosk/{clinic.Code}?lang=ar");
        Assert.Contains("data-letters=\"ا أ", System.Net.WebUtility.HtmlDecode(page.Page), StringComparison.Ordinal);
        (await kiosk.Fill(page, ("consideration", "with_child"))).Is(400);
        var refused = await kiosk.Fill(page, ("consideration", "with_child"));
        Assert.Matches(new Regex("<details class=\"more\" open>.*value=\"with_child\" checked", RegexOptions.Singleline), refused.Page);
        (await kiosk.Fill(page, ("name", "أمل"))).Is(303);
        Assert.Equal("أمل", await world.Row<string>($"select name from queues.tickets where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task Who_is_signed_in_at_the_kiosk_is_not_who_stands_before_it()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true });
        var page = await world.Stranger.Get($"/kiosk/{clinic.Code}?lang=en");
        page.Is(200);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/kiosk/{clinic.Code}?lang=en") { Content = new FormUrlEncodedContent([]) };
        // A supervisor would need no name.
        (await (await world.Supervisor()).Send(request)).Is(400);
    }
}

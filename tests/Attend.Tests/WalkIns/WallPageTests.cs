using System.Net;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.WalkIns;

public sealed class WallPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_shows_who_is_called_and_where_to_the_newest_first_and_nobodys_name()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        using var wall = new Visitor(world);
        (await wall.Get($"/wall/{clinic.Code}")).Is(200).Says("Now called", "Nobody is being called just now.", "Nobody is waiting", "09:00");
        for (var number = 0; number < 4; number++)
        {
            await clinic.Join(new { name = "Canary Name" });
        }

        (await clinic.Next()).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await clinic.Next(clinic.Desks[1])).Is(200);
        var rooms = await world.Rows<string>($"select name from queues.desks where id = any({clinic.Desks.ToArray()}) order by id");
        var page = (await wall.Get($"/wall/{clinic.Code}")).Says($"{clinic.Code}-002 please go to {rooms[1]} {clinic.Code}-001 please go to {rooms[0]}", "2 people are waiting", $"Next {clinic.Code}-003 {clinic.Code}-004", "09:01");
        // Who is being served has been found; who was called and has not come is still looked for.
        (await clinic.Do(await world.Row<long>($"select id from queues.tickets where queue_id = {clinic.Queue} and serial = 2"), "start")).Is(200);
        page = (await wall.Get($"/wall/{clinic.Code}")).Says($"{clinic.Code}-001 please go to {rooms[0]} {clinic.Code}-002 please go to {rooms[1]}");
        Assert.DoesNotContain("Canary", page.Page, StringComparison.Ordinal);
        Assert.Contains($"data-follow=\"/ws/queue/{clinic.Code}/?site={clinic.Site}\"", page.Page, StringComparison.Ordinal);
        Assert.Contains($"content=\"15; url=/wall/{clinic.Code}\"", page.Page, StringComparison.Ordinal);
        Assert.Contains("<svg class=\"qr\"", page.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_queues_hang_on_one_wall_each_with_its_state()
    {
        var one = await Clinic.Open(world, new { name = "Out-patients" });
        var other = await Clinic.Open(world, new { name = "Pharmacy" }, site: one.Site);
        (await (await other.Nurse).Post($"/api/queues/{other.Queue}/pause")).Is(200);
        using var wall = new Visitor(world);
        var page = (await wall.Get($"/wall?codes={other.Code},{one.Code}&site={one.Site}&lang=ar")).Is(200).Says("متوقف مؤقتًا");
        Assert.True(page.Text.IndexOf("Pharmacy", StringComparison.Ordinal) < page.Text.IndexOf("Out-patients", StringComparison.Ordinal));
        Assert.Contains("dir=\"rtl\"", page.Page, StringComparison.Ordinal);
        Assert.Contains($"data-follow=\"/ws/queue/{other.Code}/?site={one.Site} /ws/queue/{one.Code}/?site={one.Site}\"", page.Page, StringComparison.Ordinal);
        var unknown = (await wall.Get("/wall?codes=NOWHERE&voice=en,ar")).Is(404);
        Assert.Contains("""<meta http-equiv="refresh" content="30; url=/wall?codes=NOWHERE&amp;voice=en,ar"></noscript>""", unknown.Page, StringComparison.Ordinal);
        (await wall.Get("/wall")).Is(404);
        // Nothing that a queue could be called is asked of nobody.
        (await wall.Get("/wall?codes=%00")).Is(404);
        Assert.InRange((await wall.Post($"/kiosk?site={one.Site}&queue=%00&lang=en")).Status, 400, 499);
        var elsewhere = await Clinic.Open(world);
        (await wall.Get($"/wall?codes={one.Code},{elsewhere.Code}")).Is(404);
    }

    [Fact]
    public async Task Calls_are_spoken_in_the_languages_that_the_address_names()
    {
        var clinic = await Clinic.Open(world);
        using var wall = new Visitor(world, "fr");
        var page = WebUtility.HtmlDecode((await wall.Get($"/wall/{clinic.Code}?voice=en,ar,xx")).Is(200).Page);
        Assert.Contains("""[{"lang":"en","name":"English","call":"Number {number}, please go to {desk}.","letters":"A B C""", page, StringComparison.Ordinal);
        Assert.Contains("""{"lang":"ar","name":"العربية",""", page, StringComparison.Ordinal);
        Assert.Contains("""[{"lang":"fr",""", WebUtility.HtmlDecode((await wall.Get($"/wall/{clinic.Code}")).Page), StringComparison.Ordinal);
    }
}

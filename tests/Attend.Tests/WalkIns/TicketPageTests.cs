using Attend.Platform;
using Attend.Platform.Web;
using Attend.Queues;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.WalkIns;

public sealed class TicketPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_says_in_plain_words_where_somebody_stands_until_they_are_done()
    {
        var clinic = await Clinic.Open(world, new { recalls = 0, grace_seconds = 0 });
        using var phone = new Visitor(world);
        await clinic.Join();
        await clinic.Join();
        var address = (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { name = "Canary Jones" })).Is(201);
        var path = $"/ticket/{address["token"].GetString()}";
        var id = address.Id;
        var page = (await phone.Get(path)).Is(200).Says($"{clinic.Code}-003", "You are waiting", "Place 3 in the queue", "2 people before you", "Please stay nearby.", "I feel worse", "call 112", "I will be late", "Give up my place");
        Assert.Contains($"""<noscript><meta http-equiv="refresh" content="20; url={path}"></noscript>""", page.Page, StringComparison.Ordinal);
        Assert.Contains($"data-follow=\"/ws{path}/\"", page.Page, StringComparison.Ordinal);
        Assert.Matches("(About|Up to about) [0-9]+", page.Text);
        Assert.Equal("no-store", page.Headers["Cache-Control"].Distinct().Single());
        Assert.Equal("same-origin", page.Headers["Referrer-Policy"].Single());
        Assert.Empty(page.Headers["Set-Cookie"]);
        Assert.DoesNotContain("Canary", page.Page, StringComparison.Ordinal);

        await clinic.Serve();
        await clinic.Serve();
        (await phone.Get(path)).Says("Place 1 in the queue", "You are next", "Please come to the waiting area now");
        await Move(clinic, "pause");
        (await phone.Get(path)).Says("The queue is paused: nobody is called just now.");
        await Move(clinic, "resume");
        await Move(clinic, "close");
        (await phone.Get(path)).Says("Nobody new can join, but everybody who waits is still seen.");
        await Move(clinic, "open");

        (await clinic.Next()).Is(200);
        var room = await world.Row<string>($"select name from queues.desks where id = {clinic.Desk}");
        page = (await phone.Get(path)).Says("Come now", $"Please go to {room}").SaysNot("I feel worse", "more than once");
        Assert.Contains("<div class=\"now\" role=\"alert\">", page.Page, StringComparison.Ordinal);
        Assert.Contains($"<title>{clinic.Code}-003: Come now Please go to {room}</title>", page.Page, StringComparison.Ordinal);
        (await clinic.Do(id, "recall")).Is(200);
        (await phone.Get(path)).Says("You were called more than once.");
        (await clinic.Do(id, "no-show")).Is(200);
        (await phone.Get(path)).Says("You were called and did not come", "Please speak to the desk").SaysNot("Give up my place");
        (await clinic.Do(id, "undo")).Is(200);
        (await phone.Get(path)).Says("Come now");
        (await clinic.Do(id, "start")).Is(200);
        (await phone.Get(path)).Says("It is your turn", "You are being seen.").SaysNot("Give up my place");
        (await clinic.Do(id, "hold", new { reason = "Canary reason" })).Is(200);
        (await phone.Get(path)).Says("Your place is kept", "Tell the desk when you are back.").SaysNot("Canary", "I am here now");
        (await clinic.Do(id, "return")).Is(200);
        (await clinic.Next()).Is(200);
        (await clinic.Do(id, "start")).Is(200);
        (await clinic.Do(id, "complete")).Is(200);
        (await phone.Get(path)).Says("You are done", "Thank you for waiting.");
        world.Clock.Advance(TimeSpan.FromHours(25));
        await Gone(phone, path);
    }

    [Fact]
    public async Task Whoever_holds_it_does_what_the_page_offers_by_forms_alone()
    {
        var clinic = await Clinic.Open(world);
        using var phone = new Visitor(world);
        var path = await phone.TakeNumber(clinic);
        var mark = await world.Mark();
        Assert.Equal(path, (await phone.Post($"{path}/worse")).SentTo);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        (await phone.Get(path)).Says($"A nurse was told at {TimeZoneInfo.ConvertTime(world.Clock.Now, zone):HH:mm} that you feel worse.", "call 112");
        (await phone.Post($"{path}/late")).Is(303);
        (await phone.Get(path)).Says("You said that you will be late", "Others are called meanwhile; your place is kept.", "I am here now").SaysNot("I will be late");
        (await phone.Post($"{path}/late")).Is(409).Says("Something has changed meanwhile.", "I am here now");
        (await phone.Post($"{path}/here")).Is(303);
        (await phone.Get(path)).Says("You are next");
        Assert.EndsWith("?lang=es", (await phone.Post($"{path}/cancel?lang=es")).SentTo, StringComparison.Ordinal);
        (await phone.Get(path)).Says("You have no number any more").SaysNot("I feel worse");
        (await phone.Post($"{path}/worse")).Is(409).Says("You have no number any more");
        Assert.Equal(["queues.patient_worse", "queues.ticket_held", "queues.ticket_returned", "queues.ticket_cancelled"], await world.EventsSince(mark));

        // Who waited when the queue was shut is told so.
        var other = await phone.TakeNumber(clinic);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/shut")).Is(200);
        (await phone.Get(other)).Says("This number has ended", "The queue closed before you were called.");
    }

    [Fact]
    public async Task A_link_that_nobody_knows_is_told_kindly()
    {
        using var phone = new Visitor(world);
        await Gone(phone, "/ticket/AAAAAAAAAAAAAAAAAAAAAA");
        await Gone(phone, "/ticket/x");
        (await phone.Get("/ticket/x/print")).Is(404);
        (await phone.Post("/ticket/AAAAAAAAAAAAAAAAAAAAAA/cancel")).Is(404).Says("This number cannot be shown");
        (await phone.Get("/kiosk/number/AAAAAAAAAAAAAAAAAAAAAA?lang=en&of=OPD&site=3&print=1")).Is(303);
    }

    /// <summary>Every state that a page shows has its sentences: the books are whole, so one language stands for all.</summary>
    [Fact]
    public void Every_state_has_its_words_in_every_language()
    {
        var states = Words.All<TicketState>().Append("LATE");
        var names = states.SelectMany(state => new[] { $"ticket.state.{state}", $"ticket.next.{state}" }).Append("ticket.next.FIRST").Append("ticket.next.PAUSED")
            .Concat(Words.All<QueueState>().Append("FULL").SelectMany(state => new[] { $"queue.{state}", $"join.state.{state}" }))
            .Concat(Words.All<Consideration>().Append("none").Select(word => $"consideration.{word}"))
            .Concat(Enumerable.Range(1, 7).Select(day => $"day.{day}"))
            .Concat(new[] { QueueProblems.Closed, QueueProblems.Closing, QueueProblems.Paused, QueueProblems.Full, QueueProblems.AlreadyWaiting, QueueProblems.NoSelfService, QueueProblems.NameNeeded, QueueProblems.CodeNeeded, PlatformProblems.TooMany, PlatformProblems.ForeignOrigin, PlatformProblems.Busy }
                .Select(problem => $"problem.{problem.Code}"));
        Assert.All(PublicWords.All, book => Assert.All(names, name => Assert.True(book.Has(name), $"{book.Language.Tag} {name}")));
    }

    [Fact]
    public async Task On_paper_stand_the_number_the_queue_the_time_and_a_code_to_follow_it()
    {
        var clinic = await Clinic.Open(world);
        using var phone = new Visitor(world);
        var path = await phone.TakeNumber(clinic);
        var slip = (await phone.Get(path + "/print")).Is(200).Says($"{clinic.Code}-001", "Clinic", "Taken on", "Scan this to follow your number on a phone");
        Assert.Contains("<svg class=\"qr\" role=\"img\"", slip.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", slip.Page, StringComparison.Ordinal);
        var poster = (await phone.Get($"/poster/{clinic.Code}?languages=ar,en")).Is(200).Says("Clinic", "Take a number with your phone", "خذ رقمًا بهاتفك");
        poster.SaysNot("Prenez un numéro");
        Assert.Contains("""<section lang="ar" dir="rtl">""", poster.Page, StringComparison.Ordinal);
        (await phone.Get($"/poster/{clinic.Code}")).Is(200).Says("Prenez un numéro");
        (await phone.Get("/poster/NOWHERE")).Is(404);
    }

    private static async Task Gone(Visitor phone, string path) => (await phone.Get(path)).Is(404).Says("This number cannot be shown", "Please ask at the desk.", "call 112");

    private static async Task Move(Clinic clinic, string action) => (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/{action}")).Is(200);
}

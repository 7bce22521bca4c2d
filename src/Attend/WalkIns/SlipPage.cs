using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Attend.WalkIns;

/// <summary>A number on paper 80 mm wide (<c>GET /ticket/{token}/print</c>): the number, where and when it was taken, and the code that leads a phone to it.</summary>
internal static class SlipPage
{
    public static async Task<IResult> Show(
        string token, HttpContext http, Db db, ChannelSettings channels, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var words = PublicWords.For(http.Request);
        return await MyTicket.Find(token, db, clock, ct) is { } ticket
            ? new PublicPage(words, words["ticket.title"], $"""
                <h1 class="spoken">{words["ticket.title"]}</h1>
                {Slip(words, ticket, PhoneAddress.ToTicket(http.Request, channels, token))}
                """)
            {
                Style = "slip.css", Script = "print.js", OffersLanguages = false,
            }
            : ProblemPage.Gone(http.Request, "ticket.gone", settings);
    }

    /// <param name="follow">The address of its page.</param>
    public static Html Slip(Book words, HeldTicketView ticket, string follow) => $"""
        <section class="slip" aria-label="{words["ticket.title"]}">
        <p>{ticket.SiteName}</p>
        <h2>{ticket.QueueName}</h2>
        <p class="{ShownNumber.Look(ticket.Number)}"><bdi>{ticket.Number}</bdi></p>
        <p>{words.Say("slip.taken", new Dictionary<string, object?> { ["at"] = ticket.JoinedAt }, DateTimeZoneProviders.Tzdb[ticket.Zone])}</p>
        {Qr.Of(follow, words["slip.follow"])}<p>{words["slip.follow"]}</p>
        <p>{words["slip.wait"]}</p>
        </section>

        """;
}

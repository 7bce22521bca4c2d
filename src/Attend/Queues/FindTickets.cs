using System.Globalization;
using System.Text.RegularExpressions;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="Number">As it is shown, <c>OPD-042</c>, or only <c>42</c>: of every queue then.</param>
internal sealed record TicketSearch(string Number, long? SiteId);

/// <summary>Finds the number that somebody shows, wherever that visit is now and whether or not it is over; of the last days, the newest first.</summary>
internal static partial class FindTickets
{
    private const int Most = 20;

    /// <summary>How many service days back.</summary>
    private const int Days = 7;

    public static async Task<Results<Ok<IReadOnlyList<TicketView>>, Refused>> Handle(
        [AsParameters] TicketSearch search, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var asked = Shown().Match(search.Number.Trim().ToUpperInvariant());
        if (!asked.Success)
        {
            return PlatformProblems.Invalid.Field("number", "must be a number such as OPD-042 or 42");
        }

        var code = asked.Groups["code"] is { Success: true, Value: var word } ? word : null;
        var serial = int.Parse(asked.Groups["serial"].ValueSpan, CultureInfo.InvariantCulture);
        var sites = caller.SitesFor(Permissions.QueuesRead);
        // Each day by itself, because of each there is one such number, and of all of them an index would be read from end to end; somewhere it is tomorrow.
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        DateOnly[] days = [.. Enumerable.Range(1 - Days, Days + 1).Select(today.AddDays)];
        // A number stays with its visit: what is asked for is the queue that gave it, and its place in one of the last days.
        var found = await db.List<TicketView>($"""
            {TicketView.Select}
            where t.issued_by in (
                    select g.id from queues.queues g where true {Sql.If(code, $"and g.code = {code}")} {Sql.If(search.SiteId, $"and g.site_id = {search.SiteId}")}
                      {Sql.If(sites, $"and g.site_id = any({sites ?? []})")})
              and t.service_day = any({days}) and t.serial = {serial}
            order by t.service_day desc, t.id desc limit {Most}
            """, ct);
        await log.Looked(caller, found.Select(ticket => $"ticket:{ticket.Id}"), "list", ct);
        return TypedResults.Ok<IReadOnlyList<TicketView>>([.. found.Select(ticket => ticket.For(caller.MayAtAll))]);
    }

    [GeneratedRegex("^((?<code>[A-Z][A-Z0-9_]{0,15})-|(?<code>[A-Z_]{1,16}) ?)?(?<serial>[0-9]{1,6})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();
}

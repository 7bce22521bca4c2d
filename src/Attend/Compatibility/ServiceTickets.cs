using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>How urgent a patient of the clinic says that they are: the codes of the plain scale.</summary>
internal enum ServicePriority { High, Medium, Low }

internal sealed record ServiceTicketTakenJson(
    long Id, string TicketNumber, int PositionInQueue, int? EstimatedWaitTime, long ServiceId, string ServiceName, string Status, string Priority, DateTimeOffset CreatedAt);

/// <summary>What anybody may know of a number who has it: nobody's name.</summary>
/// <param name="WaitingCount">How many wait for the same service.</param>
/// <param name="ShouldShowAsDone">Whether it is over, however it ended.</param>
internal sealed record ServiceTicketStatusJson(
    string TicketNumber, string Status, int PositionInQueue, int? EstimatedWaitTime, string ServiceName, long ServiceId, int WaitingCount, bool ShouldShowAsDone,
    DateTimeOffset? ConsultationStart, DateTimeOffset? ConsultationEnd, DateTimeOffset CreatedAt);

/// <summary>Numbers of the clinic's patients: taken by themselves, listed, and followed by the number alone.</summary>
internal static class ServiceTickets
{
    private const int Most = 500;

    /// <summary>
    /// A patient takes a number, and says how urgent they are, as that clinic let them: who says nothing is in the middle. In a queue that is not
    /// ordered as the clinic's were, or knows other classes, staff say it.
    /// </summary>
    public static async Task<Results<Created<ServiceTicketTakenJson>, Refused>> Take(
        Sent sent, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct)
    {
        var (service, said) = (sent.Id("service_id", required: true), sent.Word<ServicePriority>("priority") ?? ServicePriority.Medium);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var answer = await db.Together<Results<Created<ServiceTicketTakenJson>, Refused>>(caller, async (db, _) =>
        {
            if (await db.Find<QueueView>($"{QueueView.Select} where q.id = {service!.Value}", ct) is not { } queue)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var level = queue.Scheme is Scheme.Strict
                ? queue.Levels.FirstOrDefault(one => one.Code.Equals(Words.Of(said), StringComparison.OrdinalIgnoreCase))
                : null;
            var result = await JoinQueue.Classed(queue.Id, new JoinRequest(Priority: level?.Place), http, db, caller, lines, ct);
            if (result.Result is not Created<JoinedView> { Value: { } joined } created)
            {
                return (Refused)result.Result;
            }

            var ticket = await db.One<TicketView>($"{TicketView.Select} where t.id = {joined.Id}", ct);
            return TypedResults.Created(created.Location, new ServiceTicketTakenJson(
                ticket.Id, ticket.Number, joined.Position, OldWaits.Minutes(joined.Forecast), queue.Id, queue.Name, ServiceTicketJson.Shown(ticket.State), ticket.Level.Code,
                ticket.ArrivedAt));
        }, ct);
        return answer.Result is Refused refused ? InOldWords(refused) : answer;
    }

    /// <summary>The caller's own, the newest first.</summary>
    public static async Task<Ok<IReadOnlyList<ServiceTicketJson>>> Mine(Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var tickets = await db.List<TicketView>($"{TicketView.Select} where t.patient_id = {caller.User} order by t.id desc limit {Most}", ct);
        long[] services = [.. tickets.Select(ticket => ticket.QueueId).Distinct()];
        var queues = (await db.List<QueueView>($"{QueueView.Select} where q.id = any({services})", ct)).ToDictionary(queue => queue.Id);
        var waits = await OldWaits.Read(db, services, lines, clock, ct);
        return TypedResults.Ok<IReadOnlyList<ServiceTicketJson>>([.. tickets.Select(ticket => ServiceTicketJson.Of(ticket, queues[ticket.QueueId], waits))]);
    }

    /// <summary>By number: of several days the one that somebody still has, else the newest; of several sites that of <c>?site=</c>.</summary>
    public static async Task<Results<Ok<ServiceTicketStatusJson>, Refused>> ByNumber(
        string number, HttpRequest request, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var (code, site) = (number.ToUpperInvariant(), Departments.Site(request));
        var ticket = await db.Find<TicketView>($"""
            {TicketView.Select} where t.number = {code} {Sql.If(site, $"and t.site_id = {site}")}
            order by t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD') desc, t.id desc limit 1
            """, ct);
        if (ticket is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var queue = await db.One<QueueView>($"{QueueView.Select} where q.id = {ticket.QueueId}", ct);
        var waits = await OldWaits.Read(db, [queue.Id], lines, clock, ct);
        return TypedResults.Ok(new ServiceTicketStatusJson(
            ticket.Number, ServiceTicketJson.Shown(ticket.State), ticket.Position ?? 0, waits.Minutes(ticket), queue.Name, queue.Id, queue.Waiting,
            !TicketLifecycle.Active.Contains(ticket.State), ticket.InServiceAt, ticket.CompletedAt, ticket.ArrivedAt));
    }

    private static Refused InOldWords(Refused refused)
    {
        var known = refused.Problem == QueueProblems.Closed || refused.Problem == QueueProblems.Closing || refused.Problem == QueueProblems.Paused
                ? CompatibilityProblems.ServiceInactive
            : refused.Problem == QueueProblems.Full ? CompatibilityProblems.DepartmentFull
            : refused.Problem == QueueProblems.AlreadyWaiting ? CompatibilityProblems.HasTicket
            : null;
        return known?.Refuse() ?? refused;
    }
}

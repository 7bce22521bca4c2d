using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>Whether the reader can join a department. Of two versions of the old screens one reads the first four, the other the last.</summary>
/// <param name="Reason">Why not, in words for the patient.</param>
/// <param name="QueueStatus">Null where there is no such department.</param>
internal sealed record AvailabilityJson(
    bool IsAvailable, string? Reason, bool AlreadyInQueue, QueueStatusJson? QueueStatus, bool IsOpen, string StatusMessage, string? CurrentScheduleStartTime,
    string? CurrentScheduleEndTime);

/// <summary>A patient who is signed in takes a number of a department, and asks beforehand whether there is one to be had.</summary>
internal static class JoinDepartment
{
    private static readonly Sql Active = Sql.Raw("t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')");

    public static async Task<Results<Created<QueueEntryJson>, Refused>> Handle(
        Sent sent, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct)
    {
        var (department, site, declared) = (sent.Text("department", 40) ?? Departments.Usual, sent.Id("site"), QueueEntryJson.Declared(sent));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var answer = await db.Together<Results<Created<QueueEntryJson>, Refused>>(caller, async (db, _) =>
        {
            var (queue, unknown) = await Departments.Find(department, site, db, caller, ct);
            if (queue is null)
            {
                return unknown!;
            }

            var result = await JoinQueue.Handle(queue.Id, new JoinRequest(Consideration: declared), http, db, caller, lines, ct);
            if (result.Result is not Created<JoinedView> { Value: { } joined } created)
            {
                return (Refused)result.Result;
            }

            var entry = QueueEntryJson.Of(await db.One<TicketView>($"{TicketView.Select} where t.id = {joined.Id}", ct));
            return TypedResults.Created(created.Location, entry with { Entry = entry });
        }, ct);
        return answer.Result is Refused refused ? Departments.InOldWords(refused) : answer;
    }

    public static async Task<Results<Ok<AvailabilityJson>, Refused>> Look(
        HttpRequest request, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var (queue, unknown) = await Departments.Find(Departments.Named(request) ?? Departments.Usual, Departments.Site(request), db, caller, ct);
        if (queue is null)
        {
            return unknown!.Problem != PlatformProblems.NotFound
                ? unknown
                : TypedResults.Ok(new AvailabilityJson(false, "Queue system is not configured for this department", false, null, false, "", null, null));
        }

        var inside = await db.One<bool>($"select exists ({TicketView.Unranked} where t.queue_id = {queue.Id} and t.patient_id = {caller.User} and {Active})", ct);
        var status = await QueueStatusJson.One(db, queue.Id, lines, clock, ct);
        var reason = inside ? CompatibilityProblems.AlreadyInQueue.Sentence
            : queue.State is QueueState.Paused ? CompatibilityProblems.DepartmentPaused.Sentence
            : !status.IsOpen ? CompatibilityProblems.DepartmentClosed.Sentence
            : queue.Waiting >= queue.Capacity ? CompatibilityProblems.DepartmentFull.Sentence
            : null;
        return TypedResults.Ok(new AvailabilityJson(
            reason is null, reason, inside, status, status.IsOpen, status.StatusMessage, status.CurrentScheduleStartTime, status.CurrentScheduleEndTime));
    }
}

using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

internal sealed record ProcessedPatientJson(long? Id, string Name, string FullName, int QueueNumber, string Department);

/// <param name="Success">False when nobody waits.</param>
/// <param name="CurrentServing">42 is <c>OPD-042</c>.</param>
/// <param name="PatientProfile">The same as <paramref name="Patient"/>: one version of the old screens reads it there.</param>
internal sealed record ProcessingJson(
    bool Success, string Message, string Department, int? CurrentServing, string? TicketNumber, int TotalWaiting, QueueStatusJson QueueStatus,
    ProcessedPatientJson? Patient, ProcessedPatientJson? PatientProfile);

/// <summary>The one key of the old screens: whoever is at the nurse's own desk is done, and the next one is called and begun with.</summary>
internal static class StartProcessing
{
    public static async Task<Results<Ok<ProcessingJson>, Refused>> Handle(
        Sent sent, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var (department, site) = (sent.Text("department", 40, required: true), sent.Id("site"));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var answer = await db.Together<Results<Ok<ProcessingJson>, Refused>>(caller, async (db, change) =>
        {
            var (queue, unknown) = await Departments.Find(department!, site, db, caller, ct);
            if (queue is null || !caller.Reaches(Permissions.QueuesServe, queue.SiteId))
            {
                return unknown ?? PlatformProblems.NotFound.Refuse();
            }

            var (desk, deskless) = await OwnDesk.Find(queue, db, change, caller, ct);
            if (desk is null)
            {
                return deskless!;
            }

            if (desk.TicketId is { } present)
            {
                var ticket = await db.One<TicketView>($"{TicketView.Unranked} where t.id = {present}", ct);
                if (await OwnDesk.Complete(ticket, db, caller, ct) is { } undone)
                {
                    return undone;
                }
            }

            var (next, refused) = await OwnDesk.CallAndStart(queue.Id, desk.Id, db, caller, ct);
            return refused is not null ? refused : TypedResults.Ok(Of(next, await QueueStatusJson.One(db, queue.Id, lines, clock, ct)));
        }, ct);
        return answer.Result is Refused refused ? Departments.InOldWords(refused) : answer;
    }

    private static ProcessingJson Of(TicketView? ticket, QueueStatusJson status)
    {
        if (ticket is null)
        {
            return new ProcessingJson(false, "No patients waiting in the queue", status.Department, null, null, status.TotalWaiting, status, null, null);
        }

        var serial = QueueEntryJson.Serial(ticket.Number);
        var patient = new ProcessedPatientJson(ticket.PatientId, ticket.Name ?? "", ticket.Name ?? "", serial, status.Department);
        return new ProcessingJson(true, "Queue processing started", status.Department, serial, ticket.Number, status.TotalWaiting, status, patient, patient);
    }
}

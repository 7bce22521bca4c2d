using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Arrivals;

/// <param name="DeskId">The bay, or whatever desk serves them there; required for <c>bay</c>.</param>
/// <param name="Priority">The class that the nurse gives: a level of the queue's scale, 1 being the most urgent.</param>
/// <param name="Emergency">Before everybody else, whatever the level.</param>
/// <param name="PatientId">Who they are, where somebody knows them: one whom People knows.</param>
/// <param name="Reason">Why this class, in the words of whoever triages; it stands in the record of what was done.</param>
internal sealed record ReceiveRequest(
    [Required] ReceivePlace? Place, [Required, Range(1, 99)] int? Priority, long? DeskId = null, bool Emergency = false, long? PatientId = null,
    [StringLength(500)] string? Reason = null);

/// <summary>
/// The nurse takes somebody in whom an ambulance brought: into a bay, where their service begins without a call, or to the waiting room, where
/// they wait since they arrived. The class is hers from here on. It is one deed of the number, and undone there the arrival waits for her again.
/// </summary>
internal static class ReceivePatient
{
    public static Task<Results<Ok<ArrivalView>, Refused>> Handle(long id, ReceiveRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ArrivalView>, Refused>>(caller, async change =>
        {
            var found = ArrivalRow.Lock(change, id);
            var desk = request.DeskId is { } deskId ? DeskRow.Lock(change, deskId) : null;
            var known = change.One<bool>($"select {request.PatientId}::bigint is null or exists (select from people.members where id = {request.PatientId} and active)");
            await change.Send();
            if (found.Value is not { } arrival || !caller.Reaches(Permissions.QueuesTriage, arrival.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (arrival.State is not ArrivalState.Arrived)
            {
                throw new WrongState(ArrivalLifecycle.Table.Table, id);
            }

            // Which number it is only the arrival says; it is locked behind it, as a desk's is.
            var step = TicketStep.Load(change, arrival.TicketId!.Value);
            var decided = change.One<bool>($"select decided from queues.ticket_states where id = {arrival.TicketId}");
            await change.Send();
            if (decided.Value)
            {
                // A desk was quicker, which has not been heard here yet; the number may stand in another queue by now.
                throw new WrongState(TicketLifecycle.Table.Table, step.Row.Id);
            }

            if ((RefuseWho(known.Value) ?? RefusePlace(request, desk?.Value, arrival) ?? RefuseLevel(request, step.Queue)) is { } refused)
            {
                return refused;
            }

            if (step.Row.State is not TicketState.Waiting)
            {
                // A desk has called them meanwhile.
                throw new WrongState(TicketLifecycle.Table.Table, step.Row.Id);
            }

            Save(step, request, desk?.Value);
            change.Move(ArrivalLifecycle.Table, id, ArrivalAction.Receive, set: $"place = {request.Place}",
                data: new { request.Place, desk_id = request.Place is ReceivePlace.Bay ? request.DeskId : null, level = request.Priority, request.Emergency });
            var view = change.One<ArrivalView>($"{ArrivalView.Select} where a.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static Refused? RefuseWho(bool known) => known ? null : QueueProblems.UnknownPatient.Refuse(new { field = "patient_id" });

    private static Refused? RefusePlace(ReceiveRequest request, DeskRow? desk, ArrivalRow arrival) => (request, desk) switch
    {
        ({ Place: ReceivePlace.WaitingRoom }, _) => null,
        ({ DeskId: null }, _) => PlatformProblems.Invalid.Field("desk_id", "is required for a bay"),
        (_, null) => QueueProblems.UnknownDesk.Refuse(new { field = "desk_id" }),
        _ when desk.SiteId != arrival.SiteId => QueueProblems.UnknownDesk.Refuse(new { field = "desk_id" }),
        _ => desk.RefuseAnother(),
    };

    private static Refused? RefuseLevel(ReceiveRequest request, QueueRow queue) => queue.LevelOf(request.Priority!.Value) is null
        ? QueueProblems.UnknownLevel.Refuse(new { field = "priority", levels = queue.Levels.Select(one => one.Place) })
        : null;

    private static void Save(TicketStep step, ReceiveRequest request, DeskRow? desk)
    {
        var row = step.Row with { PatientId = request.PatientId ?? step.Row.PatientId, ReassessedAt = step.Now, WorseAt = null };
        var after = SetPriority.Classed(step.Queue, row, step.Queue.LevelOf(request.Priority!.Value)!, request.Emergency);
        var (data, reason) = (new { from_level = step.Row.Level }, request.Reason?.Trim());
        if (request.Place is ReceivePlace.Bay)
        {
            step.Save(TicketAction.Receive, after with { State = TicketState.InService, DeskId = desk!.Id, ServedBy = step.By }, data: data, reason: reason);
        }
        else
        {
            step.Save(TicketAction.SetPriority, after, data: data, reason: reason);
        }
    }
}

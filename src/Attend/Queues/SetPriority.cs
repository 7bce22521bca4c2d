using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="Priority">A level of the queue's scale, 1 being the most urgent.</param>
/// <param name="Emergency">Before everybody else, whatever the level.</param>
/// <param name="Reason">Why, in the words of whoever triages; it stands in the record of what was done.</param>
internal sealed record PriorityRequest([Required, Range(1, 99)] int? Priority, bool Emergency = false, [StringLength(500)] string? Reason = null);

/// <summary>Somebody looked, and classes a patient anew. The place follows from class and arrival; who did it, when and why is kept.</summary>
internal static class SetPriority
{
    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, PriorityRequest request, Db db, Caller caller, CancellationToken ct) =>
        Set(id, TicketAction.SetPriority, request, db, caller, ct);

    /// <summary>Looked at again, when the level's time was over or the patient felt worse; the class may stay.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Reassess(long id, PriorityRequest request, Db db, Caller caller, CancellationToken ct) =>
        Set(id, TicketAction.Reassess, request, db, caller, ct);

    /// <summary>A clerk has seen that what somebody declared is so.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Confirm(long id, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, step =>
        {
            if (step.Row.Consideration is null)
            {
                return QueueProblems.NotDeclared.Refuse();
            }

            Save(step, TicketAction.ConfirmClass, step.Row with { Considered = true }, step.Queue.LevelOf(step.Row), step.Row.Band == 0, null);
            return null;
        }, ct);

    private static Task<Results<Ok<TicketView>, Refused>> Set(long id, TicketAction action, PriorityRequest request, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesTriage, db, caller, step =>
        {
            if (step.Queue.LevelOf(request.Priority!.Value) is not { } level)
            {
                return QueueProblems.UnknownLevel.Refuse(new { field = "priority", levels = step.Queue.Levels.Select(one => one.Place) });
            }

            Save(step, action, step.Row with { ReassessedAt = step.Now, WorseAt = null }, level, request.Emergency, request.Reason?.Trim());
            return null;
        }, ct);

    /// <summary>A row with another class of its queue, at the place that this gives it.</summary>
    public static TicketRow Classed(QueueRow queue, TicketRow row, Level level, bool emergency) => (row with { ScaleId = queue.ScaleId, Level = level.Place })
        .At(Queues.OrderKey.Of(queue, level, emergency, row.Considered, row.ArrivedAt, row.Id));

    private static void Save(TicketStep step, TicketAction action, TicketRow row, Level level, bool emergency, string? reason) =>
        step.Save(action, Classed(step.Queue, row, level, emergency), data: new { from_level = step.Row.Level }, reason: reason);
}

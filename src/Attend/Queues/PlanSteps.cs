using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="QueueIds">Where they go after this queue, in order; none: home.</param>
internal sealed record PlanRequest([Required, MaxLength(20)] long[]? QueueIds);

/// <summary>Says where somebody goes next: X-ray, then the pharmacy. Completing at one desk puts them into the next line.</summary>
internal static class PlanSteps
{
    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, PlanRequest request, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, change =>
        {
            var known = change.List<long>($"""
                select id from queues.queues where id = any({request.QueueIds!}) and site_id = (select site_id from queues.tickets where id = {id})
                """);
            return step =>
            {
                if (request.QueueIds!.Except(known.Value).ToList() is [var unknown, ..])
                {
                    return QueueProblems.UnknownQueue.Refuse(new { field = "queue_ids", queue_id = unknown });
                }

                step.Save(TicketAction.Plan, step.Row with { NextQueues = request.QueueIds! });
                return null;
            };
        }, ct);
}

using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record ChangeCrewRequest(
    [Required, MinLength(1), MaxLength(12)] IReadOnlyList<long>? Crew, DateTimeOffset? OccurredAt = null,
    [StringLength(500, MinimumLength = 3)] string? OverrideReason = null);

/// <summary>Another crew takes over in mid-call. Both stay on record with their times; who leaves is free, who comes is held.</summary>
internal static class ChangeCrew
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, ChangeCrewRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            var aboard = Assignment.Aboard(change, id);
            await change.Send();
            if (step!.Refuse(Permissions.CallsDispatch) is { } unable)
            {
                return unable;
            }

            if (Assignment.RefuseOverride(change, request.OverrideReason) is { } forbidden)
            {
                return forbidden;
            }

            var assignment = Assignment.Load(change, step.Response.UnitId, request.Crew, step.Tap.At);
            await change.Send();
            if (assignment.Refuse(request.OverrideReason, heldByOurselves: id, staying: aboard.Value) is { } taken)
            {
                return taken;
            }

            var leaving = aboard.Value.Except(request.Crew!).ToList();
            var coming = assignment.People.Where(member => request.Crew!.Contains(member.Id) && !aboard.Value.Contains(member.Id)).ToList();
            foreach (var member in leaving)
            {
                Reservations.ReleasePerson(change, member, HolderKind.Response, id, step.Tap.At);
            }

            change.Run($"update dispatch.crew set to_at = {step.Tap.At} where response_id = {id} and to_at is null and member = any({leaving.ToArray()})",
                leaving.Count);
            Assignment.TakeCrew(change, id, coming, step.Tap.At);
            Reservations.TakePeople(change, [.. coming.Select(member => member.Id)], HolderKind.Response, id, step.Response.CallId,
                Step.ActivityOf(step.Response.State) ?? Activity.Dispatched, step.Tap.At);
            Assignment.NoteOverride(change, step.Response.CallId, id, step.Response.UnitId, request.OverrideReason);
            string[] flags = [.. step.Response.Flags.Except(["crew_missing"]).Union(request.OverrideReason is null ? [] : ["staffing_override"])];
            step.Save(ResponseAction.ChangeCrew, $"flags = {flags}",
                new { left = leaving, came = coming.Select(member => member.Id) });
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}

using Attend.Dispatch;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>What a crew is told when it acknowledges. The list of tasks was the same for every call; the old screens take an empty one.</summary>
internal sealed record AcknowledgedJson(
    string Status, long EmergencyId, string CallId, string EmergencyType, string Priority, string Location, string PatientName,
    int? PatientAge, string PatientCondition, string HospitalDestination, string? DispatcherName, string? DispatcherPhone,
    IReadOnlyList<string> PreparationTasks);

/// <summary>A crew acknowledges its dispatch by the old route; said again, or after it has moved on, it is simply so.</summary>
internal static class AcknowledgeEmergency
{
    public static async Task<Results<Ok<AcknowledgedJson>, Refused>> Handle(
        long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        await log.Looked(caller, $"call:{id}", "read", ct);
        return await db.Together<Results<Ok<AcknowledgedJson>, Refused>>(caller, async (db, _) =>
        {
            if (await ReadEmergencies.Find(id, db, caller, ct) is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (call.Working is not { } response)
            {
                return call.Units > 1 ? CompatibilityProblems.SeveralUnits.Refuse() : CompatibilityProblems.NotAssigned.Refuse();
            }

            if (call.ResponseState is ResponseState.Assigned
                && (await TapStep.Take(ResponseAction.Acknowledge, response, new TapRequest(), db, caller, ct)).Result is Refused refused)
            {
                return refused;
            }

            var phone = await db.Find<string>($"select phone from people.contacts where user_id = {call.Dispatcher ?? 0}", ct);
            return TypedResults.Ok(new AcknowledgedJson(
                "acknowledged", call.Id, call.CallId, call.EmergencyTypeDisplay, call.PriorityDisplay, call.LocationAddress, call.PatientName,
                call.PatientAge, call.PatientCondition, call.HospitalDestination, call.DispatcherName, phone, []));
        }, ct);
    }
}

using Attend.Dispatch;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>What a stranger is told: enough to follow the own request, nothing else.</summary>
internal sealed record RequestedJson(long Id, string CallId, string Status, string Token);

/// <summary>
/// A call by the old route: a dispatcher's is a call taken, a stranger's a public request, unverified until somebody calls back. Photos
/// are sent to <c>/api/requests</c>.
/// </summary>
internal static class AddEmergency
{
    public static async Task<Results<Created<EmergencyJson>, Created<RequestedJson>, Refused>> Handle(
        Sent sent, Db db, Caller caller, RateLimits limits, CancellationToken ct)
    {
        var call = Read(sent);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        if (caller.MayAtAll(Permissions.CallsTake))
        {
            return await db.Together<Results<Created<EmergencyJson>, Created<RequestedJson>, Refused>>(caller, async (db, _) =>
            {
                var taken = await TakeCall.Handle(call, db, caller, ct);
                return taken.Result is Created<CallView> { Value: { } view }
                    ? TypedResults.Created($"/api/emergencies/{view.Id}/", await One(view.Id, db, ct))
                    : (Refused)taken.Result;
            }, ct);
        }

        var phone = call.Callers![0].Phone;
        var help = new HelpRequest(call.EmergencyType!.Value, call.Description, call.Location, call.Callers[0].Name, phone, call.Patients);
        var flood = RequestHelp.DeviceFloods(limits, caller) | RequestHelp.PhoneFloods(limits, phone);
        return await db.Write<Results<Created<EmergencyJson>, Created<RequestedJson>, Refused>>(caller, async change =>
        {
            var id = TakeCall.NextId(change);
            await change.Send();
            var (token, hash) = Token.NewShort();
            RequestHelp.Add(change, id.Value, help, [], flood, hash, call.Priority!.Value);
            var made = change.One<EmergencyJson>($"{EmergencyJson.Select} where c.id = {id.Value}");
            await change.Send();
            return caller.UserId is null
                ? TypedResults.Created($"/api/requests/{token}", new RequestedJson(made.Value.Id, made.Value.CallId, made.Value.Status, token))
                : TypedResults.Created($"/api/emergencies/{id.Value}/", made.Value);
        }, ct);
    }

    private static TakeCallRequest Read(Sent sent)
    {
        var type = sent.Word<EmergencyType>("emergency_type", required: true);
        var priority = sent.Word<Priority>("priority") ?? Priority.Medium;
        var (latitude, longitude) = (sent.Degrees(90, "latitude"), sent.Degrees(180, "longitude"));
        var address = sent.Text("location_address", 300, required: latitude is null || longitude is null);
        var (name, age, condition) = (sent.Text("patient_name", 200), sent.Count("patient_age", 130), sent.Text("patient_condition", 2000));
        return new TakeCallRequest(
            type, priority, Description: sent.Text("description", 4000), Location: new Place(address, latitude, longitude).Whole(),
            Callers: [new CallerRequest(sent.Text("caller_name", 200), sent.Text("caller_phone", 40), null, null)],
            Patients: name is null && age is null && condition is null ? [] : [new PatientRequest(name, age, null, condition)]);
    }

    private static Task<EmergencyJson> One(long id, Db db, CancellationToken ct) =>
        db.One<EmergencyJson>($"{EmergencyJson.Select} where c.id = {id}", ct);
}

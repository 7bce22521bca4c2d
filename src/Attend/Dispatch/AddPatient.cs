using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Another patient was found, by a caller's word or by a crew on the spot. Without a disposition the call stays open.</summary>
internal static class AddPatient
{
    public static Task<Results<Created<CallView>, Refused>> Handle(
        long id, PatientRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            var aboard = OfCall.Aboard(change, id);
            var newId = change.NextId("dispatch.patients");
            await change.Send();
            if (OfCall.Refuse(sheet, aboard, Permissions.PatientsEdit, change) is { } unable)
            {
                return unable;
            }

            if (!sheet.Call.Open)
            {
                return DispatchProblems.CallClosed.Refuse(new { state = sheet.Call.State });
            }

            change.Run($"""
                insert into dispatch.patients (id, call_id, name, age, sex, condition, created_at)
                values ({newId.Value}, {id}, {request.Name}, {request.Age}, {request.Sex}, {request.Condition}, {change.Now})
                """);
            CallProgress.Follow(change, sheet, [.. sheet.Patients, new PatientRow(newId.Value, null, null, null)], change.Now);
            change.Event(DispatchEvents.PatientAdded, $"call:{id}", new { patient_id = newId.Value });
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Created($"/api/calls/{id}", view.Value.For(caller));
        }, ct);
}

using System.Text.Json.Nodes;
using Attend.Dispatch;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>The one patient that an old call knows: edited when there is one, else added.</summary>
internal static class PatientOfCall
{
    public static async Task<Refused?> Edit(EmergencyJson call, JsonObject patch, Db db, Caller caller, CancellationToken ct)
    {
        if (call.PatientId is { } id)
        {
            return (await EditPatient.Handle(id, patch, IfMatch.Any, db, caller, ct)).Result as Refused;
        }

        var (patient, invalid) = MergePatch.Apply(new PatientRequest(null, null, null, null), patch);
        return patient is null ? invalid : (await AddPatient.Handle(call.Id, patient, db, caller, ct)).Result as Refused;
    }
}

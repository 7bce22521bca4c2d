using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>The link by which a client follows a visit. Only its digest is kept, so who lost it is given another one.</summary>
internal static class VisitLink
{
    /// <summary>Queues another link for a visit that is not over; the one before leads nowhere any more.</summary>
    /// <returns>Its token, shown this once; or why there is none.</returns>
    public static async Task<(string Token, Refused? Refused)> Renew(Change change, long id)
    {
        var step = VisitStep.Load(change, id);
        await change.Send();
        if (step.Refuse(Permissions.VisitsPlan) is { } refused)
        {
            return ("", refused);
        }

        // What can be cancelled is still to be followed.
        step.Expect(AppointmentAction.Cancel);
        var (token, hash) = Token.NewShort();
        change.Event(VisitEvents.LinkGiven, $"appointment:{id}", new { appointment_id = id, client_id = step.Row.ClientId, site_id = step.Row.SiteId });
        step.Save(set: $"token = {hash}");
        return (token, null);
    }
}

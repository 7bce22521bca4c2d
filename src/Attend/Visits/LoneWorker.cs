using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Visits;

/// <summary>
/// Whoever is alone with a client and has not said that the visit is over, though it should be, may need help: they are asked, and then the
/// operators hear of it.
/// </summary>
internal static class LoneWorker
{
    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = VisitStep.OfPlace(change, item.KeyId);
        await change.Send();
        var place = step.Place(item.KeyId);
        if (place.State is not PlaceState.InProgress)
        {
            return;
        }

        var asked = item.Data.GetProperty("asked").GetBoolean();
        change.Event(VisitEvents.NoEnd, $"appointment:{step.Row.Id}", new
        {
            appointment_id = step.Row.Id, place_id = place.Id, therapist_id = place.TherapistId, site_id = step.Row.SiteId, ends_at = place.EndsAt,
            @for = asked ? "operator" : "therapist",
        });
        if (!asked)
        {
            PlaceClocks.Climb(change, place.Id);
        }
    }
}

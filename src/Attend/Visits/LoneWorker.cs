using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Visits;

/// <summary>
/// Whoever is alone with a client and has not said that the visit is over, though it should be, may need help: they are asked, and then the
/// operators hear of it.
/// </summary>
internal static class LoneWorker
{
    public const string Work = "visits.lone_worker";

    /// <summary>After the planned end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>After they were asked.</summary>
    private static readonly TimeSpan More = TimeSpan.FromMinutes(5);

    /// <summary>How far it has climbed.</summary>
    private sealed record Rung(bool Asked);

    /// <summary>Starts the clock with the visit, moves it with its end and with what they say (<see cref="PutOffAlarm"/>), and stops it.</summary>
    public static void Watch(Change change, PlaceRow before, PlaceRow after)
    {
        if (after.State is PlaceState.InProgress)
        {
            change.Later(Work, after.Id, Missed(after), new Rung(false));
        }
        else if (before.State is PlaceState.InProgress)
        {
            change.NotLater(Work, after.Id);
        }
    }

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
            change.Later(Work, place.Id, change.Now + More, new Rung(true));
        }
    }

    /// <summary>From then on they are missed: never before they would be if they had said nothing.</summary>
    private static DateTimeOffset Missed(PlaceRow place) =>
        place.FineUntil is { } fine && fine > place.EndsAt + Patience ? fine : place.EndsAt + Patience;
}

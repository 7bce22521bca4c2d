using static Attend.Visits.PlaceState;

namespace Attend.Visits;

/// <summary>What of a place counts for where its appointment stands.</summary>
/// <param name="AwaitsReview">Somebody rejected it, and no operator has said yet what is to become of that.</param>
/// <param name="Unanswered">It is open because the last who was asked did not answer in time, and nobody else could be asked.</param>
internal readonly record struct PlaceStanding(PlaceState State, bool AwaitsReview = false, bool Unanswered = false);

/// <summary>Where an appointment stands, made of its places. Pure: what goes in decides what comes out.</summary>
internal static class AppointmentProgress
{
    /// <summary>The state that follows from the places; one that has come to an end stays as it is.</summary>
    public static AppointmentState Of(AppointmentState now, IEnumerable<PlaceStanding> places)
    {
        var live = places.Where(place => place.State is not Released).ToList();
        return !AppointmentLifecycle.Working.Contains(now) || live.Count == 0 ? now
            : live.All(place => place.State is Completed) ? AppointmentState.Completed
            : live.Any(place => place.State is InProgress or Completed) ? AppointmentState.InProgress
            : live.Any(place => place.State is Arrived) ? AppointmentState.Arrived
            : live.Any(place => place.State is EnRoute) ? AppointmentState.EnRoute
            : live.Any(place => place.AwaitsReview) ? AppointmentState.Rejected
            : live.All(place => place.State is Accepted) ? AppointmentState.Confirmed
            : live.Any(place => place.Unanswered) && live.All(place => place.State is Open) ? AppointmentState.Expired
            : AppointmentState.Pending;
    }

    /// <summary>The places for which nobody was found before all the others had ended: the visit is over, and they are not waited for.</summary>
    public static bool IsOver(IReadOnlyCollection<PlaceStanding> places) =>
        places.Any(place => place.State is Completed) && !places.Any(place => PlaceLifecycle.Coming.Contains(place.State));

    /// <summary>The step of the appointment that leads to a state of its places.</summary>
    public static AppointmentAction To(AppointmentState state) => state switch
    {
        AppointmentState.Pending => AppointmentAction.Reopen,
        AppointmentState.Rejected => AppointmentAction.AwaitReview,
        AppointmentState.Expired => AppointmentAction.Expire,
        AppointmentState.Confirmed => AppointmentAction.Confirm,
        AppointmentState.EnRoute => AppointmentAction.SetOut,
        AppointmentState.Arrived => AppointmentAction.Arrive,
        AppointmentState.InProgress => AppointmentAction.Start,
        AppointmentState.Completed => AppointmentAction.Complete,
        _ => throw new InvalidOperationException($"No places lead to {state}."),
    };
}

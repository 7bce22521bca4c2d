using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Fewer come than was planned: a place is given up. When nobody is to come at all, the appointment is cancelled.</summary>
internal static class ReleasePlace
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.PressPlace(id, db, caller, (change, step, place) =>
        {
            if (!step.Plans(Permissions.VisitsPlan))
            {
                return Task.FromResult<Refused?>(PlatformProblems.NotFound.Refuse());
            }

            VisitStep.Expect(place, PlaceAction.Release);
            if (step.Places.Count(one => one.State is not PlaceState.Released) == 1)
            {
                return Task.FromResult<Refused?>(VisitProblems.LastPlace.Refuse());
            }

            ReviewRejection.Reviewed(change, $"select {id}::bigint", "cancelled");
            step.Move(place, PlaceAction.Release, data: new { former_therapist_id = place.TherapistId });
            step.Save();
            return Task.FromResult<Refused?>(null);
        }, ct);
}

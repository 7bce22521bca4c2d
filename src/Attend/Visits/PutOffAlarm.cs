using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="Minutes">So long after they said it they are not missed.</param>
internal sealed record IAmFineRequest([Range(5, 120)] int Minutes = 15, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// Whoever is alone with a client says that all is well, or an operator who has spoken to them: they are missed later. What was agreed with the
/// client stays, and so does whoever comes next.
/// </summary>
internal static class PutOffAlarm
{
    public const string Event = "visits.still_there";

    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, IAmFineRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.PressPlace(id, db, caller, (change, step, place) =>
        {
            VisitStep.Expect(place, PlaceAction.IAmFine);
            // What a phone sends late counts from when it was said: since then nobody has said anything.
            var (at, refused) = TapPlace.When(change, place, null, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return Task.FromResult<Refused?>(refused);
            }

            var until = at + TimeSpan.FromMinutes(request.Minutes);
            step.Move(place, PlaceAction.IAmFine, at, $"fine_until = {until}", new { site_id = step.Row.SiteId, minutes = request.Minutes, fine_until = until },
                before => before with { FineUntil = until });
            step.Save(at);
            return Task.FromResult<Refused?>(null);
        }, ct);
}

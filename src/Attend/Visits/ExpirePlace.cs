using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Visits;

/// <summary>
/// Somebody who was asked is reminded at half of their time; when it is over they are not waited for any more, and the next best who fits and has not
/// refused is asked in the same transaction. When nobody is left the operators hear of it. Nobody's account is touched.
/// </summary>
internal static class ExpirePlace
{
    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var id = item.KeyId;
        // Whoever is to be asked next is looked for before anything is locked, so that all locks are taken in order; what is seen here is looked at again.
        var seen = change.Find<AppointmentRow>($"{AppointmentRow.Select} where a.id = (select b.appointment_id from visits.places b where b.id = {id})");
        var place = change.Find<PlaceRow>($"{PlaceRow.Select} where p.id = {id}");
        await change.Send();
        if (seen.Value is not { } appointment || place.Value is not { State: PlaceState.Asked, AnswerBy: { } by, TherapistId: { } silent })
        {
            return;
        }

        var visit = new FitVisit(
            appointment.SiteId, appointment.StartsAt, appointment.EndsAt, new GeoPoint(appointment.Latitude, appointment.Longitude), appointment.Skills,
            appointment.ClientId, appointment.Id);
        var over = by <= change.Now;
        var next = over && appointment.EndsAt > change.Now ? await Best(change, visit, silent) : null;
        var step = VisitStep.OfPlace(change, id, next is { } one ? [one] : []);
        var again = change.List<FitRow>(Fit.Rows(visit, $"select unnest({(next is { } same ? new[] { same } : [])}) as id"));
        await change.Send();
        if (step.Row.Version != appointment.Version)
        {
            throw new LostRace($"Appointment {appointment.Id} was changed before it was locked.");
        }

        if (!over)
        {
            change.Event(VisitEvents.AnswerReminded, $"appointment:{appointment.Id}", new
            {
                appointment_id = appointment.Id, place_id = id, therapist_id = silent, site_id = appointment.SiteId, answer_by = by,
            });
            PlaceClocks.Remind(change, id, by);
            return;
        }

        Expire(change, step, id, silent, [.. again.Value.Select(row => Fit.Of(visit, row, change.Now))]);
    }

    private static void Expire(Change change, VisitStep step, long id, long silent, IReadOnlyList<Fit> next)
    {
        if (next.Any(fit => !fit.Free))
        {
            throw new LostRace($"Whoever was to be asked for place {id} was taken before they were locked.");
        }

        change.Run($"insert into visits.refusals (place_id, therapist_id, how, at) values ({id}, {silent}, 'expired', {change.Now})");
        var open = AskTherapist.Vacate(step, step.Place(id), PlaceAction.Expire) with { Unanswered = true, RefusedBy = silent };
        step.Replace(open);
        if (next is [var best])
        {
            AskTherapist.Ask(change, step, open, best.Therapist, null);
        }
        else
        {
            change.Event(VisitEvents.NobodyLeft, $"appointment:{step.Row.Id}", new { appointment_id = step.Row.Id, place_id = id, site_id = step.Row.SiteId });
        }

        step.Save();
    }

    /// <summary>The best of those against whom nothing speaks and who have no place of it yet.</summary>
    private static async Task<long?> Best(Change change, FitVisit visit, long silent)
    {
        var rows = change.List<FitRow>(Fit.Rows(visit, Fit.TherapistsOf(visit.SiteId)));
        var there = change.List<long>($"select p.therapist_id from visits.places p where p.appointment_id = {visit.AppointmentId} and p.holds");
        await change.Send();
        return Fit.Ranked(visit, rows.Value.Where(row => row.Id != silent && !there.Value.Contains(row.Id)), change.Now) is [{ Free: true } best, ..]
            ? best.Therapist.Id
            : null;
    }
}

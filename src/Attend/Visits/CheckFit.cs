using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>Looks, under the locks of those whom it is about, whether they can take a place, and says no in one way everywhere.</summary>
internal static class CheckFit
{
    /// <summary>What a longer visit can come into the way of.</summary>
    public static readonly FitFindingKind[] Behind = [FitFindingKind.Booked, FitFindingKind.TravelAfter, FitFindingKind.NotAtWork];

    /// <summary>What counts at another time: who did not want it when it was may well want it then.</summary>
    public static readonly FitFindingKind[] AtAnotherTime = [.. Enum.GetValues<FitFindingKind>().Except([FitFindingKind.Refused])];

    /// <param name="overrideReason">Why they are asked although something speaks against it; passes over all but what stands.</param>
    /// <param name="only">What is looked at; null: everything.</param>
    public static async Task<(IReadOnlyDictionary<long, Fit> Fits, Refused? Refused)> Of(
        Change change, FitVisit visit, long[] therapists, string? overrideReason, FitFindingKind[]? only = null)
    {
        var rows = change.List<FitRow>(Fit.Rows(visit, $"select unnest({therapists}) as id"));
        await change.Send();
        var fits = rows.Value.Select(row => Fit.Of(visit, row, change.Now)).ToDictionary(fit => fit.Therapist.Id);
        return (fits, Refuse([.. fits.Values], overrideReason, only));
    }

    /// <summary>Queues the question which visit a client has at a time, where none of the two may be beside another.</summary>
    /// <param name="but">The appointment that is being moved; zero: none.</param>
    public static Pending<long?> ClientBooked(Change change, long clientId, DateTimeOffset from, DateTimeOffset to, long but = 0) => change.Find<long?>($"""
        select a.id from visits.appointments a
        where a.client_id = {clientId} and a.holds and a.overlap_reason is null and a.id <> {but} and a.during && tstzrange({from}, {to}, '[)')
        order by a.starts_at, a.id limit 1
        """);

    private static Refused? Refuse(IReadOnlyList<Fit> fits, string? overrideReason, FitFindingKind[]? only)
    {
        var against = fits.Select(fit => (
            fit.Therapist.Id, Findings: fit.Findings.Where(finding => only is null || only.Contains(finding.Kind)).ToList())).Where(one => one.Findings.Count > 0).ToList();
        foreach (var (id, findings) in against)
        {
            if (findings.Find(finding => finding.Kind is FitFindingKind.NotATherapist) is not null)
            {
                return VisitProblems.UnknownTherapist.Refuse(new { therapist_id = id });
            }

            if (findings.Find(finding => finding.Kind is FitFindingKind.Booked) is { } booked)
            {
                return VisitProblems.TherapistBooked.Refuse(new { therapist_id = id, appointment_id = booked.AppointmentId });
            }
        }

        return against.Count == 0 || overrideReason is not null
            ? null
            : VisitProblems.DoesNotFit.Refuse(new { therapists = against.Select(one => new { therapist_id = one.Id, findings = one.Findings }) });
    }
}

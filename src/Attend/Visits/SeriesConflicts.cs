using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>Something that speaks against one visit of a series.</summary>
/// <param name="Occurrence">Which visit, by when it would begin by the clock of the site.</param>
/// <param name="TherapistId">Whom it is about; null: the client.</param>
/// <param name="AppointmentId">Which other visit the client has then; null: one of this series.</param>
internal sealed record SeriesConflict(
    string Occurrence, DateTimeOffset StartsAt, long? TherapistId, IReadOnlyList<FitFinding> Findings, long? AppointmentId);

/// <summary>
/// What speaks against the visits of a series: one statement for all of them brings what fills the time of those who come, another what fills the
/// client's, and all that depends on them is reckoned here.
/// </summary>
internal sealed class SeriesConflicts
{
    /// <summary>Farther from a visit nothing can matter to it: no visit is longer, and nobody's day.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(5);

    private readonly FitVisit first;
    private readonly IReadOnlyList<Occurrence> visits;
    private readonly Pending<IReadOnlyList<FitRow>> rows;
    private readonly Pending<IReadOnlyList<Taken>> taken;

    private SeriesConflicts(Change change, FitVisit first, IReadOnlyList<Occurrence> visits, long[] therapists)
    {
        (this.first, this.visits) = (first, visits);
        var (from, to) = (visits[0].StartsAt, visits.Max(one => one.EndsAt));
        rows = change.List<FitRow>(Fit.Rows(first, from, to, $"select unnest({therapists}) as id"));
        taken = change.List<Taken>($"""
            select a.id, a.starts_at, a.ends_at from visits.appointments a
            where a.client_id = {first.ClientId} and a.holds and a.overlap_reason is null and a.during && tstzrange({from}, {to}, '[)')
            order by a.starts_at, a.id
            """);
    }

    private sealed record Taken(long Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    public IReadOnlyDictionary<long, FitRow> Therapists => rows.Value.ToDictionary(row => row.Id);

    /// <summary>Queues the two questions; everybody is locked.</summary>
    /// <param name="first">The first visit; the others differ from it only in their times.</param>
    /// <param name="visits">In order, at least one.</param>
    public static SeriesConflicts Load(Change change, FitVisit first, IReadOnlyList<Occurrence> visits, long[] therapists) =>
        new(change, first, visits, therapists);

    /// <summary>Somebody who is to come is no therapist here, whichever visit it is about.</summary>
    public Refused? RefuseTherapists(DateTimeOffset now) =>
        rows.Value.FirstOrDefault(row => Fit.Of(first, row with { Places = [] }, now).Findings.Any(finding => finding.Kind is FitFindingKind.NotATherapist)) is { } unknown
            ? VisitProblems.UnknownTherapist.Refuse(new { therapist_id = unknown.Id })
            : null;

    /// <param name="overridden">A reason passes over all but what stands.</param>
    /// <param name="beside">A reason lets the client have another visit at the same time.</param>
    public IReadOnlyList<SeriesConflict> Of(DateTimeOffset now, bool overridden, bool beside) =>
        [.. rows.Value.SelectMany(row => OfTherapist(row, now, overridden)).Concat(beside ? [] : OfClient()).OrderBy(one => one.StartsAt)];

    private IEnumerable<SeriesConflict> OfTherapist(FitRow row, DateTimeOffset now, bool overridden)
    {
        // Both lists are in order, so that of the year only what lies around each visit is looked at.
        var (from, to) = (0, 0);
        foreach (var one in visits)
        {
            while (from < row.Places.Count && row.Places[from].StartsAt < one.StartsAt - Around)
            {
                from++;
            }

            to = Math.Max(to, from);
            while (to < row.Places.Count && row.Places[to].StartsAt < one.EndsAt + Around)
            {
                to++;
            }

            var near = row with { Places = [.. row.Places.Skip(from).Take(to - from)] };
            var against = Fit.Of(first with { StartsAt = one.StartsAt, EndsAt = one.EndsAt }, near, now).Findings.Where(finding => finding.Stands || !overridden).ToList();
            if (against.Count > 0)
            {
                yield return new SeriesConflict(Text(one), one.StartsAt, row.Id, against, null);
            }
        }
    }

    private IEnumerable<SeriesConflict> OfClient()
    {
        var until = DateTimeOffset.MinValue;
        foreach (var one in visits)
        {
            var other = taken.Value.FirstOrDefault(visit => visit.StartsAt < one.EndsAt && one.StartsAt < visit.EndsAt);
            if (other is not null || one.StartsAt < until)
            {
                yield return new SeriesConflict(Text(one), one.StartsAt, null, [], other?.Id);
            }
            else
            {
                until = one.EndsAt;
            }
        }
    }

    private static string Text(Occurrence one) => PlanSeries.Wall.Format(one.Id);
}

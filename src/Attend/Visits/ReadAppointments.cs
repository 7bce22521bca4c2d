using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Which appointments to list; every filter narrows.</summary>
/// <param name="From">Those that end later.</param>
/// <param name="To">Those that begin earlier.</param>
/// <param name="Review">Those, or only those not, of which somebody rejected a place and no operator has said what becomes of it.</param>
internal sealed record AppointmentFilter(
    long? SiteId, DateTimeOffset? From, DateTimeOffset? To, long? TherapistId, long? ClientId, AppointmentState[]? State, bool? Review);

/// <param name="Reason">As whoever rejected it gave it.</param>
/// <param name="Review">What an operator made of it; null while nobody has looked.</param>
internal sealed record RefusalView(
    long Id, long PlaceId, long TherapistId, string? TherapistName, string How, string? Reason, DateTimeOffset At, string? Review, long? ReviewedBy,
    DateTimeOffset? ReviewedAt)
{
    /// <summary>The view over <c>visits.refusals r</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select r.id, r.place_id, r.therapist_id, m.full_name as therapist_name, r.how, r.reason, r.at, r.review, r.reviewed_by, r.reviewed_at
        from visits.refusals r join visits.places p on p.id = r.place_id left join people.members m on m.id = r.therapist_id
        """);
}

/// <summary>An appointment with all that belongs to it.</summary>
/// <param name="Refusals">Who did not want a place, or did not answer in time; only those who plan read them.</param>
/// <param name="Corrections">What its record said before it was put right, the oldest first; only those who plan read them.</param>
internal sealed record WholeAppointmentView(
    AppointmentView Appointment, IReadOnlyList<RefusalView> Refusals, IReadOnlyList<MaterialView> Materials, IReadOnlyList<CorrectionView> Corrections);

/// <summary>Appointments with names and addresses: each look stands in the access log. A therapist reads those that are theirs, or were to the end.</summary>
internal static class ReadAppointments
{
    public static async Task<Ok<Page<AppointmentView>>> List(
        [AsParameters] AppointmentFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var states = filter.State is { Length: > 0 } some ? some : null;
        var review = filter.Review is null ? null : (filter.Review.Value ? Sql.Raw("and ") : Sql.Raw("and not "));
        var rows = await db.List<AppointmentView>($"""
            {AppointmentView.Select}
            where a.id > {paging.From} {Within(caller)}
              {Sql.If(filter.SiteId, $"and a.site_id = {filter.SiteId}")} {Sql.If(filter.ClientId, $"and a.client_id = {filter.ClientId}")}
              {Sql.If(filter.From, $"and a.ends_at > {filter.From}")} {Sql.If(filter.To, $"and a.starts_at < {filter.To}")}
              {Sql.If(filter.TherapistId, $"and exists (select from visits.places p where p.appointment_id = a.id and p.therapist_id = {filter.TherapistId})")}
              {Sql.If(states, $"and a.state = any({states ?? []})")}
              {Sql.If(filter.Review, $"""
                  {review} exists (select from visits.places p join visits.refusals r on r.place_id = p.id
                      where p.appointment_id = a.id and p.state = 'OPEN' and r.how = 'rejected' and r.reviewed_at is null)
                  """)}
            order by a.id limit {paging.Fetch}
            """, ct);
        await log.Looked(caller, rows.Select(one => $"client:{one.ClientId}").Distinct(), "list", ct);
        return TypedResults.Ok(Page<AppointmentView>.Of([.. rows.Select(one => one.For(caller))], paging, one => one.Id));
    }

    public static async Task<Results<Ok<WholeAppointmentView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Appointment: reads.Find<AppointmentView>($"{AppointmentView.Select} where a.id = {id} {Within(caller)}"),
            Refusals: reads.List<RefusalView>($"{RefusalView.Select} where p.appointment_id = {id} order by r.id"),
            Materials: reads.List<MaterialView>($"{MaterialView.Select} where t.appointment_id = {id} order by t.id"),
            Corrections: reads.List<CorrectionView>($"{CorrectionView.Select} where p.appointment_id = {id} order by k.id")), ct);
        if (found.Appointment.Value is not { } view)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"client:{view.ClientId}", "read", ct);
        var plans = caller.Reaches(Permissions.VisitsPlan, view.SiteId);
        return TypedResults.Ok(new WholeAppointmentView(
            view.For(caller), plans ? found.Refusals.Value : [], found.Materials.Value, plans ? found.Corrections.Value : []));
    }

    /// <summary>Those that a caller may see, over <c>visits.appointments a</c>.</summary>
    public static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.VisitsRead);
        return Sql.If(sites, $"""
            and (a.site_id = any({sites ?? []}) or exists (select from visits.places p where p.appointment_id = a.id and p.therapist_id = {caller.UserId} and {PlaceRow.Kept}))
            """);
    }
}

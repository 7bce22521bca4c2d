using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>
/// How completed visits were verified: all of them, or those of a site or a therapist. Each is <paramref name="Complete"/>,
/// <paramref name="Excepted"/> or <paramref name="Neither"/>; one with a code is in the count of that code as well.
/// </summary>
/// <param name="SiteId">Null, as are the names: all of them.</param>
/// <param name="Complete">Service, recipient, provider, date, place and both times stand, and no code says that somebody made up for one (42 U.S.C. 1396b(l)).</param>
/// <param name="Excepted">A code says why an element is missing or was entered by hand.</param>
/// <param name="Neither">An element is missing and no code says why; the server lets no visit end so.</param>
/// <param name="CompleteShare">Of the completed ones, 0 to 1; null where there is none.</param>
internal sealed record VerificationRow(
    long? SiteId, string? Site, long? TherapistId, string? Therapist, long Completed, long Complete, long Excepted, long Neither, double? CompleteShare,
    long DeviceUnavailable, long NoSignal, long ForgotToStart, long ForgotToEnd, long ClientUnableToSign, long ServiceOutsideHome, long LocationDenied,
    long EnteredByHand, long Other);

/// <summary>An element of verification, as the refusal of an incomplete end names it.</summary>
[LowerWords]
internal enum EvvElement { Service, StartedAt, StartedPlace, EndedAt, EndedPlace }

/// <summary>A completed visit without all elements and without a code, to be put right.</summary>
internal sealed record UnverifiedRow(
    long PlaceId, long AppointmentId, long SiteId, string Site, long TherapistId, string Therapist, DateTimeOffset StartsAt, IReadOnlyList<EvvElement> Missing);

/// <param name="Items">By site and therapist.</param>
/// <param name="ToCorrect">Those that are neither, the oldest first, at most 500.</param>
internal sealed record VerificationReport(
    DateTimeOffset From, DateTimeOffset To, VerificationRow All, IReadOnlyList<VerificationRow> Sites, IReadOnlyList<VerificationRow> Items,
    IReadOnlyList<UnverifiedRow> ToCorrect);

/// <summary>Electronic visit verification of completed visits that were planned into the time; each therapist's part of a visit is verified for itself.</summary>
internal static class ReportVerification
{
    private const int Listed = 500;

    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    public static async Task<Results<Ok<VerificationReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (span, refused) = ReportSpan.Of(from, to, clock, Most);
        if (span is null)
        {
            return refused!;
        }

        var done = Done(span, caller.SitesFor(Permissions.VisitReportsRead));
        var (rows, wrong) = await db.Snapshot(
            async reads =>
            {
                var counted = reads.List<Measured>(Counts(done));
                var unverified = reads.List<UnverifiedRow>(Unverified(done));
                await reads.Send();
                return (counted.Value, unverified.Value);
            }, ct);
        IReadOnlyList<VerificationRow> By(int kept) => [.. rows.Where(row => row.Grouped == kept).Select(row => row.Row)];
        var items = By(3);
        return Csv.Wanted(request)
            ? Csv.Of(items, "verification")
            : TypedResults.Ok(new VerificationReport(span.From, span.To, By(0).Single(), By(2), items, wrong));
    }

    /// <summary>Each completed visit with what is missing of it, as <c>done</c>.</summary>
    private static Sql Done(ReportSpan span, long[]? sites) => $"""
        with done as (
            select v.place_id, v.appointment_id, v.site_id, s.name as site, v.therapist_id, m.full_name as therapist, v.starts_at, v.evv_exception as code,
                   array_remove(array[
                       case when not v.service_known then 'service' end, case when v.started_at is null then 'started_at' end,
                       case when not v.started_placed then 'started_place' end, case when v.ended_at is null then 'ended_at' end,
                       case when not v.ended_placed then 'ended_place' end], null) as missing
            from people.sites s join visits.measured_visits v on v.site_id = s.id join people.members m on m.id = v.therapist_id
            where v.state = 'COMPLETED' and v.starts_at >= {span.From} and v.starts_at < {span.To} {Sql.If(sites, $"and s.id = any({sites ?? []})")}
        )
        """;

    private static Sql Counts(Sql done) => $"""
        {done}
        select 3 - grouping(d.site_id, d.therapist_id) as grouped, d.site_id, min(d.site) as site, d.therapist_id, min(d.therapist) as therapist, count(*) as completed,
               count(*) filter (where d.code is null and cardinality(d.missing) = 0) as complete, count(d.code) as excepted,
               count(*) filter (where d.code is null and cardinality(d.missing) > 0) as neither,
               {Sql.Join(", ", Enum.GetValues<EvvException>().Select(code => Sql.Raw($"count(*) filter (where d.code = '{Words.Of(code)}') as {Words.Of(code)}")))}
        from done d group by grouping sets ((), (d.site_id), (d.site_id, d.therapist_id)) order by site, d.site_id, therapist, d.therapist_id
        """;

    private static Sql Unverified(Sql done) => $"""
        {done}
        select d.place_id, d.appointment_id, d.site_id, d.site, d.therapist_id, d.therapist, d.starts_at, to_jsonb(d.missing) as missing
        from done d where d.code is null and cardinality(d.missing) > 0 order by d.starts_at, d.place_id limit {Listed}
        """;

    private sealed record Measured(
        int Grouped, long? SiteId, string? Site, long? TherapistId, string? Therapist, long Completed, long Complete, long Excepted, long Neither,
        long DeviceUnavailable, long NoSignal, long ForgotToStart, long ForgotToEnd, long ClientUnableToSign, long ServiceOutsideHome, long LocationDenied,
        long EnteredByHand, long Other)
    {
        // Of all together there is no one site, and of a site no one therapist.
        public VerificationRow Row => new(
            SiteId, SiteId is null ? null : Site, TherapistId, TherapistId is null ? null : Therapist, Completed, Complete, Excepted, Neither,
            ReportUtilisation.Share(Complete, Completed), DeviceUnavailable, NoSignal, ForgotToStart, ForgotToEnd, ClientUnableToSign, ServiceOutsideHome,
            LocationDenied, EnteredByHand, Other);
    }
}

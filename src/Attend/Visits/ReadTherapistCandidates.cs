using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>The visit that somebody is looked for.</summary>
/// <param name="Services">Ids; they say what the therapist must be able to do, and how long it takes where no end is given.</param>
/// <param name="ClientId">Whom the therapists may know.</param>
/// <param name="AppointmentId">Of a visit that is made: its own time is in nobody's way, and who refused it is said.</param>
internal sealed record TherapistCandidateFilter(
    [property: Required] long? SiteId, [property: Required, MinLength(1), MaxLength(20)] long[]? Services, [property: Required] DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt, [property: Required, Range(-90.0, 90.0)] double? Latitude, [property: Required, Range(-180.0, 180.0)] double? Longitude,
    long? ClientId, long? AppointmentId);

/// <param name="Fit">Nothing speaks against them.</param>
/// <param name="WithReason">Nothing that a reason does not pass over.</param>
/// <param name="KnowsClient">They have been with this client before.</param>
/// <param name="ExtraTravelSeconds">What the visit adds to their day on the road; null where it is not known where they come from or go to.</param>
/// <param name="MinutesThatDay">How long they are at visits that day already.</param>
internal sealed record TherapistCandidateView(
    long TherapistId, string Name, bool Fit, bool WithReason, IReadOnlyList<FitFinding> Findings, bool KnowsClient, int? ExtraTravelSeconds, int MinutesThatDay);

/// <param name="Travel">Where the times on the road come from: <c>estimate</c>, or one day the road network.</param>
internal sealed record TherapistCandidatesView(
    long SiteId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<string> Skills, string Travel, IReadOnlyList<TherapistCandidateView> Items);

/// <summary>Who could make a visit: everybody of the site, the best first, with what speaks for and against each.</summary>
internal static class ReadTherapistCandidates
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private sealed record Asked(long Id, int Minutes, string[] Skills);

    public static async Task<Results<Ok<TherapistCandidatesView>, Refused>> Handle(
        [AsParameters] TherapistCandidateFilter filter, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var (site, starts, services) = (filter.SiteId!.Value, filter.StartsAt!.Value, filter.Services!.Distinct().ToArray());
        if (!caller.Reaches(Permissions.VisitsPlan, site))
        {
            return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
        }

        var read = await db.Read(reads => (
            Asked: reads.List<Asked>($"select id, minutes, skills from visits.services where id = any({services}) and site_id = {site} and active"),
            Client: reads.One<bool>($"select exists (select from visits.clients where id = {filter.ClientId ?? 0} and site_id = {site} and active)"),
            Made: reads.One<bool>($"select exists (select from visits.appointments where id = {filter.AppointmentId ?? 0} and site_id = {site})")), ct);
        var asked = read.Asked.Value;
        if (services.Except(asked.Select(service => service.Id)).ToArray() is { Length: > 0 } unknown)
        {
            return VisitProblems.UnknownService.Refuse(new { field = "services", services = unknown });
        }

        if (filter.ClientId is not null && !read.Client.Value)
        {
            return VisitProblems.UnknownClient.Refuse(new { field = "client_id" });
        }

        if (filter.AppointmentId is not null && !read.Made.Value)
        {
            return PlatformProblems.NotFound.Refuse(new { field = "appointment_id" });
        }

        var ends = filter.EndsAt ?? starts.AddMinutes(asked.Sum(service => service.Minutes));
        if (ends <= starts || ends - starts > Longest)
        {
            return PlatformProblems.Invalid.Field("ends_at", "must be later than starts_at, by a day at most");
        }

        string[] skills = [.. asked.SelectMany(service => service.Skills).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var visit = new FitVisit(site, starts, ends, new GeoPoint(filter.Latitude!.Value, filter.Longitude!.Value), skills, filter.ClientId, filter.AppointmentId);
        var rows = await db.List<FitRow>(Fit.Rows(visit, Fit.TherapistsOf(site)), ct);
        // Who is no therapist any more is nobody's candidate.
        var ranked = Fit.Ranked(visit, rows.Where(row => row.Active), clock.Micros());
        await log.Looked(caller, ranked.Select(fit => $"user:{fit.Therapist.Id}"), "list", ct);
        return TypedResults.Ok(new TherapistCandidatesView(site, visit.StartsAt, visit.EndsAt, visit.Skills, TravelTimes.Estimate,
            [.. ranked.Select(fit => new TherapistCandidateView(
                fit.Therapist.Id, fit.Therapist.Name, fit.Free, fit.FreeWithReason, fit.Findings, fit.Therapist.Knows, fit.ExtraTravel, fit.Minutes))]));
    }
}

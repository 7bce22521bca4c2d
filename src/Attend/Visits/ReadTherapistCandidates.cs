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
/// <param name="ClientId">Says the place where none is given, and whom the therapists may know.</param>
/// <param name="AppointmentId">Of a visit that is made: it says all that is not given.</param>
internal sealed record TherapistCandidateFilter(
    long? SiteId, [property: MaxLength(20)] long[]? Services, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, [property: Range(-90.0, 90.0)] double? Latitude,
    [property: Range(-180.0, 180.0)] double? Longitude, long? ClientId, long? AppointmentId);

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
    private sealed record Made(
        long SiteId, long ClientId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, double Latitude, double Longitude, string[] Skills);

    private sealed record Asked(long Id, long SiteId, int Minutes, string[] Skills);

    private sealed record Home(long SiteId, double Latitude, double Longitude);

    public static async Task<Results<Ok<TherapistCandidatesView>, Refused>> Handle(
        [AsParameters] TherapistCandidateFilter filter, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var services = (filter.Services ?? []).Distinct().ToArray();
        var read = await db.Read(reads => (
            Made: reads.Find<Made>($"""
                select a.site_id, a.client_id, a.starts_at, a.ends_at, a.latitude, a.longitude,
                       array(select distinct unnest(s.skills) from visits.appointment_services s where s.appointment_id = a.id order by 1) as skills
                from visits.appointments a where a.id = {filter.AppointmentId ?? 0}
                """),
            Asked: reads.List<Asked>($"select id, site_id, minutes, skills from visits.services where id = any({services}) and active"),
            Client: reads.Find<Home>($"select site_id, latitude, longitude from visits.clients where id = {filter.ClientId ?? 0} and active")), ct);
        var made = read.Made.Value;
        if (filter.AppointmentId is not null && (made is null || !caller.Reaches(Permissions.VisitsPlan, made.SiteId)))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        if ((filter.SiteId ?? made?.SiteId) is not { } site)
        {
            return Missing("site_id");
        }

        if (!caller.Reaches(Permissions.VisitsPlan, site))
        {
            return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
        }

        if (services.Except(read.Asked.Value.Where(service => service.SiteId == site).Select(service => service.Id)).ToArray() is { Length: > 0 } unknown)
        {
            return VisitProblems.UnknownService.Refuse(new { field = "services", services = unknown });
        }

        if (filter.ClientId is not null && read.Client.Value?.SiteId != site)
        {
            return VisitProblems.UnknownClient.Refuse(new { field = "client_id" });
        }

        var (visit, refused) = Visit(filter, site, made, read.Asked.Value, read.Client.Value);
        if (visit is null)
        {
            return refused!;
        }

        var rows = await db.List<FitRow>(Fit.Rows(visit, Fit.TherapistsOf(site)), ct);
        // Who is no therapist any more is nobody's candidate.
        var ranked = Fit.Ranked(visit, rows.Where(row => row.Active), clock.Micros());
        await log.Looked(caller, ranked.Select(fit => $"user:{fit.Therapist.Id}"), "list", ct);
        return TypedResults.Ok(new TherapistCandidatesView(site, visit.StartsAt, visit.EndsAt, visit.Skills, TravelTimes.Estimate,
            [.. ranked.Select(fit => new TherapistCandidateView(
                fit.Therapist.Id, fit.Therapist.Name, fit.Free, fit.FreeWithReason, fit.Findings, fit.Therapist.Knows, fit.ExtraTravel, fit.Minutes))]));
    }

    /// <summary>What was given, and where that is not said what the appointment and the client say.</summary>
    private static (FitVisit? Visit, Refused? Refused) Visit(
        TherapistCandidateFilter filter, long site, Made? made, IReadOnlyList<Asked> services, Home? client)
    {
        if ((filter.StartsAt ?? made?.StartsAt) is not { } starts)
        {
            return (null, Missing("starts_at"));
        }

        // A visit that is moved keeps its length.
        TimeSpan? length = services.Count > 0 ? TimeSpan.FromMinutes(services.Sum(service => service.Minutes)) : made?.EndsAt - made?.StartsAt;
        if ((filter.EndsAt ?? starts + length) is not { } ends)
        {
            return (null, Missing("ends_at"));
        }

        if (ends <= starts || ends - starts > TimeSpan.FromDays(1))
        {
            return (null, PlatformProblems.Invalid.Field("ends_at", "must be later than starts_at, by a day at most"));
        }

        if (filter.Latitude is null != filter.Longitude is null)
        {
            return (null, PlatformProblems.Invalid.Field(filter.Latitude is null ? "latitude" : "longitude", "is required with the other"));
        }

        var place = GeoPoint.Of(filter.Latitude, filter.Longitude) ?? GeoPoint.Of(made?.Latitude, made?.Longitude) ?? GeoPoint.Of(client?.Latitude, client?.Longitude);
        if (place is not { } point)
        {
            return (null, Missing("latitude"));
        }

        string[] skills = services.Count > 0 ? [.. services.SelectMany(service => service.Skills).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : made?.Skills ?? [];
        return (new FitVisit(site, starts, ends, point, skills, filter.ClientId ?? made?.ClientId, filter.AppointmentId), null);
    }

    private static Refused Missing(string field) => PlatformProblems.Invalid.Field(field, "is required");
}

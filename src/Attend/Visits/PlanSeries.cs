using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;

namespace Attend.Visits;

/// <param name="Rule">When it comes again, by RFC 5545: <c>FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20</c>.</param>
/// <param name="FirstStart">When the first visit begins, by the clock of the client's site: <c>2026-03-02T09:00</c>.</param>
/// <param name="Minutes">How long each takes; null: as long as its services.</param>
/// <param name="LeftOut">Visits that do not take place, each by when it would begin.</param>
/// <param name="SkipConflicts">Whether visits against which something speaks are left out, too, instead of refusing the whole.</param>
internal sealed record PlanSeriesRequest(
    [Required] long? ClientId, [Required, MinLength(1), MaxLength(20)] long[]? ServiceIds, [Required, StringLength(500, MinimumLength = 6)] string? Rule,
    [Required, StringLength(16)] string? FirstStart, [MinLength(1), MaxLength(10)] long[]? TherapistIds = null, [Range(5, 1440)] int? Minutes = null,
    [MaxLength(366)] string[]? LeftOut = null, [StringLength(500, MinimumLength = 1)] string? Address = null, [Range(-90.0, 90.0)] double? Latitude = null,
    [Range(-180.0, 180.0)] double? Longitude = null, [StringLength(2000)] string? Notes = null, [StringLength(500, MinimumLength = 2)] string? OverlapReason = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null, bool SkipConflicts = false);

/// <param name="Token">Shown this once: the address of the client's page.</param>
internal sealed record PlannedVisitView(long Id, string Occurrence, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Token, string Code);

/// <param name="LeftOut">What does not take place, because somebody said so or something spoke against it.</param>
internal sealed record PlannedSeriesView(
    long Id, string Rule, string FirstStart, string Zone, int Minutes, IReadOnlyList<string> LeftOut, IReadOnlyList<PlannedVisitView> Visits);

/// <summary>Agrees on visits that come again by a rule. Each is an appointment of its own from then on; all of them are made, or none.</summary>
internal static class PlanSeries
{
    /// <summary>A moment by the clock of a site, as it travels.</summary>
    public static readonly LocalDateTimePattern Wall = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public const string Form = "must be a time by the clock of the site such as 2026-03-02T09:00";

    private sealed record Draft(
        long Id, byte[] Token, string Text, string Code, string Occurrence, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    public static Task<Results<Created<PlannedSeriesView>, Refused>> Handle(PlanSeriesRequest request, Db db, Caller caller, CancellationToken ct) =>
        Plan(request, [], db, caller, ct);

    /// <summary>The same where single visits are not like the others.</summary>
    public static Task<Results<Created<PlannedSeriesView>, Refused>> Plan(
        PlanSeriesRequest request, IReadOnlyList<ChangedOccurrence> changed, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<PlannedSeriesView>, Refused>>(caller, async change =>
        {
            var (rule, first, leftOut, wrong) = Read(request);
            if ((wrong ?? Agreement.RefuseShape(request.TherapistIds, request.Address, request.Latitude, request.Longitude)) is { } shape)
            {
                return shape;
            }

            var whom = request.TherapistIds ?? [];
            var agreement = Agreement.Load(change, request.ClientId!.Value, request.ServiceIds!, whom);
            var newId = change.One<long>($"select nextval(pg_get_serial_sequence('visits.series', 'id'))");
            await change.Send();
            if (agreement.Refuse(caller) is { } unknown)
            {
                return unknown;
            }

            var client = agreement.Client;
            var minutes = request.Minutes ?? agreement.Minutes;
            if (minutes > BookAppointment.Longest.TotalMinutes)
            {
                return PlatformProblems.Invalid.Field("minutes", "must be a day at most");
            }

            var series = new Series(rule!, first, client.Zone, TimeSpan.FromMinutes(minutes), leftOut, changed);
            if (series.Refuse() is { } impossible)
            {
                return impossible;
            }

            var visits = series.Occurrences();
            if (visits.Count == 0 || visits[0].StartsAt < change.Now)
            {
                return PlatformProblems.Invalid.Field("first_start", visits.Count == 0 ? "leaves no visit at all" : "lies in the past");
            }

            var place = GeoPoint.Of(request.Latitude, request.Longitude) ?? client.Point;
            var visit = new FitVisit(client.SiteId, visits[0].StartsAt, visits[0].EndsAt, place, agreement.Skills, client.Id);
            var found = SeriesConflicts.Load(change, visit, visits, whom);
            var ids = change.List<long>($"select nextval('visits.appointments_id_seq') from generate_series(1, {visits.Count})");
            var placeIds = change.List<long>($"select nextval('visits.places_id_seq') from generate_series(1, {visits.Count * Math.Max(1, whom.Length)})");
            await change.Send();
            if (found.RefuseTherapists(change.Now) is { } stranger)
            {
                return stranger;
            }

            var conflicts = found.Of(change.Now, request.OverrideReason is not null, request.OverlapReason is not null);
            var skipped = conflicts.Select(one => one.Occurrence).ToHashSet(StringComparer.Ordinal);
            List<Draft> drafts =
            [
                .. visits.Where(one => !skipped.Contains(Wall.Format(one.Id))).Zip(ids.Value, (one, id) =>
                {
                    var (text, hash) = Token.NewShort();
                    return new Draft(id, hash, text, BookAppointment.NewCode(), Wall.Format(one.Id), one.StartsAt, one.EndsAt);
                }),
            ];
            if (conflicts.Count > 0 && (!request.SkipConflicts || drafts.Count == 0))
            {
                return VisitProblems.SeriesConflicts.Refuse(new { conflicts });
            }

            string[] without = [.. leftOut.Select(Wall.Format).Concat(skipped).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            change.Run($"""
                insert into visits.series (id, site_id, client_id, rule, first_start, zone, minutes, left_out, created_at)
                values ({newId.Value}, {client.SiteId}, {client.Id}, {rule!.ToString()}, {Wall.Format(first)}::timestamp, {client.Zone}, {minutes},
                    {without}::timestamp[], {change.Now})
                """);
            change.Event(VisitEvents.SeriesPlanned, $"series:{newId.Value}", new
            {
                series_id = newId.Value, site_id = client.SiteId, client_id = client.Id, therapist_ids = whom, visits = drafts.Count,
            });
            AddAppointments(change, newId.Value, request, client, place, drafts);
            AddPlaces(change, request.OverrideReason, whom.Length == 0 ? [null] : [.. whom.Select(id => found.Therapists[id])], drafts, placeIds.Value);
            await change.Send();
            return TypedResults.Created($"/api/series/{newId.Value}", new PlannedSeriesView(
                newId.Value, rule.ToString(), Wall.Format(first), client.Zone, minutes, without,
                [.. drafts.Select(one => new PlannedVisitView(one.Id, one.Occurrence, one.StartsAt, one.EndsAt, one.Text, one.Code))]));
        }, ct);

    /// <summary>Queues the appointments and what is done at each: a statement for all.</summary>
    private static void AddAppointments(
        Change change, long seriesId, PlanSeriesRequest request, Agreement.ClientRow client, GeoPoint place, List<Draft> drafts)
    {
        long[] ids = [.. drafts.Select(one => one.Id)];
        change.AddAll(AppointmentLifecycle.Table, AppointmentAction.Book,
            """
            id, token, site_id, client_id, series_id, occurrence, starts_at, ends_at, address, latitude, longitude, notes, overlap_reason, code, booked_by
            """, $"""
            select d.id, decode(d.hex, 'hex'), {client.SiteId}::bigint, {client.Id}::bigint, {seriesId}::bigint, d.occurrence::timestamp, d.starts_at, d.ends_at,
                   {request.Address?.Trim() ?? client.Address}, {place.Latitude}, {place.Longitude}, {request.Notes?.Trim()}, {request.OverlapReason}, d.code,
                   {change.Caller.UserId}::bigint
            from unnest({ids}, {drafts.Select(one => Convert.ToHexString(one.Token)).ToArray()}, {drafts.Select(one => one.Occurrence).ToArray()},
                {drafts.Select(one => one.StartsAt).ToArray()}, {drafts.Select(one => one.EndsAt).ToArray()}, {drafts.Select(one => one.Code).ToArray()})
                as d (id, hex, occurrence, starts_at, ends_at, code)
            """);
        change.Run($"""
            insert into visits.appointment_services (appointment_id, number, service_id, name, minutes, price, currency, skills, proof_required)
            select a.id, g.number, s.id, s.name, s.minutes, s.price, s.currency, s.skills, s.proof_required
            from unnest({ids}) as a (id) cross join unnest({request.ServiceIds!}) with ordinality as g (id, number) join visits.services s on s.id = g.id
            """, ids.Length * request.ServiceIds!.Length);
    }

    /// <summary>Queues a place for each who comes at each of the visits; where nobody is named, an open one.</summary>
    private static void AddPlaces(Change change, string? overrideReason, IReadOnlyList<FitRow?> whom, List<Draft> drafts, IReadOnlyList<long> ids)
    {
        var places = drafts.SelectMany(_ => whom.Index(), (draft, one) => (Draft: draft, Number: one.Index + 1, Whom: one.Item))
            .Zip(ids, (one, id) => (Id: id, one.Draft, one.Number, one.Whom)).ToList();
        if (whom is [null])
        {
            change.AddAll(PlaceLifecycle.Table, PlaceAction.Open, "id, appointment_id, number, starts_at, ends_at", $"""
                select * from unnest({places.Select(one => one.Id).ToArray()}, {places.Select(one => one.Draft.Id).ToArray()},
                    {places.Select(one => one.Number).ToArray()}, {places.Select(one => one.Draft.StartsAt).ToArray()}, {places.Select(one => one.Draft.EndsAt).ToArray()})
                """);
            return;
        }

        var times = places.Select(one => AskTherapist.Time(one.Whom!, change.Now, one.Draft.StartsAt)).ToList();
        change.AddAll(PlaceLifecycle.Table, PlaceAction.AskFirst, "id, appointment_id, number, starts_at, ends_at, therapist_id, answer_by, override_reason", $"""
            select g.*, {overrideReason}
            from unnest({places.Select(one => one.Id).ToArray()}, {places.Select(one => one.Draft.Id).ToArray()}, {places.Select(one => one.Number).ToArray()},
                {places.Select(one => one.Draft.StartsAt).ToArray()}, {places.Select(one => one.Draft.EndsAt).ToArray()},
                {places.Select(one => one.Whom!.Id).ToArray()}, {times.Select(time => time.By).ToArray()}) as g
            """);
        foreach (var (place, time) in places.Zip(times))
        {
            PlaceClocks.Ask(change, place.Id, time);
        }
    }

    private static (Recurrence? Rule, LocalDateTime First, IReadOnlyList<LocalDateTime> LeftOut, Refused? Refused) Read(PlanSeriesRequest request)
    {
        var (rule, refused) = Recurrence.Read(request.Rule!);
        if (refused is not null)
        {
            return (null, default, [], refused);
        }

        if (Moment(request.FirstStart) is not { } first)
        {
            return (null, default, [], PlatformProblems.Invalid.Field("first_start", Form));
        }

        var leftOut = (request.LeftOut ?? []).Select(Moment).ToList();
        var bad = leftOut.FindIndex(one => one is null);
        return bad < 0
            ? (rule, first, [.. leftOut.Select(one => one!.Value)], null)
            : (null, default, [], PlatformProblems.Invalid.Field($"left_out[{bad}]", Form));
    }

    /// <summary>What a client sent as a moment by the clock of a site, in a year in which somebody may be visited; else null.</summary>
    public static LocalDateTime? Moment(string? text) =>
        Wall.Parse(text ?? "") is { Success: true, Value: { Year: >= 1900 and <= 2200 } moment } ? moment : null;
}

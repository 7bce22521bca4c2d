using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="TherapistIds">Each is asked for a place of their own; null: there is one place, and nobody is asked yet.</param>
/// <param name="EndsAt">Null: after the services' minutes.</param>
/// <param name="Address">Null: the client's. With one go its coordinates.</param>
/// <param name="OverlapReason">Why the client may have another visit at the same time.</param>
/// <param name="OverrideReason">Why somebody is asked although their hours, their skills or the way speak against it.</param>
internal sealed record BookAppointmentRequest(
    [Required] long? ClientId, [Required, MinLength(1), MaxLength(20)] long[]? ServiceIds, [Required] DateTimeOffset? StartsAt, [MinLength(1), MaxLength(10)] long[]? TherapistIds = null,
    DateTimeOffset? EndsAt = null, [StringLength(500, MinimumLength = 1)] string? Address = null, [Range(-90.0, 90.0)] double? Latitude = null,
    [Range(-180.0, 180.0)] double? Longitude = null, [StringLength(2000)] string? Notes = null, [StringLength(500, MinimumLength = 2)] string? OverlapReason = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <param name="Token">Shown this once: the address of the client's page.</param>
/// <param name="Code">What the client says at the door to prove that somebody came.</param>
internal sealed record NewAppointmentView(
    long Id, string Token, string Code, AppointmentState State, long Version, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<PlaceView> Places);

/// <summary>
/// Agrees on a visit and asks those who are to come. The client and the therapists are locked, so that of many bookings for one hour one is made and the
/// others are told who has it.
/// </summary>
internal static class BookAppointment
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static Task<Results<Created<NewAppointmentView>, Refused>> Handle(BookAppointmentRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<NewAppointmentView>, Refused>>(caller, async change =>
        {
            var (clientId, startsAt, whom) = (request.ClientId!.Value, request.StartsAt!.Value, request.TherapistIds ?? []);
            if (RefuseShape(request, change.Now) is { } wrong)
            {
                return wrong;
            }

            var agreement = Agreement.Load(change, clientId, request.ServiceIds!, whom);
            var newId = change.NextId("visits.appointments");
            await change.Send();
            if (agreement.Refuse(caller) is { } unknown)
            {
                return unknown;
            }

            var endsAt = request.EndsAt ?? startsAt + TimeSpan.FromMinutes(agreement.Minutes);
            if (RefuseLength("ends_at", startsAt, endsAt) is { } length)
            {
                return length;
            }

            var found = agreement.Client;
            var place = GeoPoint.Of(request.Latitude, request.Longitude) ?? found.Point;
            var overlap = CheckFit.ClientBooked(change, clientId, startsAt, endsAt);
            var places = whom.Length == 0 ? [change.NextId("visits.places")] : whom.Select(_ => change.NextId("visits.places")).ToList();
            var (fits, refused) = await CheckFit.Of(change, new FitVisit(found.SiteId, startsAt, endsAt, place, agreement.Skills, clientId), whom, request.OverrideReason);
            if (refused is not null)
            {
                return refused;
            }

            if (overlap.Value is { } other && request.OverlapReason is null)
            {
                return VisitProblems.ClientBooked.Refuse(new { appointment_id = other });
            }

            var (token, hash) = Token.NewShort();
            var code = NewCode();
            change.Add(AppointmentLifecycle.Table, newId.Value, AppointmentAction.Book,
            [
                ("token", hash), ("site_id", found.SiteId), ("client_id", clientId), ("starts_at", startsAt), ("ends_at", endsAt),
                ("address", request.Address?.Trim() ?? found.Address), ("latitude", place.Latitude), ("longitude", place.Longitude), ("notes", request.Notes?.Trim()),
                ("overlap_reason", request.OverlapReason), ("code", code), ("booked_by", caller.UserId),
            ], data: new { therapist_ids = whom });
            AddServices(change, newId.Value, request.ServiceIds!);
            foreach (var (index, id) in places.Index())
            {
                var asked = whom.Length == 0 ? null : fits[whom[index]].Therapist;
                AddPlace(change, id.Value, newId.Value, index + 1, startsAt, endsAt);
                if (asked is not null)
                {
                    AskTherapist.AskFirst(change, id.Value, asked, startsAt, request.OverrideReason);
                }
            }

            var view = change.One<AppointmentView>($"{AppointmentView.Select} where a.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created(
                $"/api/appointments/{newId.Value}",
                new NewAppointmentView(newId.Value, token, code, view.Value.State, view.Value.Version, startsAt, endsAt, view.Value.For(caller).Places));
        }, ct);

    /// <summary>Six digits to be said at the door.</summary>
    public static string NewCode() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Queues what is done at an appointment, as it stands now: a service that is changed later changes nothing there.</summary>
    public static void AddServices(Change change, long appointmentId, long[] serviceIds) => change.Run($"""
        insert into visits.appointment_services (appointment_id, number, service_id, name, minutes, price, currency, skills, proof_required)
        select {appointmentId}, g.number, s.id, s.name, s.minutes, s.price, s.currency, s.skills, s.proof_required
        from unnest({serviceIds}) with ordinality as g (id, number) join visits.services s on s.id = g.id
        """, serviceIds.Length);

    /// <summary>Queues a place for which nobody is asked yet.</summary>
    public static void AddPlace(Change change, long id, long appointmentId, int number, DateTimeOffset startsAt, DateTimeOffset endsAt) =>
        change.Add(PlaceLifecycle.Table, id, PlaceAction.Open,
            [("appointment_id", appointmentId), ("number", number), ("starts_at", startsAt), ("ends_at", endsAt)]);

    /// <summary>Refuses a visit without time, or with more than a day's.</summary>
    public static Refused? RefuseLength(string field, DateTimeOffset startsAt, DateTimeOffset endsAt) =>
        endsAt <= startsAt ? PlatformProblems.Invalid.Field(field, "must be later than the beginning")
        : endsAt - startsAt > Longest ? PlatformProblems.Invalid.Field(field, "must be within a day of the beginning")
        : null;

    /// <summary>Refuses a beginning that nobody can be asked for any more.</summary>
    public static Refused? RefuseStart(DateTimeOffset startsAt, DateTimeOffset now) =>
        startsAt < now ? PlatformProblems.Invalid.Field("starts_at", "lies in the past") : null;

    private static Refused? RefuseShape(BookAppointmentRequest request, DateTimeOffset now) =>
        Agreement.RefuseShape(request.TherapistIds, request.Address, request.Latitude, request.Longitude) ?? RefuseStart(request.StartsAt!.Value, now);
}

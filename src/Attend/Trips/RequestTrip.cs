using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <param name="AppointmentId">Whose way it is; places, times and passengers are the appointment's unless they are given.</param>
/// <param name="Leg">There or back; neither without an appointment.</param>
/// <param name="PickUpAt">Null: by the appointment's times, else as soon as may be. Nobody waits with what is urgent.</param>
/// <param name="FromAddress">How to find who waits where the way begins, where nobody knows the coordinates of that.</param>
/// <param name="Passengers">Only operators say it; a therapist rides themselves.</param>
/// <param name="SiteId">Whose drivers are meant; the appointment's unless there is none.</param>
/// <param name="Seek">Whether drivers are asked at once; else it waits for an operator. What is urgent does not wait.</param>
internal sealed record RequestTripRequest(
    long? AppointmentId = null, TripLeg? Leg = null, TripUrgency Urgency = TripUrgency.Normal, DateTimeOffset? PickUpAt = null, TripPlace? From = null, TripPlace? To = null,
    [property: MinLength(1), MaxLength(20)] TripPassenger[]? Passengers = null, long? SiteId = null, [property: MaxLength(10)] string[]? NeededSkills = null,
    [StringLength(500)] string? Note = null, bool Seek = false, [StringLength(300, MinimumLength = 1)] string? FromAddress = null);

/// <summary>Asks for a car: an operator for anybody, a therapist for themselves. Nobody has two open trips for one way.</summary>
internal static class RequestTrip
{
    public static Task<Results<Created<TripView>, Refused>> Handle(
        RequestTripRequest request, Db db, Caller caller, Positions positions, OfferTime time, CancellationToken ct) =>
        db.Write<Results<Created<TripView>, Refused>>(caller, async change =>
        {
            var alone = caller.SitesFor(Permissions.TripsRequest) is { Length: 0 };
            var (journeys, refused) = await Journeys(change, request, alone);
            if (refused is not null)
            {
                return refused;
            }

            if ((RefuseShape(request, alone) ?? RefuseOver(request, journeys)) is { } wrong)
            {
                return wrong;
            }

            var siteId = journeys.Count > 0 ? journeys[0].SiteId : request.SiteId!.Value;
            TripPassenger[] passengers = alone ? [new TripPassenger(caller.UserId)]
                : request.Passengers ?? [.. journeys.Where(journey => journey.TherapistId is not null && journey.State is not "RELEASED")
                    .Select(journey => new TripPassenger(journey.TherapistId)).Distinct()];
            long[] riders = [.. passengers.Select(one => one.UserId).OfType<long>()];
            // People of another site are as if they were not there, but for who comes to the appointment.
            long[] come = [.. journeys.Select(journey => journey.TherapistId).OfType<long>()];
            var known = change.One<long>($"""
                select count(*) from people.members m
                where m.id = any({riders}) and m.active
                  and (m.id = any({come}) or exists (select from people.roles r where r.user_id = m.id and (r.site_id is null or r.site_id = {siteId})))
                """);
            var site = change.Find<Base>($"""
                select name, address, latitude, longitude, {alone} and not exists (
                    select from people.roles r where r.user_id = {caller.UserId ?? 0} and r.role = 'therapist' and (r.site_id is null or r.site_id = s.id)) as foreign
                from people.sites s where s.id = {siteId} and s.active
                """);
            var newId = change.NextId("trips.trips");
            await change.Send();
            if (site.Value is not { } home || home.Foreign || !alone && !caller.Reaches(Permissions.TripsRequest, siteId))
            {
                return TripsProblems.UnknownTripSite.Refuse(new { field = "site_id" });
            }

            if (passengers.Length == 0 || known.Value != riders.Length)
            {
                return TripsProblems.UnknownPassenger.Refuse(new { field = "passengers" });
            }

            var (leg, first) = (request.Leg ?? TripLeg.Other, journeys.FirstOrDefault(journey => journey.TherapistId == passengers[0].UserId) ?? (journeys is [var any, ..] ? any : null));
            var stays = first?.Home ?? home.Place;
            var begins = leg is TripLeg.Outbound ? stays : first?.Place;
            var from = request.From?.End() ?? (request.FromAddress is { } said && begins is not null ? begins with { Address = said.Trim(), Word = null } : begins);
            var to = request.To?.End() ?? (leg is TripLeg.Return ? stays : first?.Place);
            if (from is null || to is null)
            {
                return TripsProblems.UnknownPlace.Refuse(new { field = from is null ? "from" : "to" });
            }

            var urgent = request.Urgency is TripUrgency.Urgent;
            var (pickUpAt, arriveBy) = first?.Times(leg, from.Point(), to.Point(), change.Now) ?? (null, null);
            var there = first is null ? (GeoPoint?)null : first.Place.Point();
            var follows = leg is TripLeg.Outbound && to.Point() == there || leg is TripLeg.Return && from.Point() == there;
            Add(change, newId.Value, request, siteId, leg, from, to, follows, urgent ? null : request.PickUpAt ?? pickUpAt, arriveBy, passengers);
            if (urgent || request.Seek)
            {
                await change.Send();
                var soon = (request.PickUpAt ?? pickUpAt) is not { } at || at <= change.Now + TripRow.Ahead;
                if (!(urgent || soon) || !await AskDrivers.For(change, positions, time, newId.Value))
                {
                    MatchWaiting.Soon(change, siteId);
                }
            }

            return TypedResults.Created($"/api/trips/{newId.Value}", (await TripStep.Shown(change, newId.Value)).Value);
        }, ct);

    private static async Task<(IReadOnlyList<Journey> Journeys, Refused? Refused)> Journeys(Change change, RequestTripRequest request, bool alone)
    {
        if (request.AppointmentId is not { } appointment)
        {
            return ([], null);
        }

        // Whoever cancels it, or says who comes, has this lock: they are before this trip, or hear of it.
        VisitStep.LockClient(change, $"select distinct j.client_id from visits.journeys j where j.appointment_id = {appointment}");
        var found = change.List<Journey>($"{Journey.Select} where j.appointment_id = {appointment} order by j.place_id");
        await change.Send();
        return found.Value is [var one, ..] && (alone ? found.Value.Any(journey => journey.IsTheirs(change.Caller.User)) : change.Caller.Reaches(Permissions.TripsRequest, one.SiteId))
            ? (found.Value, null)
            : ([], TripsProblems.UnknownAppointment.Refuse(new { field = "appointment_id" }));
    }

    private static Refused? RefuseShape(RequestTripRequest request, bool alone) => request switch
    {
        { AppointmentId: null, Leg: not (null or TripLeg.Other) } => PlatformProblems.Invalid.Field("leg", "is that of an appointment"),
        { AppointmentId: not null, Leg: null } => PlatformProblems.Invalid.Field("leg", "is required"),
        { From: not null, FromAddress: not null } => PlatformProblems.Invalid.Field("from_address", "belongs to a way whose beginning is not given"),
        { FromAddress: { } said } when string.IsNullOrWhiteSpace(said) => PlatformProblems.Invalid.Field("from_address", "must not be blank"),
        { AppointmentId: null, SiteId: null } => PlatformProblems.Invalid.Field("site_id", "is required without an appointment"),
        { AppointmentId: not null, SiteId: not null } => PlatformProblems.Invalid.Field("site_id", "is the appointment's"),
        { AppointmentId: null, Passengers: null } when !alone => PlatformProblems.Invalid.Field("passengers", "are required without an appointment"),
        { Passengers: not null } when alone => TripsProblems.OnlyOneself.Refuse(new { field = "passengers" }),
        { Passengers: { } some } when some.Any(one => one is { UserId: null, Name: null } or { UserId: not null, Name: not null }) =>
            PlatformProblems.Invalid.Field("passengers", "each have a user_id or a name"),
        { Passengers: { } some } when some.Select(one => one.UserId).OfType<long>().GroupBy(id => id).Any(same => same.Count() > 1) =>
            PlatformProblems.Invalid.Field("passengers", "name somebody twice"),
        { NeededSkills: { } skills } when KeepSkills.Refuse("needed_skills", skills) is { } unknown => unknown,
        _ => null,
    };

    private static Refused? RefuseOver(RequestTripRequest request, IReadOnlyList<Journey> journeys) =>
        journeys is [var one, ..] && !one.Open(request.Leg ?? TripLeg.Other) ? TripsProblems.AppointmentOver.Refuse(new { state = one.AppointmentState }) : null;

    private static void Add(
        Change change, long id, RequestTripRequest request, long siteId, TripLeg leg, TripEnd from, TripEnd to, bool follows, DateTimeOffset? pickUpAt,
        DateTimeOffset? arriveBy, TripPassenger[] passengers)
    {
        change.Add(TripLifecycle.Table, id, TripAction.Request,
        [
            ("site_id", siteId), ("appointment_id", request.AppointmentId), ("leg", leg), ("urgency", request.Urgency), ("from_address", from.Address), ("from_word", from.Word),
            ("from_latitude", from.Latitude), ("from_longitude", from.Longitude), ("to_address", to.Address), ("to_word", to.Word), ("to_latitude", to.Latitude),
            ("to_longitude", to.Longitude), ("follows", follows), ("pick_up_at", pickUpAt), ("arrive_by", arriveBy), ("seeking", request.Seek || request.Urgency is TripUrgency.Urgent),
            ("needed_skills", request.NeededSkills ?? []), ("note", request.Note?.Trim()), ("requested_by", change.Caller.UserId),
        ], data: new { leg, request.Urgency, passengers = passengers.Select(one => one.UserId).OfType<long>() });
        foreach (var (index, passenger) in passengers.Index())
        {
            change.Run($"""
                insert into trips.passengers (trip_id, user_id, name, number, appointment_id, leg, waiting)
                values ({id}, {passenger.UserId}, {passenger.Name?.Trim()}, {index + 1}, {request.AppointmentId}, {leg}, true)
                """);
        }
    }

    /// <summary>Where a site is, and whether the caller is none of its therapists.</summary>
    private sealed record Base(string Name, string? Address, double? Latitude, double? Longitude, bool Foreign)
    {
        public TripEnd? Place => Latitude is { } north && Longitude is { } east ? new TripEnd(Address ?? Name, null, north, east) : null;
    }
}

using System.Globalization;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Trips;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>The keys of Visits and Trips that the old words mean.</summary>
/// <param name="caller">Who asks, as they are.</param>
/// <param name="lent">The same, with what they borrow for their own appointment.</param>
internal sealed class AppointmentKeys(
    Sent sent, AppointmentPatch patch, Db db, Caller caller, Caller lent, Positions positions, OfferTime time, CancellationToken ct)
{
    private const string NoReason = "No reason was given.";

    /// <summary><c>therapist_accepted</c>.</summary>
    public async Task<Refused?> AnswerPlace(AppointmentStanding standing) => (patch.TherapistAccepted, standing) switch
    {
        (null, _) or (true, { PlaceState: PlaceState.Accepted or PlaceState.EnRoute or PlaceState.Arrived or PlaceState.InProgress or PlaceState.Completed }) => null,
        (false, { RejectedBy: not null }) => null,
        (_, { PlaceState: PlaceState.Open or PlaceState.Released }) => CompatibilityProblems.NothingToAnswer.Refuse(),
        (true, _) => await Place(standing, PlaceAction.Accept),
        _ => await Reject(standing),
    };

    /// <summary><c>driver_accepted</c>.</summary>
    public async Task<Refused?> AnswerOffer(AppointmentStanding standing)
    {
        if (patch.DriverAccepted is not { } accepts)
        {
            return null;
        }

        var trip = Trip(standing);
        if (trip is { Live: true } && await Offer(trip, standing) is { } offer)
        {
            return accepts ? await Accept(offer) : (await Trips.AnswerOffer.Decline(offer, new DeclineOfferRequest(patch.Reason), db, lent, positions, ct)).Result as Refused;
        }

        return accepts && trip is { Live: true, Waits: false } ? null : CompatibilityProblems.NothingToAnswer.Refuse();
    }

    /// <summary><c>status</c>, or a driver alone.</summary>
    /// <param name="after">How it stands after what was answered; null where that left nothing of the appointment to the one who answered.</param>
    public async Task<Refused?> Press(AppointmentStanding? after)
    {
        var status = patch.Status ?? (patch.Driver is not null ? VisitStatus.DriverAssignedPickup : null as VisitStatus?);
        if (status is not { } to || after is not { } standing || Stands(standing, to))
        {
            return null;
        }

        return to switch
        {
            VisitStatus.Pending => standing.State is AppointmentState.Rejected
                ? (await ReviewRejection.Deny(standing.Id, new DenyRejectionRequest(standing.PlaceId), db, lent, ct)).Result as Refused
                : Illegal(standing.Status, to),
            VisitStatus.Confirmed => await Place(standing, PlaceAction.Accept),
            VisitStatus.Rejected => await Reject(standing),
            VisitStatus.PickupRequested => await Request(standing),
            VisitStatus.DriverAssignedPickup => await Assign(standing),
            VisitStatus.DriverEnRoutePickup => await Depart(standing),
            VisitStatus.DriverArrivedPickup => await Tap(standing, to, TripAction.Arrive),
            VisitStatus.TherapistPickedUp => await Tap(standing, to, TripAction.Board),
            VisitStatus.EnRoute => await SetOut(standing),
            VisitStatus.Arrived => await Arrive(standing),
            VisitStatus.InProgress => await Place(standing, PlaceAction.Start),
            VisitStatus.Completed => await End(standing),
            VisitStatus.Cancelled => (await CancelAppointment.Cancel(
                standing.Id, new CancelAppointmentRequest(CancelReason.Other, patch.Reason ?? NoReason), db, lent, ct)).Result as Refused,
            VisitStatus.NoShow => (await CancelAppointment.NoShow(
                standing.Id, new ClientAbsentRequest(AbsenceReason.Other, patch.Reason ?? NoReason), db, lent, ct)).Result as Refused,
            _ => Illegal(standing.Status, to),
        };
    }

    /// <summary>That one word cannot follow another.</summary>
    public static Refused Illegal(VisitStatus from, VisitStatus to) =>
        (CompatibilityProblems.IllegalStep with { Sentence = $"Cannot change status from {Words.Of(from)} to {Words.Of(to)}" }).Refuse();

    /// <summary>Whether it is so already; of a trip's words, whether the trip that is meant is there.</summary>
    private bool Stands(AppointmentStanding standing, VisitStatus status)
    {
        var trip = Trip(standing);
        return status switch
        {
            VisitStatus.DriverAssignedPickup => trip?.Status == status && (patch.Driver is null || patch.Driver == trip.DriverId) || patch.Status is null && trip is { Live: true } && trip.DriverId == patch.Driver,
            VisitStatus.PickupRequested or VisitStatus.DriverEnRoutePickup or VisitStatus.DriverArrivedPickup or VisitStatus.TherapistPickedUp =>
                trip is not null ? trip.Status == status && (status is not VisitStatus.PickupRequested || standing.Status == status) : standing.Status == status,
            _ => standing.Status == status,
        };
    }

    private async Task<Refused?> Request(AppointmentStanding standing)
    {
        if (standing.State is not (AppointmentState.Pending or AppointmentState.Confirmed or AppointmentState.Completed) || standing.Current is { Live: true })
        {
            return Illegal(standing.Status, VisitStatus.PickupRequested);
        }

        var notes = patch.Notes ?? standing.Notes;
        var result = await RequestTrip.Handle(
            new RequestTripRequest(
                standing.Id, standing.Leg, AppointmentPatch.Urgent(notes) ? TripUrgency.Urgent : TripUrgency.Normal,
                From: patch.Point is { } point ? TripPlace.At(patch.Where ?? string.Create(CultureInfo.InvariantCulture, $"{point.Latitude}, {point.Longitude}"), point) : null, Note: patch.Notes,
                FromAddress: patch.Point is null ? patch.Where : null),
            db, lent, positions, time, ct);
        return result.Result is not Refused refused ? null
            : refused.Problem == TripsProblems.UnknownPassenger ? CompatibilityProblems.NobodyComes.Refuse()
            : refused.Problem == TripsProblems.UnknownPlace ? PlatformProblems.Invalid.Field("location", refused.Problem.Sentence)
            : refused;
    }

    private async Task<Refused?> Assign(AppointmentStanding standing)
    {
        var driver = patch.Driver!.Value;
        if (standing.Current is not { Live: true } trip || !trip.Waits && trip.DriverId == driver)
        {
            return Illegal(standing.Status, VisitStatus.DriverAssignedPickup);
        }

        if (!trip.Waits)
        {
            return Taken($"{trip.DriverName} has this pickup already");
        }

        var result = await AssignDriver.Handle(trip.Id, new AssignDriverRequest(driver), db, lent, positions, time, ct);
        if (result.Result is not Refused refused)
        {
            return null;
        }

        if (refused.Problem == TripsProblems.UnknownDriver)
        {
            sent.Wrong<string>("driver", "User is not a driver.");
            return sent.Refuse();
        }

        return refused.Problem == TripsProblems.DriverHeld || refused.Problem == TripsProblems.DriverAsked ? Taken(await Holder(driver, trip.Id)) : refused;
    }

    /// <summary>What a driver who is not free has, as a sentence.</summary>
    private async Task<string> Holder(long driver, long tripId)
    {
        var other = await db.Find<Held>($"""
            select m.full_name as name, (
                select t.appointment_id from trips.flat_trips t
                where t.id <> {tripId} and (t.driver_id = {driver} and t.state in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD')
                    or t.id in (select o.trip_id from trips.offer_facts o where o.driver_id = {driver} and o.state in ('HELD', 'OPEN')))
                order by t.id desc limit 1) as appointment_id
            from people.members m where m.id = {driver}
            """, ct);
        return other is { AppointmentId: { } appointment } ? $"{other.Name} already has the pickup of appointment {appointment}" : $"{other?.Name} has another trip or call";
    }

    private async Task<Refused?> Depart(AppointmentStanding standing)
    {
        if (Trip(standing) is { Waits: true } waiting)
        {
            if (waiting.Mine && await Offer(waiting, standing) is { } offer)
            {
                if (await Accept(offer) is { } refused)
                {
                    return refused;
                }
            }
            else
            {
                return Illegal(standing.Status, VisitStatus.DriverEnRoutePickup);
            }
        }

        return await Tap(standing, VisitStatus.DriverEnRoutePickup, TripAction.Depart);
    }

    /// <summary>Who is driven is under way when the driver says so: boarding alone did not say it here.</summary>
    private async Task<Refused?> SetOut(AppointmentStanding standing)
    {
        var (role, trip) = (OldRole.Of(standing, caller), Trip(standing));
        if (trip is { State: TripState.OnBoard } && trip.Id == standing.Return?.Id)
        {
            // On the way home this is the same as having got in.
            return null;
        }

        if (!role.OnlyDrives)
        {
            return await Place(standing, PlaceAction.SetOut);
        }

        if (trip is not { State: TripState.OnBoard })
        {
            return Illegal(standing.Status, VisitStatus.EnRoute);
        }

        var places = await db.List<long>($"""
            select f.id from visits.place_facts f
            where f.appointment_id = {standing.Id} and f.state = 'ACCEPTED' and f.therapist_id = any({trip.Riders.ToArray()}) order by f.id
            """, ct);
        foreach (var place in places)
        {
            if (await Place(place, PlaceAction.SetOut) is { } refused)
            {
                return refused;
            }
        }

        return places.Count > 0 ? null : Illegal(standing.Status, VisitStatus.EnRoute);
    }

    private async Task<Refused?> Arrive(AppointmentStanding standing)
    {
        var (role, trip) = (OldRole.Of(standing, caller), Trip(standing));
        return trip is { State: TripState.OnBoard } && (role.Plans || role.Drives || trip.Rides) || role.OnlyDrives
            ? await Tap(standing, VisitStatus.Arrived, TripAction.DropOff)
            : await Place(standing, PlaceAction.Arrive);
    }

    private async Task<Refused?> End(AppointmentStanding standing)
    {
        var known = standing.BegunThere && patch.Point is not null;
        return Several(standing) ?? (await EndVisit.Handle(standing.PlaceId, new EndVisitRequest(
            Latitude: patch.Point?.Latitude, Longitude: patch.Point?.Longitude, EvvException: known && !standing.Unproved ? null : EvvException.Other,
            EvvNote: !known ? "The screen that was used does not say where it is." : standing.Unproved ? "The screen that was used takes no proof." : null),
            db, lent, ct)).Result as Refused;
    }

    private async Task<Refused?> Reject(AppointmentStanding standing) =>
        Several(standing) ?? (await RejectPlace.Handle(standing.PlaceId, new RejectPlaceRequest(patch.Reason), db, lent, ct)).Result as Refused;

    private async Task<Refused?> Place(AppointmentStanding standing, PlaceAction action) => Several(standing) ?? await Place(standing.PlaceId, action);

    private async Task<Refused?> Place(long placeId, PlaceAction action)
    {
        var where = action is PlaceAction.Start ? patch.Point : null;
        return (await TapPlace.Handle(action)(placeId, new TapPlaceRequest(Latitude: where?.Latitude, Longitude: where?.Longitude), db, lent, ct)).Result as Refused;
    }

    private async Task<Refused?> Tap(AppointmentStanding standing, VisitStatus to, TripAction action) => Trip(standing) is { Live: true } trip
        ? (await TapTrip.Take(action, trip.Id, new TripTapRequest(), db, lent, positions, ct, tells: action is not TripAction.Board)).Result as Refused
        : Illegal(standing.Status, to);

    private async Task<Refused?> Accept(long offer) => (await Trips.AnswerOffer.Accept(offer, new TripTapRequest(), db, lent, positions, ct)).Result as Refused;

    /// <summary>What of it the driver has not answered: the one who asks, else the one who has it.</summary>
    private Task<long?> Offer(OldTrip trip, AppointmentStanding standing)
    {
        var driver = OldRole.Of(standing, caller).Drives ? caller.UserId : trip.DriverId;
        return db.Find<long?>($"select o.id from trips.offer_facts o where o.trip_id = {trip.Id} and o.driver_id = {driver} and o.state = 'OPEN'", ct);
    }

    private OldTrip? Trip(AppointmentStanding standing) => OldRole.Of(standing, caller).OnlyDrives ? standing.Driven : standing.Current;

    private static Refused? Several(AppointmentStanding standing) =>
        !standing.Comes && standing.Places > 1 ? CompatibilityProblems.SeveralTherapists.Refuse() : null;

    private static Refused Taken(string sentence) => (CompatibilityProblems.DriverTaken with { Sentence = sentence }).Refuse();

    private sealed record Held(string Name, long? AppointmentId);
}

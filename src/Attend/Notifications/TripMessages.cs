using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Trips;

namespace Attend.Notifications;

/// <summary>
/// What people are told of trips: drivers, what they are offered or given and how it changes; passengers who have an account, where their car is; operators,
/// which pick-up has no driver. Said is what still is so when its event is heard.
/// </summary>
internal static class TripMessages
{
    private const string Over = "ended";
    private const string Changed = "changed";

    public static readonly Subscription Subscription = new("notifications.trips",
        [.. Events(TripLifecycle.Table.Table), .. Events(OfferLifecycle.Table.Table), TripsEvents.TripUnserved], React);

    private sealed record TripFacts(
        long Id, long SiteId, TripState State, TripUrgency Urgency, long? DriverId, DateTimeOffset? EtaAt, long[] Passengers);

    private sealed record OfferFacts(long Id, long DriverId, OfferState State, bool Binding, DateTimeOffset? ExpiresAt);

    private sealed record Saying(Kind Kind, string Subject, string Audience, object Facts, DateTimeOffset? Deadline = null);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var heard = Messages.Heard(change, row);
        var offered = change.Find<OfferFacts>($"""
            select f.id, f.driver_id, f.state, f.binding, f.expires_at from trips.offer_facts f where f.id = {(row.Concerns("offer") ? row.SubjectId : 0)}
            """);
        var found = change.Find<TripFacts>($"""
            select f.id, f.site_id, f.state, f.urgency, f.driver_id, f.eta_at, f.passengers from trips.trip_facts f where f.id = {row.Number("trip_id") ?? 0}
            """);
        await change.Send();
        if (heard.Value || found.Value is not { } trip)
        {
            return;
        }

        if (offered.Value is { State: not OfferState.Open })
        {
            Messages.Withdraw(change, row.Subject, Over);
        }

        if (row.Concerns("trip") && trip.State is not (TripState.Requested or TripState.Failed))
        {
            Messages.Withdraw(change, row.Subject, Over, Kind.TripUnserved);
        }

        List<Saying> said = [.. ToDriver(row, trip, offered.Value), .. ToPassengers(row, trip), .. ToOperators(row, trip)];
        var ids = said.ConvertAll(_ => change.NextMessage());
        await change.Send();
        foreach (var (index, one) in said.Index())
        {
            Messages.Withdraw(change, one.Subject, Changed, one.Kind);
            Messages.Say(change, ids[index].Value, one.Kind, one.Subject, one.Audience, one.Facts, row, deadline: one.Deadline);
        }

        await change.Send();
    }

    private static IEnumerable<Saying> ToDriver(EventRow row, TripFacts trip, OfferFacts? offer)
    {
        if (offer is { State: OfferState.Open })
        {
            return
            [
                new(Kind.TripOffered, row.Subject, Audience.Person(offer.DriverId),
                    new { trip_id = trip.Id, offer_id = offer.Id, urgency = trip.Urgency, what = offer.Binding ? "assigned" : "offered" }, offer.ExpiresAt),
            ];
        }

        var what = row.Kind switch
        {
            "trips.trip_redirected" => "redirected",
            "trips.trip_cancelled" => "cancelled",
            "trips.driver_unassigned" => "taken",
            _ => null,
        };
        return what is not null && (row.Number("driver_id") ?? trip.DriverId) is { } driver && row.Actor != $"user:{driver}"
            ? [new(Kind.TripChanged, row.Subject, Audience.Person(driver), new { trip_id = trip.Id, what })]
            : [];
    }

    private static IEnumerable<Saying> ToPassengers(EventRow row, TripFacts trip)
    {
        var what = (row.Kind, trip.State) switch
        {
            ("trips.driver_assigned", TripState.Assigned) => "assigned",
            ("trips.driver_departed", TripState.EnRoutePickup) => "on_the_way",
            ("trips.driver_at_pickup", TripState.AtPickup) => "there",
            ("trips.trip_failed", TripState.Failed) => "failed",
            ("trips.trip_cancelled", TripState.Cancelled) => "cancelled",
            ("trips.driver_unassigned" or "trips.assignment_declined" or "trips.assignment_expired", TripState.Requested or TripState.Offered) => "lost",
            ("trips.trip_unanswered" or TripsEvents.TripUnserved, TripState.Requested) => "unserved",
            _ => null,
        };
        var whom = trip.Passengers.Where(one => row.Actor != $"user:{one}").ToArray();
        var minutes = what is "on_the_way" && trip.EtaAt - row.At is { Ticks: > 0 } left ? (int?)Math.Ceiling(left.TotalMinutes) : null;
        return what is null || whom.Length == 0 ? [] : [new(Kind.TripNews, row.Subject, Audience.Person(whom), new { trip_id = trip.Id, minutes, what })];
    }

    private static IEnumerable<Saying> ToOperators(EventRow row, TripFacts trip)
    {
        var what = (row.Kind, trip.State) switch
        {
            ("trips.trip_unanswered" or TripsEvents.TripUnserved, TripState.Requested) => "nobody",
            ("trips.trip_failed", TripState.Failed) => "failed",
            _ => null,
        };
        return what is null
            ? []
            : [new(Kind.TripUnserved, row.Subject, Audience.OnDutyAt(trip.SiteId, Role.Operator), new { trip_id = trip.Id, urgency = trip.Urgency, what })];
    }

    private static IEnumerable<string> Events(LifecycleTable lifecycle) => lifecycle.Steps.Select(step => step.Event);
}

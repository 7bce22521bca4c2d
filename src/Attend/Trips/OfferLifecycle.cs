using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using static Attend.Trips.OfferState;

namespace Attend.Trips;

internal enum OfferState { Held, Open, Accepted, Declined, Expired, Withdrawn }

[LowerWords]
internal enum OfferAction { Hold, Make, Show, Accept, Decline, Expire, Withdraw }

/// <summary>
/// An offer is answered once: by the driver, by its time, or by being taken back. HELD is one that is kept from a driver who is moving.
/// </summary>
internal static class OfferLifecycle
{
    /// <summary>Nobody has answered it.</summary>
    public static readonly OfferState[] Unanswered = [Held, Open];

    /// <summary>Whoever was asked did not want it, or was silent.</summary>
    public static readonly OfferState[] NotTaken = [Declined, Expired];

    public static readonly Lifecycle<OfferState, OfferAction> Table =
        new Lifecycle<OfferState, OfferAction>("offer", "trips.offers", "'offer:' || id", "'trip_id', trip_id, 'driver_id', driver_id, 'binding', binding")
            .On(OfferAction.Hold, [], Held, "trips.offer_held", "held_at")
            .On(OfferAction.Make, [], Open, "trips.offer_made", "made_at")
            .On(OfferAction.Show, [Held], Open, "trips.offer_shown", "made_at")
            .On(OfferAction.Accept, [Open], Accepted, "trips.offer_accepted", "answered_at", Permissions.TripsStep)
            .On(OfferAction.Decline, [Open], Declined, "trips.offer_declined", "answered_at", Permissions.TripsStep)
            .On(OfferAction.Expire, [Open], Expired, "trips.offer_expired", "answered_at")
            .On(OfferAction.Withdraw, Unanswered, Withdrawn, "trips.offer_withdrawn", "answered_at");

    /// <summary>A condition over <c>trips.offers o</c>.</summary>
    public static Sql Is(IEnumerable<OfferState> some) => Sql.OneOf("o.state", some);
}

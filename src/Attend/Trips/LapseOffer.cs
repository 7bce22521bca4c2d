using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Trips;

/// <summary>The clock of an offer: one that is kept from a moving driver is shown when they stand, one that is shown ends with its time.</summary>
internal static class LapseOffer
{
    public const string Work = "trips.offer";

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var (positions, time) = (services.GetRequiredService<Positions>(), services.GetRequiredService<OfferTime>());
        var found = change.Find<OfferRow>($"{OfferRow.Select} where o.id = {item.KeyId}");
        await change.Send();
        var step = TripStep.Load(change, positions, found.Value!.TripId, found.Value.DriverId);
        await change.Send();
        if (!step.Found() || step.Offers.FirstOrDefault(one => one.Id == item.KeyId) is not { } offer)
        {
            return;
        }

        if (offer.State is OfferState.Open)
        {
            if (offer.ExpiresAt > change.Now)
            {
                change.Later(Work, offer.Id, offer.ExpiresAt.Value);
                return;
            }

            step.Answer(offer, OfferAction.Expire);
            Lost(step, offer, TripAction.Expire);
        }
        else if (step.Vehicle is not { } car || !AskDrivers.Moves(positions, car.Id, change.Now))
        {
            var expires = change.Now + time.Open;
            change.Move(OfferLifecycle.Table, offer.Id, OfferAction.Show, set: $"expires_at = {expires}");
            change.Later(Work, offer.Id, expires);
        }
        else if (change.Now < offer.HeldAt + AskDrivers.Patience)
        {
            change.Later(Work, offer.Id, change.Now + AskDrivers.Look);
        }
        else
        {
            step.Answer(offer, OfferAction.Withdraw);
            Lost(step, offer, TripAction.Expire);
        }
    }

    /// <summary>Queues what follows when somebody does not take it: the next are asked at once.</summary>
    /// <param name="action">How a trip that was theirs already goes back.</param>
    public static void Lost(TripStep step, OfferRow offer, TripAction action)
    {
        var siteId = step.Trip.SiteId;
        if (offer.Binding)
        {
            step.Save(action, step.Now, step.Trip with { Seeking = true }, new { driver_id = offer.DriverId, offer_id = offer.Id });
            MatchWaiting.Soon(step.Change, siteId);
        }
        else if (!step.Offers.Any(other => other.TripId == offer.TripId))
        {
            MatchWaiting.Soon(step.Change, siteId);
        }
    }
}

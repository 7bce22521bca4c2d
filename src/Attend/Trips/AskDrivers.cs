using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>
/// Asks drivers for trips. Whoever was chosen is locked and looked at once more; an urgent trip is theirs at once, any other is offered to them. An
/// offer is not shown to somebody whose car moves: it is HELD, the driver is asked nothing else meanwhile, and its time begins when they stand.
/// </summary>
internal static class AskDrivers
{
    /// <summary>Faster than walking: a driver who reads at this speed looks away from the road. In metres per second.</summary>
    public const float Moving = 2;

    /// <summary>How often is looked whether they stand, and after how long others are asked instead.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Whether a driver is at the wheel of a car that moves, as far as anybody knows.</summary>
    public static bool Moves(Positions positions, long vehicleId, DateTimeOffset now) =>
        positions.Find(vehicleId) is { } fix && fix.FreshAt(now) && fix.Speed > Moving;

    /// <summary>Asks the first wave for one trip, gives an urgent one to the nearest, or a seat to one that had better share a car.</summary>
    /// <returns>Whether anybody was asked.</returns>
    public static async Task<bool> For(Change change, Positions positions, OfferTime time, long tripId)
    {
        var outlook = Outlook.Load(change, positions, $"select site_id from trips.trips where id = {tripId}", $"t.id = {tripId}");
        await change.Send();
        return outlook.Trips is [var trip] && await For(change, positions, time, outlook, trip);
    }

    /// <summary>The same by an outlook that there is.</summary>
    public static async Task<bool> For(Change change, Positions positions, OfferTime time, Outlook outlook, TripRow trip) =>
        outlook.Seat(trip) is { } seat
            ? await Make(change, positions, time, [], [seat]) > 0
            : await Make(change, positions, time, [.. outlook.FirstWave(trip, outlook.Idle).Select(driver => (trip.Id, driver))], []) > 0;

    /// <summary>Locks all of them and asks. Who was given something else since the look is passed over.</summary>
    /// <param name="seats">Given at once: their drivers only say that they know.</param>
    /// <param name="others">Trips that are locked with them, in the one order: who holds a trip waits for no driver.</param>
    /// <returns>How many trips somebody was asked for.</returns>
    public static async Task<int> Make(
        Change change, Positions positions, OfferTime time, IReadOnlyList<(long TripId, SeenDriver Driver)> pairs, IReadOnlyList<FreeSeat> seats,
        params IReadOnlyList<long> others)
    {
        if (pairs.Count + seats.Count + others.Count == 0)
        {
            return 0;
        }

        TripLocks.All(
            change, [.. pairs.Select(pair => (pair.Driver.UserId, pair.Driver.VehicleId)), .. seats.Select(seat => (seat.Run.DriverId, seat.Run.VehicleId))],
            [.. pairs.Select(pair => pair.TripId), .. seats.Select(seat => seat.TripId), .. others]);
        var steps = pairs.Select(pair => TripStep.Load(change, positions, pair.TripId, pair.Driver.UserId)).ToList();
        var shared = seats.Select(seat => (seat.Run.Id, Step: TripStep.Load(change, positions, seat.TripId, seat.Run.DriverId))).ToList();
        await change.Send();
        var asked = shared.Count(one => Share(one.Step, one.Id, time));
        foreach (var wave in steps.Where(step => step.Found()).GroupBy(step => step.Trip.Id))
        {
            var able = wave.Where(step => step.Trip.Waits && !step.Offers.Any(offer => offer.TripId == step.Trip.Id) && step.RefuseDriver() is null).ToList();
            if (able.Count == 0)
            {
                continue;
            }

            var first = able[0];
            if (first.Trip.Urgently)
            {
                asked += Tell(first, time) ? 1 : 0;
                continue;
            }

            asked++;
            first.Save(TripAction.Offer, change.Now, data: new { drivers = able.Select(step => step.Driver!.UserId), wave = first.Waves + 1 });
            foreach (var step in able)
            {
                Offer(step, time, binding: false);
            }
        }

        return asked;
    }

    /// <summary>Queues a trip for a driver who was found free for it, with the offer by which they say that they know.</summary>
    /// <returns>False where they have a run before this one would be over.</returns>
    public static bool Tell(TripStep step, OfferTime time)
    {
        if (GiveTrip.Alone(step, step.Now) is not null)
        {
            return false;
        }

        Told(step, time);
        return true;
    }

    /// <summary>
    /// Queues the question whether a driver knows of what was given to them. Who drives or does not work, and is to begin later, is asked when that
    /// begins (<see cref="StartRun"/>): by an offer of seconds they would only lose it.
    /// </summary>
    public static void Told(TripStep step, OfferTime time)
    {
        if (step.Run is not { State: RunState.Planned } || step.CanAnswer)
        {
            Offer(step, time, binding: true);
        }
    }

    private static bool Share(TripStep step, long runId, OfferTime time)
    {
        if (!step.Found() || !step.Trip.Waits || step.Driver is null || step.Offers.Any(offer => offer.TripId == step.Trip.Id) || GiveTrip.Join(step, runId) is not null)
        {
            return false;
        }

        Told(step, time);
        return true;
    }

    /// <summary>Queues an offer to the step's driver, and the clock that ends it.</summary>
    public static void Offer(TripStep step, OfferTime time, bool binding)
    {
        var (change, driver) = (step.Change, step.Driver!);
        var moves = Moves(step.Positions, driver.VehicleId!.Value, change.Now);
        DateTimeOffset? expires = moves ? null : change.Now + time.Open;
        change.Add(OfferLifecycle.Table, step.NewOfferId, moves ? OfferAction.Hold : OfferAction.Make,
        [
            ("trip_id", step.Trip.Id), ("driver_id", driver.UserId), ("wave", step.Waves + 1), ("binding", binding), ("expires_at", expires),
        ]);
        change.Later(LapseOffer.Work, step.NewOfferId, expires ?? change.Now + Look);
        change.Run($"update trips.drivers set offered = offered + 1, version = version + 1 where user_id = {driver.UserId}");
    }
}

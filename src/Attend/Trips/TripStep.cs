using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>When a driver did something: by device clock (<c>made_at</c>, <c>sent_at</c>), or entered afterwards (<c>occurred_at</c>).</summary>
internal sealed record TripTapRequest(DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// One thing done to a trip, as every one is done: vehicle, driver, runs, trips and offers are locked in this order and read, and after the decision
/// the door, the run, its stops and what is reserved are seen to together. A driver whose run has no trip left is free in the same transaction.
/// </summary>
internal sealed class TripStep
{
    // Of a driver who has it no more.
    private static readonly Sql[] Unstamped = [Sql.Raw("eta_at = null, assigned_at = null, en_route_at = null, at_pickup_at = null")];

    private readonly Change change;
    private readonly Positions positions;
    private readonly long tripId;
    private readonly bool own;
    private readonly Pending<VehicleRow?> vehicle;
    private readonly Pending<Holder?> person;
    private readonly Pending<DriverRow?> driver;
    private readonly Pending<IReadOnlyList<RunRow>> runs;
    private readonly Pending<IReadOnlyList<TripRow>> trips;
    private readonly Pending<IReadOnlyList<OfferRow>> offers;
    private readonly Pending<IReadOnlyList<StopRow>> stops;
    private readonly Pending<IReadOnlyList<long>> declined;
    private readonly Pending<int> waves;
    private readonly Pending<long> newRun;
    private readonly Pending<long> newOffer;
    private List<OfferRow>? open;
    private List<RunRow>? begun;

    private TripStep(Change change, Positions positions, long tripId, Sql driverId, bool own)
    {
        (this.change, this.positions, this.tripId, this.own) = (change, positions, tripId, own);
        vehicle = TripLocks.One(change, driverId, tripId);
        var held = TripLocks.RunsOf(driverId);
        person = change.Find<Holder?>($"""
            select holder_kind as kind, holder_id as id, request_id, taken_at as since from fleet.held_people where person_id = ({driverId})
            """);
        driver = change.Find<DriverRow>($"{DriverRow.Select(change.Now)} where d.user_id = ({driverId})");
        runs = change.List<RunRow>($"{RunRow.Select} where r.id in ({held}) order by r.starts_at, r.id");
        trips = change.List<TripRow>($"{TripRow.Select} where t.id = {tripId} or t.run_id in ({held}) order by t.id");
        offers = change.List<OfferRow>($"""
            {OfferRow.Select} where (o.trip_id = {tripId} or o.driver_id = ({driverId})) and {OfferLifecycle.Is(OfferLifecycle.Unanswered)} order by o.id
            """);
        stops = change.List<StopRow>($"{StopRow.Select} where run_id in ({held}) order by run_id, number");
        declined = change.List<long>($"select o.driver_id from trips.offers o where o.trip_id = {tripId} and {OfferLifecycle.Is(OfferLifecycle.NotTaken)}");
        waves = change.One<int>($"select coalesce(max(wave), 0) from trips.offers where trip_id = {tripId}");
        newRun = change.NextId("trips.runs");
        newOffer = change.NextId("trips.offers");
    }

    public Change Change => change;

    public Positions Positions => positions;

    public DateTimeOffset Now => change.Now;

    public TripRow Trip { get; private set; } = null!;

    /// <summary>Null while nobody has it and nobody is meant to.</summary>
    public DriverRow? Driver => driver.Value;

    public VehicleRow? Vehicle => vehicle.Value;

    /// <summary>Of the driver, those that are not over, in their order.</summary>
    public IReadOnlyList<RunRow> Runs => begun ?? runs.Value;

    /// <summary>This trip and all of those runs, as they are now.</summary>
    public IReadOnlyList<TripRow> Trips { get; private set; } = [];

    /// <summary>Of the trip and of the driver, those without an answer.</summary>
    public IReadOnlyList<OfferRow> Offers => open ??= [.. offers.Value];

    public IReadOnlyList<StopRow> Stops => stops.Value;

    public RunRow? Run => Trip.RunId is { } id ? Runs.FirstOrDefault(run => run.Id == id) : null;

    /// <summary>The offer of this trip that the driver has not answered.</summary>
    public OfferRow? Asked => Offers.FirstOrDefault(offer => offer.TripId == Trip.Id && offer.DriverId == Driver?.UserId);

    /// <summary>How often drivers were asked for it.</summary>
    public int Waves => waves.Value;

    /// <summary>For a run or an offer that is to be made: drawn early, so that others can name it in the same round trip.</summary>
    public long NewRunId => newRun.Value;

    public long NewOfferId => newOffer.Value;

    /// <summary>Whoever holds the driver or the car, if anybody does.</summary>
    public Holder? Holder => Vehicle?.Holder ?? person.Value;

    /// <summary>Queues the locks of a trip and of whoever drives it, and what is to be known of both.</summary>
    public static TripStep Load(Change change, Positions positions, long tripId) =>
        new(change, positions, tripId, $"select driver_id from trips.trips where id = {tripId}", own: true);

    /// <summary>The same for a trip and a driver who is to have it, or is asked.</summary>
    public static TripStep Load(Change change, Positions positions, long tripId, long driverId) =>
        new(change, positions, tripId, $"select {driverId}::bigint", own: false);

    /// <summary>A key as most are: the trip is locked, what is to become of it decided, and what became of it shown.</summary>
    /// <param name="decide">Does what is done, or says why not.</param>
    public static Task<Results<Ok<TripView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Positions positions, Func<TripStep, Refused?> decide, CancellationToken ct) =>
        Press(id, needs, db, caller, positions, _ => Task.FromResult<Func<TripStep, Task<Refused?>>>(step => Task.FromResult(decide(step))), ct);

    /// <summary>The same where something is to be locked before, or read on the way.</summary>
    /// <param name="prepare">Queues what comes before the trip's locks, and gives the decision.</param>
    public static Task<Results<Ok<TripView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Positions positions, Func<Change, Task<Func<TripStep, Task<Refused?>>>> prepare, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            var decide = await prepare(change);
            var step = Load(change, positions, id);
            await change.Send();
            return (step.Refuse(needs) ?? await decide(step)) is { } refused ? refused : await step.Shown();
        }, ct);

    /// <summary>Somebody else's trip is as if it were not there. To be asked first, once what is queued was sent.</summary>
    public Refused? Refuse(Permission needs) =>
        Found() && (change.Caller.Reaches(needs, Trip.SiteId) || IsTheirs(needs)) ? null : PlatformProblems.NotFound.Refuse();

    /// <summary>Whether there is such a trip; from here on it can be looked at.</summary>
    /// <exception cref="LostRace">The driver changed between the look and the lock.</exception>
    public bool Found()
    {
        if (trips.Value.FirstOrDefault(trip => trip.Id == tripId) is not { } found)
        {
            return false;
        }

        if (own && found.DriverId != Driver?.UserId || Driver is { } row && row.VehicleId != Vehicle?.Id)
        {
            throw new LostRace($"The driver of trip {tripId} changed meanwhile.");
        }

        (Trip, Trips) = (found, trips.Value);
        return true;
    }

    /// <summary>Ends what is asked for in a state that it is not for, as the door would, before anything else is said of it.</summary>
    /// <exception cref="WrongState">Answered 409 with the state and what is possible in it.</exception>
    public void Expect(TripAction action)
    {
        if (!TripLifecycle.Table.Allows(Trip.State, action))
        {
            throw new WrongState(TripLifecycle.Table.Table, Trip.Id);
        }
    }

    /// <summary>Why the driver cannot be given the trip or asked for it, or null.</summary>
    public Refused? RefuseDriver()
    {
        if (Driver is not { } found)
        {
            return TripsProblems.UnknownDriver.Refuse(new { field = "driver_id" });
        }

        // For another time it is asked who works and is free then; what holds them now does not count.
        var (id, alone) = (found.UserId, Vehicle is null ? null : OwnRun.Of(this));
        var later = alone is { Planned: true };
        if (!later && Holder is { } holder)
        {
            return TripsProblems.DriverHeld.Refuse(new { driver_id = id, holder = holder.Facts });
        }

        // Their own offer of this trip stands in nobody's way.
        if (Offers.FirstOrDefault(offer => offer.DriverId == id && offer.TripId != tripId) is { } other)
        {
            return TripsProblems.DriverAsked.Refuse(new { driver_id = id, offer_id = other.Id, trip_id = other.TripId });
        }

        return Declined ? TripsProblems.DriverDeclined.Refuse(new { driver_id = id })
            : found.Against(Vehicle, Trip.Passengers, Trip.NeededSkills, alone?.Departs ?? Now, later) is { } reason
                ? TripsProblems.DriverUnavailable.Refuse(new { driver_id = id, reason })
            : null;
    }

    /// <summary>Whether the driver was asked for this trip before, and did not take it.</summary>
    public bool Declined => Driver is { } row && declined.Value.Contains(row.UserId);

    /// <summary>Whether the driver could be asked something at this moment: they work, and nothing holds them.</summary>
    public bool CanAnswer => Holder is null && Driver is { Away: false } row && row.Work.At(Now).On;

    /// <summary>Queues the trip's step, all that becomes of its row with it, and what follows from it for its run.</summary>
    /// <param name="after">What else is not as it was.</param>
    public void Save(TripAction action, DateTimeOffset at, TripRow? after = null, object? data = null)
    {
        Expect(action);
        var (row, run, next) = (Trip, Run, after ?? Trip);
        var to = TripLifecycle.Table.Step(action).To ?? row.State;
        // No stamp lies before the one before it: a clock that is wrong by seconds makes two steps one moment, not a step back.
        var stamp = at < row.StateSince ? row.StateSince : at;
        var back = row.Driven && TripLifecycle.Waiting.Contains(to);
        if (back)
        {
            // Whoever had it hears that they have it no more.
            data ??= new { driver_id = row.DriverId };
            next = next with { RunId = null, DriverId = null };
        }

        if (TripLifecycle.Driven.Contains(to))
        {
            next = next with { UnservedSince = null };
        }

        Sql[] set = [.. next.Since(row), .. back ? Unstamped : []];
        change.Move(TripLifecycle.Table, row.Id, action, stamp, to, set.Length > 0 ? Sql.Join(", ", set) : null, data);
        var riding = to is TripState.OnBoard;
        if (TripLifecycle.Over.Contains(to) || riding != (row.State is TripState.OnBoard))
        {
            change.RunAny($"update trips.passengers set waiting = {TripLifecycle.Open.Contains(to)}, riding = {riding} and user_id is not null where trip_id = {row.Id}");
        }

        if (action is not (TripAction.Offer or TripAction.Redirect or TripAction.Assign) && !TripLifecycle.Driven.Contains(to))
        {
            TakeOffersBack();
        }

        Become(next with
        {
            State = to,
            StateSince = to == row.State ? row.StateSince : stamp,
            Version = row.Version + 1,
            OnBoardAt = action is TripAction.Board ? stamp : row.OnBoardAt,
        });
        if (run is not null)
        {
            RunProgress.Follow(this, run, row, action, stamp);
        }
    }

    /// <summary>Queues what becomes of the trip's row without a step, and says that it did.</summary>
    public void Note(TripRow after, string happened, object data)
    {
        change.Run($"update trips.trips set {Sql.Join(", ", [.. after.Since(Trip), $"version = version + 1"])} where id = {Trip.Id}");
        change.Event(happened, $"trip:{Trip.Id}", data);
        Become(after with { Version = Trip.Version + 1 });
    }

    /// <summary>Queues the answer to an offer, whoever or whatever gives it.</summary>
    public void Answer(OfferRow offer, OfferAction action, DateTimeOffset? at = null, Sql? set = null)
    {
        change.Move(OfferLifecycle.Table, offer.Id, action, at < offer.StateSince ? offer.StateSince : at, set: set);
        change.NotLater(LapseOffer.Work, offer.Id);
        open = [.. Offers.Where(other => other.Id != offer.Id)];
    }

    /// <summary>Queues the end of all offers of this trip that nobody answered.</summary>
    public void TakeOffersBack()
    {
        foreach (var offer in Offers.Where(offer => offer.TripId == Trip.Id).ToList())
        {
            Answer(offer, OfferAction.Withdraw);
        }
    }

    /// <summary>A planned run is under way from here on, in this change.</summary>
    public void Begun(RunRow run) => begun = [.. Runs.Select(one => one.Id == run.Id ? run with { State = RunState.Active } : one)];

    /// <summary>The driver has this run too from here on, in this change.</summary>
    public void Added(RunRow run) => begun = [.. Runs, run];

    /// <summary>Another trip of the same run, whose locks are held already: what is done next is done to it.</summary>
    public void Turn(TripRow other) => Trip = other;

    /// <summary>Sends what was queued, and gives what the caller sees of the trip then.</summary>
    public Task<Ok<TripView>> Shown() => Shown(change, tripId);

    /// <summary>The same of any trip.</summary>
    public static async Task<Ok<TripView>> Shown(Change change, long id)
    {
        var view = change.One<TripView>($"{TripView.Select} where t.id = {id}");
        await change.Send();
        return TypedResults.Ok(view.Value.For(change.Caller.MayAtAll, change.Now));
    }

    /// <summary>What the trip is from here on, in this change.</summary>
    private void Become(TripRow after)
    {
        Trips = [.. Trips.Where(trip => trip.Id != after.Id), after];
        Trip = after;
    }

    private bool IsTheirs(Permission needs) => change.Caller is { UserId: { } user } caller && caller.May(needs) is not null
        && (needs == Permissions.TripsStep ? Trip.DriverId == user : Trip.DriverId == user && needs == Permissions.TripsRead || Trip.Riders.Contains(user));
}

using System.Text.Json;

namespace Attend.Demo;

internal sealed record SeenDriver(long UserId, string Status);

internal sealed record SeenOffer(long Id, long TripId, long DriverId, DateTimeOffset StateSince);

/// <summary>
/// Keeps home visits and pick-ups coming over HTTP, until it is cancelled: its operator books and offers, its therapists go, its drivers drive. It touches
/// the visits that its operator booked for its own therapists, the trips that these asked for, and the vans of its own drivers, nothing else; what a person does to
/// them it accepts.
/// </summary>
internal sealed class SimulatedCare(CareCompany company, TimeProvider time, Random random, ILogger log)
{
    private const string Unfinished = "state=PENDING&state=REJECTED&state=EXPIRED&state=CONFIRMED&state=EN_ROUTE&state=ARRIVED&state=IN_PROGRESS";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(25);

    private readonly SimulatedOperator planner = new(company, random);
    private readonly IReadOnlyList<SimulatedDriver> drivers = [.. company.Drivers.Select(driver => new SimulatedDriver(driver.Key, driver.Value))];
    private readonly HashSet<long> asked = [];
    private DateTimeOffset nextPlan = time.GetUtcNow().AddHours(1);

    private ServerApi Operator => company.Operator;

    public Task Run(CancellationToken ct) => new Pulse(Beat, time, log).Run(Step, ct);

    /// <summary>One beat: look, plan, go, offer, drive.</summary>
    public async Task Step(TimeSpan elapsed, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now >= nextPlan)
        {
            nextPlan = now.AddHours(1);
            await new CareDay(company, time).OfOthers(ct);
        }

        var visits = await Seen<SeenVisit>($"/api/appointments?site_id={company.Site}&to={CareDay.Text(now + Ahead)}&{Unfinished}", ct);
        visits = [.. visits.Where(visit => visit.BookedBy == Operator.UserId && !visit.IsOf(company.Therapist))];
        var trips = await Seen<SeenTrip>($"/api/trips?site_id={company.Site}&open=true", ct);
        trips = [.. trips.Where(trip => company.Therapists.ContainsKey(trip.RequestedBy ?? 0))];
        var seen = (await Seen<SeenDriver>($"/api/drivers?site_id={company.Site}", ct)).ToDictionary(driver => driver.UserId, driver => driver.Status);
        var idle = drivers.Where(driver => seen.GetValueOrDefault(driver.Id) is "free" or "unavailable").ToList();

        await planner.Clear(visits, now, ct);
        await planner.Book(visits, now, ct);
        foreach (var visit in visits)
        {
            foreach (var place in visit.Places)
            {
                await Go(visit, place, trips, idle, now, ct);
            }
        }

        await GiveUp(trips, visits, now, ct);
        await planner.Offer(trips, idle, now, ct);
        foreach (var driver in idle.Where(driver => seen[driver.Id] == "free"))
        {
            await SimulatedOperator.Available(driver, false, ct);
        }

        await Drive(trips, now, elapsed, ct);
        await company.Dispatcher.Post("/api/positions", drivers.Select(driver => new
        {
            unit_id = driver.Vehicle,
            driver.Drive.Now.Latitude,
            driver.Drive.Now.Longitude,
            driver.Drive.Speed,
            driver.Drive.Heading,
            accuracy = 5,
            at = now,
        }), ct);
    }

    /// <summary>One therapist of the simulator at one visit.</summary>
    private async Task Go(SeenVisit visit, SeenPart place, IReadOnlyList<SeenTrip> trips, List<SimulatedDriver> idle, DateTimeOffset now, CancellationToken ct)
    {
        if (place.TherapistId is not { } therapist || !company.Therapists.TryGetValue(therapist, out var who))
        {
            return;
        }

        var car = trips.FirstOrDefault(trip => trip.AppointmentId == visit.Id && trip.Leg == "outbound");
        if (car is null && !asked.Contains(place.Id) && SimulatedTherapist.Ask(visit, place, idle.Count > 0, now) is { } wish)
        {
            var driver = wish.Urgency == "urgent" ? idle.MinBy(driver => driver.Drive.Now.MetresTo(who.Plan.Home)) : null;
            await Ask(wish, driver, who.Api, ct);
            asked.Add(place.Id);
            idle.RemoveAll(one => one == driver);
        }

        if (SimulatedTherapist.Next(visit, place, car, now) is not { } key)
        {
            return;
        }

        // 409: a person was faster. The next look shows what holds now.
        var done = await who.Api.Try($"/api/places/{place.Id}/{key.Action}", key.Body, ct);
        if (done.Done && key.Action == "end" && asked.Contains(place.Id))
        {
            await who.Api.Try("/api/trips", SimulatedTherapist.AskBack(visit), ct);
        }
    }

    /// <summary>What is urgent the server gives at once to whoever is free and has a van: a driver comes back from their break for it.</summary>
    private static async Task Ask(Wish wish, SimulatedDriver? driver, ServerApi therapist, CancellationToken ct)
    {
        if (driver is not null)
        {
            await SimulatedOperator.Available(driver, true, ct);
        }

        await therapist.Try("/api/trips", wish, ct);
    }

    /// <summary>Whoever has gone by themselves, or is not visited any more, waits for no car.</summary>
    private async Task GiveUp(IReadOnlyList<SeenTrip> trips, IReadOnlyList<SeenVisit> visits, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var trip in trips.Where(trip => trip.Waits))
        {
            var needed = trip.Leg == "outbound"
                ? visits.Any(visit => visit.Id == trip.AppointmentId && now < visit.StartsAt && visit.Places.Any(place => place is { TherapistId: not null, State: "ACCEPTED" }))
                : now - trip.StateSince < Ahead;
            if (!needed)
            {
                await company.Therapists[trip.RequestedBy!.Value].Api.Try($"/api/trips/{trip.Id}/cancel", new { reason_code = "not_needed" }, ct);
            }
        }
    }

    private async Task Drive(IReadOnlyList<SeenTrip> trips, DateTimeOffset now, TimeSpan elapsed, CancellationToken ct)
    {
        var offers = await Seen<SeenOffer>("/api/offers", ct);
        foreach (var driver in drivers)
        {
            driver.Drive.Stand();
            var offer = offers.FirstOrDefault(offer => offer.DriverId == driver.Id && trips.Any(trip => trip.Id == offer.TripId));
            if (offer is not null && now - offer.StateSince >= TimeSpan.FromSeconds(4 + offer.Id % 5))
            {
                await driver.Api.Try($"/api/offers/{offer.Id}/accept", new { }, ct);
                await SimulatedOperator.Available(driver, false, ct);
            }
            // Of those who share the van whoever is next.
            else if (offer is null && trips.Where(trip => trip.DriverId == driver.Id && trip.IsDriven).MinBy(trip => (trip.EtaAt, trip.Id)) is { } trip && driver.Next(trip, now, elapsed) is { } key)
            {
                await driver.Api.Try($"/api/trips/{trip.Id}/{key.Action}", key.Body, ct);
            }
        }
    }

    private async Task<IReadOnlyList<T>> Seen<T>(string path, CancellationToken ct) =>
        [.. (await Operator.List(path, ct)).Select(thing => thing.Deserialize<T>(SimulatedClinic.Json)!)];
}

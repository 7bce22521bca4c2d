namespace Attend.Demo;

/// <summary>
/// The simulator's operator: books visits on short notice, offers the pick-ups that its therapists ask for to its drivers, and clears away what came
/// to nothing. Rejections, and pick-ups for which no van is needed, are left to whoever looks around until their time is over.
/// </summary>
internal sealed class SimulatedOperator(CareCompany company, Random random)
{
    /// <summary>So long a pick-up waits, so that it can be seen.</summary>
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(15);

    private static readonly string[] Unanswered = ["PENDING", "REJECTED", "EXPIRED"];

    private readonly Dictionary<long, DateTimeOffset> nextVisit = [];

    /// <summary>Asks those on call who have nothing before them.</summary>
    public async Task Book(IReadOnlyList<SeenVisit> visits, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (id, (plan, _)) in company.Therapists)
        {
            if (plan.Shift is not null || visits.Any(visit => visit.IsOf(id)) || now < nextVisit.GetValueOrDefault(id))
            {
                continue;
            }

            var at = CareDay.Clocks(now.AddMinutes(13), 5);
            var client = CarePlan.Clients[random.Next(CarePlan.Clients.Count)];
            // 409: they would not be there in time, or the client has somebody else there. The next beat asks for another.
            var booked = await CareDay.Book(company, id, client, CarePlan.Check, at, null, ct);
            nextVisit[id] = booked.Done ? now.AddSeconds(random.Next(40, 120)) : now;
        }
    }

    /// <summary>Ends what nobody came to.</summary>
    public async Task Clear(IReadOnlyList<SeenVisit> visits, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var visit in visits)
        {
            var over = Unanswered.Contains(visit.State) ? now > visit.StartsAt : visit.State == "CONFIRMED" && now > visit.EndsAt.AddMinutes(30);
            if (over)
            {
                await company.Operator.Try($"/api/appointments/{visit.Id}/cancel", new { reason_code = "no_therapist" }, ct);
            }
        }
    }

    /// <summary>
    /// Offers each to the nearest driver who has nothing to do. They are on a break otherwise: nobody is matched with them for anything else, and the user
    /// <c>driver</c> is whom the server finds free.
    /// </summary>
    /// <param name="idle">Whoever is asked is taken out.</param>
    public async Task Offer(IReadOnlyList<SeenTrip> trips, List<SimulatedDriver> idle, DateTimeOffset now, CancellationToken ct)
    {
        var waiting = trips.Where(trip => trip.State == "REQUESTED" && trip.NeededSkills.Contains(CarePlan.Van) && now - trip.StateSince >= Waiting);
        foreach (var trip in waiting.OrderBy(trip => trip.Urgency == "normal").ThenBy(trip => trip.Id))
        {
            if (idle.MinBy(driver => driver.MetresTo(trip)) is not { } driver)
            {
                return;
            }

            idle.Remove(driver);
            await Available(driver, true, ct);
            // 409: a person was faster.
            await company.Operator.Try($"/api/trips/{trip.Id}/offer", new { }, ct);
        }
    }

    public static Task Available(SimulatedDriver driver, bool available, CancellationToken ct) =>
        driver.Api.Post($"/api/users/{driver.Id}/availability", new { available }, ct);
}

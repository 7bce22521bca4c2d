using System.Globalization;
using System.Text.Json;
using Attend.People;

namespace Attend.Demo;

/// <summary>One therapist's part of a visit.</summary>
internal sealed record SeenPart(long Id, long? TherapistId, string State, DateTimeOffset StateSince);

/// <summary>What the demonstration looks at in a visit.</summary>
internal sealed record SeenVisit(
    long Id, string State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, double Latitude, double Longitude, long? BookedBy, IReadOnlyList<SeenPart> Places)
{
    public bool IsOf(long therapist) => Places.Any(place => place.TherapistId == therapist);
}

/// <summary>
/// What the company has agreed on: a visit for today that the user <c>therapist</c> has accepted and that is still to come, some on the days after, and
/// the shifts of the others. What stands already is left as it is, so a second start adds only what a new day lacks.
/// </summary>
internal sealed class CareDay(CareCompany company, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(40);

    // An hour from now is a sensible time. Near midnight it is sooner, so that it is today by the town's clock and by that of who looks, if it can be.
    private static readonly int[] Ahead = [60, 75, 90, 120, 45, 30, 20, 10, 5, 3, 60];

    private static readonly TimeOnly[] Later = [new(9, 30), new(11, 0), new(14, 15)];

    private readonly WeekPlan calendar = new([], [], TownPlan.Zone);

    public async Task OfTherapist(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = calendar.DayOf(now);
        var (begins, ends) = calendar.Day(today);
        var known = (await Visits(begins, ends.AddDays(Later.Length + 1), ct)).Where(visit => visit.IsOf(company.Therapist)).ToList();
        if (!known.Exists(visit => visit.State == "CONFIRMED" && visit.EndsAt > now && visit.StartsAt < ends))
        {
            foreach (var (index, minutes) in Ahead.Index())
            {
                var at = Clocks(now.AddMinutes(minutes), minutes < 20 ? 1 : 5);
                var isToday = calendar.DayOf(at) == today && at.UtcDateTime.Date == now.UtcDateTime.Date;
                if ((isToday || index == Ahead.Length - 1) && await Agree(company.Therapist, CarePlan.Patients[0], CarePlan.Exercise, at, company.Operator, ct))
                {
                    break;
                }
            }
        }

        foreach (var (index, clock) in Later.Index())
        {
            var (from, to) = calendar.Day(today.AddDays(index + 1));
            if (!known.Exists(visit => visit.StartsAt >= from && visit.StartsAt < to))
            {
                var at = from + clock.ToTimeSpan();
                await Agree(company.Therapist, CarePlan.Patients[(index + 1) % CarePlan.Patients.Count], CarePlan.Exercise, at, company.Operator, ct);
            }
        }
    }

    /// <summary>What is left of today's shifts, and tomorrow's, one visit after the other.</summary>
    public async Task OfOthers(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = calendar.DayOf(now);
        var known = await Visits(calendar.Day(today).From, calendar.Day(today.AddDays(2)).To, ct);
        foreach (var (index, (id, (plan, api))) in company.Therapists.Index())
        {
            if (plan.Shift is not { } shift)
            {
                continue;
            }

            var number = index * 3 + today.DayNumber;
            var week = new WeekPlan([.. Enumerable.Range(1, 7).Select(day => new DayHours(day, shift.From, shift.To))], [], TownPlan.Zone);
            foreach (var (from, to) in week.On(today).Concat(week.On(today.AddDays(1))))
            {
                // A shift is planned once: what somebody moved out of it leaves a gap.
                if (known.Any(visit => visit.IsOf(id) && visit.StartsAt >= from && visit.StartsAt < to))
                {
                    continue;
                }

                var service = CarePlan.Care[number % CarePlan.Care.Count];
                for (var at = from.AddMinutes(25); at.AddMinutes(service.Minutes) <= to; at = at.AddMinutes(service.Minutes) + Rest)
                {
                    service = CarePlan.Care[++number % CarePlan.Care.Count];
                    if (at > now.AddMinutes(20))
                    {
                        await Agree(id, CarePlan.Clients[number % CarePlan.Clients.Count], service, at, api, ct);
                    }
                }
            }
        }
    }

    /// <summary>Books a visit, and has it accepted; not where the therapist or the client has something else then.</summary>
    private async Task<bool> Agree(long therapist, PlannedClient client, PlannedService service, DateTimeOffset at, ServerApi accepts, CancellationToken ct)
    {
        var booked = await Book(company, therapist, client, service, at, null, ct);
        // Whoever keeps the town has a reason at hand: somebody in it moved, or has other hours by now.
        booked = booked.Code == "does_not_fit" ? await Book(company, therapist, client, service, at, "Agreed by telephone", ct) : booked;
        return booked.Done && (await accepts.Try($"/api/places/{booked.Body.GetProperty("places")[0].GetProperty("id")}/accept", new { }, ct)).Done;
    }

    public static Task<Answer> Book(
        CareCompany company, long therapist, PlannedClient client, PlannedService service, DateTimeOffset at, string? reason, CancellationToken ct) =>
        company.Operator.Try("/api/appointments", new
        {
            client_id = company.Clients[client.Name],
            service_ids = new[] { company.Services[service.Name] },
            therapist_ids = new[] { therapist },
            starts_at = at,
            override_reason = reason,
        }, ct);

    private async Task<IReadOnlyList<SeenVisit>> Visits(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        [.. (await company.Operator.List($"/api/appointments?site_id={company.Site}&from={Text(from)}&to={Text(to)}", ct))
            .Select(visit => visit.Deserialize<SeenVisit>(SimulatedClinic.Json)!)];

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The next full minutes that can be divided.</summary>
    public static DateTimeOffset Clocks(DateTimeOffset at, int minutes)
    {
        var step = TimeSpan.FromMinutes(minutes).Ticks;
        return new(((at.UtcTicks + step - 1) / step) * step, TimeSpan.Zero);
    }
}

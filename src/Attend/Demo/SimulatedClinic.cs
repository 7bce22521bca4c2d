using System.Text.Json;

namespace Attend.Demo;

/// <summary>
/// Keeps patients coming to the town's departments and its own desks at work on them, over HTTP, until it is cancelled. It touches the tickets that
/// it took, those whom the simulator's ambulances brought (<see cref="SimulatedDoor"/>) and the desks of <see cref="Town.DrivenDesks"/>, nothing else: its patients are called one by one, so that whoever else waits goes on
/// waiting for somebody who looks around.
/// </summary>
internal sealed class SimulatedClinic(Town town, TimeProvider time, Random random, ILogger log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(40);
    internal static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string[] Sources = ["desk", "kiosk", "web", "qr"];

    private readonly ServerApi api = town.Nurse;
    private readonly SimulatedDoor door = new(town, time);
    private readonly IReadOnlyList<SimulatedDesk> desks =
        [.. town.DrivenDesks.Select(desk => new SimulatedDesk(desk.Key, desk.Value, town.Departments["PHARMACY"]))];

    private readonly Dictionary<string, DateTimeOffset> nextPatient = new(StringComparer.Ordinal);

    private sealed record SeenDesk(long Id, string State, long? AttendedBy, long? TicketId);

    private sealed record SeenQueue(long Id, string Code, string State, int Waiting);

    public Task Run(CancellationToken ct) => new Pulse(Beat, time, log).Run((_, step) => Step(step), ct);

    /// <summary>One beat: whoever comes takes a number, each desk does what is next.</summary>
    public async Task Step(CancellationToken ct)
    {
        var queues = (await api.List($"/api/queues?site_id={town.Site}", ct)).Select(queue => queue.Deserialize<SeenQueue>(Json)!)
            .Where(queue => town.Departments.Values.Contains(queue.Id)).ToDictionary(queue => queue.Code);
        foreach (var queue in queues.Values.Where(queue => queue.State == "OPEN"))
        {
            await Come(queue, ct);
        }

        var seen = (await api.List($"/api/desks?site_id={town.Site}", ct)).Select(desk => desk.Deserialize<SeenDesk>(Json)!).ToDictionary(desk => desk.Id);
        if (queues.TryGetValue("EMERGENCY", out var emergency))
        {
            var bay = desks.Where(desk => desk.Department == emergency.Code).Select(desk => seen.GetValueOrDefault(desk.Id))
                .FirstOrDefault(desk => desk is { State: "OPEN", TicketId: null } && desk.AttendedBy == api.UserId);
            if (await door.Receive(emergency.Id, bay?.Id, ct) is { } taken)
            {
                seen[bay!.Id] = bay with { TicketId = taken };
            }
        }

        foreach (var desk in desks.Where(desk => seen.ContainsKey(desk.Id) && queues.ContainsKey(desk.Department)))
        {
            await Work(desk, seen[desk.Id], queues[desk.Department], ct);
        }
    }

    private async Task Come(SeenQueue queue, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (queue.Waiting >= (queue.Code == "OPD" ? 9 : 5) || now < nextPatient.GetValueOrDefault(queue.Code))
        {
            return;
        }

        nextPatient[queue.Code] = now.AddSeconds(queue.Code switch { "OPD" => random.Next(8, 26), "PHARMACY" => random.Next(40, 90), _ => random.Next(50, 110) });
        // 409: somebody closed or paused it in this moment.
        await api.Try($"/api/queues/{queue.Id}/tickets", new
        {
            name = TownPlan.NameOf(random) + TownPlan.NameMark,
            source = queue.Code == "EMERGENCY" ? null : Sources[random.Next(Sources.Length)],
            priority = queue.Code == "EMERGENCY" ? random.Next(2, 6) : queue.Code == "OPD" ? random.Next(1, 4) : (int?)null,
        }, ct);
    }

    private async Task Work(SimulatedDesk desk, SeenDesk seen, SeenQueue queue, CancellationToken ct)
    {
        if (seen.State == "CLOSED" && queue.State == "OPEN")
        {
            await api.Try($"/api/desks/{desk.Id}/open", new { }, ct);
            return;
        }

        if (seen.State != "OPEN" || seen.AttendedBy != api.UserId)
        {
            return;
        }

        if (seen.TicketId is not { } present)
        {
            desk.Present = queue.State is "OPEN" or "CLOSING" ? await Call(desk, queue, ct) : null;
            return;
        }

        if (desk.Present?.Id != present)
        {
            desk.Present = await Seen(await api.Get($"/api/tickets/{present}", ct), ct);
        }

        if (desk.Next(time.GetUtcNow()) is { } key)
        {
            // 409: a person was faster; the next beat looks again.
            var answer = await api.Try($"/api/tickets/{present}/{key.Action}", key.Body, ct);
            desk.Present = answer.Done ? await Seen(answer.Body, ct) : null;
        }
    }

    /// <summary>Has those back who were sent for an X-ray, and calls the first of its own who waits.</summary>
    private async Task<SeenTicket?> Call(SimulatedDesk desk, SeenQueue queue, CancellationToken ct)
    {
        var line = new List<SeenTicket>();
        foreach (var ticket in (await api.Get($"/api/queues/{queue.Id}/tickets", ct)).EnumerateArray())
        {
            if (await Seen(ticket, ct) is { Own: true } own)
            {
                line.Add(own);
            }
        }

        var now = time.GetUtcNow();
        foreach (var back in line.Where(ticket => ticket.State == "ON_HOLD" && now - ticket.StateSince >= Away))
        {
            await api.Try($"/api/tickets/{back.Id}/return", new { }, ct);
        }

        // Whoever stands at the door is received before they are called.
        var first = line.Find(ticket => ticket.State == "WAITING" && !door.HasAtIt(ticket.Id));
        var answer = first is null ? null : await api.Try($"/api/tickets/{first.Id}/call", new { desk_id = desk.Id }, ct);
        return answer is { Done: true } ? await Seen(answer.Body, ct) : null;
    }

    private async Task<SeenTicket> Seen(JsonElement ticket, CancellationToken ct)
    {
        var seen = ticket.Deserialize<SeenTicket>(Json)!;
        return seen.Source == "ambulance" ? seen with { Brought = await door.Brought(seen.Id, ct) } : seen;
    }
}

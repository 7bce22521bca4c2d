using System.Text.Json;

namespace Attend.Demo;

internal sealed record SeenClass(int Place);

/// <summary>What the nurse at the door looks at in an arrival.</summary>
internal sealed record SeenArrival(long Id, long CallId, DateTimeOffset StateSince, SeenClass Level, bool Emergency, long TicketId, string TicketState);

/// <summary>
/// The simulator's nurse at the door of the emergency queue: receives those whom ambulances brought from calls that the simulator made, into its bay
/// where that is free, else into the waiting room. Whose call it was the server says, so it goes on after a restart; anybody else's patient waits for
/// whoever looks around.
/// </summary>
internal sealed class SimulatedDoor(Town town, TimeProvider time)
{
    /// <summary>So long somebody stands at the door, so that it can be seen.</summary>
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(30);

    private readonly Dictionary<long, bool> own = [];
    private HashSet<long> atTheDoor = [];

    /// <summary>Whether a number's patient was still to be received at the last beat.</summary>
    public bool HasAtIt(long ticket) => atTheDoor.Contains(ticket);

    /// <summary>Whether the simulator made the call from which a number came.</summary>
    public async Task<bool> Brought(long ticket, CancellationToken ct)
    {
        if (!own.TryGetValue(ticket, out var known))
        {
            var arrivals = await town.Nurse.List($"/api/arrivals?ticket_id={ticket}&state=ARRIVED&state=HANDED_OVER", ct);
            known = own[ticket] = arrivals is [var arrival] && await IsMarked(arrival.GetProperty("call_id").GetInt64(), ct);
        }

        return known;
    }

    /// <summary>One beat: receives whoever stands at the door long enough.</summary>
    /// <param name="bay">Where the first of them is taken; null when there is none, or somebody is in it.</param>
    /// <returns>Whom the bay has now; null when nobody was taken there.</returns>
    public async Task<long?> Receive(long queue, long? bay, CancellationToken ct)
    {
        long? taken = null;
        var now = time.GetUtcNow();
        var there = (await town.Nurse.List($"/api/arrivals?queue_id={queue}&state=ARRIVED", ct))
            .Select(arrival => arrival.Deserialize<SeenArrival>(SimulatedClinic.Json)!).OrderBy(arrival => arrival.Level.Place).ToList();
        atTheDoor = [.. there.Select(arrival => arrival.TicketId)];
        foreach (var arrival in there.Where(arrival => arrival.TicketState == "WAITING" && now - arrival.StateSince >= Standing))
        {
            if (!await Brought(arrival.TicketId, ct))
            {
                continue;
            }

            var desk = taken is null ? bay : null;
            // 409: a person was faster.
            var answer = await town.Nurse.Try($"/api/arrivals/{arrival.Id}/receive", new
            {
                place = desk is null ? "waiting_room" : "bay",
                desk_id = desk,
                priority = arrival.Level.Place,
                arrival.Emergency,
            }, ct);
            if (answer.Done)
            {
                atTheDoor.Remove(arrival.TicketId);
                taken ??= desk is null ? null : arrival.TicketId;
            }
        }

        return taken;
    }

    private async Task<bool> IsMarked(long call, CancellationToken ct) =>
        (await town.Simulator.Get($"/api/calls/{call}", ct)).GetProperty("external_ref").GetString() == TownPlan.Mark;
}

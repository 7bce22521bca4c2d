using System.Text.Json;
using Attend.Fleet;

namespace Attend.Demo;

/// <summary>
/// Keeps calls coming and its own units at work on them, over HTTP, until it is cancelled. It touches the calls that it made and the
/// units of <see cref="Town.Driven"/>, nothing else; what a person does to them it accepts.
/// </summary>
internal sealed class Simulator(Town town, TimeProvider time, Random random, ILogger log)
{
    private const int MostOpen = 8;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeforeDispatch = TimeSpan.FromSeconds(8);
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ServerApi api = town.Simulator;
    private readonly IReadOnlyList<SimulatedUnit> units =
        [.. town.Driven.Select(unit => new SimulatedUnit(unit.Key, unit.Value, town.Hospitals))];

    private DateTimeOffset nextCall = DateTimeOffset.MinValue;

    public Task Run(CancellationToken ct) => new Pulse(Beat, time, log).Run(Step, ct);

    /// <summary>One beat: look, call, dispatch, move, press.</summary>
    public async Task Step(TimeSpan elapsed, CancellationToken ct)
    {
        var calls = (await api.List($"/api/calls?open=true&external_ref={TownPlan.Mark}", ct))
            .Select(call => call.Deserialize<SeenCall>(Json)!).ToList();
        var now = time.GetUtcNow();
        if (calls.Count < MostOpen && now >= nextCall)
        {
            await api.Post("/api/calls", MadeUpCall.Of(random), ct);
            nextCall = now.AddSeconds(random.Next(40, 90));
        }

        var free = (await api.List("/api/units?free=true", ct)).Where(unit => unit.GetProperty("status").GetString() == "AVAILABLE")
            .Select(unit => unit.GetProperty("id").GetInt64()).ToHashSet();
        foreach (var call in calls.Where(call => call.NeedsUnit && now - call.NeedsUnitSince >= BeforeDispatch && call.Place is not null))
        {
            await Send(call, free, ct);
        }

        var busy = calls.SelectMany(call => call.Units.Select(response => (call, response)))
            .Where(pair => pair.response.State is not ("CLEARED" or "DECLINED" or "STOOD_DOWN" or "FAILED"))
            .ToDictionary(pair => pair.response.UnitId);
        foreach (var unit in units)
        {
            if (!busy.TryGetValue(unit.Id, out var job))
            {
                unit.GoHome(free.Contains(unit.Id) ? elapsed : TimeSpan.Zero);
            }
            else if (unit.Next(job.call, job.response, now, elapsed) is { } tap)
            {
                // 409: a person was faster. The next look shows what holds now.
                await api.Try($"/api/responses/{job.response.ResponseId}/{tap.Action}", tap.Body, ct);
            }
        }

        await api.Post("/api/positions", units.Select(unit => new
        {
            unit_id = unit.Id,
            unit.Drive.Now.Latitude,
            unit.Drive.Now.Longitude,
            unit.Drive.Speed,
            unit.Drive.Heading,
            accuracy = 5,
            at = now,
        }), ct);
    }

    /// <summary>The nearest free units of the simulator, two to a critical call; none free, and the call waits.</summary>
    private async Task Send(SeenCall call, HashSet<long> free, CancellationToken ct)
    {
        var near = units.Where(unit => free.Contains(unit.Id)).OrderBy(unit => unit.Drive.Now.MetresTo(call.Place!.Value));
        foreach (var unit in near.Take(call.Priority == "CRITICAL" ? 2 : 1).ToList())
        {
            free.Remove(unit.Id);
            await api.Try($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, ct);
        }
    }
}

namespace Attend.Tests.Reports;

/// <summary>Calls and responses of another day, written down afterwards: what the reports are tried with.</summary>
internal sealed class PastResponses(World world)
{
    public async Task Entered(DateTimeOffset at, string priority, long unit, int? enRoute = null, int? onScene = null) =>
        await Enter(await Received(at, priority, new { name = "Caller" }), unit, at, enRoute, onScene);

    public async Task<long> Received(DateTimeOffset at, string priority, object? caller, (double Latitude, double Longitude)? place = null) =>
        (await (await world.Dispatcher()).Post("/api/calls", new
        {
            emergency_type = "MEDICAL", priority, callers = caller is null ? Array.Empty<object>() : [caller], occurred_at = at,
            location = place is var (latitude, longitude) ? new { address = "Teststrasse 1", latitude, longitude } : null,
        })).Is(201).Id;

    /// <summary>Stamps are seconds after <paramref name="at"/>, the time of assignment.</summary>
    public async Task Enter(
        long call, long unit, DateTimeOffset at, int? enRoute = null, int? onScene = null, int? transporting = null, int? atHospital = null,
        int? transferred = null, int cleared = 600, string? disposition = "TREATED_AND_RELEASED", long? hospital = null)
    {
        DateTimeOffset? After(int? seconds) => seconds is { } some ? at.AddSeconds(some) : null;
        (await (await world.Dispatcher()).Post($"/api/calls/{call}/responses", new
        {
            unit_id = unit, assigned_at = at, en_route_at = After(enRoute), on_scene_at = After(onScene), transporting_at = After(transporting),
            at_hospital_at = After(atHospital), transferred_care_at = After(transferred), cleared_at = After(cleared), disposition, hospital_id = hospital,
        })).Is(200);
    }
}

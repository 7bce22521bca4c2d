using System.Text.Json;
using Attend.Fleet;

namespace Attend.Demo;

/// <summary>Makes services, clients, what people can do and when they work, and who drives what: where it is missing, and nothing else.</summary>
/// <param name="admin">Keeps services, drivers, hours and skills, also of those who work at all sites.</param>
/// <param name="keeper">Keeps clients.</param>
internal sealed class CareGroundwork(ServerApi admin, ServerApi keeper, long site)
{
    /// <summary>Their ids by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Services(IEnumerable<PlannedService> planned, CancellationToken ct)
    {
        var known = await Known($"/api/services?site_id={site}&active=true", ct);
        foreach (var service in planned.Where(service => !known.ContainsKey(service.Name)))
        {
            var body = new { service.Name, service.Minutes, service.Price, currency = "NZD", service.Skills };
            known[service.Name] = Id(await admin.Post("/api/services", new { site_id = site, service = body }, ct));
        }

        return known;
    }

    /// <summary>Their ids by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Clients(IEnumerable<PlannedClient> planned, CancellationToken ct)
    {
        var known = await Known($"/api/clients?site_id={site}&active=true", ct);
        foreach (var client in planned.Where(client => !known.ContainsKey(client.Name)))
        {
            var body = new { client.Name, client.Address, client.Point.Latitude, client.Point.Longitude, client.Notes };
            known[client.Name] = Id(await keeper.Post("/api/clients", new { site_id = site, client = body }, ct));
        }

        return known;
    }

    /// <summary>When somebody works, each day alike, and where their day begins; who is asked at any hour works around the clock.</summary>
    public async Task Hours(long user, PlannedTherapist planned, CancellationToken ct)
    {
        var hours = await admin.Get($"/api/users/{user}/working-hours", ct);
        if (hours.GetProperty("version").GetInt64() == 0)
        {
            var (from, to) = planned.Shift ?? ("00:00", "00:00");
            var weekly = Enumerable.Range(1, 7).Select(day => new { day, from, to });
            await admin.Put($"/api/users/{user}/working-hours", new { weekly, home = new { planned.Home.Latitude, planned.Home.Longitude } }, 0, ct);
        }
    }

    public async Task Skills(long user, IReadOnlyList<string> planned, CancellationToken ct)
    {
        var skills = await admin.Get($"/api/users/{user}/skills", ct);
        if (planned.Count > 0 && skills.GetProperty("skills").GetArrayLength() == 0)
        {
            await admin.Put($"/api/users/{user}/skills", new { skills = planned }, 0, ct);
        }
    }

    /// <param name="planned">Drivers by their ids, each with a car.</param>
    public async Task Drivers(IReadOnlyDictionary<long, PlannedUnit> planned, IReadOnlyDictionary<string, long> units, CancellationToken ct)
    {
        var known = (await admin.List("/api/drivers", ct)).Select(driver => driver.GetProperty("user_id").GetInt64()).ToHashSet();
        foreach (var (user, car) in planned.Where(driver => !known.Contains(driver.Key)))
        {
            await admin.Put($"/api/drivers/{user}", new { site_id = site, vehicle_id = units[car.Number], car.Seats }, 0, ct);
        }
    }

    private async Task<Dictionary<string, long>> Known(string path, CancellationToken ct) =>
        (await keeper.List(path, ct)).GroupBy(item => item.GetProperty("name").GetString()!, Id, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    private static long Id(JsonElement thing) => thing.GetProperty("id").GetInt64();
}

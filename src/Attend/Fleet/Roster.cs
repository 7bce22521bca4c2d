using Attend.Platform.Database;

namespace Attend.Fleet;

/// <summary>Who has a unit without signing on to it, as another module knows: a query for the user's id and the unit's.</summary>
internal sealed record AtTheWheel(string Query);

/// <summary>
/// Which units there are, who is signed on where and which tracker belongs to what, in memory: so that a reported position asks no
/// database. Read again every second, and at once when somebody names what it does not know.
/// </summary>
internal sealed class Roster(Db db, IEnumerable<AtTheWheel> drivers)
{
    private readonly Lock gate = new();
    private volatile Known known = new([], [], [], 0);
    private Task? reading;
    private Task? next;

    /// <summary>The home site of a unit in service; null when there is no such unit.</summary>
    public long? HomeOf(long unitId) => known.Homes.TryGetValue(unitId, out var site) ? site : null;

    /// <summary>The unit that a user is signed on to, else the one that they drive without.</summary>
    public long? UnitOf(long? userId) => userId is { } user && known.Aboard.TryGetValue(user, out var unit) ? unit : null;

    /// <summary>The unit of a tracker's token, by the token's hash in hexadecimal.</summary>
    public long? UnitOfDevice(string tokenHash) => known.Devices.TryGetValue(tokenHash, out var unit) ? unit : null;

    public TimeSpan Age => TimeProvider.System.GetElapsedTime(known.At);

    /// <summary>Reads everything again, with all that was committed before this call. Calls that come together share one reading.</summary>
    public Task Refresh()
    {
        lock (gate)
        {
            // A reading under way may have begun before what the caller wants to see was committed: the one after it will do.
            if (reading is { IsCompleted: false } running)
            {
                return next ??= After(running);
            }

            next = null;
            return reading = Read();
        }
    }

    private async Task After(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task read;
        lock (gate)
        {
            next = null;
            read = reading = Read();
        }

        await read;
    }

    private async Task Read()
    {
        var at = TimeProvider.System.GetTimestamp();
        var rows = await db.Read(reads => (
            Homes: reads.List<HomeRow>($"select id, home_site_id from fleet.vehicles where retired_at is null"),
            Aboard: reads.List<AboardRow>($"select user_id, vehicle_id from fleet.sign_ons where to_at is null"),
            Driven: drivers.Select(one => reads.List<AboardRow>(Sql.Raw(one.Query))).ToList(),
            Devices: reads.List<DeviceRow>($"select token_hash, vehicle_id from fleet.device_tokens where revoked_at is null")));
        known = new Known(
            rows.Homes.Value.ToDictionary(row => row.Id, row => row.HomeSiteId),
            rows.Aboard.Value.Concat(rows.Driven.SelectMany(one => one.Value)).DistinctBy(row => row.UserId).ToDictionary(row => row.UserId, row => row.VehicleId),
            rows.Devices.Value.ToDictionary(row => Convert.ToHexString(row.TokenHash), row => row.VehicleId, StringComparer.Ordinal),
            at);
    }

    private sealed record Known(Dictionary<long, long> Homes, Dictionary<long, long> Aboard, Dictionary<string, long> Devices, long At);

    private sealed record HomeRow(long Id, long HomeSiteId);

    private sealed record AboardRow(long UserId, long VehicleId);

    private sealed record DeviceRow(byte[] TokenHash, long VehicleId);
}

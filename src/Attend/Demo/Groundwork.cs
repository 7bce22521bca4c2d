using System.Text.Json;

namespace Attend.Demo;

internal sealed record PlannedSite(
    string Name, string Kind, string Zone, string? Address = null, double? Latitude = null, double? Longitude = null);

/// <summary>Somebody to be on duty without end. Without a password nobody signs in as them.</summary>
internal sealed record PlannedUser(
    string Username, string FirstName, string LastName, IReadOnlyList<string> Roles, string Site, string? Certification = null,
    string? Password = null, bool AtAllSites = false, string? Phone = null, string? Email = null);

internal sealed record PlannedUnit(
    string Number, string Kind, string Level, int Seats, string Home, IReadOnlyList<string> Crew, IReadOnlyList<string> Equipment);

/// <summary>A queue of a hospital, with the codes of its scheme and its scale.</summary>
internal sealed record PlannedDepartment(string Code, string Name, string Scheme, string Scale, bool Emergency = false, bool SelfService = true);

internal sealed record PlannedDesk(string Name, string Kind, IReadOnlyList<string> Departments);

/// <summary>
/// Makes sites, people, duty, units and departments over the API, and finds what is there already: done twice it changes nothing, and one that was
/// interrupted is completed.
/// </summary>
/// <param name="admin">Makes sites, users, shifts and units.</param>
internal sealed class Groundwork(ServerApi admin)
{
    private readonly Dictionary<string, long> sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> users = new(StringComparer.Ordinal);

    public long Site(string name) => sites[name];

    public long User(string username) => users[username];

    public async Task Sites(IEnumerable<PlannedSite> planned, CancellationToken ct)
    {
        var known = await Known("/api/sites", "name", ct);
        foreach (var site in planned)
        {
            sites[site.Name] = Id(known.TryGetValue(site.Name, out var found) ? found : await admin.Post("/api/sites", site, ct));
        }
    }

    /// <summary>The users and their duty, which has no end.</summary>
    public async Task Users(IReadOnlyList<PlannedUser> planned, DateTimeOffset onDutySince, CancellationToken ct)
    {
        var known = await Known("/api/users", "username", ct);
        var missing = planned.Where(user => !known.ContainsKey(user.Username)).ToList();
        foreach (var some in missing.Chunk(1_000))
        {
            var made = await admin.Post("/api/users/import", new { users = some.Select(Body) }, ct);
            foreach (var (user, id) in some.Zip(made.GetProperty("ids").EnumerateArray()))
            {
                users[user.Username] = id.GetInt64();
            }
        }

        foreach (var user in planned)
        {
            if (known.TryGetValue(user.Username, out var found))
            {
                users[user.Username] = Id(found);
            }

            if (found.ValueKind == JsonValueKind.Undefined || !found.GetProperty("on_duty").GetBoolean())
            {
                await admin.Post("/api/shifts", new { user_id = users[user.Username], site_id = sites[user.Site], from = onDutySince }, ct);
            }
        }
    }

    /// <summary>The units with their crews signed on; their ids by number.</summary>
    /// <param name="planned">Units whose home and crew were made before.</param>
    /// <param name="dispatcher">Signs the crews on.</param>
    /// <param name="since">When the crews signed on; now when absent.</param>
    public async Task<IReadOnlyDictionary<string, long>> Units(
        IReadOnlyList<PlannedUnit> planned, ServerApi dispatcher, DateTimeOffset? since, CancellationToken ct)
    {
        var known = await Known("/api/units", "unit_number", ct);
        var units = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var unit in planned)
        {
            if (!known.TryGetValue(unit.Number, out var found))
            {
                found = await admin.Post("/api/units", Body(unit), ct);
            }

            units[unit.Number] = Id(found);
            if (found.GetProperty("crew").GetArrayLength() == 0 && unit.Crew.Count > 0)
            {
                var crew = unit.Crew.Select(member => users[member]);
                await dispatcher.Post($"/api/units/{Id(found)}/sign-on", new { user_ids = crew, occurred_at = since }, ct);
            }
        }

        return units;
    }

    /// <summary>The departments of a site, open around the clock; their ids by code.</summary>
    /// <param name="opener">Opens those that had no hours.</param>
    public async Task<IReadOnlyDictionary<string, long>> Departments(string site, IReadOnlyList<PlannedDepartment> planned, ServerApi opener, CancellationToken ct)
    {
        var known = await Known($"/api/queues?site_id={sites[site]}", "code", ct);
        var departments = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var department in planned)
        {
            var id = departments[department.Code] =
                Id(known.TryGetValue(department.Code, out var found) ? found : await admin.Post("/api/queues", Body(department, sites[site]), ct));
            var hours = await admin.Get($"/api/queues/{id}/hours", ct);
            if (hours.GetProperty("weekly").GetArrayLength() == 0)
            {
                var weekly = Enumerable.Range(1, 7).Select(day => new { day, from = "00:00", to = "00:00" });
                await admin.Put($"/api/queues/{id}/hours", new { weekly }, hours.GetProperty("version").GetInt64(), ct);
                // 409: its hours were faster.
                await opener.Try($"/api/queues/{id}/open", new { }, ct);
            }
        }

        return departments;
    }

    /// <summary>Desks of a site; their ids by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Desks(
        string site, IReadOnlyList<PlannedDesk> planned, IReadOnlyDictionary<string, long> departments, CancellationToken ct)
    {
        var known = await Known($"/api/desks?site_id={sites[site]}", "name", ct);
        var desks = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var desk in planned)
        {
            desks[desk.Name] = Id(known.TryGetValue(desk.Name, out var found) ? found : await admin.Post("/api/desks", new
            {
                site_id = sites[site], desk = new { desk.Name, desk.Kind, queues = desk.Departments.Select(code => departments[code]) },
            }, ct));
        }

        return desks;
    }

    private async Task<Dictionary<string, JsonElement>> Known(string path, string name, CancellationToken ct) =>
        (await admin.List(path, ct)).ToDictionary(item => item.GetProperty(name).GetString()!, StringComparer.Ordinal);

    private static long Id(JsonElement thing) => thing.GetProperty("id").GetInt64();

    private object Body(PlannedUser user) => new
    {
        user.Username,
        user.Password,
        user.FirstName,
        user.LastName,
        user.Certification,
        user.Phone,
        user.Email,
        roles = user.Roles.Select(role => new { role, site_id = user.AtAllSites ? (long?)null : sites[user.Site] }),
    };

    private object Body(PlannedUnit unit) => new
    {
        unit_number = unit.Number,
        unit.Kind,
        unit.Level,
        unit.Seats,
        unit.Equipment,
        home_site_id = sites[unit.Home],
    };

    private static object Body(PlannedDepartment department, long siteId) => new
    {
        site_id = siteId,
        department.Code,
        queue = new
        {
            department.Name,
            department.Scheme,
            department.Scale,
            department.Emergency,
            department.SelfService,
            recalls = 1,
            grace_seconds = 20,
        },
    };
}

namespace Attend.Demo;

/// <summary>
/// The units of the file on the server: one site, each unit with one crew member on duty without end, signed on since the day before the
/// first incident. Units that are there already are used as they are.
/// </summary>
internal static class ReplayFleet
{
    /// <summary>Who drives the calls: the user that was named, or a dispatcher of the replay's own when that user is none.</summary>
    public static async Task<ServerApi> Dispatcher(ServerApi user, HttpClient http, TimeProvider time, CancellationToken ct)
    {
        if (user.Roles.Contains("dispatcher") || user.Roles.Contains("supervisor"))
        {
            return user;
        }

        var (username, password) = ($"replay-{Guid.NewGuid():N}", Guid.NewGuid().ToString("N"));
        await user.Post("/api/users", new
        {
            username,
            password,
            first_name = "Replay",
            last_name = "Dispatcher",
            roles = new[] { new { role = "dispatcher", site_id = (long?)null } },
        }, ct);
        return await ServerApi.SignIn(http, username, password, time, ct);
    }

    public static async Task<IReadOnlyDictionary<string, long>> Build(
        ServerApi api, ServerApi dispatcher, LancasterStream stream, CancellationToken ct)
    {
        var units = (await api.List("/api/units", ct))
            .ToDictionary(unit => unit.GetProperty("unit_number").GetString()!, unit => unit.GetProperty("id").GetInt64());
        var missing = stream.Units.Where(unit => !units.ContainsKey(unit)).ToList();
        if (missing.Count == 0)
        {
            return units;
        }

        var since = stream.Events[0].At.AddDays(-1);
        var site = (await api.Post("/api/sites", new { name = "Lancaster County", kind = "base", zone = "America/Chicago" }, ct))
            .GetProperty("id").GetInt64();
        var members = (await api.Post("/api/users/import", new { users = missing.Select(unit => Member(unit, site)) }, ct))
            .GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToList();
        foreach (var (number, member) in missing.Zip(members))
        {
            await api.Post("/api/shifts", new { user_id = member, site_id = site, from = since }, ct);
            var unit = (await api.Post("/api/units", new
            {
                unit_number = number,
                kind = LancasterWords.Kind(number),
                level = "BASIC",
                seats = 2,
                equipment = Array.Empty<string>(),
                home_site_id = site,
            }, ct)).GetProperty("id").GetInt64();
            await dispatcher.Post($"/api/units/{unit}/sign-on", new { user_ids = new[] { member }, occurred_at = since }, ct);
            units[number] = unit;
        }

        return units;
    }

    private static object Member(string unit, long site) => new
    {
        username = $"lancaster-{unit}".ToLowerInvariant(),
        first_name = "Crew",
        last_name = unit,
        roles = new[] { new { role = "paramedic", site_id = site } },
    };
}

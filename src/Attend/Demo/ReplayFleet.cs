namespace Attend.Demo;

/// <summary>The units of the file on the server: at one site, each with one crew member on duty without end and signed on.</summary>
internal static class ReplayFleet
{
    private static readonly PlannedSite Base = new("Lancaster County", "base", "America/Chicago");

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

    /// <summary>The units by number. Crews are on duty and signed on since the day before the first incident.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> Build(
        ServerApi admin, ServerApi dispatcher, LancasterStream stream, CancellationToken ct)
    {
        var since = stream.Events[0].At.AddDays(-1);
        var groundwork = new Groundwork(admin);
        await groundwork.Sites([Base], ct);
        await groundwork.Users([.. stream.Units.Select(Member)], since, ct);
        return await groundwork.Units([.. stream.Units.Select(Unit)], dispatcher, since, ct);
    }

    private static PlannedUser Member(string unit) => new(Username(unit), "Crew", unit, ["paramedic"], Base.Name);

    private static PlannedUnit Unit(string unit) => new(unit, LancasterWords.Kind(unit), "BASIC", 2, Base.Name, [Username(unit)], []);

    private static string Username(string unit) => $"lancaster-{unit}".ToLowerInvariant();
}

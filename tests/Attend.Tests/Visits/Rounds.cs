namespace Attend.Tests.Visits;

/// <summary>Appointments of one service of an hour, and the keys that are pressed on them, for a story.</summary>
internal sealed class Rounds
{
    /// <summary>Where everybody lives whom nobody says anything else of.</summary>
    public static readonly object Here = new { latitude = 52.5, longitude = 13.4, accuracy = 8.0 };

    private Rounds(Rota rota, long service) => (Rota, Service) = (rota, service);

    public Rota Rota { get; }

    public long Service { get; }

    public World World => Rota.World;

    public static async Task<Rounds> Open(World world)
    {
        // What an earlier story left to the clock is not to happen in the middle of this one.
        await world.DueDone();
        var rota = await Rota.Open(world);
        return new Rounds(rota, await rota.Service());
    }

    /// <param name="but">What is said beside that.</param>
    public async Task<Answer> Try(DateTimeOffset at, long[]? therapists, long? client = null, object? but = null)
    {
        var facts = new Dictionary<string, object?>
        {
            ["client_id"] = client ?? await Rota.Client(), ["service_ids"] = new[] { Service }, ["therapist_ids"] = therapists, ["starts_at"] = at,
        };
        foreach (var property in but?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(but);
        }

        return await Rota.Planner.Post("/api/appointments", facts);
    }

    public async Task<Answer> Book(DateTimeOffset at, Visitor therapist, long? client = null, object? but = null) =>
        (await Try(at, [therapist.Id], client, but)).Is(201);

    public Task<Answer> Do(long appointment, string key, object? body = null) => Rota.Planner.Post($"/api/appointments/{appointment}/{key}", body);

    /// <summary>A place's key, as an operator presses it.</summary>
    public Task<Answer> Press(long place, string key, object? body = null) => Rota.Planner.Post($"/api/places/{place}/{key}", body);

    public static Task<Answer> Press(Visitor who, long place, string key, object? body = null) => who.Client.Post($"/api/places/{place}/{key}", body);

    public static long Place(Answer booked, int number = 1) => booked["places"][number - 1].GetProperty("id").GetInt64();

    public Task<string> State(long appointment) => World.Row<string>($"select state from visits.appointments where id = {appointment}");

    public Task<string> PlaceState(long place) => World.Row<string>($"select state from visits.places where id = {place}");

    public async Task<Answer> Read(long appointment) => (await Rota.Planner.Get($"/api/appointments/{appointment}")).Is(200);

    public Task<long> Version(long appointment) => World.Row<long>($"select version from visits.appointments where id = {appointment}");

    /// <summary>Presses keys of one place in turn, each a minute after the one before.</summary>
    public async Task Go(Visitor who, long place, params string[] keys)
    {
        foreach (var key in keys)
        {
            World.Clock.Advance(TimeSpan.FromMinutes(1));
            (await Press(who, place, key, key is "start" or "end" ? Here : null)).Is(200);
        }
    }
}

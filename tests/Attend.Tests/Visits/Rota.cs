using Attend.People;

namespace Attend.Tests.Visits;

/// <summary>Somebody who visits.</summary>
public sealed record Visitor(long Id, Api Client);

/// <summary>A site that sends people to clients, with services, therapists and their hours, for a story. Its zone is Berlin's.</summary>
internal sealed class Rota
{
    private Rota(World world, long site, Api planner) => (World, Site, Planner) = (world, site, planner);

    public World World { get; }

    public long Site { get; }

    /// <summary>An operator of this site alone.</summary>
    public Api Planner { get; }

    /// <summary>Around the clock.</summary>
    public static IReadOnlyList<DayHours> Always => [.. Enumerable.Range(1, 7).Select(day => new DayHours(day, "00:00", "00:00"))];

    public static async Task<Rota> Open(World world)
    {
        var site = await world.Site("base");
        return new Rota(world, site, await world.As("operator", site));
    }

    /// <summary>So many hours from the beginning of the day after today, by UTC.</summary>
    public DateTimeOffset At(double hours) => new DateTimeOffset(World.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(hours);

    public async Task<long> Service(int minutes = 60, params string[] skills) =>
        (await Planner.Post("/api/services", new { site_id = Site, service = new { name = $"Service {World.Draw()}", minutes, skills } })).Is(201).Id;

    public Task<Answer> TryClient(object? but = null) => Planner.Post("/api/clients", new { site_id = Site, client = Facts(but) });

    public async Task<long> Client(object? but = null) => (await TryClient(but)).Is(201).Id;

    /// <param name="hours">Always, where none are given.</param>
    /// <param name="zone">The site's, where none is given.</param>
    public async Task<Visitor> Therapist(
        IReadOnlyList<DayHours>? hours = null, (double Latitude, double Longitude)? home = null, string? zone = null, string[]? skills = null,
        SpecialDay[]? special = null)
    {
        var name = $"therapist-{World.Draw()}";
        var id = (await (await World.Admin()).Post("/api/users", new
        {
            username = name, password = World.Password, first_name = name, last_name = "Test", zone, roles = new[] { new { role = "therapist", site_id = Site } },
        })).Is(201).Id;
        var plan = new
        {
            weekly = hours ?? Always, special_days = special ?? [],
            home = home is { } point ? new { latitude = point.Latitude, longitude = point.Longitude } : null,
        };
        (await Planner.Put($"/api/users/{id}/working-hours", plan, version: 0)).Is(200);
        (await Planner.Put($"/api/users/{id}/skills", new { skills = skills ?? [] })).Is(200);
        return new Visitor(id, await World.SignIn(name));
    }

    /// <summary>A visit as the tables hold it, with one place.</summary>
    /// <param name="state">Of the place; what its appointment is then follows.</param>
    public async Task<long> Visit(
        Visitor therapist, DateTimeOffset from, DateTimeOffset to, double latitude = 52.5, double longitude = 13.4, string state = "ACCEPTED", long? client = null)
    {
        var whom = client ?? await Client();
        var of = state is "COMPLETED" ? "COMPLETED" : state is "RELEASED" ? "CANCELLED" : "CONFIRMED";
        return await World.Row<long>($"""
            with made as (
                insert into visits.appointments (token, site_id, client_id, starts_at, ends_at, address, latitude, longitude, notes, state, state_since, version, code)
                values (int8send({(long)World.Draw()}), {Site}, {whom}, {from}, {to}, 'Teststrasse 1', {latitude}, {longitude}, 'Rings twice', {of}, {from}, 1, '123456')
                returning id)
            insert into visits.places (appointment_id, number, therapist_id, starts_at, ends_at, state, state_since, version)
            select id, 1, {therapist.Id}, {from}, {to}, {state}, {from}, 1 from made returning appointment_id
            """);
    }

    private Dictionary<string, object?> Facts(object? but)
    {
        var facts = new Dictionary<string, object?>
        {
            ["name"] = $"Client {World.Draw()}", ["address"] = $"Teststrasse {World.Draw()}", ["latitude"] = 52.5, ["longitude"] = 13.4,
        };
        foreach (var property in but?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(but);
        }

        return facts;
    }
}

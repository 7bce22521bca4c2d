using Attend.Tests.Trips;
using Attend.Tests.Visits;

namespace Attend.Tests.Compatibility;

/// <summary>An appointment as the old home-care screens keep it: an operator, a therapist who was asked, and drivers who stand at the base.</summary>
internal sealed class OldVisit
{
    private OldVisit(Company company, Api oper, Api therapist, long id, long place) =>
        (Company, Operator, Therapist, Id, Place) = (company, oper, therapist, id, place);

    public Company Company { get; }

    public World World => Company.World;

    public Api Operator { get; }

    public Api Therapist { get; }

    public TestDriver Driver => Company.Drivers[0];

    public long Id { get; }

    public long Place { get; }

    /// <summary>At a company of its own.</summary>
    public static async Task<OldVisit> Open(World world, int drivers = 1, bool accepted = true) => await Another(await Company.Open(world, drivers), accepted);

    /// <summary>One more, of the same company and the same therapist, so many hours from now.</summary>
    public static async Task<OldVisit> Another(Company company, bool accepted = true, double hours = 2)
    {
        var (world, oper, therapist) = (company.World, await company.Operator, await company.World.As("therapist", company.Site));
        if (!await world.Row<bool>($"select exists (select from people.working_hours where user_id = {therapist.UserId})"))
        {
            (await oper.Put($"/api/users/{therapist.UserId}/working-hours", new { weekly = Rota.Always, special_days = Array.Empty<object>() }, version: 0)).Is(200);
        }

        var (client, service) = await Agreed(company);
        var booked = (await oper.Post("/api/appointments", new
        {
            client_id = client, service_ids = new[] { service }, therapist_ids = new[] { therapist.UserId }, starts_at = world.Clock.Now.AddHours(hours), notes = "Rings twice",
            override_reason = "For the story",
        })).Is(201);
        var visit = new OldVisit(company, oper, therapist, booked.Id, booked["places"][0].GetProperty("id").GetInt64());
        if (accepted)
        {
            (await therapist.Post($"/api/places/{visit.Place}/accept")).Is(200);
        }

        return visit;
    }

    /// <summary>A client of the company and what is done at theirs.</summary>
    public static async Task<(long Client, long Service)> Agreed(Company company)
    {
        var oper = await company.Operator;
        var client = (await oper.Post("/api/clients", new
        {
            site_id = company.Site, client = new { name = $"Client {company.World.Draw()}", address = $"Clientweg {company.World.Draw()}", latitude = 52.53, longitude = 13.45 },
        })).Is(201).Id;
        var service = (await oper.Post("/api/services", new { site_id = company.Site, service = new { name = $"Service {company.World.Draw()}", minutes = 60 } })).Is(201).Id;
        return (client, service);
    }

    public Task<Answer> Patch(Api who, object body) => who.Patch($"/api/scheduling/appointments/{Id}/", body);

    public Task<Answer> Say(Api who, string status) => Patch(who, new { status });

    /// <summary>Says it, and is shown the same.</summary>
    public async Task<Answer> Moves(Api who, string status, object? body = null)
    {
        World.Clock.Advance(TimeSpan.FromSeconds(5));
        var answer = (await Patch(who, body ?? new { status })).Is(200);
        Xunit.Assert.Equal(status, answer["status"].GetString());
        return answer;
    }

    public Task<Answer> Assign(TestDriver? driver = null) => Patch(Operator, new { status = "driver_assigned_pickup", driver = (driver ?? Driver).Id });

    /// <summary>The states of the appointment, of its place, and of its trips in their order.</summary>
    public async Task<string> States() => await World.Row<string>($"""
        select a.state || ' ' || p.state || coalesce(' ' || (select string_agg(t.leg || ' ' || t.state, ' ' order by t.id) from trips.trips t where t.appointment_id = a.id), '')
        from visits.appointments a join visits.places p on p.appointment_id = a.id where a.id = {Id}
        """);

    /// <summary>What changes when anything does: the versions of everything that belongs to it.</summary>
    public async Task<string> Versions() => await World.Row<string>($"""
        select concat_ws(' ', a.version, p.version, (select string_agg(t.id || '/' || t.version, ' ' order by t.id) from trips.trips t where t.appointment_id = a.id))
        from visits.appointments a join visits.places p on p.appointment_id = a.id where a.id = {Id}
        """);
}

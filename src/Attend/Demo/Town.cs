using System.Text.Json;
using Attend.Fleet;

namespace Attend.Demo;

/// <summary>
/// The made-up town on a server: its sites, hospitals, people and units, made where they are missing. The simulator drives
/// <see cref="Driven"/> and <see cref="DrivenDesks"/>; <see cref="Parked"/> is for whoever looks around and is touched by nobody, but reports where it
/// stands.
/// </summary>
/// <param name="Nurse">Works at <paramref name="DrivenDesks"/> of <paramref name="Site"/>, each with the code of its department.</param>
internal sealed record Town(
    ServerApi Simulator, IReadOnlyDictionary<long, GeoPoint> Parked, IReadOnlyDictionary<long, GeoPoint> Driven,
    IReadOnlyDictionary<long, GeoPoint> Hospitals, ServerApi Nurse, long Site, IReadOnlyDictionary<string, long> Departments,
    IReadOnlyDictionary<long, string> DrivenDesks, CareCompany Care)
{
    // A unit's fix is stale after 60 s; two may be lost on the way.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(20);

    public static async Task<Town> Build(ServerApi admin, HttpClient http, TimeProvider time, CancellationToken ct)
    {
        var groundwork = new Groundwork(admin);
        await groundwork.Sites([.. TownPlan.Stations, .. TownPlan.Hospitals.Select(hospital => hospital.Site), TownPlan.HomeCare], ct);
        var hospitals = await Founded(admin, groundwork, ct);
        await groundwork.Users([.. TownPlan.Roles, TownPlan.Simulator, TownPlan.Nurse, .. TownPlan.Crews, .. CareCompany.Users], time.GetUtcNow(), ct);

        var simulator = await ServerApi.SignIn(http, TownPlan.Simulator.Username, TownPlan.Password, time, ct);
        var units = await groundwork.Units([.. TownPlan.Parked, .. TownPlan.Driven, CarePlan.Car, .. CarePlan.Vans], simulator, null, ct);
        Dictionary<long, GeoPoint> At(IReadOnlyList<PlannedUnit> some) => some.Index().ToDictionary(
            unit => units[unit.Item.Number], unit => TownPlan.Bay(TownPlan.HomeOf(unit.Item), unit.Index));

        var nurse = await ServerApi.SignIn(http, TownPlan.Nurse.Username, TownPlan.Password, time, ct);
        var departments = await groundwork.Departments(TownPlan.Nurse.Site, TownPlan.Departments, nurse, ct);
        var desks = await groundwork.Desks(TownPlan.Nurse.Site, [.. TownPlan.FreeDesks, .. TownPlan.DrivenDesks], departments, ct);
        var care = await CareCompany.Build(admin, groundwork, units, simulator, http, time, ct);
        return new(
            simulator, At([.. TownPlan.Parked, CarePlan.Car]), At(TownPlan.Driven), hospitals, nurse, groundwork.Site(TownPlan.Nurse.Site), departments,
            TownPlan.DrivenDesks.ToDictionary(desk => desks[desk.Name], desk => desk.Departments[0]), care);
    }

    /// <summary>Reports where the parked units stand, until cancelled, so that they can be ranked by a fresh position.</summary>
    public Task KeepFresh(TimeProvider time, ILogger log, CancellationToken ct) => new Pulse(Freshness, time, log).Run(
        (_, step) => Simulator.Post("/api/positions", Parked.Select(unit => new
        {
            unit_id = unit.Key,
            unit.Value.Latitude,
            unit.Value.Longitude,
            speed = 0,
            accuracy = 5,
            at = time.GetUtcNow(),
        }), step), ct);

    private static async Task<IReadOnlyDictionary<long, GeoPoint>> Founded(ServerApi admin, Groundwork groundwork, CancellationToken ct)
    {
        var known = (await admin.List("/api/hospitals", ct)).ToDictionary(hospital => hospital.GetProperty("site_id").GetInt64());
        var places = new Dictionary<long, GeoPoint>();
        foreach (var hospital in TownPlan.Hospitals)
        {
            var site = groundwork.Site(hospital.Site.Name);
            if (!known.TryGetValue(site, out JsonElement found))
            {
                found = await admin.Post("/api/hospitals", new
                {
                    site_id = site,
                    hospital.Phone,
                    hospital.Specialties,
                    hospital.TotalBeds,
                    hospital.AvailableBeds,
                }, ct);
            }

            places[found.GetProperty("id").GetInt64()] = TownPlan.Of(hospital.Site);
        }

        return places;
    }
}

using Attend.Fleet;

namespace Attend.Demo;

/// <summary>A driver of the simulator, and where their van stands at first.</summary>
internal sealed record CareDriver(ServerApi Api, long Vehicle, GeoPoint Stand);

/// <summary>
/// The town's home-care company on a server, made where it is missing. The simulator works as <see cref="Therapists"/>, <see cref="Drivers"/> and
/// <see cref="Operator"/>; the users <c>therapist</c> and <c>driver</c> are touched by nobody.
/// </summary>
/// <param name="Dispatcher">Reports where the vans are.</param>
/// <param name="Therapist">The id of the user <c>therapist</c>.</param>
/// <param name="Therapists">By their ids.</param>
/// <param name="Services">Ids by name.</param>
/// <param name="Clients">Ids by name.</param>
internal sealed record CareCompany(
    long Site, ServerApi Operator, ServerApi Dispatcher, long Therapist, IReadOnlyDictionary<long, (PlannedTherapist Plan, ServerApi Api)> Therapists,
    IReadOnlyDictionary<long, CareDriver> Drivers, IReadOnlyDictionary<string, long> Services, IReadOnlyDictionary<string, long> Clients)
{
    /// <summary>Everybody of the simulator who signs in.</summary>
    public static IReadOnlyList<PlannedUser> Users => [CarePlan.Operator, .. CarePlan.Therapists.Select(therapist => therapist.User), .. CarePlan.DrivingUsers];

    /// <param name="groundwork">Has made the site and the people.</param>
    /// <param name="units">Ids by number.</param>
    public static async Task<CareCompany> Build(
        ServerApi admin, Groundwork groundwork, IReadOnlyDictionary<string, long> units, ServerApi dispatcher, HttpClient http, TimeProvider time, CancellationToken ct)
    {
        Task<ServerApi> As(string username) => ServerApi.SignIn(http, username, TownPlan.Password, time, ct);
        var site = groundwork.Site(TownPlan.HomeCare.Name);
        var keeper = await As(CarePlan.Operator.Username);
        var care = new CareGroundwork(admin, keeper, site);
        var services = await care.Services([CarePlan.Exercise, CarePlan.Check, .. CarePlan.Care], ct);
        var clients = await care.Clients([.. CarePlan.Patients, .. CarePlan.Clients], ct);

        var therapists = new Dictionary<long, (PlannedTherapist, ServerApi)>();
        foreach (var planned in (PlannedTherapist[])[CarePlan.Therapist, .. CarePlan.Therapists])
        {
            var user = groundwork.User(planned.User.Username);
            await care.Hours(user, planned, ct);
            await care.Skills(user, planned.Skills, ct);
            if (planned != CarePlan.Therapist)
            {
                therapists[user] = (planned, await As(planned.User.Username));
            }
        }

        var cars = new Dictionary<long, PlannedUnit>();
        var drivers = new Dictionary<long, CareDriver>();
        foreach (var (index, planned) in ((PlannedDriver[])[CarePlan.Driver, .. CarePlan.Drivers]).Index())
        {
            var user = groundwork.User(planned.Username);
            cars[user] = planned == CarePlan.Driver ? CarePlan.Car : CarePlan.Vans[index - 1];
            await care.Skills(user, planned.Skills, ct);
            if (planned != CarePlan.Driver)
            {
                drivers[user] = new CareDriver(await As(planned.Username), units[planned.Unit], TownPlan.Bay(TownPlan.Of(TownPlan.HomeCare), index));
            }
        }

        await care.Drivers(cars, units, ct);
        foreach (var (id, driver) in drivers)
        {
            // On a break until the simulator has something for them: the user driver is whom the server finds free.
            await driver.Api.Post($"/api/users/{id}/availability", new { available = false }, ct);
        }

        var company = new CareCompany(site, keeper, dispatcher, groundwork.User(CarePlan.Therapist.User.Username), therapists, drivers, services, clients);
        var day = new CareDay(company, time);
        await day.OfTherapist(ct);
        await day.OfOthers(ct);
        return company;
    }
}

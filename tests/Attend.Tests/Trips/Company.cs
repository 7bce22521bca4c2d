using Attend.Tests.Platform;
using Attend.Trips;

namespace Attend.Tests.Trips;

/// <summary>A company with drivers on duty, each with a car that stands where the story wants it.</summary>
internal sealed class Company
{
    private Company(World world, long site) => (World, Site) = (world, site);

    public World World { get; }

    public long Site { get; }

    public Task<Api> Operator => World.As("operator", Site);

    /// <param name="drivers">How many, all at the base.</param>
    public static async Task<Company> Open(World world, int drivers = 0)
    {
        // What an earlier story left to the clock is not to happen in the middle of this one.
        await world.DueDone();
        while (await world.Row<bool>($"select exists (select from trips.offers where state in ('OPEN', 'HELD'))"))
        {
            // Whoever was asked in it did not answer, nor did the next.
            world.Clock.Advance(TimeSpan.FromSeconds(26));
            await world.DueDone();
        }

        var company = new Company(world, await world.Site("base"));
        for (var index = 0; index < drivers; index++)
        {
            await company.Driver();
        }

        return company;
    }

    public List<TestDriver> Drivers { get; } = [];

    /// <summary>A driver on duty.</summary>
    /// <param name="east">How many thousandths of a degree east of the base the car stands; null: nobody knows, so that it counts at the base.</param>
    public async Task<TestDriver> Driver(double? east = null, int seats = 3, bool onDuty = true)
    {
        var supervisor = await World.Supervisor();
        var name = $"driver-{World.Draw()}";
        var id = await World.AddPerson(name, "driver");
        var number = $"C{World.Draw()}";
        var car = (await supervisor.Post("/api/units", new { unit_number = number, kind = "car", level = "BASIC", seats, equipment = Array.Empty<string>(), home_site_id = Site })).Is(201).Id;
        if (onDuty)
        {
            (await supervisor.Post("/api/shifts", new { user_id = id, site_id = Site, from = World.Clock.Now.AddDays(-1) })).Is(201);
        }

        (await supervisor.Put($"/api/drivers/{id}", new { site_id = Site, vehicle_id = car, seats }, version: 0)).Is(200);
        var driver = new TestDriver(id, car, await World.SignIn(name));
        Drivers.Add(driver);
        if (east is { } thousandths)
        {
            await Stands(driver, thousandths);
        }

        return driver;
    }

    /// <summary>The car says where it is, and how fast.</summary>
    public async Task Stands(TestDriver driver, double east, double speed = 0) =>
        (await (await World.Supervisor()).Post("/api/positions", new
        {
            unit_id = driver.Car, latitude = 52.52, longitude = 13.40 + east / 1000, at = World.Clock.Now, speed,
        })).Is(202);

    public static object Place(double east, double north = 0) => new { address = $"Mile {east}", latitude = 52.52 + north / 1000, longitude = 13.40 + east / 1000 };

    /// <summary>A trip for somebody with a name, from one place to another.</summary>
    public async Task<Answer> Try(double from = 10, double to = 50, object? but = null)
    {
        var facts = new Dictionary<string, object?>
        {
            ["site_id"] = Site, ["from"] = Place(from), ["to"] = Place(to), ["passengers"] = new[] { new { name = $"Somebody {World.Draw()}" } },
        };
        foreach (var property in but?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(but);
        }

        return await (await Operator).Post("/api/trips", facts);
    }

    public async Task<long> Trip(double from = 10, double to = 50, object? but = null) => (await Try(from, to, but)).Is(201).Id;

    public async Task<Answer> Do(long trip, string action, object? body = null) => await (await Operator).Post($"/api/trips/{trip}/{action}", body);

    public async Task<Answer> Assign(long trip, TestDriver driver) => await Do(trip, "assign", new { driver_id = driver.Id });

    /// <summary>Given by hand and taken.</summary>
    public async Task<long> Taken(TestDriver driver, double from = 10, double to = 50)
    {
        var trip = await Trip(from, to);
        (await Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await Offer(trip, driver)}/accept")).Is(200);
        return trip;
    }

    public async Task<Answer> Look(long trip) => (await (await Operator).Get($"/api/trips/{trip}")).Is(200);

    public Task<string> State(long trip) => World.Row<string>($"select state from trips.trips where id = {trip}");

    public Task<long> Offer(long trip, TestDriver driver) =>
        World.Row<long>($"select id from trips.offers where trip_id = {trip} and driver_id = {driver.Id} and state in ('HELD', 'OPEN')");

    /// <summary>The offers of a trip as driver and state, in order.</summary>
    public Task<IReadOnlyList<string>> Offers(long trip) => World.Rows<string>($"""
        select (select count(*) from trips.drivers e where e.site_id = {Site} and e.user_id <= o.driver_id) || ' ' || o.state from trips.offers o where o.trip_id = {trip} order by o.id
        """);

    /// <summary>Whether nothing holds the driver and the car, and nobody but the clock says since when.</summary>
    public async Task<bool> Free(TestDriver driver) =>
        (await (await Operator).Get($"/api/drivers/{driver.Id}")).Is(200)["status"].GetString() == "free"
        && await World.Row<bool>($"select not exists (select from fleet.reservations where person_id = {driver.Id} and released_at is null)");

    /// <summary>An appointment that its therapists accepted.</summary>
    public Task<Answer> Appointment(Api therapist, DateTimeOffset startsAt) => Appointment([therapist], startsAt);

    public async Task<Answer> Appointment(Api[] therapists, DateTimeOffset startsAt)
    {
        var oper = await Operator;
        var client = (await oper.Post("/api/clients", new
        {
            site_id = Site, client = new { name = "Client", address = $"Clientweg {World.Draw()}", latitude = 52.53, longitude = 13.45 },
        })).Is(201).Id;
        var service = (await oper.Post("/api/services", new { site_id = Site, service = new { name = $"Service {World.Draw()}", minutes = 60 } })).Is(201).Id;
        var booked = (await oper.Post("/api/appointments", new
        {
            client_id = client, service_ids = new[] { service }, therapist_ids = therapists.Select(one => one.UserId), starts_at = startsAt, override_reason = "No hours",
        })).Is(201);
        foreach (var (therapist, place) in therapists.Zip(booked["places"].EnumerateArray()))
        {
            (await therapist.Post($"/api/places/{place.GetProperty("id").GetInt64()}/accept")).Is(200);
        }

        return booked;
    }

    /// <summary>A visit that a therapist accepted, and the driver who has the way there.</summary>
    public static async Task<(Company Company, TestDriver Driver, long Appointment, long Trip)> Driven(World world, double hours = 1)
    {
        var company = await Open(world, 1);
        var (driver, oper, therapist) = (company.Drivers[0], await company.Operator, $"therapist-{world.Draw()}");
        await world.AddPerson(therapist, "therapist", company.Site);
        var booked = await company.Appointment(await world.SignIn(therapist), world.Clock.Now.AddHours(hours));
        var trip = (await oper.Post("/api/trips", new { appointment_id = booked.Id, leg = "outbound" })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        return (company, driver, booked.Id, trip);
    }

    /// <summary>Until what has become of appointments was heard.</summary>
    public Task Heard()
    {
        var kinds = FollowAppointments.Subscription.Kinds.ToArray();
        return Wait.Until(() => World.Row<bool>($"""
            select not exists (
                select from platform.events e join platform.subscriptions s on s.name = {FollowAppointments.Name} and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id)
                where e.kind = any({kinds}))
            """));
    }
}

internal sealed record TestDriver(long Id, long Car, Api Api);

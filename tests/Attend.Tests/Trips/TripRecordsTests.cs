using System.Text.Json;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>Each test has a world of its own: years pass.</summary>
public sealed class TripRecordsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Canary = "Kanarienvogel";

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Where_somebody_rode_is_exported_and_erased_with_them()
    {
        var company = await Company.Open(world, 1);
        var rider = await world.AddPerson($"therapist-{world.Draw()}", "therapist");
        var trip = await Ride(company, new { user_id = rider });
        var admin = await world.Admin();
        var kept = (await admin.Get($"/api/users/{rider}/export")).Is(200)["data"].GetProperty("trips.trips")[0];
        Assert.Equal((Canary, "DROPPED_OFF"), (kept.GetProperty("note").GetString(), kept.GetProperty("state").GetString()));
        (await admin.Post($"/api/users/{rider}/erase")).Is(204);
        Assert.Equal(0L, await Said());
        Assert.Equal(13.4, await world.Row<double>($"select from_longitude from trips.trips where id = {trip}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from trips.stops where trip_id = {trip} and round(longitude::numeric, 1) <> longitude::numeric"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_goes_a_year_after_the_trip()
    {
        var company = await Company.Open(world, 1);
        var trip = await Ride(company, new { name = Canary });
        var waiting = await company.Trip(but: new { note = Canary });
        world.Clock.Advance(TimeSpan.FromDays(365));
        await Expire();
        Assert.Equal(3L, await Said());
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Expire();
        // What is not over is still of use.
        Assert.Equal([waiting], await world.Rows<long>($"select id from trips.trips where note is not null"));
        Assert.Equal(("DROPPED_OFF", "erased"), (await company.State(trip), await world.Row<string>($"select from_word from trips.trips where id = {trip}")));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from trips.passengers where trip_id = {trip} and name is not null"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like {"%" + Canary + "%"}"));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>It is the driver's, in their words, and of whoever was not driven.</summary>
    [Fact]
    public async Task What_a_driver_said_who_did_not_take_a_trip_goes_with_them_with_who_rides_and_after_a_year()
    {
        var company = await Company.Open(world, 4);
        var (admin, rider) = (await world.Admin(), await world.AddPerson($"therapist-{world.Draw()}", "therapist"));
        var ride = await Declined(company, company.Drivers[0], new { passengers = new[] { new { user_id = rider } } });
        foreach (var whose in new[] { company.Drivers[0].Id, rider })
        {
            var said = (await admin.Get($"/api/users/{whose}/export")).Is(200)["data"].GetProperty("trips.offers")[0];
            Assert.Equal((ride, "DECLINED", Canary), (said.GetProperty("trip_id").GetInt64(), said.GetProperty("state").GetString(), said.GetProperty("reason").GetString()));
        }

        (await admin.Post($"/api/users/{rider}/erase")).Is(204);
        Assert.Equal(0L, await Reasons());

        await Declined(company, company.Drivers[1]);
        await Declined(company, company.Drivers[2]);
        await Declined(company, company.Drivers[3]);
        (await admin.Post($"/api/users/{company.Drivers[1].Id}/erase")).Is(204);
        Assert.Equal(2L, await Reasons());
        (await admin.Post("/api/holds", new { subject = $"user:{company.Drivers[2].Id}", reason = "A lawsuit" })).Is(201);
        world.Clock.Advance(TimeSpan.FromDays(365));
        await Expire();
        Assert.Equal(2L, await Reasons());
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Expire();
        Assert.Equal([company.Drivers[2].Id], await world.Rows<long>($"select driver_id from trips.offers where reason is not null"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_a_client_lives_goes_with_the_client_and_stays_while_somebody_holds_it()
    {
        var company = await Company.Open(world, 1);
        var me = await world.As("therapist", company.Site);
        var visit = await company.Appointment(me, world.Clock.Now.AddHours(2));
        var client = await world.Row<long>($"select client_id from visits.appointments where id = {visit.Id}");
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = visit.Id, leg = "outbound", note = Canary })).Is(201).Id;
        (await company.Assign(trip, company.Drivers[0])).Is(200);
        (await company.Do(trip, "board")).Is(200);
        (await company.Do(trip, "drop-off")).Is(200);
        (await (await company.Operator).Post($"/api/appointments/{visit.Id}/cancel", new { reason_code = "by_client" })).Is(200);
        var admin = await world.Admin();
        Assert.Equal(Canary, (await admin.Get($"/api/clients/{client}/export")).Is(200)["data"].GetProperty("trips.trips")[0].GetProperty("note").GetString());

        var hold = (await admin.Post("/api/holds", new { subject = $"client:{client}", reason = "A lawsuit" })).Is(201).Id;
        world.Clock.Advance(TimeSpan.FromDays(367));
        await Expire();
        Assert.Equal(1L, await Said());
        admin = await world.Admin();
        (await admin.Post($"/api/holds/{hold}/lift")).Is(204);
        (await admin.Post($"/api/clients/{client}/erase")).Is(204);
        Assert.Equal(0L, await Said());
        Assert.Equal("erased", await world.Row<string>($"select to_word from trips.trips where id = {trip} and to_address is null"));
        Assert.Equal(13.5, await world.Row<double>($"select to_longitude from trips.trips where id = {trip}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_address_that_says_erased_is_one_as_any_other()
    {
        var company = await Company.Open(world, 1);
        var place = new { address = "erased", latitude = 52.5234, longitude = 13.4234 };
        var trip = await Ride(company, new { name = Canary }, place);
        Assert.Equal(13.4234, await world.Row<double>($"select from_longitude from trips.measured_trips where id = {trip}"));
        Assert.Equal("erased", (await company.Look(trip))["trip"].GetProperty("from").GetProperty("address").GetString());
        world.Clock.Advance(TimeSpan.FromDays(366));
        await Expire();
        Assert.Equal((13.4, true), (
            await world.Row<double>($"select from_longitude from trips.trips where id = {trip}"),
            await world.Row<bool>($"select from_longitude is null from trips.measured_trips where id = {trip}")));
        var said = (await company.Look(trip))["trip"].GetProperty("from");
        Assert.Equal((JsonValueKind.Null, "erased"), (said.GetProperty("address").ValueKind, said.GetProperty("word").GetString()));
        Assert.Equal("", await world.Violations());
    }

    private static async Task<long> Ride(Company company, object passenger, object? from = null)
    {
        var trip = await company.Trip(15, 55, new { passengers = new[] { passenger }, note = Canary, from = from ?? Company.Place(15) });
        (await company.Assign(trip, company.Drivers[0])).Is(200);
        (await company.Do(trip, "board")).Is(200);
        (await company.Do(trip, "drop-off")).Is(200);
        return trip;
    }

    private static async Task<long> Declined(Company company, TestDriver driver, object? but = null)
    {
        var trip = await company.Trip(15, 55, but);
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/decline", new { reason = Canary })).Is(200);
        // Nobody else is asked.
        (await company.Do(trip, "cancel", new { reason = "They walk" })).Is(200);
        return trip;
    }

    private Task<long> Reasons() => world.Row<long>($"select count(*) from trips.offers where reason = {Canary}");

    private async Task Expire()
    {
        await world.DueDone();
        await world.DueDone();
    }

    private Task<long> Said() => world.Row<long>($"""
        select (select count(*) from trips.trips where note = {Canary}) + (select count(*) from trips.passengers where name = {Canary})
        """);
}

using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// The server dies in the middle of an offer, by the machine's clock: an offer that was made ends at its time, the next driver is asked, and one
/// that was not made leaves nothing behind. An offer is open for five seconds.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class OfferCrashTests(SendingServer sending) : IClassFixture<SendingServer>, IAsyncLifetime
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, string> names = [];

    private Api chief = null!;

    private long site;

    /// <summary>A test that failed may have left it dead.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!sending.Server.IsRunning)
        {
            await sending.Server.Start();
        }

        if (await sending.Number("select count(*) from people.users where username = 'chief'") == 0)
        {
            Assert.Equal(0, (await sending.Server.Command("user", "add", "chief", "--role", "admin,supervisor,operator", "--password", World.Password)).Code);
        }

        chief = await sending.SignIn("chief");
        site = (await chief.Post("/api/sites", new { name = $"Base {Guid.NewGuid():n}", kind = "base", zone = "UTC", latitude = 52.52, longitude = 13.40 })).Is(201).Id;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Killed_while_a_driver_thinks_it_over_the_time_ends_all_the_same_and_the_next_is_asked()
    {
        var (first, second) = (await Driver(), await Driver());
        var trip = await Trip();
        (await chief.Post($"/api/trips/{trip}/assign", new { driver_id = first })).Is(200);
        Assert.Equal("ASSIGNED", await State(trip));
        var due = await sending.Value<DateTime>($"select expires_at from trips.offers where trip_id = {trip}");
        await sending.Kill();
        await sending.Server.Start();
        var ready = TimeProvider.System.GetUtcNow().UtcDateTime;

        await Wait.Until(async () => await Offers(trip) == $"{first} EXPIRED, {second} OPEN");
        Assert.InRange(await sending.Value<DateTime>($"select answered_at from trips.offers where trip_id = {trip} and driver_id = {first}"), due, (due > ready ? due : ready) + Most);
        Assert.Equal("OFFERED", await State(trip));
        Assert.Equal(0, await sending.Number($"select count(*) from fleet.reservations where person_id = {first} and released_at is null"));
        (await (await sending.SignIn(names[second])).Post($"/api/offers/{await Offer(trip, second)}/accept")).Is(200);
        Assert.Equal("ASSIGNED", await State(trip));
        Assert.Equal("", await sending.Violations());
    }

    /// <summary>Until PostgreSQL has committed there is no offer; from then on its clock runs, whoever is there to see it.</summary>
    [Theory]
    [InlineData(Moment.Saved, false)]
    [InlineData(Moment.CommitSent, false)]
    [InlineData(Moment.Committed, true)]
    public async Task Killed_while_it_asks_it_has_asked_with_a_clock_or_not_at_all(Moment moment, bool asked)
    {
        var (driver, trip) = (await Driver(), await Trip());
        var trap = sending.Proxy.Set(moment, "insert into trips.offers");
        var asking = chief.Post($"/api/trips/{trip}/offer");
        await trap.Reached;
        await Kill(asking);
        Assert.Equal((asked ? "OFFERED" : "REQUESTED", asked ? $"{driver} OPEN" : ""), (await State(trip), await Offers(trip)));

        await sending.Server.Start();
        chief = await sending.SignIn("chief");
        if (asked)
        {
            await Wait.Until(async () => await Offers(trip) == $"{driver} EXPIRED");
            await Wait.Until(async () => await State(trip) == "REQUESTED");
        }
        else
        {
            (await chief.Post($"/api/trips/{trip}/offer")).Is(200);
            Assert.Equal($"{driver} OPEN", await Offers(trip));
        }

        Assert.Equal("", await sending.Violations());
    }

    /// <summary>The clock's own transaction is cut off: it is done again, and once.</summary>
    [Theory]
    [InlineData(Moment.Saved)]
    [InlineData(Moment.CommitSent)]
    [InlineData(Moment.Committed)]
    public async Task Killed_while_the_time_ends_it_ends_once(Moment moment)
    {
        var (driver, trip) = (await Driver(), await Trip());
        (await chief.Post($"/api/trips/{trip}/assign", new { driver_id = driver })).Is(200);
        var offer = await Offer(trip, driver);
        var trap = sending.Proxy.Set(moment, "update trips.offers as t");
        await trap.Reached;
        await Kill();
        await sending.Server.Start();

        await Wait.Until(async () => await State(trip) == "REQUESTED");
        Assert.Equal($"{driver} EXPIRED", await Offers(trip));
        Assert.Equal(1, await Events($"offer:{offer}", "trips.offer_expired"));
        Assert.Equal(0, await sending.Number($"select count(*) from fleet.reservations where person_id = {driver} and released_at is null"));
        Assert.Equal("", await sending.Violations());
    }

    /// <summary>The driver's phone hears no answer and says it again: they have it once, or it is no longer theirs.</summary>
    [Theory]
    [InlineData(Moment.CommitSent)]
    [InlineData(Moment.Committed)]
    public async Task Killed_while_a_driver_accepts_the_same_said_again_is_the_same(Moment moment)
    {
        var (driver, trip) = (await Driver(), await Trip());
        (await chief.Post($"/api/trips/{trip}/offer")).Is(200);
        var offer = await Offer(trip, driver);
        var key = Guid.NewGuid().ToString();
        var trap = sending.Proxy.Set(moment, "update trips.offers as t", "ACCEPTED");
        var accepting = (await sending.SignIn(names[driver])).Post($"/api/offers/{offer}/accept", null, key);
        await trap.Reached;
        await Kill(accepting);
        await sending.Server.Start();

        var again = await (await sending.SignIn(names[driver])).Post($"/api/offers/{offer}/accept", null, key);
        if (again.Number == 200)
        {
            Assert.Equal(("ASSIGNED", $"{driver} ACCEPTED", 1L), (await State(trip), await Offers(trip), await Events($"offer:{offer}", "trips.offer_accepted")));
        }
        else
        {
            // What was not committed is lost with the server, and its time has passed since.
            Assert.NotEqual(Moment.Committed, moment);
            Assert.Equal("EXPIRED", again.Refused(409, "wrong_state").State);
            await Wait.Until(async () => await State(trip) == "REQUESTED");
        }

        Assert.Equal("", await sending.Violations());
    }

    private async Task Kill(Task<Answer>? asking = null)
    {
        await sending.Kill();
        if (asking is not null)
        {
            Assert.True(await Record.ExceptionAsync(() => asking) is { } cut && ServerProcess.IsCut(cut), "The killed server answered.");
        }
    }

    /// <summary>A driver on duty with a car, at the base.</summary>
    private async Task<long> Driver()
    {
        var name = $"driver-{Guid.NewGuid():n}";
        var id = (await chief.Post("/api/users", new
        {
            username = name, password = World.Password, first_name = "D", last_name = "Test", roles = new[] { new { role = "driver", site_id = (long?)null } },
        })).Is(201).Id;
        names[id] = name;
        var car = (await chief.Post("/api/units", new
        {
            unit_number = $"C{id}", kind = "car", level = "BASIC", seats = 3, equipment = Array.Empty<string>(), home_site_id = site,
        })).Is(201).Id;
        (await chief.Post("/api/shifts", new { user_id = id, site_id = site, from = TimeProvider.System.GetUtcNow().AddHours(-1) })).Is(201);
        (await chief.Put($"/api/drivers/{id}", new { site_id = site, vehicle_id = car, seats = 3 }, version: 0)).Is(200);
        return id;
    }

    private async Task<long> Trip() => (await chief.Post("/api/trips", new
    {
        site_id = site, from = new { address = "Mile 10", latitude = 52.52, longitude = 13.41 }, to = new { address = "Mile 50", latitude = 52.52, longitude = 13.45 },
        passengers = new[] { new { name = "Somebody" } },
    })).Is(201).Id;

    private Task<string?> State(long trip) => sending.Value<string>($"select state from trips.trips where id = {trip}");

    /// <summary>Who was asked for a trip, in order, and what became of it.</summary>
    private async Task<string> Offers(long trip) =>
        await sending.Value<string>($"select string_agg(driver_id || ' ' || state, ', ' order by id) from trips.offers where trip_id = {trip}") ?? "";

    private Task<long> Offer(long trip, long driver) => sending.Number($"select id from trips.offers where trip_id = {trip} and driver_id = {driver} and state = 'OPEN'");

    private Task<long> Events(string subject, string kind) => sending.Number($"select count(*) from platform.events where subject = '{subject}' and kind = '{kind}'");
}

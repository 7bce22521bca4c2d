using System.Globalization;
using Attend.Trips;
using Npgsql;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class TripsInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>
    /// Wrongs; <c>{one}</c> is on board and <c>{two}</c> assigned in <c>{run}</c> of <c>{driver}</c> with <c>{car}</c>, <c>{asked}</c> is offered to <c>{other}</c>
    /// by <c>{offer}</c>, <c>{said}</c> was declined by <c>{third}</c>, <c>{later}</c> is planned in <c>{plan}</c>.
    /// </summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("who drives is reserved", "delete from fleet.reservations where person_id = {driver}"),
        ("who drives is reserved", "delete from fleet.reservations where vehicle_id = {car}"),
        ("who drives is reserved", "insert into fleet.reservations (person_id, holder_kind, holder_id, request_id, activity, taken_at, since) values ({other}, 'trip', {run}, {one}, 'EN_ROUTE', now(), now())"),
        ("who drives is reserved", "update fleet.reservations set holder_id = {plan} where vehicle_id = {car}"),
        ("a run lasts as long as its trips", "update trips.runs set state = 'DONE' where id = {run}"),
        ("a run lasts as long as its trips", "update trips.trips set state = 'CANCELLED' where id = {later}"),
        ("a run lasts as long as its trips", "update trips.trips set driver_id = {other} where id = {one}"),
        ("a run lasts as long as its trips", "update trips.trips set state = 'AT_PICKUP' where id = {later}"),
        ("everybody has a seat", "update trips.runs set seats = 1 where id = {run}"),
        ("everybody has a seat", "insert into trips.passengers (trip_id, name, number, leg, waiting) select {two}, 'Somebody', n, 'other', true from generate_series(7, 9) n"),
        ("stops follow the trips", "delete from trips.stops where trip_id = {two} and kind = 'pick_up'"),
        ("stops follow the trips", "update trips.stops set done_at = null where trip_id = {one}"),
        ("stops follow the trips", "update trips.stops set number = -1 where trip_id = {two} and kind = 'drop_off'"),
        ("stops follow the trips", "insert into trips.stops (run_id, number, trip_id, kind, latitude, longitude, eta_at) values ({run}, 99, {said}, 'drop_off', 1, 1, now())"),
        ("one is asked one thing", "drop index trips.one_open_offer_per_driver; update trips.offers set state = 'OPEN', expires_at = now() where id = {offer}; insert into trips.offers (trip_id, driver_id, wave, binding, state, state_since, version, expires_at) values ({said}, {other}, 9, false, 'OPEN', now(), 1, now())"),
        ("one is asked one thing", "update trips.trips set state = 'REQUESTED' where id = {asked}"),
        ("one is asked one thing", "update trips.offers set binding = true where id = {offer}"),
        ("nobody is asked again", "drop index trips.never_twice_to_one_who_declined; insert into trips.offers (trip_id, driver_id, wave, binding, state, state_since, version, expires_at) values ({said}, {third}, 9, false, 'OPEN', now(), 1, now())"),
        ("nobody is asked again", "update trips.offers set driver_id = {driver}, trip_id = {one} where trip_id = {said}"),
        ("an offer has its clock", "delete from platform.work where kind = 'trips.offer' and key = '{offer}'"),
        ("an offer has its clock", "delete from platform.work where kind = 'trips.run_start' and key = '{plan}'"),
        ("I1 nobody drives twice", "drop index trips.one_active_run_per_driver; alter table trips.runs drop constraint runs_of_one_driver_apart; update trips.runs set driver_id = {driver}, state = 'ACTIVE' where id = {plan}"),
        ("I1 nobody drives twice", "alter table trips.runs drop constraint runs_of_one_driver_apart; update trips.runs set ends_at = '2027-01-01', driver_id = {third} where id = {run}"),
        ("I1 nobody drives twice", "drop index trips.one_active_run_per_vehicle; update trips.runs set vehicle_id = {car}, state = 'ACTIVE' where id = {plan}"),
        ("I1 nobody rides twice", "drop index trips.one_car_per_passenger; update trips.passengers set user_id = 1, name = null, riding = true, appointment_id = trip_id where trip_id in ({one}, {later}); update trips.trips set state = 'ON_BOARD' where id = {later}"),
        ("I1 nobody rides twice", "update trips.passengers set riding = true where trip_id = {asked}"),
        ("one trip for one way", "update trips.passengers set waiting = true, user_id = 1, name = null where trip_id in ({said}); drop index trips.one_trip_per_passenger_and_leg; update trips.passengers set user_id = 1, name = null where trip_id = {asked}"),
        ("one trip for one way", "drop index trips.one_trip_per_passenger_and_leg; update trips.passengers set appointment_id = 7, user_id = 1, name = null where trip_id in ({one}, {two})"),
        ("one trip for one way", "update trips.passengers set waiting = false where trip_id = {asked}"),
        ("I7 trips and events agree", "update trips.trips set state = 'AT_PICKUP' where id = {two}"),
        ("I7 trips and events agree", "delete from platform.events where subject = 'run:{run}'"),
        ("I7 trips and events agree", "update trips.offers set state = 'HELD' where id = {offer}"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(TripsInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var scene = await Scene();
        foreach (var (word, id) in scene)
        {
            wrong = wrong.Replace(word, id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await world.Cries(TripsInvariants.All.Single(invariant => invariant.Name == name).Query, wrong));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>What the database itself does not take, whoever writes it; without the guard it gets through.</summary>
    [Theory]
    [InlineData("one_open_offer_per_driver", "update trips.offers set driver_id = {other}, state = 'OPEN', expires_at = now() where trip_id = {said} and driver_id = {third}", "index")]
    [InlineData("never_twice_to_one_who_declined", "insert into trips.offers (trip_id, driver_id, wave, binding, state, state_since, version, expires_at) values ({said}, {third}, 9, false, 'OPEN', now(), 1, now())", "index")]
    [InlineData("one_active_run_per_vehicle", "insert into trips.runs (site_id, driver_id, vehicle_id, seats, state, state_since, version, starts_at, ends_at) values (1, {other}, {car}, 1, 'ACTIVE', now(), 1, now(), now() + interval '1 hour')", "index")]
    [InlineData("runs_of_one_driver_apart", "insert into trips.runs (site_id, driver_id, vehicle_id, seats, state, state_since, version, starts_at, ends_at) values (1, {driver}, 1, 1, 'PLANNED', now(), 1, '2026-01-01', '2027-01-01')", "constraint")]
    [InlineData("one_active_run_per_driver", "update trips.runs set driver_id = {driver}, state = 'ACTIVE' where id = {plan}", "index")]
    [InlineData("one_car_per_passenger", "update trips.passengers set user_id = 1, name = null, riding = true, appointment_id = trip_id where trip_id in ({one}, {later})", "index")]
    [InlineData("one_trip_per_passenger_and_leg", "update trips.passengers set user_id = 1, name = null where trip_id in ({asked}, {later})", "index")]
    [InlineData("run_while_driven", "update trips.trips set run_id = null where id = {one}", "constraint")]
    [InlineData("time_once_shown", "update trips.offers set expires_at = null where id = {offer}", "constraint")]
    public async Task The_constraint_is_the_last_guard(string guard, string wrong, string kind)
    {
        var scene = await Scene();
        foreach (var (word, id) in scene)
        {
            wrong = wrong.Replace(word, id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        var stopped = await Assert.ThrowsAsync<PostgresException>(() => world.Cries("select ''", wrong));
        Assert.Equal(guard, stopped.ConstraintName);
        var table = guard.Contains("offer", StringComparison.Ordinal) || guard is "time_once_shown" ? "offers" : guard is "run_while_driven" ? "trips" : "runs";
        var gone = kind is "index" ? $"drop index trips.{guard}" : $"alter table trips.{table} drop constraint {guard}";
        Assert.NotEmpty(await world.Cries("select 'got through'", $"{gone}; {wrong}"));
    }

    private async Task<(string Word, long Id)[]> Scene()
    {
        var company = await Company.Open(world);
        var (driver, other, third) = (await company.Driver(0), await company.Driver(0), await company.Driver(0));
        var one = await company.Taken(driver, 10, 100);
        var run = await world.Row<long>($"select run_id from trips.trips where id = {one}");
        (await driver.Api.Post($"/api/trips/{one}/board")).Is(200);
        var two = await company.Trip(30, 60);
        (await company.Do(two, "assign", new { run_id = run })).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(two, driver)}/accept")).Is(200);
        var later = await company.Trip(10, 50, new { pick_up_at = world.Clock.Now.AddHours(4) });
        (await company.Assign(later, third)).Is(200);
        (await third.Api.Post($"/api/offers/{await company.Offer(later, third)}/accept")).Is(200);
        var plan = await world.Row<long>($"select run_id from trips.trips where id = {later}");
        var said = await company.Trip(5, 10);
        (await company.Assign(said, third)).Is(200);
        (await third.Api.Post($"/api/offers/{await company.Offer(said, third)}/decline")).Is(200);
        (await company.Do(said, "cancel")).Is(200);
        // Nobody else is there to be asked for it.
        (await (await company.Operator).Put($"/api/drivers/{third.Id}", new { site_id = company.Site, seats = 1 }, version: await world.Row<long>($"select version from trips.drivers where user_id = {third.Id}"))).Refused(409, "driver_held");
        var asked = await company.Trip(5, 10, new { pick_up_at = world.Clock.Now.AddMinutes(20) });
        (await company.Do(asked, "offer")).Is(200);
        var offer = await world.Row<long>($"select id from trips.offers where trip_id = {asked} and state = 'OPEN'");
        var whom = await world.Row<long>($"select driver_id from trips.offers where id = {offer}");
        await world.DueDone();
        Assert.Equal("", await world.Violations());
        return
        [
            ("{one}", one), ("{two}", two), ("{run}", run), ("{driver}", driver.Id), ("{car}", driver.Car), ("{asked}", asked), ("{offer}", offer), ("{other}", whom),
            ("{said}", said), ("{third}", third.Id), ("{later}", later), ("{plan}", plan),
        ];
    }
}

using Attend.Platform;
using Attend.Platform.Database;
using Attend.Trips;
using Npgsql;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>
/// What the checks of <see cref="TripRaceTests"/> find when the guard is missing that each of them is about: the same races as a program would run
/// them that looks first and acts then.
/// </summary>
public sealed class TripGuardTests(World world) : IClassFixture<World>
{
    private const int Racers = 16;

    [Fact]
    public async Task One_driver_is_given_to_many_and_without_its_guards_the_checker_cries()
    {
        var company = await Company.Open(world, 1);
        string[] guards = ["one_active_run_per_driver", "runs_of_one_driver_apart"];
        Task<int> Race(long driver, long car) => this.Race(
            $"select not exists (select from trips.runs where driver_id = {driver} and state in ('PLANNED', 'ACTIVE'))",
            index => Begin(company.Site, driver, car + index), guards);
        await Shown("I1 nobody drives twice", guards, () => Race(company.Drivers[0].Id, 900_000), async () =>
        {
            var other = await company.Driver();
            Assert.Equal(0, await Race(other.Id, 910_000));
            return $"driver {other.Id} has runs";
        }, $"delete from trips.runs where vehicle_id >= 900000");
    }

    [Fact]
    public async Task One_vehicle_is_sent_with_many_and_without_its_guard_the_checker_cries()
    {
        var company = await Company.Open(world, 2);
        string[] guards = ["one_active_run_per_vehicle"];
        await world.Db.Run($"""
            insert into trips.drivers (user_id, site_id, seats, free_since, active) select 900000 + n, {company.Site}, 3, now(), false from generate_series(0, 99) n
            """);
        Task<int> Race(long car, int first) => this.Race(
            $"select not exists (select from trips.runs where vehicle_id = {car} and state = 'ACTIVE')", index => Begin(company.Site, 900_000 + first + index, car), guards);
        await Shown("I1 nobody drives twice", guards, () => Race(company.Drivers[0].Car, 0), async () =>
        {
            var car = company.Drivers[1].Car;
            Assert.Equal(0, await Race(car, 50));
            return $"vehicle {car} is under way";
        }, $"delete from trips.runs where driver_id >= 900000");
        await world.Db.Run($"delete from trips.drivers where user_id >= 900000");
    }

    [Fact]
    public async Task One_driver_is_asked_many_things_and_without_its_guard_the_checker_cries()
    {
        var company = await Company.Open(world, 2);
        string[] guards = ["one_open_offer_per_driver"];
        async Task<int> Race(long driver)
        {
            var trips = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => company.Trip()));
            return await this.Race($"select not exists (select from trips.offers where driver_id = {driver} and state in ('HELD', 'OPEN'))", index => $"""
                insert into trips.offers (trip_id, driver_id, wave, binding, state, state_since, version, expires_at)
                values ({trips[index]}, {driver}, 1, false, 'OPEN', now(), 1, now())
                """, guards);
        }

        await Shown("one is asked one thing", guards, () => Race(company.Drivers[0].Id), async () =>
        {
            Assert.Equal(0, await Race(company.Drivers[1].Id));
            return $"driver {company.Drivers[1].Id} has {Racers} open offers";
        }, $"delete from trips.offers where driver_id in ({company.Drivers[0].Id}, {company.Drivers[1].Id})");
    }

    /// <summary>Nothing but the guard stands before these two: the server itself, asked by many at once, does the wrong without it.</summary>
    [Fact]
    public async Task One_rider_gets_into_many_cars_and_without_its_guard_the_checker_cries()
    {
        var company = await Company.Open(world);
        async Task<(Api Rider, List<long> Trips, Answer[] Answers)> Race(int hours)
        {
            var (rider, oper, ways) = (await world.As("therapist", company.Site), await company.Operator, new List<(long Trip, TestDriver Driver)>());
            var appointment = (await company.Appointment(rider, world.Clock.Now.AddHours(hours))).Id;
            foreach (var leg in new[] { "outbound", "return", "other" })
            {
                var trip = (await oper.Post("/api/trips", new
                {
                    appointment_id = appointment, leg, pick_up_at = world.Clock.Now, from = Company.Place(1), to = Company.Place(50),
                })).Is(201).Id;
                ways.Add((trip, await company.Driver(0)));
                (await company.Assign(trip, ways[^1].Driver)).Is(200);
            }

            return (rider, [.. ways.Select(way => way.Trip)], await Task.WhenAll(ways.Select(way => way.Driver.Api.Post($"/api/trips/{way.Trip}/board"))));
        }

        async Task Over(IEnumerable<long> trips)
        {
            foreach (var trip in trips)
            {
                // Who has got in is driven to the end.
                (await company.Do(trip, await company.State(trip) is "ON_BOARD" ? "drop-off" : "cancel")).Is(200);
            }
        }

        var (_, guarded, one) = await Race(2);
        Assert.Single(one, answer => answer.Number == 200);
        Assert.All(one.Where(answer => answer.Number != 200), loser => loser.Refused(409, "passenger_rides"));
        Assert.Equal("", await world.Violations());
        await Over(guarded);

        var definition = await Drop("one_car_per_passenger");
        var (user, loose, all) = await Race(6);
        Assert.All(all, answer => answer.Is(200));
        Assert.Contains($"user {user.UserId} is on board of 3 trips", await world.Violations(), StringComparison.Ordinal);
        await Over(loose);
        await world.Db.Run(Sql.Raw(definition));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task One_way_is_asked_for_by_many_and_without_its_guard_the_checker_cries()
    {
        var company = await Company.Open(world);
        var me = await world.As("therapist", company.Site);
        Task<Answer[]> Race(long appointment) => Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => me.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })));
        var first = await Race((await company.Appointment(me, world.Clock.Now.AddHours(2))).Id);
        Assert.All(first.Where(answer => answer.Number != 201), loser => loser.Refused(409, "already_requested"));
        Assert.Single(first, answer => answer.Number == 201);

        var definition = await Drop("one_trip_per_passenger_and_leg");
        var appointment = (await company.Appointment(me, world.Clock.Now.AddHours(6))).Id;
        var second = await Race(appointment);
        Assert.All(second, answer => answer.Is(201));
        Assert.Contains($"user {me.UserId} has {Racers} open trips for the outbound leg of appointment {appointment}", await world.Violations(), StringComparison.Ordinal);
        foreach (var trip in second)
        {
            (await company.Do(trip.Id, "cancel")).Is(200);
        }

        await world.Db.Run(Sql.Raw(definition));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>With the guards some are refused and the checker is silent; without them nobody is, and it cries.</summary>
    /// <param name="without">The race without them, and how the checker's sentence begins.</param>
    private async Task Shown(string invariant, string[] guards, Func<Task<int>> with, Func<Task<string>> without, Sql undo)
    {
        Invariant checker = TripsInvariants.All.Single(one => one.Name == invariant);
        async Task<IEnumerable<string>> Cries(string sentence) =>
            (await world.Rows<string>(Sql.Raw(checker.Query))).Where(one => one.StartsWith(sentence, StringComparison.Ordinal));
        Assert.True(await with() > 0, "No two looked at once; the guard was not needed.");
        Assert.DoesNotContain(await world.Rows<string>(Sql.Raw(checker.Query)), one => one.Contains("at one time", StringComparison.Ordinal)
            || one.Contains("is under way with", StringComparison.Ordinal) || one.Contains("open offers", StringComparison.Ordinal));
        var definitions = new List<string>();
        foreach (var guard in guards)
        {
            definitions.Add(await Drop(guard));
        }

        Assert.NotEmpty(await Cries(await without()));
        await world.Db.Run(undo);
        foreach (var definition in definitions)
        {
            await world.Db.Run(Sql.Raw(definition));
        }
    }

    /// <returns>What makes it anew.</returns>
    private async Task<string> Drop(string guard)
    {
        var constraint = await world.Rows<string>($"""
            select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where conname = {guard}
            """);
        if (constraint is [var definition])
        {
            await world.Db.Run(Sql.Raw($"alter table trips.runs drop constraint {guard}"));
            return definition;
        }

        var index = await world.Row<string>($"select indexdef from pg_indexes where schemaname = 'trips' and indexname = {guard}");
        await world.Db.Run(Sql.Raw($"drop index trips.{guard}"));
        return index;
    }

    private static string Begin(long site, long driver, long car) => $"""
        insert into trips.runs (site_id, driver_id, vehicle_id, seats, state, state_since, version, starts_at, ends_at)
        values ({site}, {driver}, {car}, 3, 'ACTIVE', now(), 1, now(), now() + interval '1 hour')
        """;

    /// <summary>Sixteen who look whether something is free and take it.</summary>
    /// <returns>How often a guard refused.</returns>
    private async Task<int> Race(string look, Func<int, string> act, string[] guards)
    {
        var (refused, looking, looked) = (0, Racers, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(async index =>
        {
            var free = await world.Row<bool>(Sql.Raw(look));
            if (Interlocked.Decrement(ref looking) == 0)
            {
                looked.SetResult();
            }

            // Nobody acts before everybody has looked.
            await looked.Task;
            Assert.True(free);
            try
            {
                await world.Db.Run(Sql.Raw(act(index)));
            }
            // Rows that wait for each other before the guard are a deadlock to it, found a second each: one of two is refused, and who waits behind many of them.
            catch (PostgresException error) when (guards.Contains(error.ConstraintName)
                || error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            {
                Interlocked.Increment(ref refused);
            }
        }));
        return refused;
    }
}

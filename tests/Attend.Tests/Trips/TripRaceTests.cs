using Attend.Fleet;
using Attend.Platform.Work;
using Attend.Tests.Compatibility;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>What many want at once, one gets; the others are told who has it.</summary>
public sealed class TripRaceTests(World world) : IClassFixture<World>
{
    private const int Many = 64;

    /// <summary>How often each is tried; ten thousand times with <c>ATTEND_LONG=1</c>.</summary>
    private static int Rounds(int usually) => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 10_000 : usually;

    [Fact]
    public async Task Sixty_four_operators_give_one_driver_to_sixty_four_trips_and_one_has_him()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var trips = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => company.Trip()));
        for (var round = 0; round < Rounds(3); round++)
        {
            var answers = await Task.WhenAll(trips.Select(trip => company.Assign(trip, driver)));
            var winner = Assert.Single(answers, answer => answer.Number == 200);
            Assert.All(answers.Where(answer => answer != winner), loser =>
            {
                var holder = loser.Refused(409, "driver_held")["holder"];
                Assert.Equal((winner["run_id"].GetInt64(), winner.Id), (holder.GetProperty("run_id").GetInt64(), holder.GetProperty("trip_id").GetInt64()));
            });
            Assert.Equal(1L, await world.Row<long>($"select count(*) from trips.trips where driver_id = {driver.Id} and state = 'ASSIGNED'"));
            (await company.Do(winner.Id, "unassign")).Is(200);
            Assert.True(await company.Free(driver));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixteen_trips_are_asked_for_at_once_for_four_drivers_and_each_has_one()
    {
        var company = await Company.Open(world, 4);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => company.Try(but: new { urgency = "urgent" })));
        Assert.All(answers, answer => answer.Is(201));
        await world.DueDone();
        Assert.Equal(4L, await world.Row<long>($"select count(*) from trips.trips where site_id = {company.Site} and state = 'ASSIGNED'"));
        Assert.Equal(4L, await world.Row<long>($"select count(distinct driver_id) from trips.trips where site_id = {company.Site} and state = 'ASSIGNED'"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task All_of_a_wave_accept_at_once_and_one_drives()
    {
        var company = await Company.Open(world, 4);
        for (var round = 0; round < 8; round++)
        {
            var trip = await company.Trip();
            (await company.Do(trip, "offer")).Is(200);
            var asked = await world.Rows<long>($"select id from trips.offers where trip_id = {trip} and state = 'OPEN' order by id");
            var oper = await company.Operator;
            var answers = await Task.WhenAll(asked.Select(offer => oper.Post($"/api/offers/{offer}/accept")));
            Assert.Single(answers, answer => answer.Number == 200);
            Assert.All(answers.Where(answer => answer.Number != 200), loser => Assert.Equal("WITHDRAWN", loser.Refused(409, "wrong_state").State));
            Assert.Equal("", await world.Violations());
            (await company.Do(trip, "cancel")).Is(200);
        }
    }

    [Fact]
    public async Task In_the_instant_in_which_its_time_ends_an_offer_is_accepted_and_only_one_of_the_two_happens()
    {
        var company = await Company.Open(world, 1);
        var (accepted, expired, rounds) = (0, 0, Rounds(30));
        for (var round = 0; round < rounds; round++)
        {
            if (round % 1000 == 999)
            {
                // Seven hours have passed: whoever is signed in goes home, and others come.
                company = await Company.Open(world, 1);
            }

            var driver = company.Drivers[0];
            var trip = await company.Trip();
            if (round % 2 == 0)
            {
                (await company.Assign(trip, driver)).Is(200);
            }
            else
            {
                (await company.Do(trip, "offer")).Is(200);
            }

            var offer = await company.Offer(trip, driver);
            var answer = await Meet(
                driver, () => driver.Api.Post($"/api/offers/{offer}/accept"),
                () => Task.Run(() => world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken)), acceptsFirst: round % 4 < 2);
            await world.DueDone();
            var has = answer.Number == 200;
            if (!has)
            {
                Assert.Equal("EXPIRED", answer.Refused(409, "wrong_state").State);
            }

            (accepted, expired) = (accepted + (has ? 1 : 0), expired + (has ? 0 : 1));
            Assert.Equal((has ? "ASSIGNED" : "REQUESTED", has ? "ACCEPTED" : "EXPIRED"), (
                await company.State(trip), await world.Row<string>($"select state from trips.offers where id = {offer}")));
            Assert.Equal(has, !await company.Free(driver));
            (await company.Do(trip, "cancel")).Is(200);
        }

        // Every round had one of the two; that both happened shows that they met.
        Assert.Equal(rounds, accepted + expired);
        Assert.True(accepted > 0 && expired > 0, $"{accepted} were accepted, and {expired} expired.");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task One_asks_for_the_same_way_sixteen_times_at_once_and_has_one_car()
    {
        var company = await Company.Open(world);
        var me = await world.As("therapist", company.Site);
        var appointment = (await company.Appointment(me, world.Clock.Now.AddHours(2))).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => me.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })));
        Assert.Single(answers, answer => answer.Number == 201);
        Assert.All(answers.Where(answer => answer.Number != 201), loser => loser.Refused(409, "already_requested"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Two_trips_of_a_visit_are_locked_in_one_order_with_whoever_drives_them()
    {
        var (company, _, appointment, trip) = await Company.Driven(world);
        var second = await company.Driver();
        var back = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Is(201).Id;
        (await company.Assign(back, second)).Is(200);
        await using var other = new NpgsqlConnection(world.Connection);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // A lock for which the feed of events does not wait.
        await Execute(other, held, $"select pg_advisory_xact_lock({Reservations.PersonLock} # {second.Id})");
        (await (await company.Operator).Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" })).Is(200);
        await Waiting(1);
        // Who waits for the second driver has not locked the first trip.
        await Execute(other, held, $"select from trips.trips where id = {trip} for update nowait");
        await held.CommitAsync(TestContext.Current.CancellationToken);
        await company.Heard();
        Assert.Equal(("CANCELLED", "CANCELLED"), (await company.State(trip), await company.State(back)));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_old_screen_that_takes_an_offer_and_sets_a_status_locks_the_visit_before_the_trip()
    {
        var visit = await OldVisit.Open(world);
        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        (await visit.Assign()).Is(200);
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {visit.Id}");
        await using var other = new NpgsqlConnection(world.Connection);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Execute(other, held, $"select pg_advisory_xact_lock({Reservations.PersonLock} # {visit.Therapist.UserId})");
        var said = visit.Patch(visit.Operator, new { driver_accepted = true, status = "en_route" });
        await Waiting(1);
        // Who waits for the therapist has not locked the trip.
        await Execute(other, held, $"select from trips.trips where id = {trip} for update nowait");
        await held.CommitAsync(TestContext.Current.CancellationToken);
        (await said).Is(200);
        Assert.Equal("EN_ROUTE EN_ROUTE outbound ASSIGNED", await visit.States());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_trip_that_is_asked_for_while_the_visit_is_cancelled_goes_nowhere()
    {
        var company = await Company.Open(world);
        var me = await world.As("therapist", company.Site);
        var (oper, appointment) = (await company.Operator, (await company.Appointment(me, world.Clock.Now.AddHours(3))).Id);
        await using var other = new NpgsqlConnection(world.Connection);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // Between the look at the visit and the trip.
        await Execute(other, held, "lock table trips.passengers in share mode");
        var asked = me.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" });
        await Waiting(1);
        var cancelled = oper.Post($"/api/appointments/{appointment}/cancel", new { reason_code = "by_client" });
        await Wait.Until(async () => cancelled.IsCompleted || await Waiters() > 1);
        if (cancelled.IsCompleted)
        {
            await company.Heard();
        }

        await held.CommitAsync(TestContext.Current.CancellationToken);
        var trip = (await asked).Is(201).Id;
        (await cancelled).Is(200);
        await company.Heard();
        Assert.Equal("CANCELLED", await company.State(trip));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>The offer's time ends while the driver's lock is held; once both stand before it they go on together.</summary>
    private async Task<Answer> Meet(TestDriver driver, Func<Task<Answer>> accept, Func<Task> lapse, bool acceptsFirst)
    {
        await using var other = new NpgsqlConnection(world.Connection);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Execute(other, held, $"select pg_advisory_xact_lock({Reservations.PersonLock} # {driver.Id})");
        // Only now: the server's own worker may be the one that lets it lapse.
        world.Clock.Advance(TimeSpan.FromSeconds(25));
        var (answer, due) = acceptsFirst ? (accept(), null) : ((Task<Answer>?)null, lapse());
        await Waiting(1);
        answer ??= accept();
        due ??= lapse();
        await Waiting(2);
        await held.CommitAsync(TestContext.Current.CancellationToken);
        await due;
        return await answer;
    }

    private Task<int> Waiters() => world.Row<int>($"""
        select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        """);

    private Task Waiting(int sessions) => Wait.Until(async () => await Waiters() >= sessions);

    private static async Task Execute(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

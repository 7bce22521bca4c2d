using Attend.Platform.Database;
using Attend.Platform.Work;
using Attend.Visits;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Many who want one thing: one has it, and the others are told who.</summary>
public sealed class VisitRaceTests(World world) : IClassFixture<World>
{
    private const int Many = 64;

    /// <summary>How often each is tried; ten thousand times with <c>ATTEND_LONG=1</c>.</summary>
    private static int Times(int usually) => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 10_000 : usually;

    private static readonly Attend.Platform.Invariant Twice = VisitsInvariants.All.Single(one => one.Name == "I1 nobody is booked twice");

    [Fact]
    public async Task Sixty_four_want_one_hour_of_one_therapist()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var clients = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => rounds.Rota.Client()));
        var at = rounds.Rota.At(10);
        for (var round = 0; round < Times(2); round++)
        {
            var answers = await Task.WhenAll(clients.Select(client => rounds.Try(at, [therapist.Id], client)));
            var booked = Assert.Single(answers, answer => answer.Number == 201);
            Assert.All(answers.Where(answer => answer.Number != 201), loser =>
                Assert.Equal(booked.Id, loser.Refused(409, "therapist_booked")["appointment_id"].GetInt64()));
            (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client" })).Is(200);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixteen_want_one_client_at_one_time()
    {
        var rounds = await Rounds.Open(world);
        var client = await rounds.Rota.Client();
        var therapists = new List<Visitor>();
        for (var one = 0; one < 16; one++)
        {
            therapists.Add(await rounds.Rota.Therapist());
        }

        var answers = await Task.WhenAll(therapists.Select(therapist => rounds.Try(rounds.Rota.At(10), [therapist.Id], client)));
        var booked = Assert.Single(answers, answer => answer.Number == 201);
        Assert.All(answers.Where(answer => answer.Number != 201), loser =>
            Assert.Equal(booked.Id, loser.Refused(409, "client_booked")["appointment_id"].GetInt64()));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Crosswise, so that each would wait for the other if the locks had no order.</summary>
    [Fact]
    public async Task Two_pairs_are_booked_crosswise_and_nobody_waits_for_ever()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        for (var round = 0; round < 10; round++)
        {
            var at = rounds.Rota.At(2 * round);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => rounds.Try(at, index % 2 == 0 ? [one.Id, two.Id] : [two.Id, one.Id])));
            Assert.Single(answers, answer => answer.Number == 201);
            Assert.All(answers.Where(answer => answer.Number != 201), loser => loser.Refused(409, "therapist_booked"));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task In_the_instant_in_which_the_clock_gives_up_somebody_accepts_and_only_one_of_the_two_happens()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var outcomes = new HashSet<bool>();
        for (var round = 0; round < Times(10); round++)
        {
            if (round % 16 == 15)
            {
                // Half a day has passed: whoever is signed in goes home, and others come.
                rounds = await Rounds.Open(world);
                therapist = await rounds.Rota.Therapist();
            }

            var booked = await rounds.Book(world.Clock.Now.AddHours(2), therapist);
            var place = Rounds.Place(booked);
            world.Clock.Now = booked["places"][0].GetProperty("answer_by").GetDateTimeOffset();
            var due = Task.Run(() => world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken));
            var answer = await Rounds.Press(therapist, place, "accept");
            await due;
            await world.DueDone();
            var accepted = answer.Number == 200;
            outcomes.Add(accepted);
            if (!accepted)
            {
                // Nobody is asked any more: it is as if the place were not theirs.
                answer.Refused(404, "not_found");
            }

            Assert.Equal((accepted ? "ACCEPTED" : "OPEN", accepted ? "CONFIRMED" : "EXPIRED"), (await rounds.PlaceState(place), await rounds.State(booked.Id)));
            (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client" })).Is(200);
        }

        if (Times(1) > 1)
        {
            // Among few it may always be the same of the two.
            Assert.Equal(2, outcomes.Count);
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>Without the guard and the lock the same race books one hour several times, and the checker says so.</summary>
    [Fact]
    public async Task Without_the_guard_the_checker_cries()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var guard = await world.Row<string>($"select pg_get_constraintdef(oid) from pg_constraint where conname = 'one_place_per_therapist'");
        Assert.True(await Race(rounds, therapist, rounds.Rota.At(10)) > 0);
        Assert.Empty(await world.Rows<string>(Sql.Raw(Twice.Query)));

        await world.Db.Run($"alter table visits.places drop constraint one_place_per_therapist");
        var other = await rounds.Rota.Therapist();
        Assert.Equal(0, await Race(rounds, other, rounds.Rota.At(20)));
        Assert.Contains(await world.Rows<string>(Sql.Raw(Twice.Query)), sentence => sentence.StartsWith($"therapist {other.Id}", StringComparison.Ordinal));

        await world.Db.Run($"delete from visits.places where therapist_id in ({therapist.Id}, {other.Id})");
        await world.Db.Run($"delete from visits.appointments a where not exists (select from visits.places p where p.appointment_id = a.id)");
        await world.Db.Run($"alter table visits.places add constraint one_place_per_therapist {Sql.Raw(guard)}");
    }

    [Theory]
    [InlineData("one_place_per_therapist", "update visits.places set therapist_id = (select therapist_id from visits.places where id = {one}), state = 'ACCEPTED' where id = {two}")]
    [InlineData("one_appointment_per_client", "update visits.appointments set client_id = (select client_id from visits.appointments where id = {a}) where id = {b}")]
    [InlineData("somebody_unless_open", "update visits.places set therapist_id = null where id = {one}")]
    public async Task The_constraint_is_the_last_guard(string constraint, string wrong)
    {
        var rounds = await Rounds.Open(world);
        var (first, second) = (await rounds.Book(rounds.Rota.At(10), await rounds.Rota.Therapist()), await rounds.Book(rounds.Rota.At(10), await rounds.Rota.Therapist()));
        foreach (var (word, id) in new[] { ("{one}", Rounds.Place(first)), ("{two}", Rounds.Place(second)), ("{a}", first.Id), ("{b}", second.Id) })
        {
            wrong = wrong.Replace(word, id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        var stopped = await Assert.ThrowsAsync<PostgresException>(() => world.Cries("select ''", wrong));
        Assert.Equal(constraint, stopped.ConstraintName);
        Assert.NotEmpty(await world.Cries("select 'got through'", $"alter table {(constraint is "one_appointment_per_client" ? "visits.appointments" : "visits.places")} drop constraint {constraint}; {wrong}"));
    }

    /// <summary>Sixteen who look whether an hour is free and take it.</summary>
    /// <returns>How often the guard refused.</returns>
    private async Task<int> Race(Rounds rounds, Visitor therapist, DateTimeOffset at)
    {
        const int Racers = 16;
        var (refused, looking, looked) = (0, Racers, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var clients = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => rounds.Rota.Client()));
        await Task.WhenAll(clients.Select(async client =>
        {
            var free = await world.Row<bool>($"select not exists (select from visits.places where therapist_id = {therapist.Id} and holds and during @> {at})");
            if (Interlocked.Decrement(ref looking) == 0)
            {
                looked.SetResult();
            }

            // Nobody acts before everybody has looked.
            await looked.Task;
            Assert.True(free);
            try
            {
                await rounds.Rota.Visit(therapist, at, at.AddHours(1), client: client);
            }
            // Rows that wait for each other before the guard are a deadlock to it, found a second each: one of two is refused, and who waits behind many of them.
            catch (PostgresException error) when (error.ConstraintName == "one_place_per_therapist"
                || error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            {
                Interlocked.Increment(ref refused);
            }
        }));
        return refused;
    }
}

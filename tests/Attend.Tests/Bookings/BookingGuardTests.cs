using Attend.Bookings;
using Attend.Platform;
using Attend.Platform.Database;
using Npgsql;
using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>
/// What the checks of <see cref="BookingRaceTests"/> find when the guard is missing that each of them is about: the same races as a program would
/// run them that looks first and acts then.
/// </summary>
public sealed class BookingGuardTests(World world) : IClassFixture<World>
{
    private static readonly Invariant Overlaps = BookingsInvariants.All[0];

    [Fact]
    public async Task Without_the_plans_lock_the_guard_stops_it_and_without_the_guard_the_checker_cries()
    {
        var practice = await Practice.Open(world, new { places = 5 });
        Assert.True(await Race(practice, practice.At()) > 0, "No two looked at once; the guard was not needed.");
        Assert.Equal("", await world.Violations());

        var guard = await world.Row<string>($"select pg_get_constraintdef(oid) from pg_constraint where conname = 'one_booking_per_place'");
        await world.Db.Run($"alter table bookings.bookings drop constraint one_booking_per_place");
        Assert.Equal(0, await Race(practice, practice.At(1)));
        Assert.Contains(await world.Rows<string>(Sql.Raw(Overlaps.Query)), sentence => sentence.StartsWith("place", StringComparison.Ordinal));

        await world.Db.Run($"delete from bookings.bookings where queue_id = {practice.Queue}");
        await world.Db.Run($"alter table bookings.bookings add constraint one_booking_per_place {Sql.Raw(guard)}");
    }

    [Theory]
    [InlineData("one_booking_per_place", "update bookings.bookings set place = 1")]
    [InlineData("one_booking_per_patient", "update bookings.bookings set patient_id = 1")]
    [InlineData("one_booking_per_ticket", "update bookings.bookings set ticket_id = 1")]
    [InlineData("place_while_held", "update bookings.bookings set place = null")]
    [InlineData("ticket_from_check_in", "update bookings.bookings set state = 'fulfilled', place = null")]
    public async Task The_constraint_is_the_last_guard(string constraint, string wrong)
    {
        var practice = await Practice.Open(world, new { places = 2 });
        var (first, second) = ((await practice.Book(practice.At())).Id, (await practice.Book(practice.At())).Id);
        var both = $"{wrong} where id in ({first}, {second})";
        var stopped = await Assert.ThrowsAsync<PostgresException>(() => world.Cries("select ''", both));
        Assert.Equal(constraint, stopped.ConstraintName);
        Assert.NotEmpty(await world.Cries("select 'got through'", $"alter table bookings.bookings drop constraint {constraint}; {both}"));
    }

    private const int Racers = 16;

    /// <summary>Sixteen who look for a free place and take it, each five times.</summary>
    /// <returns>How often the guard refused.</returns>
    private async Task<int> Race(Practice practice, DateTimeOffset at)
    {
        var (refused, looking, looked) = (0, Racers, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(async _ =>
        {
            await using var connection = new NpgsqlConnection(world.Connection);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            for (var round = 0; round < 5; round++)
            {
                await using var look = new NpgsqlCommand($"select min(n) from bookings.free_places({practice.Queue}, '{at:O}', '{at.AddMinutes(15):O}') n", connection);
                if (await look.ExecuteScalarAsync(TestContext.Current.CancellationToken) is not int place)
                {
                    return;
                }

                // Nobody acts before everybody has looked once.
                if (Interlocked.Decrement(ref looking) == 0)
                {
                    looked.SetResult();
                }

                await looked.Task;
                try
                {
                    await using var act = new NpgsqlCommand($"""
                        with added as (
                            insert into bookings.bookings (token, queue_id, site_id, name, starts_at, ends_at, place, state, state_since, version, booked_at)
                            values (uuid_send(gen_random_uuid()), {practice.Queue}, {practice.Clinic.Site}, 'Somebody', '{at:O}', '{at.AddMinutes(15):O}', {place}, 'booked', now(), 1, now())
                            returning id
                        )
                        insert into platform.events (epoch, at, actor, kind, subject, to_state, data)
                        select (select max(epoch) from platform.events), now(), 'system', 'bookings.booking_made', 'booking:' || id, 'booked', '{"{}"}' from added
                        """, connection);
                    await act.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                }
                // Rows that wait for each other before the guard are a deadlock to it, found a second each: one of two is refused, and who waits behind many of them.
                catch (PostgresException error) when (error.ConstraintName == "one_booking_per_place"
                    || error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        return refused;
    }
}

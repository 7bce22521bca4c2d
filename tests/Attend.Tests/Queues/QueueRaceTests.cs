using System.Collections.Concurrent;
using Npgsql;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>Many desks, many phones, one line: every number once, in order, and nobody called twice.</summary>
public sealed class QueueRaceTests(World world) : IClassFixture<World>
{
    private const int Many = 64;

    /// <summary>Ten thousand in the long run.</summary>
    private static int Crowd => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 10_000 : 640;

    [Fact]
    public async Task Sixty_four_desks_call_until_nobody_is_left_and_everybody_was_called_once_and_in_order()
    {
        var clinic = await Clinic.Open(world, desks: Many);
        await clinic.Seed(Crowd);
        var began = 0;
        var called = new ConcurrentQueue<(int Began, string Number)>();

        await Task.WhenAll(clinic.Desks.Select(async desk =>
        {
            while (true)
            {
                var start = Interlocked.Increment(ref began);
                var answer = await clinic.Next(desk);
                if (answer.Number == 204)
                {
                    return;
                }

                called.Enqueue((start, answer.Is(200)["number"].GetString()!));
                (await clinic.Do(answer.Id, "start")).Is(200);
                (await clinic.Do(answer.Id, "complete")).Is(200);
            }
        }));

        Assert.Equal(Crowd, called.Count);
        Assert.Equal(Crowd, called.Select(one => one.Number).Distinct().Count());
        // Whoever asked for the n-th time got one of the numbers around n: nobody was overtaken by more than there are desks.
        Assert.All(called.OrderBy(one => one.Began).Index(), one => Assert.InRange(int.Parse(one.Item.Number.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) - 1 - one.Index, -Many, Many));
        Assert.Equal("[] [] 0", await Integrity(clinic));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixty_four_phones_join_at_once_and_the_numbers_have_no_gaps()
    {
        var clinic = await Clinic.Open(world);
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets")));

        Assert.Equal(
            Enumerable.Range(1, Many).Select(number => $"{clinic.Code}-{number:000}"),
            answers.Select(answer => answer.Is(201)["ticket_number"].GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal($"[] [] {Many}", await Integrity(clinic));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_two_desks_that_want_the_last_one_gets_it_and_one_nobody()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        for (var round = 0; round < 20; round++)
        {
            var last = (await clinic.Join()).Id;
            var answers = await Task.WhenAll(clinic.Desks.Select(desk => clinic.Next(desk)));
            Assert.Equal([200, 204], answers.Select(answer => answer.Number).Order());
            (await clinic.Do(last, "cancel")).Is(200);
        }
    }

    [Fact]
    public async Task An_emergency_that_a_clerk_is_editing_is_called_first_all_the_same()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        var emergency = (await clinic.Join(new { emergency = true })).Id;
        await using var clerk = new NpgsqlConnection(world.Connection);
        await using var edit = await Edit(clerk, emergency);

        var next = clinic.Next();
        await Platform.Wait.Until(async () => await world.Row<bool>($"select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));
        await edit.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(emergency, (await next).Is(200).Id);
    }

    [Fact]
    public async Task Where_the_only_one_of_a_queue_is_being_edited_the_desk_goes_on_with_its_next_queue()
    {
        var clinic = await Clinic.Open(world);
        var other = await Clinic.Open(world, site: clinic.Site);
        var supervisor = await world.Supervisor();
        var desk = (await supervisor.Post("/api/desks", new { site_id = clinic.Site, desk = new { name = $"Both {world.Draw()}", queues = new[] { clinic.Queue, other.Queue } } })).Is(201).Id;
        (await supervisor.Post($"/api/desks/{desk}/open")).Is(200);
        var first = (await clinic.Join()).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = (await other.Join()).Id;
        await using var clerk = new NpgsqlConnection(world.Connection);
        await using var edit = await Edit(clerk, first);

        Assert.Equal(second, (await (await clinic.Nurse).Post($"/api/desks/{desk}/call-next")).Is(200).Id);
        await edit.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("WAITING", await world.Row<string>($"select state from queues.tickets where id = {first}"));
    }

    private static async Task<NpgsqlTransaction> Edit(NpgsqlConnection clerk, long ticket)
    {
        await clerk.OpenAsync(TestContext.Current.CancellationToken);
        var edit = await clerk.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var touch = new NpgsqlCommand($"update queues.tickets set version = version + 1 where id = {ticket}", clerk, edit);
        await touch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return edit;
    }

    [Fact]
    public async Task Sixty_four_desks_call_one_number_and_one_has_it()
    {
        var clinic = await Clinic.Open(world, desks: Many);
        var ticket = (await clinic.Join()).Id;
        var answers = await Task.WhenAll(clinic.Desks.Select(desk => clinic.Do(ticket, "call", new { desk_id = desk })));
        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), loser => loser.Refused(409, "wrong_state"));
        Assert.Equal("", await world.Violations());
    }

    private async Task<string> Integrity(Clinic clinic)
    {
        var answer = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/integrity")).Is(200);
        return $"{answer["missing_positions"]} {answer["duplicate_positions"]} {answer["max_position"]}";
    }
}

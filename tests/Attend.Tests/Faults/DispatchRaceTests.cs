using Npgsql;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>Many who want the same thing at once: one gets it, the others are told who has it, nothing is half done.</summary>
public sealed class DispatchRaceTests(World world) : IClassFixture<World>
{
    private const int Clients = 64;

    private static int Rounds => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 1_000 : 40;

    [Fact]
    public async Task Sixty_four_clients_send_one_unit_to_sixty_four_calls()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var calls = await Calls(Clients);
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(calls.Select(call => dispatcher.Post($"/api/calls/{call}/dispatch", new { unit_id = unit.Id })));

            var winner = Assert.Single(answers, answer => answer.Number == 200);
            foreach (var loser in answers.Where(answer => answer != winner))
            {
                loser.Refused(409, "unit_held");
                Assert.Equal(winner.Id, loser["holder"].GetProperty("response_id").GetInt64());
            }

            (await dispatcher.Post($"/api/responses/{winner.Id}/stand-down", new { reason = "next round" })).Is(200);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixty_four_clients_send_one_crew_member()
    {
        var site = await world.Site();
        var member = await world.Paramedic(site);
        var dispatcher = await world.Dispatcher();
        var calls = await Calls(Clients);
        var units = new List<Unit>();
        foreach (var _ in calls)
        {
            units.Add(await world.Unit(crew: 0, site));
        }

        for (var round = 0; round < Math.Max(4, Rounds / 10); round++)
        {
            var answers = await Task.WhenAll(calls.Zip(units).Select(pair =>
                dispatcher.Post($"/api/calls/{pair.First}/dispatch", new { unit_id = pair.Second.Id, crew = new[] { member.Id } })));

            var winner = Assert.Single(answers, answer => answer.Number == 200);
            Assert.All(answers.Where(answer => answer != winner), loser => loser.Refused(409, "member_held"));
            (await dispatcher.Post($"/api/responses/{winner.Id}/stand-down", new { reason = "next round" })).Is(200);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Crossing_orders_of_units_and_calls_end_without_a_deadlock()
    {
        var dispatcher = await world.Dispatcher();
        var calls = await Calls(8);
        var units = new List<Unit>();
        for (var i = 0; i < 8; i++)
        {
            units.Add(await world.Unit());
        }

        // Every unit to every call in opposite orders, redirected across, stood down and sent again, all at once.
        var random = new Random(7);
        var work = Enumerable.Range(0, 16).Select(index => (Seed: random.Next(), Reverse: index % 2 == 0)).Select(async worker =>
        {
            var own = new Random(worker.Seed);
            for (var step = 0; step < Rounds; step++)
            {
                var call = calls[own.Next(calls.Count)];
                var unit = units[own.Next(units.Count)];
                var sent = await dispatcher.Post($"/api/calls/{call}/dispatch", new { unit_id = unit.Id });
                if (sent.Number == 200)
                {
                    var other = calls[worker.Reverse ? calls.Count - 1 - calls.IndexOf(call) : (calls.IndexOf(call) + 1) % calls.Count];
                    var redirected = await dispatcher.Post($"/api/responses/{sent.Id}/redirect", new { call_id = other });
                    Assert.True(redirected.Number is 200 or 409, redirected.Body.ToString());
                    var last = redirected.Number == 200 ? redirected.Id : sent.Id;
                    var ended = await dispatcher.Post($"/api/responses/{last}/stand-down", new { reason = "round" });
                    Assert.True(ended.Number is 200 or 409, ended.Body.ToString());
                }
                else
                {
                    sent.Refused(409, "unit_held");
                }
            }
        });
        await Task.WhenAll(work);

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_unit_clears_towards_a_call_that_others_want_at_the_same_time()
    {
        var dispatcher = await world.Dispatcher();
        var (unit, rival) = (await world.Unit(), await world.Unit());
        var hospital = await world.Hospital();
        for (var round = 0; round < Rounds / 2; round++)
        {
            // Now the lined-up call is the older one, now the younger.
            var calls = await Calls(2);
            var (current, next) = round % 2 == 0 ? (calls[0], calls[1]) : (calls[1], calls[0]);
            var sent = (await world.Dispatch(current, unit)).Id;
            (await dispatcher.Post($"/api/responses/{sent}/transport", new { hospital_id = hospital })).Is(200);
            (await dispatcher.Post($"/api/responses/{sent}/arrive-hospital")).Is(200);
            (await dispatcher.Post($"/api/units/{unit.Id}/next-job", new { call_id = next })).Is(204);

            var answers = await Task.WhenAll(
                dispatcher.Post($"/api/responses/{sent}/clear", new { disposition = "TRANSPORTED" }),
                (round % 5) switch
                {
                    0 => dispatcher.Post($"/api/calls/{next}/dispatch", new { unit_id = rival.Id }),
                    1 => dispatcher.Post($"/api/calls/{next}/cancel", new { reason = "round" }),
                    2 => dispatcher.Delete($"/api/units/{unit.Id}/next-job"),
                    3 => dispatcher.Post($"/api/calls/{next}/link", new { into = current }),
                    _ => dispatcher.Post($"/api/calls/{current}/link", new { into = next }),
                },
                dispatcher.Post($"/api/units/{unit.Id}/next-job", new { call_id = next }),
                dispatcher.Post($"/api/calls/{next}/reprioritise", new { priority = "CRITICAL" }));

            answers[0].Is(200);
            Assert.All(answers[1..], answer => Assert.True(answer.Number is 200 or 204 or 404 or 409, answer.Body.ToString()));
            foreach (var response in await world.Rows<long>($"""
                select id from dispatch.responses where state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED')
                  and unit_id in ({unit.Id}, {rival.Id})
                """))
            {
                (await dispatcher.Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" })).Is(200);
            }

            Assert.Equal(0L, await world.Row<long>($"""
                select count(*) from dispatch.next_jobs n join dispatch.calls c on c.id = n.call_id
                where n.state = 'LINED_UP' and (c.needs_unit_since is null or n.unit_id = {unit.Id})
                """));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_its_index_the_checker_finds_the_second_holder()
    {
        var unit = await world.Unit();
        await world.Dispatch((await world.Call()).Id, unit);
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await Run(source, "drop index fleet.one_active_reservation_per_vehicle");
        try
        {
            await Run(source, $"""
                insert into fleet.reservations (vehicle_id, holder_kind, holder_id, request_id, activity, taken_at, since)
                select vehicle_id, holder_kind, holder_id + 1000000, request_id, activity, taken_at, since
                from fleet.reservations where vehicle_id = {unit.Id} and released_at is null
                """);
            Assert.Contains($"unit {unit.Id} has 2 active reservations", await world.Violations(), StringComparison.Ordinal);
        }
        finally
        {
            await Run(source, "delete from fleet.reservations where holder_id > 1000000");
            await Run(source, "create unique index one_active_reservation_per_vehicle on fleet.reservations (vehicle_id) where released_at is null");
        }
    }

    private async Task<List<long>> Calls(int count)
    {
        var calls = new List<long>();
        for (var i = 0; i < count; i++)
        {
            calls.Add((await world.Call()).Id);
        }

        return calls;
    }

    private static async Task Run(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

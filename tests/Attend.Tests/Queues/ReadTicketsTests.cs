using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>What staff see of a long line: its head, and whoever is at a desk or away, however many wait.</summary>
public sealed class ReadTicketsTests(World world) : IClassFixture<World>
{
    private const int Most = 500;

    [Fact]
    public async Task Of_a_long_line_the_head_is_shown_with_all_who_are_at_desks_or_away()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Seed(Most + 100);
        var ids = await world.Rows<long>($"select id from queues.tickets where queue_id = {clinic.Queue} order by serial");
        var (last, away) = (ids[^1], ids[^2]);
        (await clinic.Do(last, "call", new { desk_id = clinic.Desk })).Is(200);
        (await clinic.Do(away, "hold")).Is(200);

        Assert.Equal([away, last, .. ids.Take(Most - 2)], await Listed(clinic, ""));
        Assert.Equal(ids.Take(Most), await Listed(clinic, "?state=WAITING"));
        Assert.Equal([away], await Listed(clinic, "?state=ON_HOLD"));
        Assert.Equal([ids[520]], await Listed(clinic, $"?number={clinic.Code}-521"));

        await using var staff = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/", (await clinic.Nurse).Token);
        var tickets = (await staff.Message("initial_data")).GetProperty("data").GetProperty("tickets").EnumerateArray().ToList();
        Assert.Equal([.. ids.Take(Most), away, last], tickets.Select(ticket => ticket.GetProperty("id").GetInt64()));
        Assert.Equal(Enumerable.Range(1, Most), tickets.Take(Most).Select(ticket => ticket.GetProperty("position").GetInt32()));
    }

    /// <summary>Counted part by part, by band, class and time, it is the place in the order all the same.</summary>
    [Fact]
    public async Task A_rank_is_the_place_in_the_order_whatever_decides_it()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        foreach (var (priority, emergency) in new[] { (4, false), (2, false), (3, true), (3, false), (4, false), (2, false), (5, true), (3, false) })
        {
            var joined = await clinic.Join(new { priority, emergency });
            Assert.Equal(await Place(joined.Id), joined["position"].GetInt32());
            Assert.Equal(await Place(joined.Id), (await (await clinic.Nurse).Get($"/api/tickets/{joined.Id}")).Is(200)["position"].GetInt32());
        }

        var line = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/tickets?state=WAITING")).Is(200).Body.EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 8), line.Select(ticket => ticket.GetProperty("position").GetInt32()));
        (await clinic.Do(line[0].GetProperty("id").GetInt64(), "hold")).Is(200);
        Assert.Equal(1, (await (await clinic.Nurse).Get($"/api/tickets/{line[1].GetProperty("id").GetInt64()}")).Is(200)["position"].GetInt32());

        Task<int> Place(long ticket) => world.Row<int>($"""
            select place::int from (
                select id, row_number() over (order by band, class, order_key, id) as place from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING') line
            where id = {ticket}
            """);
    }

    [Fact]
    public async Task Those_who_are_gone_are_listed_the_last_one_first_behind_those_who_are_here()
    {
        var clinic = await Clinic.Open(world);
        var ids = new List<long>();
        for (var number = 0; number < 4; number++)
        {
            ids.Add((await clinic.Join()).Id);
        }

        foreach (var gone in new[] { ids[2], ids[0] })
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            (await clinic.Do(gone, "cancel")).Is(200);
        }

        Assert.Equal([ids[1], ids[3]], await Listed(clinic, ""));
        Assert.Equal([ids[0], ids[2]], await Listed(clinic, "?state=CANCELLED"));
        Assert.Equal([ids[1], ids[3], ids[0], ids[2]], await Listed(clinic, "?state=CANCELLED&state=WAITING&state=COMPLETED"));
        (await (await world.As("nurse", await world.Site("hospital"))).Get($"/api/queues/{clinic.Queue}/tickets")).Refused(404, "not_found");
    }

    private static async Task<IEnumerable<long>> Listed(Clinic clinic, string filter) =>
        (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/tickets{filter}")).Is(200).Body.EnumerateArray().Select(ticket => ticket.GetProperty("id").GetInt64());
}

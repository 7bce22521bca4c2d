using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Queues;

public sealed class FindTicketsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_number_is_found_wherever_its_visit_is_now()
    {
        var clinic = await Clinic.Open(world);
        var xray = await Clinic.Open(world, site: clinic.Site);
        var elsewhere = await Clinic.Open(world);
        var ids = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add((await clinic.Join()).Id);
        }

        await elsewhere.Join();
        (await clinic.Do(ids[1], "transfer", new { queue_id = xray.Queue })).Is(200);
        (await clinic.Do(ids[2], "cancel")).Is(200);

        Assert.Equal([$"{ids[1]} WAITING {xray.Code}"], await Found(clinic, $"{clinic.Code}-002"));
        Assert.Equal([$"{ids[2]} CANCELLED {clinic.Code}"], await Found(clinic, $" {clinic.Code.ToLowerInvariant()}-3 "));
        // Of every queue of those sites that are one's own, and of no other.
        Assert.Equal([$"{ids[0]} WAITING {clinic.Code}"], await Found(clinic, "1"));
        Assert.Contains(ids[0], await Ids(await world.Supervisor(), "number=1"));
        Assert.DoesNotContain(ids[0], await Ids(await world.Supervisor(), $"number=1&site_id={elsewhere.Site}"));
        Assert.Empty(await Found(clinic, $"{elsewhere.Code}-001"));
        Assert.Empty(await Found(clinic, "999999"));
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        var subject = $"ticket:{ids[1]}";
        Assert.True(await world.Row<bool>($"select exists (select from platform.access_log where subject = {subject} and purpose = 'list')"));

        foreach (var wrong in new[] { "", "number=", "number=OPD", "number=OPD-", "number=1-2-3", "number=12345678" })
        {
            (await (await clinic.Nurse).Get($"/api/tickets?{wrong}")).Refused(400, "invalid");
        }

        (await (await world.Dispatcher()).Get("/api/tickets?number=1")).Refused(403, "forbidden");
        world.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Empty(await Found(clinic, "1"));
    }

    private static async Task<IReadOnlyList<string>> Found(Clinic clinic, string number) =>
    [
        .. (await (await clinic.Nurse).Get($"/api/tickets?number={Uri.EscapeDataString(number)}")).Is(200).Body.EnumerateArray().Select(ticket =>
            $"{ticket.GetProperty("id").GetInt64()} {ticket.GetProperty("state").GetString()} {ticket.GetProperty("queue_code").GetString()}"),
    ];

    private static async Task<IEnumerable<long>> Ids(Api caller, string query) =>
        (await caller.Get($"/api/tickets?{query}")).Is(200).Body.EnumerateArray().Select(ticket => ticket.GetProperty("id").GetInt64()).ToList();
}

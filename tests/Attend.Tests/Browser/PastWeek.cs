using Attend.Tests.Reports;

namespace Attend.Tests.Browser;

/// <summary>A week in which something happened, written down afterwards: what the reports show.</summary>
internal sealed class PastWeek(World world)
{
    public const string Days = "from=2026-02-02&to=2026-02-08";
    public const string Span = "from=2026-02-02T00:00:00Z&to=2026-02-09T00:00:00Z";

    public async Task Happened()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var monday = new DateTimeOffset(2026, 2, 2, 6, 0, 0, TimeSpan.Zero);
        if (await world.Row<bool>($"select exists (select from dispatch.calls where received_at < {monday.AddDays(7)})"))
        {
            return;
        }

        var past = new PastResponses(world);
        var (unit, other) = (await world.Unit(), await world.Unit());
        var (north, south) = (await world.Hospital(), await world.Hospital());
        foreach (var each in new[] { unit, other })
        {
            await world.Db.Run($"""
                insert into fleet.sign_ons (vehicle_id, user_id, role, from_at, to_at, recorded_at)
                values ({each.Id}, {each.Crew[0].Id}, 'paramedic', {monday}, {monday.AddDays(5)}, {monday})
                """);
        }

        var priorities = new[] { "CRITICAL", "HIGH", "MEDIUM", "LOW" };
        for (var i = 0; i < 28; i++)
        {
            var at = monday.AddHours(i * 5.7);
            await past.Enter(
                await past.Received(at, priorities[i % 4], new { ringing_at = at.AddSeconds(-60), answered_at = at.AddSeconds(-50) }, Scene(i)),
                i % 3 == 0 ? other.Id : unit.Id, at, enRoute: 40 + i * 3, onScene: 300 + i * 20, transporting: 1500, atHospital: 2400,
                transferred: i % 9 == 8 ? null : 2400 + 300 * (i % 14), cleared: 9000, disposition: "TRANSPORTED", hospital: i % 2 == 0 ? north : south);
        }
    }

    /// <summary>Late in the west, and twice in the east, where nobody may read how late.</summary>
    private static (double, double) Scene(int call) => call switch
    {
        8 or 16 or 24 => (52.506, 13.372),
        _ when call % 4 == 0 => (52.511, 13.383),
        >= 26 => (52.502, 13.421),
        _ => (52.516 - call % 2 * 0.009, 13.398 + call % 3 * 0.007),
    };
}

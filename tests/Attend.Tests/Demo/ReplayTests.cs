using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>Real incidents through the HTTP API of a running server: the first 1,000 of them, all with ATTEND_LONG=1.</summary>
public sealed class ReplayTests(World world) : IClassFixture<World>
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    [Fact]
    public async Task Every_incident_goes_through_the_API_and_only_a_held_unit_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        var zip = Lancaster.Zip();
        var incidents = Long ? 19_520 : 1_000;
        var admin = await world.Admin();
        using var http = new HttpClient { BaseAddress = world.Url };
        using var output = new StringWriter();

        var tally = await Replay.Run(
            new ReplayOptions(zip, world.Url, "admin", World.Password) { Incidents = incidents }, http, TimeProvider.System, output, ct);
        TestContext.Current.SendDiagnosticMessage(output.ToString());

        Assert.Equal(incidents, tally.Incidents);
        Assert.Equal(incidents, tally.Closed + tally.Cancelled);
        Assert.Equal(["unit_held"], tally.RefusedResponses.Keys);
        var refused = tally.RefusedResponses.Values.Sum();
        Assert.True(refused < 0.01 * (refused + tally.Accepted.Count), $"{refused} responses were refused.");
        Assert.All(tally.RefusedStamps.Keys, reason => Assert.StartsWith("wrong_state", reason, StringComparison.Ordinal));
        // In the order of time no stamp lies before the one before it; what came too late was refused.
        Assert.DoesNotContain(tally.Flags.Keys, flag => flag.StartsWith("out_of_order", StringComparison.Ordinal));
        Assert.True(tally.Flags["clear_missing"] > 0);

        // Every stamp of the file is taken, refused or left out by a rule, once.
        var file = LancasterFile.Read(zip).Take(incidents).ToList();
        Assert.Equal(
            file.Sum(incident => incident.Stamps.Count),
            tally.StampsTaken + tally.StampsDropped + refused + tally.RefusedStamps.Values.Sum()
                + LancasterStream.Of(file).LeftOut.Values.Sum());

        Assert.Equal(tally.Accepted.Count, await world.Row<int>($"select count(*)::integer from dispatch.responses where state = 'CLEARED'"));
        Assert.Equal("", await world.Violations());
        Agrees((await admin.Get("/api/reports/intervals?from=2009-01-01T00:00:00Z&to=2022-01-01T00:00:00Z")).Is(200), zip, incidents, tally);
    }

    /// <summary>The product's percentiles against those that the file alone gives over the same responses.</summary>
    private static void Agrees(Answer report, string zip, int incidents, ReplayTally tally)
    {
        var accepted = tally.Accepted.ToHashSet();
        var expected = IntervalsFromTheFile.Of(zip, incidents, (row, unit, ordinal) => accepted.Contains(new(row, unit, ordinal)));
        Assert.Equal(12, expected.Count);
        foreach (var row in expected)
        {
            var reported = report["items"].EnumerateArray().Single(
                item => item.GetProperty("interval").GetString() == row.Interval && item.GetProperty("priority").GetString() == row.Priority);
            Assert.Equal(row, row with
            {
                Count = reported.GetProperty("count").GetInt32(),
                LeftOut = reported.GetProperty("left_out").GetInt32(),
                P50 = reported.GetProperty("p50").GetDouble(),
                P90 = reported.GetProperty("p90").GetDouble(),
            });
            TestContext.Current.SendDiagnosticMessage($"{row}");
        }
    }
}

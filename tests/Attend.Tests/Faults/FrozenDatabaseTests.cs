using System.Diagnostics;
using System.Globalization;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>A disk that hangs: PostgreSQL stands still for two seconds under load and goes on. Nobody is answered wrongly, nothing is lost.</summary>
[Collection(AloneCollection.Name)]
public sealed class FrozenDatabaseTests
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Two_seconds_without_a_database_cost_time_and_nothing_else()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are stopped and continued by signals.");
        await using var server = new ServerProcess();
        await server.Start();
        var room = await CrashRoom.Open(server);
        using var stop = new CancellationTokenSource();
        var load = room.Load(server, stop.Token);
        await Wait.Until(() => room.Answered.Count > 10);

        var processes = Backends(server.PostgresPid);
        Assert.True(processes.Count > 2, "the postmaster and its backends");
        await Signal("STOP", processes);
        var stopped = room.Answered.Count;
        // This is the fault itself, not a guess how long something takes.
        await Task.Delay(Frozen, TimeProvider.System);
        Assert.InRange(room.Answered.Count, stopped, stopped + 1);
        await Signal("CONT", processes);

        var before = room.Answered.Count;
        await Wait.Until(() => room.Answered.Count > before + 20);
        await stop.CancelAsync();
        await load;
        Assert.Empty(room.Failures);
        await room.CheckAnswered(server);
        var (code, output) = await server.Command("verify");
        Assert.True(code == 0, output);
    }

    /// <summary>This cluster's own processes: its postmaster and the children of that.</summary>
    private static List<int> Backends(int postmaster) =>
    [
        postmaster,
        .. File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
    ];

    private static async Task Signal(string name, IEnumerable<int> processes)
    {
        foreach (var process in processes)
        {
            // One that has left meanwhile needs no signal.
            using var kill = Process.Start("kill", ["-" + name, process.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }
}

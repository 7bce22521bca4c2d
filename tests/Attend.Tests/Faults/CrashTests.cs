using System.Diagnostics;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>The server and its database die under load: what was answered is there, nothing is half done, and it comes back by itself.</summary>
[Collection(AloneCollection.Name)]
public sealed class CrashTests
{
    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    [Fact]
    public async Task Killed_servers_keep_every_answered_dispatch()
    {
        await using var server = new ServerProcess();
        await server.Start();
        var room = await CrashRoom.Open(server);
        var random = new Random(11);
        var slowest = TimeSpan.Zero;
        for (var kill = 0; kill < (Long ? 20 : 3); kill++)
        {
            using var stop = new CancellationTokenSource();
            var load = room.Load(server, stop.Token);
            // Any moment under load: the fault itself, not a guess how long something takes.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), TimeProvider.System);
            await server.Kill();
            await stop.CancelAsync();
            await load;
            var ready = await server.Start();
            slowest = ready > slowest ? ready : slowest;
            await room.SignIn(server);
            await room.CheckAnswered(server);
        }

        Assert.True(room.Answered.Count > 10, $"only {room.Answered.Count} dispatches were answered");
        var (code, output) = await server.Command("verify");
        Assert.True(code == 0, output);
        TestContext.Current.TestOutputHelper?.WriteLine($"{room.Answered.Count} answered dispatches, slowest start {slowest.TotalSeconds:F2} s");
        Assert.True(slowest < TimeSpan.FromSeconds(Long ? 5 : 15), $"ready only after {slowest}");
    }

    [Fact]
    public async Task A_killed_database_comes_back_under_the_same_server()
    {
        await using var server = new ServerProcess();
        await server.Start();
        var room = await CrashRoom.Open(server);
        using var stop = new CancellationTokenSource();
        var load = room.Load(server, stop.Token);
        await Wait.Until(() => room.Answered.Count > 10);

        using (var postmaster = Process.GetProcessById(server.PostgresPid))
        {
            postmaster.Kill();
        }

        var before = room.Answered.Count;
        await Wait.Until(() => room.Answered.Count > before + 20);

        await stop.CancelAsync();
        await load;
        await room.CheckAnswered(server);
        Assert.Equal(0, (await server.Command("verify")).Code);
    }
}

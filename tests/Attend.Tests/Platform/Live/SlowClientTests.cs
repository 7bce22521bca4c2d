using System.Text;
using Xunit;

namespace Attend.Tests.Platform.Live;

/// <summary>One client stops reading. It alone is closed; the others hear every message before the next is said, and it can come back.</summary>
[Collection(AloneCollection.Name)]
public sealed class SlowClientTests(TestPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Others = 999;
    private const int Message = 16 * 1024;

    /// <summary>More than the server's limit for one client and all buffers on the way.</summary>
    private const int Most = 1_000;

    private LiveWorld world = null!;

    public async ValueTask InitializeAsync() => world = await LiveWorld.Start(await postgres.CreateDatabase());

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_client_that_stops_reading_is_closed_and_999_others_do_not_notice()
    {
        var token = world.SignIn(1, LiveWorld.Watch);
        await using var slow = await world.Connect(token, receiveBuffer: 4096);
        var cursor = (await slow.Message("initial_data")).GetProperty("cursor").GetString();
        world.Padding = new string('x', Message);
        var said = 0;
        var others = new List<RawSocket> { await world.Connect(token) };
        await others[0].Message("initial_data");
        // With one other at first, until no buffer on the slow one's way takes any more.
        while (world.Sockets.Behind < 2 * Message)
        {
            Assert.True(said < Most, $"{said} messages are still on their way");
            await world.Happen("test.happened", ++said);
            await Heard(others[0], said);
        }

        while (others.Count < Others)
        {
            others.Add(await world.Connect(token));
        }

        await Task.WhenAll(others.Skip(1).Select(other => other.Message("initial_data")));
        Assert.Equal(Others + 1, world.Sockets.Count);

        // In lockstep: were one of them held up by the slow one, the next message would never be said.
        var together = 0;
        // Who is closed has nothing more to take.
        while (world.Sockets.Behind > 0)
        {
            Assert.True(together++ < Most, $"after {said} messages nobody was closed");
            await world.Happen("test.happened", ++said);
            await Task.WhenAll(others.Select(other => Heard(other, said)));
        }

        Assert.True(together > 1, "the slow one was closed before the others heard anything");
        output.WriteLine($"closed after {said} messages of 16 KB, {together} of them heard by {Others} others");

        // What the slow one finds when it reads at last is a beginning of what was said, in order, and the reason.
        var found = 0;
        while (await slow.Read().WaitAsync(TimeSpan.FromSeconds(20)) is var (opcode, payload))
        {
            if (opcode == 0x8)
            {
                Assert.Equal("too slow", Encoding.UTF8.GetString(payload.AsSpan(2))[..8]);
                break;
            }

            Assert.Contains($"\"number\":{++found},", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
            cursor = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(payload).GetProperty("cursor").GetString();
        }

        Assert.InRange(found, 0, said - 1);
        await using var again = await world.Connect(token, cursor);
        for (var number = found + 1; number <= said; number++)
        {
            await Heard(again, number);
        }

        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    /// <summary>The very next message, whatever its padding, is this one.</summary>
    private static async Task Heard(RawSocket socket, int number)
    {
        while (true)
        {
            var (opcode, payload) = await socket.Read().WaitAsync(TimeSpan.FromSeconds(20)) ?? throw new InvalidOperationException($"The connection ended before {number}.");
            if (opcode == 0x1 && payload.AsSpan().IndexOf("\"beacon\""u8) < 0)
            {
                Assert.True(payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"number\":{number},")) >= 0, $"not {number}");
                return;
            }
        }
    }
}

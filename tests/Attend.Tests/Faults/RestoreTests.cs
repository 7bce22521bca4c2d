using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>A backup is restored into a new cluster, as after a fire. Who listened before is told that there is a gap, and hears what is new.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task After_a_restore_an_old_cursor_gets_a_gap_and_new_events_arrive()
    {
        var file = Path.Combine(Path.GetTempPath(), $"attend-restore-{Guid.NewGuid():n}.backup");
        try
        {
            string cursor, ahead;
            long kept;
            await using (var old = new ServerProcess())
            {
                Assert.Equal(0, (await old.Command("user", "add", "boss", "--role", "dispatcher", "--password", World.Password)).Code);
                await old.Start();
                var (dispatcher, token) = await SignIn(old);
                await using var board = await Board(old, token);
                await board.Message("initial_data");
                kept = (await Call(dispatcher)).Id;
                cursor = CursorOf(await board.Message("emergency_update"));
                var (code, output) = await old.Command("backup", file);
                Assert.True(code == 0, output);
                // Said after the backup: nobody will ever hear of it again.
                await Call(dispatcher);
                ahead = CursorOf(await board.Message("emergency_update"));
            }

            await using var restored = new ServerProcess();
            var (done, words) = await restored.Command("restore", file);
            Assert.True(done == 0, words);
            await restored.Start();
            var (again, bearer) = await SignIn(restored);
            foreach (var known in (string[])[cursor, ahead])
            {
                await using var board = await Board(restored, bearer, known);
                Assert.Equal("gap", (await board.Next()).GetProperty("type").GetString());
                var snapshot = await board.Next();
                Assert.Equal("initial_data", snapshot.GetProperty("type").GetString());
                Assert.Contains($"\"id\":{kept},", snapshot.GetRawText(), StringComparison.Ordinal);
                var call = await Call(again);
                var news = await board.Message("emergency_update");
                Assert.Contains($"\"id\":{call.Id},", news.GetRawText(), StringComparison.Ordinal);
            }

            Assert.Equal(0, (await restored.Command("verify")).Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(Api Dispatcher, string Token)> SignIn(ServerProcess server)
    {
        var answer = (await new Api(server.Http).Post("/api/auth/login", new { username = "boss", password = World.Password })).Is(200);
        var token = answer["access_token"].GetString()!;
        return (new Api(server.Http, token), token);
    }

    private static Task<RawSocket> Board(ServerProcess server, string token, string? cursor = null) =>
        RawSocket.Open(server.Url, "/ws/dispatchers/" + (cursor is null ? "" : "?cursor=" + cursor), token);

    private static async Task<Answer> Call(Api dispatcher) =>
        (await dispatcher.Post("/api/calls", new { emergency_type = "MEDICAL", priority = "LOW" })).Is(201);

    private static string CursorOf(System.Text.Json.JsonElement message) => message.GetProperty("cursor").GetString()!;
}

using System.Text.Json;
using Attend.Platform.Access;
using Xunit;

namespace Attend.Tests.Platform.Live;

/// <summary>Who may listen, and until when.</summary>
[Collection(AloneCollection.Name)]
public sealed class LiveRightsTests(LiveServer server) : IClassFixture<LiveServer>
{
    private readonly LiveWorld world = server.World;
    private readonly string token = server.World.SignIn(1, LiveWorld.Watch);

    [Theory]
    [InlineData("/ws/things/", 401)]
    [InlineData("/ws/things", 401)]
    [InlineData("/ws/public/1/", 101)]
    [InlineData("/ws/public/1", 101)]
    [InlineData("/ws/public/closed/", 403)]
    public async Task A_stranger_gets_in_only_where_anybody_may(string path, int status)
    {
        await using var socket = await RawSocket.Open(world.Url, path);
        Assert.Equal(status, socket.Status);
    }

    [Fact]
    public async Task Who_lacks_the_permission_is_refused_and_a_token_in_the_address_counts_for_nothing()
    {
        await using var lacking = await world.Connect(world.SignIn(2));
        Assert.Equal(403, lacking.Status);
        await using var inAddress = await RawSocket.Open(world.Url, "/ws/things/?access_token=" + token);
        Assert.Equal(401, inAddress.Status);
    }

    [Theory]
    [InlineData(101, "own")]
    [InlineData(403, "http://evil.example")]
    [InlineData(403, "null")]
    [InlineData(403, null)]
    public async Task A_cookie_counts_only_from_our_own_pages(int status, string? origin)
    {
        string[] headers =
        [
            .. RawSocket.Upgrade(), $"Cookie: {Gate.Cookie}={token}",
            .. origin is null ? [] : new[] { "Origin: " + (origin == "own" ? world.Url.GetLeftPart(UriPartial.Authority) : origin) },
        ];
        await using var socket = await RawSocket.Open(world.Url, "/ws/things/", headers: headers);
        Assert.Equal(status, socket.Status);
    }

    [Fact]
    public async Task An_ended_session_closes_its_socket_and_no_other()
    {
        await using var socket = await world.Connect(token);
        await using var other = await world.Connect(world.SignIn(2, LiveWorld.Watch));
        await socket.Next();
        await other.Next();
        world.End(token);
        await world.Tell("people.session_ended", "user:1");
        Assert.Equal(4401, (await socket.Closed())!.Value.Code);

        await world.Happen("test.happened", 2);
        Assert.Equal(2, Number(await other.Next()));
    }

    [Fact]
    public async Task A_session_that_just_runs_out_closes_its_socket_within_five_seconds()
    {
        await using var socket = await world.Connect(token);
        await socket.Next();
        world.End(token);
        Assert.Equal(4401, (await socket.Closed().WaitAsync(TimeSpan.FromSeconds(5)))!.Value.Code);
    }

    [Fact]
    public async Task A_lost_role_closes_the_socket_within_five_seconds()
    {
        await using var socket = await world.Connect(token);
        await socket.Next();
        world.TakeRights(token);
        Assert.Equal(4403, (await socket.Closed().WaitAsync(TimeSpan.FromSeconds(5)))!.Value.Code);
    }

    private static long Number(JsonElement message) => message.GetProperty("data").GetProperty("number").GetInt64();
}

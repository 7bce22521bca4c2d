using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Tests.Faults;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Platform.Access;

/// <summary>Every socket of the product x every role and every kind of bad credential; and somebody else's room is as if it were not there.</summary>
public sealed class ChannelMatrixTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_role_opens_exactly_the_sockets_whose_permission_it_holds()
    {
        var scene = await Scene.Make(world, new Random(1));
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var held = Permissions.Of([new HeldRole(role)]);
            var token = (await world.As(Words.Of(role))).Token;
            foreach (var channel in LiveChannels.All)
            {
                var expected = channel.Needs == Permission.Anyone || held.ContainsKey(channel.Needs) ? 101 : 403;
                await using var socket = await LiveChannels.Open(world, channel, scene, token);
                if (socket.Status != expected)
                {
                    wrong.Add($"{Words.Of(role)} {channel.Route}: {socket.Status}, not {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_living_session_no_socket_opens_but_those_for_anyone()
    {
        var scene = await Scene.Make(world, new Random(1));
        var user = (await world.Supervisor()).UserId;
        var credentials = new Dictionary<string, string?>
        {
            ["no"] = null, ["forged"] = Token.New().Text, ["revoked"] = await Session(user, ended: true), ["expired"] = await Session(user, expired: true),
        };
        foreach (var channel in LiveChannels.All)
        {
            foreach (var (name, token) in credentials)
            {
                await using var socket = await LiveChannels.Open(world, channel, scene, token);
                var expected = channel.Needs == Permission.Anyone ? 101 : 401;
                Assert.True(socket.Status == expected, $"{channel.Route} with {name} credentials: {socket.Status}");
            }
        }
    }

    [Fact]
    public async Task Somebody_else_s_room_is_answered_as_one_that_is_not_there()
    {
        var scene = await Scene.Make(world, new Random(1));
        var elsewhere = await world.Site("hospital");
        foreach (var channel in LiveChannels.All.Where(channel => channel.Route.Contains('{')))
        {
            var roles = Permissions.Table.FirstOrDefault(row => row.Permission == channel.Needs)?.Scopes.Keys ?? [];
            foreach (var role in roles)
            {
                var token = (await world.As(Words.Of(role), elsewhere)).Token;
                await using var other = await LiveChannels.Open(world, channel, scene, token);
                await using var none = await RawSocket.Open(world.Url, Operations.Address(channel.Route, scene, _ => "999999999"), token);
                Assert.True(other.Status is 403 or 404 && other.Status == none.Status, $"{Words.Of(role)} {channel.Route}: {other.Status}, {none.Status}");
            }

            foreach (var guess in new[] { "999999999", "0", "a", Token.NewShort().Text, Token.New().Text })
            {
                await using var guessed = await RawSocket.Open(world.Url, Operations.Address(channel.Route, scene, _ => guess));
                Assert.True(guessed.Status is 401 or 403 or 404, $"{channel.Route} {guess}: {guessed.Status}");
            }
        }
    }

    private async Task<string> Session(long user, bool ended = false, bool expired = false)
    {
        var (token, hash) = Token.New();
        var now = world.Clock.Now;
        await world.Db.Run($"""
            insert into people.sessions (user_id, kind, name, token_hash, created_at, used_at, expires_at, ended_at)
            values ({user}, 'session', 'matrix', {hash}, {now.AddHours(-2)}, {now}, {now.AddHours(expired ? -1 : 1)}, {(ended ? now : (DateTimeOffset?)null)})
            """);
        return token;
    }
}

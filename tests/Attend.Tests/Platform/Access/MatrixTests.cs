using System.Globalization;
using System.Text.RegularExpressions;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Access;

/// <summary>
/// Every route of the running server x every role, and x every kind of bad credential. The routes are found by asking the server, so a
/// new one is in here by itself; ids in the addresses are of nothing, so that what is allowed still changes nothing.
/// </summary>
public sealed partial class MatrixTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_role_passes_exactly_the_routes_whose_permission_it_holds()
    {
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var word = Words.Of(role);
            var user = await world.As(word);
            var held = Permissions.Of([new HeldRole(role)]);
            foreach (var (method, path, permission, pattern) in Routes())
            {
                var may = permission == Permission.Anyone || permission == Permission.SignedIn || held.ContainsKey(permission);
                // A session of its own: signing out is one of the routes.
                var api = await Fresh(user.UserId);
                var answer = await api.Send(new HttpMethod(method), path, Body(method));
                var refused = answer.Number == 403 && (answer.Code is "forbidden" or "");
                // A route for anyone may ask for a proof of its own: a tracker's token, a password.
                var unproved = answer.Number == 401 && permission != Permission.Anyone;
                if (may == refused || unproved || answer.Number >= 500)
                {
                    wrong.Add($"{word} {method} {pattern} ({permission.Name}): {answer.Number} {answer.Code}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_living_session_no_route_answers_but_those_for_anyone()
    {
        var user = await world.As("supervisor");
        var ended = await Fresh(user.UserId);
        await world.Db.Run($"update people.sessions set ended_at = {world.Clock.Now} where token_hash = {Token.Hash(ended.Token!)}");
        var expired = await Fresh(user.UserId);
        await world.Db.Run($"update people.sessions set expires_at = {world.Clock.Now} where token_hash = {Token.Hash(expired.Token!)}");
        var forged = new Api(world.Stranger.Http, Token.New().Text);
        var wrong = new List<string>();
        foreach (var (method, path, permission, pattern) in Routes().Where(route => route.Permission != Permission.Anyone))
        {
            foreach (var (name, api) in new[] { ("no", world.Stranger), ("revoked", ended), ("expired", expired), ("forged", forged) })
            {
                var answer = await api.Send(new HttpMethod(method), path, Body(method));
                if (answer.Number != 401)
                {
                    wrong.Add($"{name} credentials {method} {pattern} ({permission.Name}): {answer.Number} {answer.Code}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_foreign_page_writes_anything()
    {
        var cookie = "attend_session=" + (await Fresh((await world.Admin()).UserId)).Token;
        var mark = await world.Mark();
        var wrong = new List<string>();
        foreach (var (method, path, _, pattern) in Routes().Where(route => route.Method is not ("GET" or "HEAD")))
        {
            foreach (var signedIn in new[] { true, false })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}", null, "application/json") };
                request.Headers.Add("Origin", "https://evil.example");
                if (signedIn)
                {
                    request.Headers.Add("Cookie", cookie);
                }

                var answer = await world.Stranger.Send(request);
                if (answer.Number != 403)
                {
                    wrong.Add($"{(signedIn ? "cookie" : "stranger")} {method} {pattern}: {answer.Number} {answer.Code}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public void Every_permission_of_a_route_is_in_the_table()
    {
        var known = Permissions.Table.Select(row => row.Permission).Append(Permission.Anyone).Append(Permission.SignedIn).ToHashSet();
        Assert.All(Routes(), route => Assert.True(known.Contains(route.Permission), $"{route.Pattern}: {route.Permission.Name}"));
    }

    private static object? Body(string method) => method is "GET" or "HEAD" or "DELETE" ? null : new { };

    /// <summary>A session written as sign-in writes it, without the cost of a password.</summary>
    private async Task<Api> Fresh(long userId)
    {
        var (token, hash) = Token.New();
        await world.Db.Run($"""
            insert into people.sessions (user_id, kind, name, token_hash, created_at, used_at, expires_at)
            values ({userId}, 'session', 'matrix', {hash}, {world.Clock.Now}, {world.Clock.Now}, {world.Clock.Now.AddHours(1)})
            """);
        return new Api(world.Stranger.Http, token, userId);
    }

    private List<(string Method, string Path, Permission Permission, string Pattern)> Routes() =>
    [
        .. from route in world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = "/" + route.RoutePattern.RawText!.TrimStart('/')
           from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           // A socket over HTTP/2; over HTTP/1.1 the same route is a GET.
           where method != "CONNECT"
           select (method, Parameter().Replace(pattern, Value), route.Metadata.GetMetadata<Permission>()!, pattern),
    ];

    private static string Value(Match parameter) =>
        parameter.Value.Contains("id", StringComparison.OrdinalIgnoreCase) ? 999_999_999.ToString(CultureInfo.InvariantCulture) : "nothing";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}

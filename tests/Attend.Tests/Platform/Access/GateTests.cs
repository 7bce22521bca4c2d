using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Tests.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class GateTests(World world) : IClassFixture<World>
{
    [Fact]
    public void Every_route_names_its_permission()
    {
        var routes = world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.True(
            route.Metadata.GetMetadata<Permission>() is not null, $"{route.RoutePattern.RawText} names no permission"));
    }

    [Fact]
    public async Task A_server_with_a_route_that_names_none_does_not_start()
    {
        var module = new Module("test");
        module.Routes.Add(routes => routes.MapGet("/api/open", () => "to all"));
        await using var app = Server.Build(
            new Settings("http://127.0.0.1:0", world.Connection, null), world.Connection, [.. Modules.All, module], TimeProvider.System,
            services => services.AddLogging(logging => logging.ClearProviders()));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("The route /api/open names no permission.", refused.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer not-a-token")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic cm9vdDphdHRlbmQtdGVzdC0x")]
    public async Task Strangers_and_forgers_are_told_to_sign_in(string? authorization)
    {
        var answer = await world.Stranger.With(HttpMethod.Get, "/api/users", null, request =>
        {
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }
        });
        answer.Refused(401, "unauthenticated");
        Assert.Equal("Bearer", answer.Message.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_missing_role_is_403_before_the_body_is_looked_at()
    {
        var user = await world.User("gated", Role.Paramedic);
        (await user.Client.Post("/api/users", new { nonsense = true })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_forged_token_does_not_keep_a_stranger_from_signing_in()
    {
        await world.User("stale", Role.Clerk);
        var answer = await world.With("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Post(
            "/api/auth/login", new { username = "stale", password = World.Password });
        answer.Is(200);
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_answer_problems()
    {
        (await world.Stranger.Get("/api/nowhere")).Refused(404, "no_route");
        (await world.Stranger.Delete("/api/auth/login")).Refused(405, "method_not_allowed");
    }
}

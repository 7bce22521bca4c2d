using Attend.Platform.Access;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Architecture;

/// <summary>Every route names its permission, and answers malformed and invalid bodies with a problem document, changing nothing.</summary>
public sealed class RouteTests(World world) : IClassFixture<World>
{
    private IEnumerable<RouteEndpoint> Routes => world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_route_names_its_permission() =>
        Assert.Empty(Routes.Where(route => route.Metadata.GetMetadata<Permission>() is null).Select(route => route.RoutePattern.RawText));

    /// <summary>In the OpenAPI document a record is known by its name alone: of two that share one, clients would be told the one for both.</summary>
    [Fact]
    public void No_two_types_that_travel_share_a_name()
    {
        var travels = new HashSet<Type>();
        foreach (var route in Routes)
        {
            Follow(route.Metadata.GetOrderedMetadata<IAcceptsMetadata>().Select(one => one.RequestType)
                .Concat(route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(one => one.Type)));
        }

        var shared = travels.Where(type => !type.IsNested && !type.IsGenericType).GroupBy(type => type.Name, StringComparer.Ordinal).Where(same => same.Count() > 1);
        Assert.Empty(shared.Select(same => string.Join(", ", same.Select(type => type.FullName))));

        // The types of a type's members too: an enumeration travels within a record.
        void Follow(IEnumerable<Type?> types)
        {
            foreach (var type in types.OfType<Type>())
            {
                Type[] parts = [.. type.GenericTypeArguments, .. type.GetElementType() is { } element ? new[] { element } : []];
                Follow(parts);
                if (parts.Length == 0 && type.Namespace is { } space && space.StartsWith(nameof(Attend), StringComparison.Ordinal) && travels.Add(type))
                {
                    Follow(type.GetProperties().Select(property => property.PropertyType));
                }
            }
        }
    }

    [Fact]
    public async Task Every_native_write_answers_a_malformed_body_with_a_problem()
    {
        var caller = await Everything();
        var mark = await world.Mark();
        var tried = 0;
        foreach (var (method, path) in Writes())
        {
            foreach (var body in new[] { "{", "[]", "{\"no_such_field\":1}", "{\"a\":" + new string('[', 40), "\"\\ud800\"", "nul" })
            {
                var answer = await caller.Raw(new HttpMethod(method), path, body);
                tried++;
                Assert.True(answer.Number is >= 400 and < 500, $"{method} {path} {body}: {answer.Number} {answer.Body}");
                Assert.True(answer.Code.Length > 0, $"{method} {path} {body}: no code in {answer.Number} {answer.Body}");
            }
        }

        Assert.True(tried > 100);
        Assert.Empty(await world.EventsSince(mark));
    }

    private IEnumerable<(string Method, string Path)> Writes() =>
        from route in Routes
        where route.Metadata.GetMetadata<NativeRoute>() is not null && route.Metadata.GetMetadata<IAcceptsMetadata>() is not null
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method is "POST" or "PUT" or "PATCH"
        select (method, Filled(route));

    private static string Filled(RouteEndpoint route) =>
        string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "999999",
        })))).Insert(0, "/");

    /// <summary>A user with every role, so that only the body can be wrong.</summary>
    private async Task<Api> Everything()
    {
        var admin = await world.Admin();
        var name = $"all-{world.Draw()}";
        (await admin.Post("/api/users", new
        {
            username = name, password = World.Password, first_name = "All", last_name = "Roles",
            roles = Attend.Platform.Words.All<Attend.People.Role>().Select(role => new { role }),
        })).Is(201);
        return await world.SignIn(name);
    }
}

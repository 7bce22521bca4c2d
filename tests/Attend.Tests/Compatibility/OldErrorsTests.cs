using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>Found by looking at the running routes: whatever is wrong, an old route says so in the old form, and changes nothing.</summary>
public sealed class OldErrorsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_old_route_refuses_in_the_old_form()
    {
        var callers = new[] { world.Stranger, await world.Dispatcher(), await world.Admin(), await world.As("patient") };
        var mark = await world.Mark();
        var tried = 0;
        foreach (var (method, path) in Routes())
        {
            foreach (var caller in callers)
            {
                foreach (var body in new[] { "{", "[]", "\"x\"", "{\"\\udc00\":1}", "{\"status\":\"\\u0000\",\"emergency_type\":[1]}", "{\"a\":" + new string('{', 40) })
                {
                    foreach (var address in new[] { path, path.TrimEnd('/') })
                    {
                        var answer = await caller.Raw(new HttpMethod(method), address, body);
                        tried++;
                        Assert.True(answer.Number is >= 200 and < 500, $"{method} {address} {body}: {answer.Number} {answer.Body}");
                        if (answer.Number >= 400)
                        {
                            Assert.Equal("application/json", answer.Message.Content.Headers.ContentType?.MediaType);
                            Assert.True(InOldForm(answer), $"{method} {address} {body}: {answer.Number} {answer.Body}");
                        }
                    }
                }
            }
        }

        Assert.True(tried > 500);
        Assert.Empty(await world.EventsSince(mark));
    }

    private static bool InOldForm(Answer answer)
    {
        var members = answer.Body.EnumerateObject().ToList();
        return members is [{ Name: "error", Value.ValueKind: System.Text.Json.JsonValueKind.String }]
            || members.Count > 0 && members.TrueForAll(member => member.Value.ValueKind is System.Text.Json.JsonValueKind.Array);
    }

    private IEnumerable<(string Method, string Path)> Routes() =>
        from route in world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where route.Metadata.GetMetadata<ITagsMetadata>()?.Tags.Contains("compatibility") == true
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (method, "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
            segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : "999999")) + "/");
}

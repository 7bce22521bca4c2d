using System.Text.Json.Nodes;
using Attend.Platform;
using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>How the systems that Attend replaces said no: <c>{"error": "..."}</c>, or each field with what is wrong with it.</summary>
internal static class OldErrors
{
    /// <summary>Old routes: lenient bodies, errors in the old form, no problem documents and no <c>If-Match</c>.</summary>
    public static RouteGroupBuilder Old(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix).WithTags("compatibility").WithMetadata(new Problems.ErrorForm(Write));
        group.AddEndpointFilter(async (context, next) =>
        {
            var result = await next(context);
            return Refused.In(result) is { } refused ? new OldError(refused) : result;
        });
        return group;
    }

    /// <summary>The words that the old clients know for a missing role and a missing thing.</summary>
    public static TBuilder Says<TBuilder>(this TBuilder route, string? forbidden = null, string? missing = null) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Sentences(forbidden, missing));

    private static async Task Write(HttpContext context, Refused refused)
    {
        var said = context.GetEndpoint()?.Metadata.GetMetadata<Sentences>();
        var body = new JsonObject();
        if (refused.Errors is { } errors)
        {
            foreach (var (field, sentences) in errors)
            {
                body[field] = new JsonArray([.. sentences.Select(sentence => JsonValue.Create(sentence))]);
            }
        }
        else
        {
            body["error"] = (refused.Problem == PlatformProblems.Forbidden ? said?.Forbidden : refused.Problem == PlatformProblems.NotFound ? said?.Missing : null)
                ?? refused.Problem.Sentence;
        }

        context.Response.StatusCode = refused.Problem.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (refused.Problem.Status is 503 or 429 && context.Response.Headers.RetryAfter.Count == 0)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        await context.Response.WriteAsync(body.ToJsonString(Wire.Json), context.RequestAborted);
    }

    private sealed record Sentences(string? Forbidden, string? Missing);

    private sealed class OldError(Refused refused) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, refused);
    }
}

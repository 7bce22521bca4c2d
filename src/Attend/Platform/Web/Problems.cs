using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attend.Platform.Database;

namespace Attend.Platform.Web;

/// <summary>Makes every error a problem document: what the framework refuses, what the database could not do, and bugs.</summary>
internal static partial class Problems
{
    /// <summary>How a route that is not native (compatibility) writes its refusals.</summary>
    internal sealed record ErrorForm(Func<HttpContext, Refused, Task> Write);

    public static void UseProblems(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await Answer(context, error, app.Logger);
            return;
        }

        if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentLength is null && context.Response.ContentType is null)
        {
            await Write(context, OfStatus(context));
        }
    });

    public static Task Write(HttpContext context, Refused refused) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ErrorForm>() is { } form ? form.Write(context, refused) : refused.ExecuteAsync(context);

    private static async Task Answer(HttpContext context, Exception error, ILogger log)
    {
        switch (error)
        {
            case AlreadyAnswered answered:
                context.Response.StatusCode = answered.Status;
                context.Response.Headers["Idempotency-Replayed"] = "true";
                if (answered.Location is { } location)
                {
                    context.Response.Headers.Location = location;
                }

                if (answered.Answer is { } body)
                {
                    context.Response.ContentType = "application/json; charset=utf-8";
                    await context.Response.WriteAsync(body, context.RequestAborted);
                }

                break;
            case KeyReused:
                await Write(context, PlatformProblems.KeyReused.Refuse());
                break;
            case BadHttpRequestException { InnerException: JsonException json }:
                await Write(context, PlatformProblems.MalformedJson.Refuse(Errors(json)));
                break;
            case BadHttpRequestException bad:
                await Write(context, OfBadRequest(bad));
                break;
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                context.Response.StatusCode = 499;
                break;
            case IOException or SocketException when context.RequestAborted.IsCancellationRequested:
                break;
            default:
                if (Retry.Of(error) is not RetryKind.Never)
                {
                    await Write(context, PlatformProblems.Busy.Refuse());
                    break;
                }

                log.LogError(error, "A bug: {Method} {Route}", context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                await Write(context, PlatformProblems.Bug.Refuse(new { trace = context.TraceIdentifier }));
                break;
        }
    }

    private static Refused OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        401 => PlatformProblems.Unauthenticated.Refuse(),
        403 => PlatformProblems.Forbidden.Refuse(),
        404 => (context.GetEndpoint() is null ? PlatformProblems.NoRoute : PlatformProblems.NotFound).Refuse(),
        405 => PlatformProblems.MethodNotAllowed.Refuse(new { allow = context.Response.Headers.Allow.ToString() }),
        413 => PlatformProblems.TooLarge.Refuse(),
        415 => PlatformProblems.NotJson.Refuse(),
        429 => PlatformProblems.TooMany.Refuse(),
        503 => PlatformProblems.Busy.Refuse(),
        >= 500 => PlatformProblems.Bug.Refuse(),
        _ => PlatformProblems.Invalid.Refuse(),
    };

    private static Refused OfBadRequest(BadHttpRequestException bad)
    {
        if (bad.StatusCode == 413)
        {
            return PlatformProblems.TooLarge.Refuse();
        }

        if (bad.StatusCode == 415)
        {
            return PlatformProblems.NotJson.Refuse();
        }

        // "Failed to bind parameter "long id" from "abc"." and "Required parameter "string q" was not provided from query string."
        var named = BoundParameter().Match(bad.Message);
        return named.Success
            ? PlatformProblems.Invalid.Field(Words.Snake(named.Groups[1].Value), "is missing or not of the right form")
            : PlatformProblems.MalformedJson.Refuse();
    }

    /// <summary>Says which field and what would be right, in place of the serializer's talk of .NET types.</summary>
    internal static IReadOnlyDictionary<string, string[]> Errors(JsonException json)
    {
        var path = json.Path is { Length: > 2 } inner ? inner[2..] : "";
        var message = json.Message;
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            foreach (Match name in Quoted().Matches(missing.Groups[1].Value))
            {
                errors[Join(path, name.Groups[1].Value)] = ["is required"];
            }
        }
        else if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            errors[path.EndsWith(name, StringComparison.Ordinal) ? path : Join(path, name)] = ["is not a field here"];
        }
        else if (message.StartsWith("must be", StringComparison.Ordinal))
        {
            errors[path.Length == 0 ? "body" : path] = [message];
        }
        else
        {
            var sentence = message.Contains("allow null", StringComparison.Ordinal) ? "must not be null"
                : message.Contains("could not be converted", StringComparison.Ordinal) ? "is not of the right type"
                : message.Contains("maximum", StringComparison.Ordinal) && message.Contains("depth", StringComparison.Ordinal) ? "is nested too deeply"
                : "is not valid JSON";
            errors[path.Length == 0 ? "body" : path] = [sentence];
        }

        return errors;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    [GeneratedRegex("missing required properties including: (.*)$")]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("JSON property '([^']+)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("parameter \"[^\"]*?([A-Za-z0-9_]+)\"")]
    private static partial Regex BoundParameter();
}

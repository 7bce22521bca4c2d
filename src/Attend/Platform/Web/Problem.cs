using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attend.Platform.Web;

/// <summary>
/// A refusal by name: a stable code, its status, and one sentence for a person. Each module lists its own in one file; a route
/// declares which it may answer.
/// </summary>
internal sealed record Problem(string Code, int Status, string Sentence)
{
    /// <summary>The answer. <paramref name="facts"/> become members of the problem document: what holds now, and what would be right.</summary>
    public Refused Refuse(object? facts = null) => new(this, facts, null);

    /// <summary>The answer for bad input: each field with what is wrong with it.</summary>
    public Refused Refuse(IReadOnlyDictionary<string, string[]> errors) => new(this, null, errors);

    public Refused Field(string field, string sentence) =>
        new(this, null, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [sentence] });
}

/// <summary>A problem document (RFC 9457) with a stable <c>code</c>; a write that returns one rolls back.</summary>
internal sealed class Refused(Problem problem, object? facts, IReadOnlyDictionary<string, string[]>? errors) : IResult, IStatusCodeHttpResult
{
    public Problem Problem => problem;

    public object? Facts => facts;

    public IReadOnlyDictionary<string, string[]>? Errors => errors;

    public int? StatusCode => problem.Status;

    /// <summary>The refusal inside a handler's result, if it is one.</summary>
    public static Refused? In(object? result) => result switch
    {
        Refused refused => refused,
        INestedHttpResult nested => In(nested.Result),
        _ => null,
    };

    /// <summary>A refusal as one of the handler's typed results; every handler that writes lists <see cref="Refused"/> among them.</summary>
    public static TResult As<TResult>(Refused refused) =>
        refused is TResult result ? result : (TResult)Conversion<TResult>.FromRefused.Invoke(null, [refused])!;

    public JsonObject Document()
    {
        var document = new JsonObject
        {
            ["type"] = $"/docs/problems#{problem.Code}",
            ["title"] = problem.Sentence,
            ["status"] = problem.Status,
            ["code"] = problem.Code,
        };
        if (errors is not null)
        {
            document["errors"] = JsonSerializer.SerializeToNode(errors, Wire.Json);
        }

        if (facts is not null && JsonSerializer.SerializeToNode(facts, facts.GetType(), Wire.Json) is JsonObject more)
        {
            foreach (var (name, value) in more)
            {
                document[name] = value?.DeepClone();
            }
        }

        return document;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status;
        httpContext.Response.ContentType = "application/problem+json";
        if (problem.Status is 503 or 429 && httpContext.Response.Headers.RetryAfter.Count == 0)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        await httpContext.Response.WriteAsync(Document().ToJsonString(Wire.Json), httpContext.RequestAborted);
    }

    private static class Conversion<TResult>
    {
        public static readonly MethodInfo FromRefused =
            typeof(TResult).GetMethod("op_Implicit", [typeof(Refused)])
            ?? throw new InvalidOperationException($"{typeof(TResult)} must list Refused among its results.");
    }
}

/// <summary>What a route may be refused with; in the endpoint's metadata for the OpenAPI document and the tests.</summary>
internal sealed record Refusals(IReadOnlyList<Problem> Problems);

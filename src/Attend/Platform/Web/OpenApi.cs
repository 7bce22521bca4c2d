using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Attend.Platform.Web;

/// <summary>The OpenAPI document of the running routes, with the permission each needs and the refusals each declares.</summary>
internal static class OpenApi
{
    private const string Name = "attend";

    public static void AddDocument(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        OpenApiSchemas.Describe(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Attend",
                Version = "1",
                Description = "Dispatch, visits and queues on one core. Errors are problem documents (RFC 9457) with a stable code.",
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<Access.Permission>().LastOrDefault() is { } permission)
            {
                operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
                operation.Extensions["x-permission"] = new JsonNodeExtension(JsonValue.Create(permission.Name)!);
            }

            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In is ParameterLocation.Query))
            {
                parameter.Name = Words.Snake(parameter.Name!);
            }

            var problems = metadata.OfType<Refusals>().SelectMany(refusals => refusals.Problems).OrderBy(problem => problem.Status).ThenBy(problem => problem.Code, StringComparer.Ordinal);
            foreach (var group in problems.GroupBy(problem => problem.Status))
            {
                operation.Responses ??= [];
                operation.Responses[group.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = string.Join(" / ", group.Select(problem => $"`{problem.Code}`: {problem.Sentence}")),
                };
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>The document as JSON, made from the routes; needs neither a database nor a request.</summary>
    public static async Task<string> Text(IServiceProvider services, CancellationToken ct)
    {
        using var scope = services.CreateScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(ct);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
    }

    /// <summary>A page for people: every route with its permission, fields and refusals, straight from the document.</summary>
    public static string Page(JsonElement document)
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <title>Attend API</title><style>
            :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
            h2{margin-top:2.5rem}details{border:1px solid #8886;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
            summary{cursor:pointer;font-family:ui-monospace,monospace}summary b{display:inline-block;min-width:4.5rem}
            code{font-family:ui-monospace,monospace}table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.15rem .8rem .15rem 0;text-align:start;vertical-align:top}
            </style><h1>Attend API</h1><p>Errors are problem documents (RFC 9457) with a stable <code>code</code>. The machine-readable
            form of this page is <a href="/openapi.json">/openapi.json</a>.</p>
            """);
        var routes = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Method: operation.Name.ToUpperInvariant(), Operation: operation.Value)))
            .GroupBy(route => route.Operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() > 0 ? tags[0].GetString()! : "other", StringComparer.Ordinal);
        foreach (var group in routes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(group.Key)}</h2>");
            foreach (var (path, method, operation) in group)
            {
                html.Append(CultureInfo.InvariantCulture, $"<details><summary><b>{method}</b> {Text(path)}</summary>");
                if (operation.TryGetProperty("summary", out var summary))
                {
                    html.Append(CultureInfo.InvariantCulture, $"<p>{Text(summary.GetString()!)}</p>");
                }

                if (operation.TryGetProperty("x-permission", out var permission))
                {
                    html.Append(CultureInfo.InvariantCulture, $"<p>Needs <code>{Text(permission.GetString()!)}</code></p>");
                }

                Body(html, document, operation);
                html.Append("<table>");
                foreach (var response in operation.GetProperty("responses").EnumerateObject())
                {
                    html.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{response.Name}</code><td>{Text(response.Value.GetProperty("description").GetString()!)}");
                }

                html.Append("</table></details>");
            }
        }

        return html.ToString();
    }

    private static void Body(StringBuilder html, JsonElement document, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body) || !body.GetProperty("content").EnumerateObject().First().Value.TryGetProperty("schema", out var schema))
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (!schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        html.Append("<table><tr><th>field<th>form");
        foreach (var property in properties.EnumerateObject())
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(property.Name)}</code>{(required.Contains(property.Name) ? " (required)" : "")}<td><code>{Text(Form(property.Value))}</code>");
        }

        html.Append("</table>");
    }

    private static string Form(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return reference.GetString()!.Split('/')[^1];
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return string.Join(" | ", words.EnumerateArray().Select(word => word.ToString()));
        }

        var type = schema.TryGetProperty("type", out var one) ? one.ToString() : "any";
        return schema.TryGetProperty("items", out var items) ? $"[{Form(items)}]" : type;
    }

    private static string Text(string text) => System.Net.WebUtility.HtmlEncode(text);
}

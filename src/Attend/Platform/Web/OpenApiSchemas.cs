using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Attend.Platform.Web;

/// <summary>
/// Says in the OpenAPI document what the wire's own converters do, which the framework cannot look into: words of enumerations, times in
/// UTC, and members that a view computes and always sends. The browser app's types come from here.
/// </summary>
internal static class OpenApiSchemas
{
    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = info => NameOf(info.Type) is { } name ? name : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Fill(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
    }

    /// <summary>Nested records (<c>SignIn.Request</c>) carry their use case in the name; two of the same short name would fall together.</summary>
    private static string? NameOf(Type type)
    {
        if (type.IsGenericType)
        {
            return type.GetGenericTypeDefinition() == typeof(Page<>) ? "PageOf" + (NameOf(type.GenericTypeArguments[0]) ?? type.GenericTypeArguments[0].Name) : null;
        }

        return type is { DeclaringType: { } outer, Namespace: { } space } && space.StartsWith(nameof(Attend), StringComparison.Ordinal)
            ? outer.Name + type.Name
            : null;
    }

    private static void Fill(OpenApiSchema schema, JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var orNull = type != info.Type ? JsonSchemaType.Null : default;
        if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum = WordsOf(type);
        }
        else if (info.Kind is JsonTypeInfoKind.Dictionary && info.ElementType is { IsEnum: true } word)
        {
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String, Enum = WordsOf(word) };
        }

        else if (info.Kind is JsonTypeInfoKind.Enumerable && info.ElementType is { IsEnum: true } one)
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = WordsOf(one) };
        }

        foreach (var property in info.Properties.Where(property => property.AssociatedParameter is null && property.Get is not null))
        {
            (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(property.Name);
            if (schema.Properties is { } members && members.TryGetValue(property.Name, out var member)
                && member is OpenApiSchema { Type: { } both } computed && Nullable.GetUnderlyingType(property.PropertyType) is null)
            {
                computed.Type = both & ~JsonSchemaType.Null;
            }
        }
    }

    private static List<JsonNode> WordsOf(Type type) => [.. Words.AllOf(type).Select(word => (JsonNode)JsonValue.Create(word))];
}

using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Primitives;

namespace Attend.Platform.Web;

/// <summary>
/// Query parameters are named after the fields and enumerations travel as their words (<c>?needs_unit=true&amp;state=EN_ROUTE</c>), as in
/// JSON. The framework binds neither, so the names and words of a native route are translated before it does.
/// </summary>
internal static class QueryNames
{
    private static readonly ConcurrentDictionary<Endpoint, Dictionary<string, Field>> Known = new();

    public static void UseQueryNames(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.QueryString.HasValue && context.GetEndpoint() is { } route && route.Metadata.GetMetadata<NativeRoute>() is not null)
        {
            context.Request.Query = Translated(context.Request.Query, Known.GetOrAdd(route, FieldsOf));
        }

        return next(context);
    });

    private static QueryCollection Translated(IQueryCollection query, Dictionary<string, Field> known)
    {
        var translated = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in query)
        {
            var field = known.GetValueOrDefault(name);
            translated[name] = field?.Words is { } words ? values.Select(value => Translated(value, words)).ToArray() : values;
            translated[field?.Name ?? name] = translated[name];
        }

        return new QueryCollection(translated);
    }

    // No word at all becomes no name at all: the framework would also take a member's number.
    private static string? Translated(string? word, Dictionary<string, string> names) => word is null ? null : names.GetValueOrDefault(word, "?" + word);

    private static Dictionary<string, Field> FieldsOf(Endpoint route)
    {
        var parameters = route.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var fields = parameters.SelectMany(parameter => parameter.IsDefined(typeof(AsParametersAttribute))
            ? parameter.ParameterType.GetProperties().Select(property => (property.Name, Type: property.PropertyType))
            : [(Name: parameter.Name!, Type: parameter.ParameterType)]);
        return fields.DistinctBy(field => field.Name).ToDictionary(field => Words.Snake(field.Name), field => new Field(field.Name, WordsOf(field.Type)));
    }

    private static Dictionary<string, string>? WordsOf(Type type)
    {
        var one = type.IsArray ? type.GetElementType()! : type;
        var plain = Nullable.GetUnderlyingType(one) ?? one;
        return plain.IsEnum ? Enum.GetNames(plain).Zip(Words.AllOf(plain)).ToDictionary(pair => pair.Second, pair => pair.First) : null;
    }

    /// <param name="Name">As the handler calls it.</param>
    /// <param name="Words">The words of an enumeration with its members' names; null for everything else.</param>
    private sealed record Field(string Name, Dictionary<string, string>? Words);
}

using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Attend.Platform.Web;

/// <summary>
/// The one place where shape is checked: the attributes of a request record, its nested records and lists, before the handler runs.
/// Meaning is refused in the slice. All errors are answered at once, under the wire's field names.
/// </summary>
internal static class Validation
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Dictionary<string, List<string>>? errors = null;
        foreach (var argument in context.Arguments)
        {
            if (argument is not null && IsRequest(argument.GetType()))
            {
                Check(argument, "", ref errors);
            }
        }

        return errors is null
            ? await next(context)
            : PlatformProblems.Invalid.Refuse(errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));
    }

    /// <summary>Checks a record that did not come as the body itself, such as the result of a merge patch.</summary>
    public static Refused? Check(object request)
    {
        Dictionary<string, List<string>>? errors = null;
        Check(request, "", ref errors);
        return errors is null
            ? null
            : PlatformProblems.Invalid.Refuse(errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));
    }

    private static bool IsRequest(Type type) =>
        type.Namespace is { } space && space.StartsWith("Attend.", StringComparison.Ordinal) && type.IsClass
        && type.GetMethod("<Clone>$") is not null;

    private static void Check(object request, string path, ref Dictionary<string, List<string>>? errors)
    {
        foreach (var member in Members.GetOrAdd(request.GetType(), Find))
        {
            var value = member.Property.GetValue(request);
            var field = path + member.Name;
            foreach (var rule in member.Rules)
            {
                var context = new ValidationContext(request) { MemberName = member.Property.Name, DisplayName = member.Name };
                if (rule.GetValidationResult(value, context) is { } result && result != ValidationResult.Success)
                {
                    Add(ref errors, field, result.ErrorMessage ?? "is not right");
                }
            }

            if (value is double number && !double.IsFinite(number))
            {
                Add(ref errors, field, "must be a finite number");
            }

            if (value is DateTimeOffset or DateOnly && !Plausible(value))
            {
                Add(ref errors, field, "must lie between the years 1900 and 2200");
            }

            if (value is string text && (text.Contains('\0') || HasLoneSurrogate(text)))
            {
                Add(ref errors, field, "must be text without NUL and lone surrogates");
            }

            if (value is not null && IsRequest(value.GetType()))
            {
                Check(value, field + ".", ref errors);
            }
            else if (value is IEnumerable list and not string)
            {
                var index = 0;
                foreach (var item in list)
                {
                    if (item is null)
                    {
                        Add(ref errors, $"{field}[{index}]", "must not be null");
                    }
                    else if (item is string element && (element.Contains('\0') || HasLoneSurrogate(element)))
                    {
                        Add(ref errors, $"{field}[{index}]", "must be text without NUL and lone surrogates");
                    }
                    else if (IsRequest(item.GetType()))
                    {
                        Check(item, $"{field}[{index}].", ref errors);
                    }

                    index++;
                }
            }
        }
    }

    /// <summary>
    /// Whether a time can be reckoned with. The first and the last of the calendar are infinity to the database, and an hour before or
    /// after them is none at all.
    /// </summary>
    public static bool Plausible(object time) => time is DateTimeOffset { Year: >= 1900 and <= 2200 } or DateOnly { Year: >= 1900 and <= 2200 };

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }

    private static Member[] Find(Type type)
    {
        // An attribute on a positional record's parameter stays on the parameter; both places count.
        var parameters = type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .GroupBy(parameter => parameter.Name!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.SelectMany(parameter => parameter.GetCustomAttributes<ValidationAttribute>()), StringComparer.Ordinal);
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && parameters.ContainsKey(property.Name))
                .Select(property => new Member(property, Words.Snake(property.Name),
                    [.. property.GetCustomAttributes<ValidationAttribute>(), .. parameters[property.Name]])),
        ];
    }

    private static void Add(ref Dictionary<string, List<string>>? errors, string field, string sentence)
    {
        errors ??= new(StringComparer.Ordinal);
        if (!errors.TryGetValue(field, out var sentences))
        {
            errors[field] = sentences = [];
        }

        sentences.Add(sentence);
    }

    private sealed record Member(PropertyInfo Property, string Name, IReadOnlyList<ValidationAttribute> Rules);
}

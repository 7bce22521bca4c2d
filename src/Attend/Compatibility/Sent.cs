using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>
/// What an old client sent, read as leniently as its server did: a JSON object or a form, numbers also as text, fields that nobody knows
/// passed over, null and the empty text meaning absent. Each reading notes what was wrong; <see cref="Refuse"/> tells it all at once.
/// </summary>
internal sealed class Sent
{
    private const string Required = "This field is required.";

    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);

    public static async ValueTask<Sent?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var sent = new Sent();
        var request = context.Request;
        if (request.HasFormContentType)
        {
            foreach (var (name, values) in await ReadForm(request))
            {
                sent.fields[name] = JsonSerializer.SerializeToElement(values.Count == 1 ? values[0] : string.Join(',', values.ToArray()));
            }
        }
        else if (request.ContentLength is not 0 && request.ContentType is not null)
        {
            sent.Take(await ReadJson(request));
        }

        return sent;
    }

    /// <summary>Whether the field was sent at all, be it as null.</summary>
    public bool Has(params string[] names) => names.Any(fields.ContainsKey);

    public string? Text(string name, int longest, bool required = false)
    {
        var text = Raw(name);
        if (text is null)
        {
            return required ? Wrong<string>(name, Required) : null;
        }

        return text.Length > longest ? Wrong<string>(name, $"Ensure this field has no more than {longest} characters.") : text;
    }

    /// <summary>The id of something; 0 means absent, as null and the empty text do.</summary>
    public long? Id(string name, bool required = false) => Raw(name) switch
    {
        null or "0" => required ? Wrong<long?>(name, Required) : null,
        { } text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) => id,
        _ => Wrong<long?>(name, "A valid integer is required."),
    };

    public int? Count(string name, int most) => Raw(name) switch
    {
        null => null,
        { } text when !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => Wrong<int?>(name, "A valid integer is required."),
        { } text when int.Parse(text, CultureInfo.InvariantCulture) is var count && (count < 0 || count > most) =>
            Wrong<int?>(name, $"Ensure this value is between 0 and {most}."),
        { } text => int.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>A coordinate under the first of its names that was sent.</summary>
    public double? Degrees(double limit, params string[] names)
    {
        var name = names.FirstOrDefault(fields.ContainsKey) ?? names[0];
        return Raw(name) switch
        {
            null => null,
            { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= limit => degrees,
            { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                Wrong<double?>(name, $"Ensure this value is between -{limit} and {limit}."),
            _ => Wrong<double?>(name, "A valid number is required."),
        };
    }

    public T? Word<T>(string name, bool required = false) where T : struct, Enum => Raw(name) switch
    {
        null => required ? Wrong<T?>(name, Required) : null,
        { } text when Words.TryParse<T>(text.ToUpperInvariant(), out var word) || Words.TryParse(text.ToLowerInvariant(), out word) => word,
        { } text => Wrong<T?>(name, $"\"{text}\" is not a valid choice."),
    };

    public bool? Flag(string name, bool required = false) => Raw(name)?.ToLowerInvariant() switch
    {
        null => required ? Wrong<bool?>(name, Required) : null,
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => Wrong<bool?>(name, "Must be a valid boolean."),
    };

    /// <summary>Several words: as a list, or one text with commas between them.</summary>
    public string[]? Names(string name, int most)
    {
        if (!fields.TryGetValue(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind is JsonValueKind.Array ? string.Join(',', value.EnumerateArray().Select(item => Plain(name, item))) : Plain(name, value);
        string[] words = [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return words.Length > most ? Wrong<string[]>(name, $"Ensure this field has no more than {most} elements.") : words;
    }

    public T Wrong<T>(string name, string sentence)
    {
        errors[name] = [sentence];
        return default!;
    }

    /// <summary>Everything that was wrong with what was read so far; null when nothing was.</summary>
    public Refused? Refuse() => errors.Count == 0 ? null : PlatformProblems.Invalid.Refuse(errors);

    private void Take(JsonElement body)
    {
        if (body.ValueKind is not JsonValueKind.Object)
        {
            throw new BadHttpRequestException("Not an object.", new JsonException("must be an object"));
        }

        foreach (var member in body.EnumerateObject())
        {
            fields[NameOf(member)] = member.Value;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException half)
        {
            throw new BadHttpRequestException("A name with half of a surrogate pair.", new JsonException("must be text", half));
        }
    }

    /// <summary>The value as trimmed text; null where nothing was said.</summary>
    private string? Raw(string name)
    {
        if (!fields.TryGetValue(name, out var value))
        {
            return null;
        }

        var text = Plain(name, value)?.Trim();
        return text is { Length: > 0 } ? text : null;
    }

    private string? Plain(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object or JsonValueKind.Array:
                return Wrong<string?>(name, "Not a valid string.");
            case JsonValueKind.String:
                try
                {
                    var text = value.GetString()!;
                    return text.Contains('\0') ? Wrong<string?>(name, "Null characters are not allowed.") : text;
                }
                catch (InvalidOperationException)
                {
                    // Half of a surrogate pair, written as an escape: no text at all.
                    return Wrong<string?>(name, "Not a valid string.");
                }

            default:
                return value.GetRawText();
        }
    }

    private static async Task<IFormCollection> ReadForm(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (Exception wrong) when (wrong is InvalidDataException || wrong is IOException and not BadHttpRequestException)
        {
            // The second: a form that ends in the middle of a part.
            throw new BadHttpRequestException(wrong.Message, wrong);
        }
    }

    private static async Task<JsonElement> ReadJson(HttpRequest request)
    {
        if (!request.IsJson())
        {
            throw new BadHttpRequestException("Neither JSON nor a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 16 }, request.HttpContext.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException json)
        {
            throw new BadHttpRequestException("Malformed JSON.", json);
        }
    }
}

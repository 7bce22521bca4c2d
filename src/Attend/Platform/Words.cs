using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attend.Platform;

/// <summary>Marks an enumeration whose words are lower_snake on the wire and in the database; all others are UPPER_SNAKE.</summary>
[AttributeUsage(AttributeTargets.Enum)]
internal sealed class LowerWordsAttribute : Attribute;

/// <summary>The word of one value where a standard spells it in its own way: <c>checked-in</c>.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class SpelledAttribute(string word) : Attribute
{
    public string Word => word;
}

/// <summary>The one spelling of every enumeration: the same word in C#, JSON, SQL and the generated documents.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Table<T>.ByValue.TryGetValue(value, out var word)
        ? word
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"No such {typeof(T).Name}.");

    public static bool TryParse<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Table<T>.ByWord.TryGetValue(word, out value);
    }

    public static T Parse<T>(string word) where T : struct, Enum =>
        TryParse<T>(word, out var value) ? value : throw new FormatException($"'{word}' is no {typeof(T).Name}.");

    /// <summary>All words of an enumeration in the order of declaration.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The word of a boxed enumeration value.</summary>
    public static string OfBoxed(object value) => Spell(value.GetType(), value.ToString()!);

    public static string[] AllOf(Type type) => [.. Enum.GetNames(type).Select(name => Spell(type, name))];

    /// <summary>PascalCase becomes snake_case; used for JSON members, columns and parameters alike.</summary>
    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Spell(Type type, string name) =>
        type.GetField(name)?.GetCustomAttribute<SpelledAttribute>()?.Word
        ?? (type.IsDefined(typeof(LowerWordsAttribute), false) ? Snake(name) : JsonNamingPolicy.SnakeCaseUpper.ConvertName(name));

    private static class Table<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => Spell(typeof(T), value.ToString()));

        public static readonly FrozenDictionary<string, T> ByWord =
            ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}

/// <summary>Reads and writes enumerations by their words; anything else is refused with the words that would be right.</summary>
internal sealed class WordsJsonConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T> where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && Words.TryParse<T>(reader.GetString(), out var value))
            {
                return value;
            }

            throw new JsonException($"must be one of {string.Join(", ", Words.All<T>())}");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words.Of(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Words.Parse<T>(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Words.Of(value));
    }
}

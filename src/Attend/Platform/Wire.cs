using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Attend.Platform;

/// <summary>The JSON of the native routes, the sockets and jsonb columns: snake_case, strict, UTC times with Z.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Json = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatCannotBeNull } };
        options.MaxDepth = 16;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new WordsJsonConverter());
        options.Converters.Add(new UtcJsonConverter());
        return options;
    }

    /// <summary>A member is required when it has no default and cannot be null; a nullable one may be left out.</summary>
    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { Set: not null, AssociatedParameter: { HasDefaultValue: false } parameter })
            {
                property.IsRequired = !parameter.IsNullable && Nullable.GetUnderlyingType(parameter.ParameterType) is null;
            }
        }
    }

    /// <summary>Times travel as ISO 8601 in UTC with Z; an offset is accepted and converted, a time without one is refused.</summary>
    private sealed class UtcJsonConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10;
            return zoned && reader.TryGetDateTimeOffset(out var time)
                ? Clocks.Micros(time)
                : throw new JsonException("must be an ISO 8601 time with Z or an offset, such as 2026-11-21T08:30:00Z");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Clocks.Text(value));
    }
}

internal static class Clocks
{
    /// <summary>A time as PostgreSQL keeps it: UTC, microseconds. What is answered equals what is stored.</summary>
    public static DateTimeOffset Micros(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return new DateTimeOffset(utc.Ticks - utc.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    public static DateTimeOffset Micros(this TimeProvider clock) => Micros(clock.GetUtcNow());

    /// <summary>ISO 8601 in UTC with Z, without trailing zeros in the fraction.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.UtcTicks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFZ",
            System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace Attend.Platform.Languages;

/// <summary>A value that is put into a sentence, whether it comes from code or from JSON.</summary>
internal readonly record struct Fact(object? Value)
{
    /// <summary>Null where the value is no number.</summary>
    public decimal? Number => Value switch
    {
        decimal number => Notation.Rounded(number),
        double number when Math.Abs(number) < 1e15 => Notation.Rounded((decimal)number),
        int or long or short or byte => Convert.ToDecimal(Value, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The word by which a sentence chooses: enumerations by theirs, and <c>none</c> where there is nothing.</summary>
    public string Word => Value switch
    {
        null or "" => "none",
        bool truth => truth ? "true" : "false",
        Enum => Platform.Words.OfBoxed(Value),
        IFormattable known => known.ToString(null, CultureInfo.InvariantCulture),
        _ => Value.ToString()!,
    };

    public string? Text => Value is null ? null : Word;

    public static Fact Of(object? value) => new(value is JsonElement json ? OfJson(json) : value);

    /// <summary>The day that it is, or on which it is by a zone's clock.</summary>
    public LocalDate? Date(DateTimeZone zone) => Value switch
    {
        DateOnly date => LocalDate.FromDateOnly(date),
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => LocalDate.FromDateOnly(date),
        _ => Moment?.InZone(zone).Date,
    };

    public LocalTime? Time(DateTimeZone zone) => Value is TimeOnly time ? LocalTime.FromTimeOnly(time) : Moment?.InZone(zone).TimeOfDay;

    private Instant? Moment => Value switch
    {
        DateTimeOffset at => Instant.FromDateTimeOffset(at),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => Instant.FromDateTimeOffset(at),
        _ => null,
    };

    private static object? OfJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? number : json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => json.GetRawText(),
    };
}

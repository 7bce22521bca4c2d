using System.Text.Json;

namespace Attend.Fleet;

/// <summary>One fix as it was sent. Unit 0: the one that the reporter is signed on to.</summary>
internal readonly record struct Reported(long UnitId, Fix Fix);

/// <summary>
/// Reads reported positions from JSON: one object, or an array of at most 1,000. By hand, because trackers send a lot of it and a
/// record per fix would be most of the work. As strict as every other body: unknown members and wrong types are refused.
/// </summary>
internal ref struct PositionReader
{
    public const int Most = 1_000;

    private readonly long nowTicks;
    private Utf8JsonReader json;
    private int index;
    private string? field;
    private string? error;

    private PositionReader(ReadOnlySpan<byte> body, long nowTicks)
    {
        this.nowTicks = nowTicks;
        json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 4 });
        index = -1;
    }

    /// <summary>Fills <paramref name="into"/>, which has room for <see cref="Most"/>; or says which field is wrong, and how.</summary>
    public static (int Count, string? Field, string? Error) Read(ReadOnlySpan<byte> body, long nowTicks, Span<Reported> into)
    {
        var reader = new PositionReader(body, nowTicks);
        try
        {
            return reader.ReadAll(into, out var count) ? (count, null, null) : (0, reader.Where(), reader.error);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The second: a name with half of a surrogate pair.
            return (0, "body", "is not valid JSON");
        }
    }

    private readonly string Where() => index < 0 || field == "body" ? field! : $"[{index}].{field}";

    private bool ReadAll(Span<Reported> into, out int count)
    {
        count = 0;
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            count = 1;
            // Read() past the end throws when anything but white space follows.
            return ReadOne(out into[0]) && !json.Read();
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return Fail("body", "must be a position or an array of positions");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            if (++index == Most)
            {
                return Fail("body", "holds at most 1,000 positions");
            }

            if (!ReadOne(out into[index]))
            {
                return false;
            }
        }

        count = index + 1;
        return json.TokenType == JsonTokenType.EndArray ? !json.Read() : Fail("body", "must be an array of positions");
    }

    private bool ReadOne(out Reported reported)
    {
        reported = default;
        long unit = 0, at = nowTicks, sent = 0;
        double latitude = double.NaN, longitude = double.NaN, speed = double.NaN, heading = double.NaN, accuracy = double.NaN;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var right =
                json.ValueTextEquals("latitude"u8) ? ReadNumber("latitude", ref latitude)
                : json.ValueTextEquals("longitude"u8) ? ReadNumber("longitude", ref longitude)
                : json.ValueTextEquals("unit_id"u8) ? ReadId(ref unit)
                : json.ValueTextEquals("at"u8) ? ReadTime("at", ref at)
                : json.ValueTextEquals("speed"u8) ? ReadNumber("speed", ref speed)
                : json.ValueTextEquals("heading"u8) ? ReadNumber("heading", ref heading)
                : json.ValueTextEquals("accuracy"u8) ? ReadNumber("accuracy", ref accuracy)
                : json.ValueTextEquals("sent_at"u8) ? ReadTime("sent_at", ref sent)
                : Fail(json.GetString()!, "is not a field here");
            if (!right)
            {
                return false;
            }
        }

        if (double.IsNaN(latitude) || double.IsNaN(longitude))
        {
            return Fail(double.IsNaN(latitude) ? "latitude" : "longitude", "is required");
        }

        // A device whose clock is wrong says so by when it thinks that it sends; the way here is not worth correcting for.
        var offset = sent == 0 ? 0 : nowTicks - sent;
        if (Math.Abs(offset) > Positions.Ahead.Ticks)
        {
            at += offset;
        }

        reported = new Reported(unit, new Fix(latitude, longitude, (float)speed, (float)heading, (float)accuracy, at));
        return true;
    }

    private bool ReadNumber(string name, ref double value)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null || json.TokenType == JsonTokenType.Number && json.TryGetDouble(out value)
            || Fail(name, "must be a number");
    }

    private bool ReadId(ref long value)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null || json.TokenType == JsonTokenType.Number && json.TryGetInt64(out value)
            || Fail("unit_id", "must be a whole number");
    }

    private bool ReadTime(string name, ref long ticks)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (json.TokenType == JsonTokenType.String && json.ValueSpan is { Length: > 10 } text
            && (text[^1] == 'Z' || text[10..].IndexOfAny((byte)'+', (byte)'-') > 0) && json.TryGetDateTimeOffset(out var time))
        {
            ticks = time.UtcTicks;
            return true;
        }

        return Fail(name, "must be an ISO 8601 time with Z or an offset, such as 2026-11-21T08:30:00Z");
    }

    private bool Fail(string where, string sentence)
    {
        field = where;
        error = sentence;
        return false;
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attend.Tests.Faults;

/// <summary>What clients send that should not: whole bodies, values, ids, query parameters and headers.</summary>
internal static class Nonsense
{
    private const string Mark = "@nonsense@";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Deep = new string('[', 10_000) + new string(']', 10_000);
    private static readonly string Long = $"\"{new string('x', 300_000)}\"";
    private static readonly string Many = $"[{string.Join(',', Enumerable.Repeat('0', 100_000))}]";

    /// <summary>Values of JSON's own kind and of no kind at all; in Latin-1, so that wrong UTF-8 can be written down.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "-1e999", "1e-400", "1e308", "-0.0", "NaN", "Infinity", "-Infinity", "0x10", "01", "1_000",
        "2147483647", "-2147483648", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "123456789012345678901234567890", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude91\"",
        "\"\xC3(\"", "\"\xED\xA0\x80\"", "\"\xFF\"", "\"\\x\"", "\"\n\"", "'single'", "[]", "{}", "[[]]", "[null]", "[\"\"]", "{\"a\":1}", "{\"\":\"\"}",
        "[1,1]", "[-1]", "[9223372036854775807]", "\"NaN\"", "\"Infinity\"", "\"1e999\"", "\"-1\"", "\"0\"", "\"9223372036854775808\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00.0000001Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T00:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-02-30T00:00:00Z\"", "\"2026-03-02T08:00:00\"", "\"infinity\"",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-13-01\"", "\"'; drop table people.users; --\"", "\"%s%n%00\"", "\"../../etc/passwd\"",
        "\"\\u202eabc\"", "\"=cmd()\"", "\"Europe/Nowhere\"", "\"{0}\"", "\"nonsense@\"", "\"-infinity\"",
    ];

    private static readonly string[] Heavy = [Deep, Long, Many, $"{{\"a\":{Deep}}}", $"[{Long}]"];

    public static readonly string[] Ids =
    [
        "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999999999", "1e3", "1.0", "abc", "null",
        "%00", "1%00", "%FF", "%ED%A0%80", "%F0%9F%9A%91", "%20", "1%2F2", "%2e%2e", "1;2", "%EF%BC%91", "'", new string('9', 3000),
    ];

    public static readonly string[] QueryValues =
    [
        "", "%00", "a%00b", "-1", "0", "1e999", "9223372036854775807", "9223372036854775808", "NaN", "abc", "%FF", "%ED%A0%80", "true,false", "null",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T00:00:00Z", "0001-01-01", "9999-12-31", "2026-03-02T08:00:00", "%27%3B--",
        "0001-01-01T00:00:00%2B14:00", new string('x', 3000),
    ];

    public static readonly (string Name, string Value)[] Headers =
    [
        ("If-Match", "*"), ("If-Match", "\"\""), ("If-Match", "W/\"1\""), ("If-Match", "\"abc\""), ("If-Match", "\"-1\""), ("If-Match", ","),
        ("If-Match", "\"9223372036854775808\""), ("If-Match", new string('9', 3000)), ("Idempotency-Key", "short"), ("Idempotency-Key", " "),
        ("Idempotency-Key", new string('k', 65)), ("Idempotency-Key", "has spaces in it, many"), ("Idempotency-Key", "0123456789abcde'"),
        ("Accept", "nonsense"), ("Accept", "text/csv"), ("Accept", ";;;,/"), ("X-Forwarded-For", "not an address, ,"), ("Accept-Language", "\\;q=x"),
        ("If-None-Match", "abc"), ("Range", "bytes=9-1"), ("Cookie", "attend_session=%00; =;;"), ("X-HTTP-Method-Override", "DELETE"),
        ("traceparent", "00-nonsense"), ("Content-Language", "?"),
    ];

    public static readonly string?[] Types =
    [
        null, "text/plain", "application/xml", "application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=nonsense",
        "application/json; charset=iso-8859-1", "application/json; charset=utf-7", "application/json;", "nonsense", "application/json, text/plain",
        "application/problem+json", "application/json; charset=\"utf-8",
    ];

    /// <summary>The body broken as a whole; no reader of JSON can make sense of any.</summary>
    public static (string What, byte[] Body)[] Broken(byte[] body, Random random) =>
    [
        ("truncated", body[..random.Next(1, Math.Max(2, body.Length))]),
        ("with something behind it", [.. body, .. "]}"u8]),
        ("twice", [.. body, .. body]),
        ("in UTF-16", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))),
        ("not UTF-8", [.. "{\"\xC3(\":1"u8, 0xC3, 0x28, (byte)'}']),
        ("10,000 deep", Latin(Deep)),
        ("10,000 objects deep", Latin(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)))),
        ("100,000 zeros", Latin(Many)),
        ("one long text", Latin(Long)),
        ("100,000 members", Latin($"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"m{i}\":0"))}}}")),
        ("a name that is half a character", Latin("{\"\\ud800\":1}")),
        ("a comment", [.. "/* */"u8, .. body]),
        ("a word", "nul"u8.ToArray()),
        ("a NaN", "NaN"u8.ToArray()),
        ("a text", "\"text\""u8.ToArray()),
        ("a number", "1e999"u8.ToArray()),
        ("NULs", new byte[64]),
    ];

    /// <summary>Bodies that some routes may make sense of.</summary>
    public static IEnumerable<(string What, byte[] Body)> Odd(JsonNode? sample) =>
    [
        ("empty", []),
        ("an empty object", "{}"u8.ToArray()),
        ("an empty array", "[]"u8.ToArray()),
        ("null", "null"u8.ToArray()),
        ("an array of null", "[null]"u8.ToArray()),
        ("with a mark in front", [0xEF, 0xBB, 0xBF, .. Text(sample)]),
        ("an unknown member", "{\"no_such_field\":1}"u8.ToArray()),
        ("an unknown name that is half a character", "{\"no_such_\\ud800\":1}"u8.ToArray()),
        ("an unknown name with a NUL", "{\"no_such_\\u0000\":\"\\u0000\"}"u8.ToArray()),
        .. sample is JsonObject { Count: > 0 } whole
            ? new[] { ("a member twice", Latin($"{{\"{whole.First().Key}\":null,{Encoding.UTF8.GetString(Text(whole))[1..]}")) }
            : [],
    ];

    /// <summary>The sample with one value replaced by nonsense, at any depth.</summary>
    public static (string What, byte[] Body) AtOnePlace(JsonNode sample, Random random, bool heavy = false)
    {
        var copy = sample.DeepClone();
        var places = Places(copy).ToList();
        var value = random.GetItems(heavy ? Heavy : Values, 1)[0];
        if (places.Count == 0)
        {
            return ("only nonsense", Latin(value));
        }

        var (name, set) = places[random.Next(places.Count)];
        set(JsonValue.Create(Mark));
        var text = Encoding.Latin1.GetString(Text(copy)).Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
        return ($"{name} = {(value.Length > 60 ? value[..60] + "..." : value)}", Latin(text));
    }

    /// <summary>The sample with one member left out.</summary>
    public static (string What, byte[] Body) WithoutOne(JsonNode sample, Random random)
    {
        var copy = sample.DeepClone();
        if (copy is not JsonObject { Count: > 0 } whole)
        {
            return ("nothing in it", Text(copy));
        }

        var name = whole.ElementAt(random.Next(whole.Count)).Key;
        whole.Remove(name);
        return ($"without {name}", Text(whole));
    }

    public static byte[] Text(JsonNode? sample) => Encoding.UTF8.GetBytes(sample?.ToJsonString(Plain) ?? "{}");

    private static IEnumerable<(string Name, Action<JsonNode> Set)> Places(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    yield return (name, put => members[name] = put);
                    foreach (var (inner, set) in Places(value))
                    {
                        yield return ($"{name}.{inner}", set);
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var index = i;
                    yield return ($"[{index}]", put => items[index] = put);
                    foreach (var (inner, set) in Places(items[index]))
                    {
                        yield return ($"[{index}].{inner}", set);
                    }
                }

                break;
        }
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}

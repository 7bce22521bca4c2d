using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attend.Platform.Web;

/// <summary>An edit as a JSON merge patch (RFC 7396): members that are present replace, null clears, absent ones stay.</summary>
internal static class MergePatch
{
    /// <summary>
    /// Lays <paramref name="patch"/> over the editable record as it stands and checks the result as if it had been sent whole.
    /// </summary>
    public static (T? Edited, Refused? Refused) Apply<T>(T current, JsonObject patch) where T : class
    {
        var document = JsonSerializer.SerializeToNode(current, Wire.Json)!.AsObject();
        try
        {
            Merge(document, patch);
            var edited = document.Deserialize<T>(Wire.Json)!;
            return Validation.Check(edited) is { } refused ? (null, refused) : (edited, null);
        }
        catch (JsonException json)
        {
            return (null, PlatformProblems.MalformedJson.Refuse(Problems.Errors(json)));
        }
        catch (Exception half) when (half is InvalidOperationException or ArgumentException)
        {
            // A tree of JSON is looked at late: half of a surrogate pair and a member that stands there twice come out only here.
            return (null, PlatformProblems.MalformedJson.Field("body", "is not valid JSON"));
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}

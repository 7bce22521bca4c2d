using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attend.Platform.Database;

namespace Attend.Platform.Live;

/// <summary>
/// One more member of a view on the sockets, for clients that know it by another name. It is reckoned from the view alone; a name that the
/// view has itself is refused at start.
/// </summary>
internal sealed record LiveField(Type View, string Name, Type Type, Func<object, object?> Value)
{
    public static LiveField Of<TView, TValue>(string name, Func<TView, TValue> value)
        where TView : class => new(typeof(TView), name, typeof(TValue), view => value((TView)view));
}

/// <summary>How data become JSON on the sockets: as on the native routes, and with the modules' further members.</summary>
internal sealed class LiveJson(IReadOnlyList<Module> modules)
{
    private readonly JsonSerializerOptions options = Extended(modules.SelectMany(module => module.LiveFields).ToLookup(field => field.View));

    /// <param name="written">Remembers what was written: an object that several rooms are told of is written once.</param>
    public byte[] Write(object data, Dictionary<object, byte[]>? written = null)
    {
        if (written is not null && written.TryGetValue(data, out var bytes))
        {
            return bytes;
        }

        bytes = data is Jsonb json ? Encoding.UTF8.GetBytes(json.Text) : JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), options);
        written?.Add(data, bytes);
        return bytes;
    }

    private static JsonSerializerOptions Extended(ILookup<Type, LiveField> fields)
    {
        var extended = new JsonSerializerOptions(Wire.Json);
        extended.TypeInfoResolver = extended.TypeInfoResolver!.WithAddedModifier(type => Extend(type, fields[type.Type]));
        // Asked for here, so that a clash of names ends the start and not a message.
        foreach (var view in fields)
        {
            _ = extended.GetTypeInfo(view.Key);
        }

        return extended;
    }

    private static void Extend(JsonTypeInfo type, IEnumerable<LiveField> fields)
    {
        foreach (var field in fields)
        {
            var property = type.CreateJsonPropertyInfo(field.Type, field.Name);
            property.Get = field.Value;
            type.Properties.Add(property);
        }
    }
}

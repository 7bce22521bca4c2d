using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>
/// Turns rows into values: one column into a scalar, several into a record whose constructor parameters are named like the columns
/// (snake_case). A jsonb column becomes whatever type the parameter has, so a view nests by <c>jsonb_agg</c>.
/// </summary>
internal static class Rows<T>
{
    private static readonly Func<NpgsqlDataReader, int[], T> Build = Compile();
    private static readonly string[] Columns = ColumnNames();

    /// <summary>Where the record's columns stand in this result; empty for a scalar.</summary>
    public static int[] Ordinals(NpgsqlDataReader reader) => [.. Columns.Select(reader.GetOrdinal)];

    public static T Read(NpgsqlDataReader reader, int[] ordinals) => Build(reader, ordinals);

    private static ConstructorInfo? Constructor =>
        Field.IsScalar(typeof(T)) ? null : typeof(T).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length);

    private static string[] ColumnNames() =>
        Constructor is { } constructor ? [.. constructor.GetParameters().Select(parameter => Words.Snake(parameter.Name!))] : [];

    private static Func<NpgsqlDataReader, int[], T> Compile()
    {
        if (Constructor is not { } constructor)
        {
            return (reader, _) => Field.Read<T>(reader, 0);
        }

        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        var ordinals = Expression.Parameter(typeof(int[]));
        var read = typeof(Field).GetMethod(nameof(Field.Read))!;
        var arguments = constructor.GetParameters().Select((parameter, index) => Expression.Call(
            read.MakeGenericMethod(parameter.ParameterType), reader, Expression.ArrayIndex(ordinals, Expression.Constant(index))));
        return Expression.Lambda<Func<NpgsqlDataReader, int[], T>>(Expression.New(constructor, arguments), reader, ordinals).Compile();
    }
}

/// <summary>Reads one field.</summary>
internal static class Field
{
    private static readonly ConcurrentDictionary<Type, Delegate> Readers = new();

    private static readonly HashSet<Type> Scalars =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(ulong), typeof(double), typeof(decimal), typeof(Guid),
        typeof(byte[]), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeSpan), typeof(JsonElement),
    ];

    public static bool IsScalar(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum || plain.IsArray || Scalars.Contains(plain);
    }

    public static T Read<T>(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? default! : ((Func<NpgsqlDataReader, int, T>)Readers.GetOrAdd(typeof(T), Create))(reader, ordinal);

    private static Delegate Create(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var method =
            plain.IsEnum ? nameof(Word)
            : plain.IsArray && plain.GetElementType()!.IsEnum ? nameof(WordArray)
            : Scalars.Contains(plain) && plain != typeof(JsonElement) || plain.IsArray && Scalars.Contains(plain.GetElementType()!) ? nameof(Plain)
            : nameof(Document);
        var element = method == nameof(WordArray) ? plain.GetElementType()! : plain;
        var generic = typeof(Field).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!;
        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        var ordinal = Expression.Parameter(typeof(int));
        var body = Expression.Convert(Expression.Call(generic.MakeGenericMethod(element), reader, ordinal), type);
        return Expression.Lambda(typeof(Func<,,>).MakeGenericType(typeof(NpgsqlDataReader), typeof(int), type), body, reader, ordinal).Compile();
    }

    private static T Plain<T>(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<T>(ordinal);

    private static T Word<T>(NpgsqlDataReader reader, int ordinal) where T : struct, Enum => Words.Parse<T>(reader.GetString(ordinal));

    private static T[] WordArray<T>(NpgsqlDataReader reader, int ordinal) where T : struct, Enum =>
        [.. reader.GetFieldValue<string[]>(ordinal).Select(Words.Parse<T>)];

    private static T Document<T>(NpgsqlDataReader reader, int ordinal) =>
        JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(ordinal), Stored)!;

    // What is read from jsonb was made by our own SQL: a view may ask for less than the document holds, and absent means null.
    private static readonly JsonSerializerOptions Stored = new(Wire.Json)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = false,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };
}

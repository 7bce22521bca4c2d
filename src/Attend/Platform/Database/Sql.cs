using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Attend.Platform.Database;

/// <summary>
/// SQL written as an interpolated string: <c>$"select * from t where id = {id}"</c> becomes a text with <c>$1</c> and a typed
/// parameter. A nested <see cref="Sql"/> is spliced in; nothing else ever reaches the text, so there is nothing to inject into.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql
{
    // A part is a string of SQL or a parameter; the numbering is given when the command is made, so that fragments can be spliced.
    private readonly List<object> parts;

    public Sql(int literalLength, int formattedCount) => parts = new List<object>(formattedCount * 2 + 1);

    private Sql(string text) => parts = [text];

    /// <summary>Text of the program itself (a table's name, a fixed fragment); never anything that came from outside.</summary>
    public static Sql Raw(string text) => new(text);

    /// <summary>
    /// A condition for what was asked; none where nothing was. A plan is made once for all values, so a condition that might not count
    /// ("or it is null") would keep every index from being used.
    /// </summary>
    public static Sql? If(object? asked, Sql fragment) => asked is null ? null : fragment;

    public static Sql Join(string separator, IEnumerable<Sql> fragments)
    {
        var joined = new Sql("");
        foreach (var (index, fragment) in fragments.Index())
        {
            joined.AppendLiteral(index == 0 ? "" : separator);
            joined.AppendFormatted(fragment);
        }

        return joined;
    }

    /// <summary>A condition: a column holds one of these words. Written out, because an index over some states is used only by who reads them in the text.</summary>
    /// <param name="column">Text of the program itself.</param>
    public static Sql OneOf<T>(string column, IEnumerable<T> words)
        where T : struct, Enum =>
        new($"{column} in ({string.Join(", ", words.Select(word => $"'{Words.Of(word)}'"))})");

    /// <summary>A value as jsonb, in the wire's spelling.</summary>
    public static Jsonb Json<T>(T value) => new(JsonSerializer.Serialize(value, Wire.Json));

    public void AppendLiteral(string literal) => parts.Add(literal);

    public void AppendFormatted(Sql? fragment)
    {
        if (fragment is not null)
        {
            parts.AddRange(fragment.parts.Select(part => part is NpgsqlParameter parameter ? parameter.Clone() : part));
        }
    }

    public void AppendFormatted<T>(T value) => parts.Add(Parameter(typeof(T), value));

    /// <summary>Fills a command, numbering the parameters in order.</summary>
    public void Fill(NpgsqlBatchCommand command)
    {
        var text = new StringBuilder(256);
        foreach (var part in parts)
        {
            if (part is NpgsqlParameter parameter)
            {
                command.Parameters.Add(parameter);
                text.Append('$').Append(command.Parameters.Count);
            }
            else
            {
                text.Append((string)part);
            }
        }

        command.CommandText = text.ToString();
    }

    public override string ToString() => string.Concat(parts.Select(part => part as string ?? "$"));

    private static NpgsqlParameter Parameter(Type declared, object? value)
    {
        // A column's value that arrives boxed tells its own type; a null one is sent untyped and the server infers it.
        var type = declared == typeof(object) && value is not null ? value.GetType() : declared;
        var element = Nullable.GetUnderlyingType(type) ?? type;
        if (element == typeof(object))
        {
            return new NpgsqlParameter { Value = DBNull.Value };
        }

        if (element != typeof(byte[]) && element.IsArray)
        {
            var item = element.GetElementType()!;
            var array = value is not null && item.IsEnum ? ((IEnumerable)value).Cast<object>().Select(Words.OfBoxed).ToArray() : value;
            return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | DbType(item), Value = array ?? DBNull.Value };
        }

        return new NpgsqlParameter { NpgsqlDbType = DbType(element), Value = Plain(value) };
    }

    private static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        Enum word => Words.OfBoxed(word),
        DateTimeOffset time => Clocks.Micros(time),
        Jsonb json => json.Text,
        JsonElement json => json.GetRawText(),
        _ => value,
    };

    private static NpgsqlDbType DbType(Type type) => type switch
    {
        _ when type == typeof(long) => NpgsqlDbType.Bigint,
        _ when type == typeof(int) => NpgsqlDbType.Integer,
        _ when type == typeof(string) || type.IsEnum => NpgsqlDbType.Text,
        _ when type == typeof(bool) => NpgsqlDbType.Boolean,
        _ when type == typeof(double) => NpgsqlDbType.Double,
        _ when type == typeof(decimal) => NpgsqlDbType.Numeric,
        _ when type == typeof(DateTimeOffset) => NpgsqlDbType.TimestampTz,
        _ when type == typeof(DateOnly) => NpgsqlDbType.Date,
        _ when type == typeof(TimeSpan) => NpgsqlDbType.Interval,
        _ when type == typeof(Guid) => NpgsqlDbType.Uuid,
        _ when type == typeof(byte[]) => NpgsqlDbType.Bytea,
        _ when type == typeof(ulong) => NpgsqlDbType.Xid8,
        _ when type == typeof(Jsonb) || type == typeof(JsonElement) => NpgsqlDbType.Jsonb,
        _ => throw new NotSupportedException($"A {type} cannot be a parameter; use Sql.Json for a document."),
    };
}

/// <summary>A document on its way into a jsonb column.</summary>
internal sealed record Jsonb(string Text);

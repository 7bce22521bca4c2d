using Attend.Platform.Database;

namespace Attend.Forecasts;

/// <summary>A part of a model as it is stored.</summary>
/// <param name="Memory">Null where it was not asked for: a forecast does without it.</param>
internal sealed record ModelRow(long QueueId, int Class, byte[] Rule, byte[]? Memory);

/// <summary>Models on their way into the database and back.</summary>
internal static class Models
{
    /// <summary>What forecasts of these queues need.</summary>
    public static Sql Rules(long[] queues) => Rules($"select unnest({queues})");

    /// <summary>The same for the queues that a query gives.</summary>
    public static Sql Rules(Sql queues) => $"""
        select queue_id, class, rule, null::bytea as memory from forecasts.models where queue_id in ({queues}) and version = {Model.Version}
        """;

    /// <summary>What learning needs as well.</summary>
    public static Sql Whole(long[] queues) => $"""
        select queue_id, class, rule, memory from forecasts.models where queue_id = any({queues}) and version = {Model.Version}
        """;

    /// <summary>The model of a queue, from its rows among these; a new one where there are none.</summary>
    public static Model Of(long queueId, IEnumerable<ModelRow> rows)
    {
        var model = new Model();
        foreach (var row in rows.Where(row => row.QueueId == queueId))
        {
            Read(row.Rule, packing => model.CarryRule(row.Class, packing));
            if (row.Memory is { } memory)
            {
                Read(memory, packing => model.CarryMemory(row.Class, packing));
            }
        }

        return model;
    }

    /// <summary>Queues the statements that keep what was learned.</summary>
    public static void Save(Change change, long queueId, Model model)
    {
        foreach (var level in model.Levels)
        {
            var (rule, memory) = (Packing.Into(), Packing.Into());
            model.CarryRule(level, rule);
            model.CarryMemory(level, memory);
            change.Run($"""
                insert into forecasts.models (queue_id, class, version, learned, rule, memory, updated_at)
                values ({queueId}, {level}, {Model.Version}, {model.LearnedOf(level)}, {rule.Bytes}, {memory.Bytes}, {change.Now})
                on conflict (queue_id, class) do update set version = excluded.version, learned = excluded.learned, rule = excluded.rule,
                    memory = excluded.memory, updated_at = excluded.updated_at
                """);
        }
    }

    private static void Read(byte[] stored, Action<Packing> carry)
    {
        var packing = Packing.From(stored);
        carry(packing);
        if (!packing.AtEnd)
        {
            throw new InvalidDataException($"A model of version {Model.Version} is longer than it should be: {stored.Length} bytes.");
        }
    }
}

using Npgsql;

namespace Attend.Platform.Database;

/// <summary>What a queued statement will have answered once it was sent.</summary>
internal sealed class Pending<T>
{
    private T value = default!;
    private bool sent;

    public T Value
    {
        get => sent ? value : throw new InvalidOperationException("The statement has not been sent yet: await Send() first.");
        set
        {
            this.value = value;
            sent = true;
        }
    }
}

/// <summary>
/// Statements that go to the server together, in one round trip, and are answered in order. Each sees what the ones before it did;
/// under READ COMMITTED each also sees what was committed until it began, so a fact that depends on a lock is read in the statement
/// after the one that locks.
/// <para>What was sent is waited for, also when nobody waits for the answer any more: a statement that is given up while the driver prepares it stays
/// without its columns, and all who come to that connection later would get no answer. (Npgsql 10; <c>ReadsTests</c> shows it.)</para>
/// </summary>
/// <param name="ct">Looked at before something is sent.</param>
internal sealed class Reads(NpgsqlConnection connection, CancellationToken ct)
{
    private readonly List<Statement> queue = [];

    public bool Empty => queue.Count == 0;

    /// <summary>Exactly one row; none is a bug.</summary>
    public Pending<T> One<T>(Sql sql)
    {
        var pending = new Pending<T>();
        queue.Add(new Statement(sql, async reader => pending.Value = await reader.ReadAsync()
            ? Rows<T>.Read(reader, Rows<T>.Ordinals(reader))
            : throw new InvalidOperationException($"No row: {sql}")));
        return pending;
    }

    /// <summary>One row, or the type's default when there is none.</summary>
    public Pending<T?> Find<T>(Sql sql)
    {
        var pending = new Pending<T?>();
        queue.Add(new Statement(sql, async reader =>
            pending.Value = await reader.ReadAsync() ? Rows<T>.Read(reader, Rows<T>.Ordinals(reader)) : default));
        return pending;
    }

    public Pending<IReadOnlyList<T>> List<T>(Sql sql)
    {
        var pending = new Pending<IReadOnlyList<T>>();
        queue.Add(new Statement(sql, async reader =>
        {
            var rows = new List<T>();
            var ordinals = Rows<T>.Ordinals(reader);
            while (await reader.ReadAsync())
            {
                rows.Add(Rows<T>.Read(reader, ordinals));
            }

            pending.Value = rows;
        }));
        return pending;
    }

    /// <summary>A statement without rows; <paramref name="check"/> looks at how many it touched.</summary>
    public void Run(Sql sql, Action<ulong>? check = null) => queue.Add(new Statement(sql, null, check));

    /// <summary>A statement whose rows nobody reads: a lock. (The reader stops at them, so that <see cref="Run"/> would not do.)</summary>
    public void Lock(Sql sql) => queue.Add(new Statement(sql, _ => Task.CompletedTask));

    /// <summary>Sends all that is queued in one round trip and fills what is pending.</summary>
    public async Task Send()
    {
        if (queue.Count == 0)
        {
            return;
        }

        ct.ThrowIfCancellationRequested();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in queue)
        {
            var command = new NpgsqlBatchCommand();
            statement.Sql.Fill(command);
            batch.BatchCommands.Add(command);
        }

        await using (var reader = await batch.ExecuteReaderAsync())
        {
            foreach (var statement in queue)
            {
                // The reader stops only at statements that give rows.
                if (statement.Read is { } read)
                {
                    await read(reader);
                    await reader.NextResultAsync();
                }
            }

            while (await reader.NextResultAsync())
            {
            }
        }

        foreach (var (index, statement) in queue.Index())
        {
            statement.Check?.Invoke(batch.BatchCommands[index].Rows);
        }

        queue.Clear();
    }

    private sealed record Statement(Sql Sql, Func<NpgsqlDataReader, Task>? Read, Action<ulong>? Check = null);
}

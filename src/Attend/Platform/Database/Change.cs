using Attend.Platform.Access;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Platform.Work;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>
/// The write transaction as a slice sees it. Statements are queued and go out together with <see cref="Send"/>: one round trip to
/// lock and load, one to save; the commit is the third. Nothing else than SQL happens in here.
/// </summary>
internal sealed class Change(NpgsqlConnection connection, Caller caller, DateTimeOffset now, int epoch, CancellationToken ct)
{
    private readonly Reads queue = new(connection, ct);
    private readonly List<Action> checks = [];
    private bool wrote;
    private DateTimeOffset firstDue = DateTimeOffset.MaxValue;

    public Caller Caller => caller;

    /// <summary>The product's clock when this attempt began, in UTC microseconds.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Set by the worker: the due work that this transaction carries out.</summary>
    public RunningWork? Running { get; set; }

    public CancellationToken Cancel => ct;

    /// <summary>Whether anything has been sent to the database yet.</summary>
    public bool Asked { get; private set; }

    public Pending<T> One<T>(Sql sql) => queue.One<T>(sql);

    public Pending<T?> Find<T>(Sql sql) => queue.Find<T>(sql);

    public Pending<IReadOnlyList<T>> List<T>(Sql sql) => queue.List<T>(sql);

    /// <summary>A write that must touch exactly <paramref name="rows"/> rows; another count is a bug and rolls everything back.</summary>
    public void Run(Sql sql, int rows = 1) => queue.Run(sql, touched =>
    {
        if (touched != (ulong)rows)
        {
            throw new InvalidOperationException($"Touched {touched} rows instead of {rows}: {sql}");
        }
    });

    /// <summary>A write that may touch any number of rows.</summary>
    public void RunAny(Sql sql) => queue.Run(sql);

    /// <summary>A select that only locks. Read the facts that depend on it in the next statement.</summary>
    public void Lock(Sql sql) => queue.Lock(sql);

    /// <summary>Draws the next id of a table before its row is made, so that other rows of the same round trip can name it.</summary>
    public Pending<long> NextId(string table) => One<long>($"select nextval({table + "_id_seq"}::text::regclass)");

    /// <summary>Draws the number of a message that this change is the cause of, so that its answer can name what is written later.</summary>
    public Pending<long> NextMessage() => NextId("platform.messages");

    /// <summary>Records a fact. <paramref name="data"/> carries ids and values, never a person's data.</summary>
    public void Event(string kind, string subject, object? data = null, string? from = null, string? to = null)
    {
        wrote = true;
        queue.Run($"""
            insert into platform.events (epoch, at, actor, kind, subject, from_state, to_state, data)
            values ({epoch}, {now}, {caller.Actor}, {kind}, {subject}, {from}, {to}, {Sql.Json(data ?? new { })})
            """);
    }

    /// <summary>
    /// The one door for state: a compare-and-set with its stamp and its event, in one statement. When the row is in none of the
    /// action's from-states nothing changes and the caller is answered 409 with the present state and what is allowed.
    /// </summary>
    /// <param name="at">The time of the fact for the stamp; now when not given.</param>
    /// <param name="to">The target of an action whose row leaves it open (undo, correct, derived states).</param>
    /// <param name="set">Further columns to set, such as <c>$"reason = {reason}"</c>.</param>
    /// <param name="since">When the target began, for a way back to a state that it was in before.</param>
    public Pending<Moved> Move<TState, TAction>(
        Lifecycle<TState, TAction> lifecycle, long id, TAction action,
        DateTimeOffset? at = null, TState? to = null, Sql? set = null, object? data = null, DateTimeOffset? since = null)
        where TState : struct, Enum
        where TAction : struct, Enum
    {
        wrote = true;
        var step = lifecycle.Step(action);
        var target = Words.Of(step.To ?? to ?? throw new InvalidOperationException($"{step.Event} needs a target state."));
        var moved = queue.Find<Moved>(MoveSql.For(lifecycle.Table, step.Row, $"{id}::bigint", target, at ?? now, set, data, caller.Actor, now, epoch, since));
        var result = new Pending<Moved>();
        checks.Add(() => result.Value = moved.Value ?? throw new WrongState(lifecycle.Table, id));
        return result;
    }

    /// <summary>The same for every row of a set that is in one of the from-states; the others, and an empty set, are passed over.</summary>
    /// <param name="which">SQL that gives ids.</param>
    public Pending<IReadOnlyList<Moved>> MoveAll<TState, TAction>(
        Lifecycle<TState, TAction> lifecycle, Sql which, TAction action, DateTimeOffset? at = null, Sql? set = null, object? data = null)
        where TState : struct, Enum
        where TAction : struct, Enum
    {
        wrote = true;
        var step = lifecycle.Step(action);
        var target = Words.Of(step.To ?? throw new InvalidOperationException($"{step.Event} needs a target state."));
        return queue.List<Moved>(MoveSql.For(lifecycle.Table, step.Row, which, target, at ?? now, set, data, caller.Actor, now, epoch));
    }

    /// <summary>Creation, through the same table: the row with its first state and stamp, and its event.</summary>
    public void Add<TState, TAction>(
        Lifecycle<TState, TAction> lifecycle, long id, TAction action, (string Column, object? Value)[] columns,
        DateTimeOffset? at = null, object? data = null)
        where TState : struct, Enum
        where TAction : struct, Enum =>
        Add(lifecycle, $"{id}", action, columns, at, data);

    /// <summary>Creation of a row that nothing else in this round trip names: the database draws its id.</summary>
    public void AddNext<TState, TAction>(
        Lifecycle<TState, TAction> lifecycle, TAction action, (string Column, object? Value)[] columns, DateTimeOffset? at = null, object? data = null)
        where TState : struct, Enum
        where TAction : struct, Enum =>
        Add(lifecycle, $"nextval({lifecycle.Table.Table + "_id_seq"}::text::regclass)", action, columns, at, data);

    /// <summary>Creation of as many rows as a query gives, each with its event. The database draws their ids.</summary>
    /// <param name="columns">What the query gives, in its order: <c>user_id, way</c>.</param>
    /// <param name="rows">SQL that gives the rows.</param>
    public void AddAll<TState, TAction>(Lifecycle<TState, TAction> lifecycle, TAction action, string columns, Sql rows, DateTimeOffset? at = null)
        where TState : struct, Enum
        where TAction : struct, Enum
    {
        wrote = true;
        var step = lifecycle.Step(action);
        var target = Words.Of(step.To ?? throw new InvalidOperationException($"{step.Event} needs a first state."));
        queue.Run(MoveSql.ForMany(lifecycle.Table, step.Row, columns, rows, target, at ?? now, caller.Actor, now, epoch));
    }

    private void Add<TState, TAction>(
        Lifecycle<TState, TAction> lifecycle, Sql id, TAction action, (string Column, object? Value)[] columns, DateTimeOffset? at, object? data)
        where TState : struct, Enum
        where TAction : struct, Enum
    {
        wrote = true;
        var step = lifecycle.Step(action);
        var target = Words.Of(step.To ?? throw new InvalidOperationException($"{step.Event} needs a first state."));
        queue.Run(MoveSql.ForNew(lifecycle.Table, step.Row, id, target, at ?? now, columns, data, caller.Actor, now, epoch));
    }

    /// <summary>
    /// Work that falls due: claimed by one node, run once, survives a crash. One row per kind and key; asking again moves its time.
    /// </summary>
    public void Later(string kind, string key, DateTimeOffset dueAt, object? data = null)
    {
        firstDue = dueAt < firstDue ? dueAt : firstDue;
        if (Running is { } running && running.Is(kind, key))
        {
            running.Again(dueAt, Sql.Json(data ?? new { }));
            return;
        }

        queue.Run(DueWork.Put(kind, key, dueAt, Sql.Json(data ?? new { })));
    }

    /// <summary>The same for a thing by its id; see <see cref="Work.DueItem.KeyId"/>.</summary>
    public void Later(string kind, long id, DateTimeOffset dueAt, object? data = null) => Later(kind, Key(id), dueAt, data);

    /// <summary>Moves work of a thing to where it falls due now, or takes it back, where that is not what it was before.</summary>
    public void Later(string kind, long id, DateTimeOffset? was, DateTimeOffset? due)
    {
        if (due is { } at && at != was)
        {
            Later(kind, id, at > now ? at : now);
        }
        else if (due is null && was is not null)
        {
            NotLater(kind, id);
        }
    }

    /// <summary>Takes due work back that is no longer needed.</summary>
    public void NotLater(string kind, string key)
    {
        if (Running is { } running && running.Is(kind, key))
        {
            running.NotAgain();
            return;
        }

        queue.Run(DueWork.Drop(kind, key));
    }

    public void NotLater(string kind, long id) => NotLater(kind, Key(id));

    /// <summary>After the commit: wakes whoever waits for what was written.</summary>
    public void Tell(Wake wake)
    {
        if (wrote)
        {
            wake.Signal();
        }

        if (firstDue < DateTimeOffset.MaxValue)
        {
            wake.Due(firstDue);
        }
    }

    private static string Key(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A check to run once the next round trip is back.</summary>
    public void OnSent(Action check) => checks.Add(check);

    /// <summary>Reads for a slice that joined, in a round trip of their own.</summary>
    public async Task<T> Read<T>(Func<Reads, T> ask)
    {
        var pending = ask(queue);
        await Send();
        return pending;
    }

    /// <summary>Sends what is queued in one round trip; row counts and moves are checked before anything is committed.</summary>
    public async Task Send()
    {
        Asked = true;
        await queue.Send();
        foreach (var check in checks)
        {
            check();
        }

        checks.Clear();
    }
}

using Attend.Platform.Access;

namespace Attend.Platform.Lifecycles;

/// <summary>
/// A lifecycle as one table of data: which action leads from which states to which, what it records and who may do it. The door, the
/// SQL checks, the views' <c>actions</c>, the documents and the tests all read this table; no rule is written a second time.
/// </summary>
internal sealed record LifecycleTable(
    string Name, string Table, string Subject, string Carries, string IdName, IReadOnlyList<string> States, IReadOnlyList<StepRow> Steps)
{
    /// <summary>What a caller may do with a thing in this state, in the order of the table.</summary>
    public IReadOnlyList<string> Actions(string state, Func<Permission, bool> may) =>
        [.. Steps.Where(step => step.By is { } by && step.From.Contains(state) && may(by)).Select(step => step.Action).Distinct()];
}

/// <summary>One row. <c>To</c> is null where the action names its target (undo, correct, derived states); <c>By</c> is null for the system.</summary>
internal sealed record StepRow(string Action, IReadOnlyList<string> From, string? To, string Event, string? Stamp, Permission? By);

/// <summary>The typed face of a <see cref="LifecycleTable"/>.</summary>
internal sealed class Lifecycle<TState, TAction>
    where TState : struct, Enum
    where TAction : struct, Enum
{
    private readonly List<Step<TState, TAction>> steps = [];

    /// <param name="name">The thing, in one word: <c>response</c>.</param>
    /// <param name="table">Its table, with schema.</param>
    /// <param name="subject">SQL over the row for the event's subject, such as <c>'call:' || call_id</c>.</param>
    /// <param name="carries">SQL pairs over the row that every event carries, such as <c>'unit_id', unit_id</c>.</param>
    public Lifecycle(string name, string table, string subject, string carries = "")
    {
        Carries = carries;
        Name = name;
        TableName = table;
        Subject = subject;
    }

    public string Name { get; }

    public LifecycleTable Table => field ??= new LifecycleTable(
        Name, TableName, Subject, Carries, Name + "_id", Words.All<TState>(), [.. steps.Select(step => step.Row)]);

    private string TableName { get; }

    private string Subject { get; }

    private string Carries { get; }

    public Lifecycle<TState, TAction> On(TAction action, TState[] from, TState? to, string @event, string? stamp = null, Permission? by = null)
    {
        var row = new StepRow(Words.Of(action), [.. from.Select(Words.Of)], to is { } state ? Words.Of(state) : null, @event, stamp, by);
        steps.Add(new Step<TState, TAction>(action, from, to, @event, row));
        return this;
    }

    public Step<TState, TAction> Step(TAction action) =>
        steps.Find(step => EqualityComparer<TAction>.Default.Equals(step.Action, action))
        ?? throw new InvalidOperationException($"{Name} has no action {action}.");

    public bool Allows(TState state, TAction action) => Step(action).From.Contains(state);
}

internal sealed record Step<TState, TAction>(TAction Action, IReadOnlyList<TState> From, TState? To, string Event, StepRow Row)
    where TState : struct, Enum
    where TAction : struct, Enum;

/// <summary>What the door answers: the row's version after the move, and the state it came from.</summary>
internal sealed record Moved(long Id, long Version, string FromState);

/// <summary>The door found the row in none of the from-states (or not at all); the write answers 409 (or 404) with what holds now.</summary>
internal sealed class WrongState(LifecycleTable lifecycle, long id) : Exception($"{lifecycle.Name} {id} is not in a state for this.")
{
    public LifecycleTable Lifecycle => lifecycle;

    public long Id => id;
}

/// <summary>A lifecycle as clients read it, so that no screen writes a rule a second time.</summary>
internal sealed record LifecycleView(string Name, IReadOnlyList<string> States, IReadOnlyList<StepView> Steps)
{
    public static LifecycleView Of(LifecycleTable table) => new(table.Name, table.States,
        [.. table.Steps.Select(step => new StepView(step.Action, step.From, step.To, step.Event, step.Stamp, step.By?.Name))]);
}

internal sealed record StepView(string Action, IReadOnlyList<string> From, string? To, string Event, string? Stamp, string? Permission);

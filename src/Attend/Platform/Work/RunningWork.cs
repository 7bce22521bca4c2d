using Attend.Platform.Database;

namespace Attend.Platform.Work;

/// <summary>
/// The row of due work behind a transaction. Its lock is taken last of all, as by every slice that puts work down, so a reaction and a
/// slice over the same call cannot wait for each other; therefore a reaction that asks for its own work again is only noted here.
/// </summary>
internal sealed class RunningWork(DueItem item)
{
    private (DateTimeOffset DueAt, Jsonb Data)? again;

    public DueItem Item => item;

    /// <summary>Whether the claim still holds; a look without a lock.</summary>
    public Sql Held => $"select id from platform.work where id = {item.Id} and fence = {item.Fence}";

    public bool Is(string kind, string key) => item.Kind == kind && item.Key == key;

    public void Again(DateTimeOffset dueAt, Jsonb data) => again = (dueAt, data);

    public void NotAgain() => again = null;

    /// <summary>Ends the claim in the transaction of the reaction, provided it still holds: the row is removed, or put to its next time.</summary>
    public Sql Finish() => again is var (dueAt, data) ? PutAgain(dueAt, data) : $"""
        delete from platform.work where id = {item.Id} and fence = {item.Fence} returning id
        """;

    private Sql PutAgain(DateTimeOffset dueAt, Jsonb data) => $"""
        update platform.work
        set due_at = {dueAt}, data = {data}, attempts = 0, retry_at = null, last_error = null, fence = fence + 1, lease_until = null
        where id = {item.Id} and fence = {item.Fence} returning id
        """;
}

using System.Globalization;
using Attend.Platform.Database;

namespace Attend.Platform.Work;

/// <summary>The statements that put due work down and take it back, inside the transaction of the fact that causes it.</summary>
internal static class DueWork
{
    /// <summary>One row per kind and key. A new time takes the work away from whoever holds the old one: the fence moves on.</summary>
    public static Sql Put(string kind, string key, DateTimeOffset dueAt, Jsonb data) => $"""
        insert into platform.work (kind, key, due_at, data) values ({kind}, {key}, {dueAt}, {data})
        on conflict on constraint one_work_per_kind_and_key
        do update set due_at = excluded.due_at, data = excluded.data, attempts = 0, retry_at = null, last_error = null,
                      fence = work.fence + 1, lease_until = null
        """;

    /// <summary>When work is due that nobody has carried out yet; no row where there is none.</summary>
    public static Sql DueAt(string kind, long id) => $"select due_at from platform.work where kind = {kind} and key = {id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What has failed and waits for another try, the longest overdue first.</summary>
    /// <param name="module">Of one module only.</param>
    public static Sql Failing(int most, string? module = null) => $"""
        select kind, key, due_at, attempts, retry_at, last_error from platform.work
        where last_error is not null {Sql.If(module, $"and split_part(kind, '.', 1) = {module}")} order by due_at limit {most}
        """;

    /// <summary>Has failed work tried again as soon as a worker looks; its attempts begin anew. Gives its id, or no row where none failed.</summary>
    public static Sql Retry(string kind, string key) => $"""
        update platform.work set retry_at = null, attempts = 0
        where kind = {kind} and key = {key} and last_error is not null returning id
        """;

    /// <summary>Recorded with every retry that somebody asked for.</summary>
    public const string Retried = "platform.work_retried";

    public static Sql Drop(string kind, string key) => $"delete from platform.work where kind = {kind} and key = {key}";
}

/// <summary>Due work that failed, as the administrator sees it.</summary>
internal sealed record FailingWork(string Kind, string Key, DateTimeOffset DueAt, int Attempts, DateTimeOffset? RetryAt, string LastError);

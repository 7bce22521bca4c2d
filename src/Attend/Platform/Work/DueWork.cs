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

    public static Sql Drop(string kind, string key) => $"delete from platform.work where kind = {kind} and key = {key}";
}

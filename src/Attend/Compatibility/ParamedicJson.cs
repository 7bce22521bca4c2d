using Attend.Dispatch;
using Attend.Platform.Database;

namespace Attend.Compatibility;

/// <param name="IsAvailableForDispatch">On duty, licensed, not set aside and not out on a call.</param>
internal sealed record ParamedicJson(long Id, string Username, string FirstName, string LastName, string FullName, bool IsAvailableForDispatch)
{
    /// <summary>Active paramedics, from <c>people.members m</c>; the caller adds further conditions.</summary>
    public static Sql Select(DateTimeOffset now) => $"""
        select m.id, m.username, m.first_name, m.last_name, m.full_name, {Available(now)} as is_available_for_dispatch
        from people.members m
        where m.active and exists (select from people.roles o where o.user_id = m.id and o.role = 'paramedic')
        """;

    public static Sql Available(DateTimeOffset now) => $"""
        ({Assignment.Sendable(now)}
         and exists (select from people.duty d where d.user_id = m.id and d.from_at <= {now} and (d.to_at is null or {now} < d.to_at)))
        """;
}

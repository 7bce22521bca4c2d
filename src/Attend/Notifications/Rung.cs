using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>One rung of a ladder: who is told by which ways, and how long after the message was said.</summary>
/// <param name="Roles">Who is on duty in these roles; null: those whom the message is for.</param>
internal sealed record Rung(TimeSpan Wait, IReadOnlyList<Way> Ways, IReadOnlyList<Role>? Roles = null)
{
    public static Rung AtOnce(params Way[] ways) => new(TimeSpan.Zero, ways);

    public static Rung After(int seconds, params Way[] ways) => new(TimeSpan.FromSeconds(seconds), ways);

    /// <summary>
    /// SQL that writes a message's rungs down: those that an administrator set for its kind and priority, then those for its kind, then
    /// what the kind does by itself.
    /// </summary>
    public static Sql Write(long messageId, Kind kind, string? priority, string audience, IReadOnlyList<Rung>? instead = null)
    {
        var own = instead ?? kind.Ladder(priority);
        var waits = own.Select(rung => (int)rung.Wait.TotalSeconds).ToArray();
        var ways = own.Select(rung => string.Join(',', rung.Ways.Select(Words.Of))).ToArray();
        var people = own.Select(rung => rung.Roles is { } roles ? Audience.OnDuty([.. roles]) : audience).ToArray();
        return $"""
            with set as (
                select number, after_seconds, roles, ways from notifications.ladders where {instead is null} and kind = {kind.Name} and priority = (
                    select max(priority) from notifications.ladders where kind = {kind.Name} and priority in ({priority ?? ""}, ''))
            )
            insert into notifications.rungs (message_id, number, after_seconds, audience, ways)
            select {messageId}::bigint, number, after_seconds, coalesce('duty:' || array_to_string(roles, ','), {audience}), ways from set
            union all
            select {messageId}::bigint, own.number - 1, own.wait, own.audience, string_to_array(own.ways, ',')
            from unnest({waits}, {people}, {ways}) with ordinality as own (wait, audience, ways, number)
            where not exists (select from set)
            """;
    }
}

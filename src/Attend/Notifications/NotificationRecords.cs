using System.Globalization;
using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>What Notifications keeps about people, kind by kind.</summary>
internal static class NotificationRecords
{
    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("notifications.choices", "What somebody wants to be told, by which ways and when, and the browsers that take it; until the person is erased.", 1095,
            ExportChoices, EraseChoices, (_, _, _, _) => Task.FromResult(0L)),
        new("notifications.deliveries", "Who was told what, when and how. Kept as evidence; holds ids, words and times only.", 1095,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('kind', m.kind, 'subject', m.subject, 'way', d.way, 'state', d.state, 'said_at', m.created_at,
                    'sent_at', d.sent_at, 'delivered_at', d.delivered_at, 'read_at', d.read_at) order by d.id)
                from notifications.deliveries d join notifications.messages m on m.id = d.message_id where d.user_id = {User(subject)}
                """),
            (_, _) => { },
            ExpireDeliveries),
    ];

    private static Pending<JsonElement> ExportChoices(Reads reads, string subject) => reads.Find<JsonElement>($"""
        select jsonb_build_object(
            'preferences', (select coalesce(jsonb_agg(to_jsonb(p) - 'user_id' order by p.kind, p.way), '[]') from notifications.preferences p where p.user_id = {User(subject)}),
            'quiet_hours', (select to_jsonb(q) - 'user_id' from notifications.quiet_hours q where q.user_id = {User(subject)}),
            'devices', (select coalesce(jsonb_agg(jsonb_build_object('name', d.name, 'created_at', d.created_at, 'used_at', d.used_at) order by d.id), '[]')
                from notifications.devices d where d.user_id = {User(subject)}))
        where {User(subject)} > 0
        """);

    private static void EraseChoices(Change change, string subject)
    {
        var id = User(subject);
        change.RunAny($"delete from notifications.preferences where user_id = {id}");
        change.RunAny($"delete from notifications.quiet_hours where user_id = {id}");
        change.RunAny($"delete from notifications.devices where user_id = {id}");
    }

    /// <summary>
    /// A message goes with the last of its deliveries; one that was for nobody with its time. From the first on its ladder does not say any
    /// more how many there were.
    /// </summary>
    private static async Task<long> ExpireDeliveries(Change change, DateTimeOffset before, Sql held, int most)
    {
        var gone = change.List<Gone>($"""
            select d.id, d.message_id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.created_at < {before} and 'user:' || d.user_id not in ({held}) order by m.created_at, d.id limit {most} for update of d
            """);
        await change.Send();
        var (ids, messages) = (gone.Value.Select(one => one.Id).ToArray(), gone.Value.Select(one => one.MessageId).Distinct().ToArray());
        change.RunAny($"update notifications.rungs set people = null where message_id = any({messages})");
        change.RunAny($"delete from notifications.reports where delivery_id = any({ids})");
        change.RunAny($"delete from notifications.tries where delivery_id = any({ids})");
        change.RunAny($"delete from notifications.deliveries where id = any({ids})");
        var empty = change.List<long>($"""
            select m.id from notifications.messages m
            where m.created_at < {before} and not exists (select from notifications.deliveries d where d.message_id = m.id)
            order by m.created_at limit {most} for update
            """);
        await change.Send();
        change.RunAny($"delete from notifications.rungs where message_id = any({empty.Value.ToArray()})");
        change.RunAny($"delete from notifications.messages where id = any({empty.Value.ToArray()})");
        await change.Send();
        return Math.Max(ids.Length, empty.Value.Count);
    }

    private sealed record Gone(long Id, long MessageId);

    /// <summary>0 where the subject is no user.</summary>
    private static long User(string subject) =>
        subject.StartsWith("user:", StringComparison.Ordinal) && long.TryParse(subject.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}

using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Queues;

/// <summary>
/// The personal data that Queues keeps. A number belongs to a patient whom People knows (<c>user:5</c>), or to whoever took it
/// (<c>ticket:7</c>); stamps, classes and outcomes stay, they name nobody.
/// </summary>
internal static class QueueRecords
{
    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("queues.tickets", "What somebody who took a number said they are called, and why they were held or classed.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('number', t.number, 'name', t.name, 'arrived_at', t.arrived_at, 'consideration', t.consideration,
                    'hold_reason', t.hold_reason, 'outcome', t.outcome,
                    'reasons', (select jsonb_agg(d.reason order by d.id) from queues.deeds d where d.ticket_id = t.id and d.reason is not null)) order by t.id)
                from queues.tickets t where {Of(subject)} having count(*) > 0
                """),
            (change, subject) =>
            {
                change.RunAny($"update queues.deeds set {Unsaid} where ticket_id in (select t.id from queues.tickets t where {Of(subject)})");
                change.RunAny($"update queues.tickets t set {Nameless} where {Of(subject)}");
            },
            Expire),
        new("queues.following", "Which queues somebody follows, until they follow them no more or are erased.", 1095,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('code', q.code, 'name', q.name, 'site_id', q.site_id, 'followed_at', f.followed_at) order by f.queue_id)
                from queues.followers f join queues.queues q on q.id = f.queue_id where f.user_id = {Subjects.IdOf(subject, "user")} having count(*) > 0
                """),
            (change, subject) => change.RunAny($"delete from queues.followers where user_id = {Subjects.IdOf(subject, "user")}"),
            (_, _, _, _) => Task.FromResult(0L)),
        new("queues.status_notes", "What somebody wrote when they opened or closed a queue.", 365,
            (reads, _) => reads.Find<JsonElement>($"select null::jsonb where false"),
            (_, _) => { },
            async (change, before, _, most) =>
            {
                var gone = change.List<long>($"""
                    update queues.status_log set additional_notes = null where id in (
                        select id from queues.status_log where changed_at < {before} and additional_notes is not null order by id limit {most} for update)
                    returning id
                    """);
                await change.Send();
                return gone.Value.Count;
            }),
    ];

    private static Sql Nameless => Sql.Raw("name = null, hold_reason = null, device = null");

    private static Sql Unsaid => Sql.Raw("reason = null, before = before || '{\"hold_reason\": null}'");

    private static Sql Of(string subject) => $"(t.id = {Subjects.IdOf(subject, "ticket")} or t.patient_id = {Subjects.IdOf(subject, "user")})";

    private static async Task<long> Expire(Change change, DateTimeOffset before, Sql held, int most)
    {
        Sql old = $"""
            t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED') and t.state_since < {before}
              and 'ticket:' || t.id not in ({held}) and coalesce('user:' || t.patient_id, '') not in ({held})
            """;
        // What was said of a ticket that has neither a name nor a device stands with its deeds.
        var over = change.List<long>($"""
            select t.id from queues.tickets t where t.id in (
                (select t.id from queues.tickets t where (t.name is not null or t.hold_reason is not null or t.device is not null) and {old} order by t.id limit {most})
                union
                (select d.ticket_id from queues.deeds d join queues.tickets t on t.id = d.ticket_id
                 where (d.reason is not null or d.before ->> 'hold_reason' is not null) and {old} order by d.ticket_id limit {most}))
            order by t.id limit {most} for update
            """);
        await change.Send();
        var ids = over.Value.ToArray();
        change.RunAny($"update queues.deeds set {Unsaid} where ticket_id = any({ids})");
        change.RunAny($"update queues.tickets set {Nameless} where id = any({ids})");
        await change.Send();
        return ids.Length;
    }
}

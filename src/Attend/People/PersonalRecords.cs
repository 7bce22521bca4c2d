using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.People;

/// <summary>The personal data that People keeps, kind by kind.</summary>
internal static class PersonalRecords
{
    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("people.account", "Name, contact, sign-in with its passkeys, licences, skills, working hours and home, until so long after the user was deactivated.", 1095,
            ExportAccount, EraseAccount, ExpireAccounts),
        new("people.sessions", "When and with which program somebody signed in.", 90,
            (reads, subject) => Rows(reads, subject, "select kind, name, created_at, used_at, ended_at from people.sessions"),
            (change, subject) => Of(subject, id => change.RunAny($"update people.sessions set name = '' where user_id = {id}")),
            (change, before, held, most) => Delete(change, "people.sessions", $"least(ended_at, expires_at) < {before} and 'user:' || user_id not in ({held})", most)),
        new("people.shifts", "Duty as planned. Kept as a fact of dispatch; holds ids and times only.", 3650,
            (reads, subject) => Rows(reads, subject, "select site_id, vehicle_id, from_at, to_at from people.shifts"),
            (_, _) => { },
            (change, before, held, most) => Delete(change, "people.shifts", $"to_at < {before} and 'user:' || user_id not in ({held})", most)),
        new("people.access_log", "Who looked at whose record. Kept as evidence; holds ids and times only.", 2190,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('at', at, 'actor', actor, 'purpose', purpose) order by id)
                from platform.access_log where subject = {subject}
                """),
            (_, _) => { },
            (change, before, held, most) => Delete(change, "platform.access_log", $"at < {before} and subject not in ({held}) order by at", most)),
    ];

    private static Pending<JsonElement> ExportAccount(Reads reads, string subject) => reads.Find<JsonElement>($"""
        select to_jsonb(u) || jsonb_build_object(
            'roles', {User.Roles},
            'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('name', k.name, 'domain', k.domain, 'transports', k.transports,
                'synced', k.backed_up, 'created_at', k.created_at, 'used_at', k.used_at) order by k.id), '[]')
                from people.passkeys k where k.user_id = u.id),
            'licences', (select coalesce(jsonb_agg(to_jsonb(l) - 'user_id' order by l.id), '[]') from people.licences l where l.user_id = u.id),
            'skills', (select coalesce(jsonb_agg(a.skill order by a.skill), '[]') from people.abilities a where a.user_id = u.id),
            'working_hours', (select to_jsonb(p) - 'user_id' from people.work_plans p where p.user_id = u.id))
        from people.users u where 'user:' || u.id = {subject} and u.id = {Subjects.IdOf(subject, "user")}
        """);

    private static void EraseAccount(Change change, string subject) => Of(subject, id => Erase(change, [id]));

    private static async Task<long> Delete(Change change, string table, Sql where, int most)
    {
        var gone = change.One<long>($"""
            with gone as (
                delete from {Sql.Raw(table)} where id in (select id from {Sql.Raw(table)} where {where} limit {most}) returning id)
            select count(*) from gone
            """);
        await change.Send();
        return gone.Value;
    }

    // Rows that another round holds are waited for, not passed over: that round may have lost its claim and come to nothing.
    private static async Task<long> ExpireAccounts(Change change, DateTimeOffset before, Sql held, int most)
    {
        var due = change.List<long>($"""
            select id from people.users
            where deactivated_at < {before} and erased_at is null and 'user:' || id not in ({held})
            order by id limit {most} for update
            """);
        await change.Send();
        Erase(change, due.Value);
        foreach (var id in due.Value)
        {
            change.Event(PeopleEvents.UserErased, $"user:{id}", new { user_id = id });
        }

        return due.Value.Count;
    }

    private static void Erase(Change change, IReadOnlyList<long> users)
    {
        var ids = users.ToArray();
        change.RunAny($"delete from people.licences where user_id = any({ids})");
        change.RunAny($"delete from people.abilities where user_id = any({ids})");
        change.RunAny($"delete from people.work_plans where user_id = any({ids})");
        change.RunAny($"delete from people.user_roles where user_id = any({ids})");
        change.RunAny($"delete from people.passkeys where user_id = any({ids})");
        change.RunAny($"delete from people.passkey_challenges where user_id = any({ids})");
        change.RunAny($"update people.credentials set password_hash = null, totp_key = null, totp_confirmed_at = null where user_id = any({ids})");
        change.RunAny($"""
            update people.users set username = 'erased-' || id, first_name = '', last_name = '', phone = null, email = null,
                certification = null, language = 'en', zone = 'UTC', active = false, deactivated_at = coalesce(deactivated_at, {change.Now}),
                away_since = null, erased_at = {change.Now}, version = version + 1
            where id = any({ids})
            """);
    }

    private static Pending<JsonElement> Rows(Reads reads, string subject, string select) => reads.Find<JsonElement>($"""
        select jsonb_agg(to_jsonb(r)) from ({Sql.Raw(select)} where user_id = {Subjects.IdOf(subject, "user")} order by id) r
        """);

    private static void Of(string subject, Action<long> act)
    {
        if (Subjects.IdOf(subject, "user") is > 0 and var id)
        {
            act(id);
        }
    }
}

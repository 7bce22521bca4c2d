using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Dispatch;

/// <summary>
/// The personal data that Dispatch keeps, kind by kind. What was said about a call has the call as its subject (<c>call:12</c>), since
/// nobody proved who they are; a crew member is a user. Stamps, states and dispositions stay: they name nobody.
/// </summary>
internal static class CallRecords
{
    private static readonly Sql OfRow = Sql.Raw("k.call_id");

    private static readonly SaidOfCall[] Reasons =
    [
        new SaidOfCall(Sql.Raw("dispatch.responses k"), OfRow, Sql.Raw("end_reason = null"), Sql.Raw("k.end_reason is not null")),
        new SaidOfCall(Sql.Raw("dispatch.stamps k"), Sql.Raw("(select r.call_id from dispatch.responses r where r.id = k.response_id)"),
            Sql.Raw("reason = null"), Sql.Raw("k.reason is not null")),
        new SaidOfCall(Sql.Raw("dispatch.pre_alerts k"), OfRow, Sql.Raw("reason = null"), Sql.Raw("k.reason is not null")),
    ];

    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        Of("dispatch.callers", "Names and phones of those who called, until so long after the call ended.", 1095,
            new SaidOfCall(Sql.Raw("dispatch.callers k"), OfRow, Sql.Raw("name = null, phone = null"), Sql.Raw("(k.name is not null or k.phone is not null)"))),
        Of("dispatch.patients", "Names and conditions of patients; age, sex and disposition stay.", 3650,
            new SaidOfCall(Sql.Raw("dispatch.patients k"), OfRow, Sql.Raw("name = null, condition = null"),
                Sql.Raw("(k.name is not null or k.condition is not null)"))),
        Of("dispatch.notes", "What was written on a call.", 3650,
            new SaidOfCall(Sql.Raw("dispatch.notes k"), OfRow, Sql.Raw("text = ''"), Sql.Raw("k.text <> ''"))),
        Of("dispatch.photos", "Photos that came with a public request.", 90,
            new SaidOfCall(Sql.Raw("dispatch.photos k"), OfRow, Sql.Raw("content = ''"), Sql.Raw("octet_length(k.content) > 0"))),
        Of("dispatch.places", "Where a call was, what was said about it and why it ended; coordinates stay to about a kilometre.", 1095,
            new SaidOfCall(Sql.Raw("dispatch.calls k"), Sql.Raw("k.id"), Blurred, Sql.Raw($"""
                (k.description <> '' or k.address is not null or k.drop_off_address is not null or k.end_reason <> '{Merged}')
                """))),
        Of("dispatch.handovers", "Who took patients over at a hospital, as it was written down.", 3650,
            new SaidOfCall(Sql.Raw("dispatch.responses k"), OfRow, Sql.Raw("taken_over_by = null"), Sql.Raw("k.taken_over_by is not null"))),
        Of("dispatch.reasons", "Why a unit declined, a stamp was corrected or a hospital refused, in somebody's words.", 3650, Reasons),
        new("dispatch.warnings", "Warnings on addresses, until so long after they ended.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_build_object('address', address, 'kind', kind, 'text', text) from dispatch.address_warnings
                where id = {Subjects.IdOf(subject, "warning")}
                """),
            (change, subject) => change.RunAny($"update dispatch.address_warnings set {Unsaid} where id = {Subjects.IdOf(subject, "warning")}"),
            (change, before, held, most) => Expire(change, "dispatch.address_warnings", "id",
                $"ended_at < {before} and address <> '' and 'warning:' || id not in ({held})", Unsaid, most)),
        new("dispatch.diversions", "Why a hospital took nobody, as its people wrote it; it goes with the diversion.", 30,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_build_object('reason', diversion_reason) from dispatch.hospitals
                where id = {Subjects.IdOf(subject, "hospital")} and diversion_reason is not null
                """),
            (change, subject) => change.RunAny($"update dispatch.hospitals set diversion_reason = null where id = {Subjects.IdOf(subject, "hospital")}"),
            (change, before, held, most) => Expire(change, "dispatch.hospitals", "id",
                $"diversion_reason is not null and diversion_until < {before} and 'hospital:' || id not in ({held})",
                Sql.Raw("diversion_reason = null"), most)),
        new("dispatch.next_jobs", "Why a supervisor let a crew go on to a next job that was dropped, while undoing or unlinking may bring it back.",
            NextJob.Remembered.Days,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('unit_id', unit_id, 'override_reason', override_reason) order by id) from dispatch.next_jobs
                where call_id = {Subjects.IdOf(subject, "call")} and override_reason is not null having count(*) > 0
                """),
            (change, subject) => change.RunAny($"""
                update dispatch.next_jobs set override_reason = null where call_id = {Subjects.IdOf(subject, "call")} and override_reason is not null
                """),
            (change, before, held, most) => Expire(change, "dispatch.next_jobs", "id",
                $"override_reason is not null and dropped_at < {before} and 'call:' || call_id not in ({held})",
                Sql.Raw("override_reason = null"), most)),
        new("dispatch.alarms", "Where a crew was when it called for help.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'raised_at', a.raised_at, 'facts', a.facts) order by a.id)
                from dispatch.alarms a where a.facts <> '{Nothing}' and {Rang(subject)} having count(*) > 0
                """),
            (change, subject) => change.RunAny($"update dispatch.alarms a set facts = '{Nothing}' where a.facts <> '{Nothing}' and {Rang(subject)}"),
            (change, before, held, most) => Expire(change, "dispatch.alarms", "id", $"""
                raised_at < {before} and state = 'ENDED' and facts <> '{Nothing}' and not exists (select from ({held}) h (subject)
                    where h.subject = 'call:' || call_id or h.subject in (
                        select 'user:' || t.user_id from fleet.crew_times t
                        where t.vehicle_id = unit_id and t.from_at <= raised_at and (t.to_at is null or t.to_at > raised_at)))
                """, $"facts = '{Nothing}'", most)),
        new("dispatch.crew", "On which responses somebody was, under the name of that time.", 3650,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object(
                    'response_id', response_id, 'name', name, 'from_at', from_at, 'to_at', to_at) order by from_at)
                from dispatch.crew where member = {Subjects.IdOf(subject, "user")}
                """),
            (change, subject) => change.RunAny($"update dispatch.crew set name = '' where member = {Subjects.IdOf(subject, "user")}"),
            (change, before, held, most) => Expire(change, "dispatch.crew", "ctid",
                $"to_at < {before} and name <> '' and 'user:' || member not in ({held})", Sql.Raw("name = ''"), most)),
    ];

    /// <summary>Why a call was cancelled that is in another one now: a word of the program, which tells nothing about anybody.</summary>
    private const string Merged = "duplicate";

    private static Sql Nothing => Sql.Raw("{}");

    private static Sql Blurred => Sql.Raw($"""
        description = '', address = null, drop_off_address = null, end_reason = case when end_reason = '{Merged}' then end_reason end,
        latitude = round(latitude::numeric, 2), longitude = round(longitude::numeric, 2),
        drop_off_latitude = round(drop_off_latitude::numeric, 2), drop_off_longitude = round(drop_off_longitude::numeric, 2)
        """);

    private static Sql Unsaid => Sql.Raw("address = '', text = '', latitude = null, longitude = null");

    /// <summary>The alarms (<c>a</c>) of a call, or of the unit that a user was signed on to when they rang.</summary>
    private static Sql Rang(string subject) => $"""
        (a.call_id = {Subjects.IdOf(subject, "call")} or exists (select from fleet.crew_times t where t.user_id = {Subjects.IdOf(subject, "user")}
            and t.vehicle_id = a.unit_id and t.from_at <= a.raised_at and (t.to_at is null or t.to_at > a.raised_at)))
        """;

    /// <summary>A kind whose rows belong to calls, in one table or several.</summary>
    private static PersonalData Of(string kind, string sentence, int days, params SaidOfCall[] said) => new(kind, sentence, days,
        (reads, subject) => reads.Find<JsonElement>($"""
            select jsonb_agg(t.said) from ({Sql.Join(" union all ", said.Select(each => One(each, subject)))}) t having count(*) > 0
            """),
        (change, subject) => Array.ForEach(said, each => change.RunAny(
            $"update {each.Table} set {each.Erased} where {each.Call} = {Subjects.IdOf(subject, "call")} and {each.Telling}")),
        async (change, before, held, most) =>
        {
            // The oldest first: they stand together at the beginning of the index of what still tells. What another round holds is waited
            // for: it may have lost its claim and come to nothing.
            var gone = said.Select(each => change.One<long>($"""
                with due as (
                    select k.id from {each.Table} join dispatch.calls c on c.id = {each.Call}
                    where {each.Telling} and coalesce(c.closed_at, c.cancelled_at) < {before} and 'call:' || c.id not in ({held})
                    order by c.id limit {most} for update of k),
                gone as (update {each.Table} set {each.Erased} from due where due.id = k.id returning 1)
                select count(*) from gone
                """)).ToList();
            await change.Send();
            return gone.Max(rows => rows.Value);
        });

    private static Sql One(SaidOfCall said, string subject) =>
        $"select to_jsonb(k) - 'content' - 'tracking_token' as said from {said.Table} where {said.Call} = {Subjects.IdOf(subject, "call")} and {said.Telling}";

    private static async Task<long> Expire(Change change, string table, string key, Sql where, Sql erased, int most)
    {
        var (rows, id) = (Sql.Raw(table), Sql.Raw(key));
        var gone = change.One<long>($"""
            with due as (select {id} as row from {rows} where {where} limit {most} for update),
            gone as (update {rows} set {erased} from due where {rows}.{id} = due.row returning 1)
            select count(*) from gone
            """);
        await change.Send();
        return gone.Value;
    }

    /// <summary>Rows (<c>k</c>) that hold what was said about a call.</summary>
    /// <param name="Call">The call of a row.</param>
    /// <param name="Erased">What is set so that they tell nothing any more.</param>
    /// <param name="Telling">Whether a row still does.</param>
    private sealed record SaidOfCall(Sql Table, Sql Call, Sql Erased, Sql Telling);
}

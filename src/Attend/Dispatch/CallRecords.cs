using System.Globalization;
using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>
/// The personal data that Dispatch keeps, kind by kind. What was said about a call has the call as its subject (<c>call:12</c>), since
/// nobody proved who they are; a crew member is a user. Stamps, states and dispositions stay: they name nobody.
/// </summary>
internal static class CallRecords
{
    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        Of("dispatch.callers", "Names and phones of those who called, until so long after the call ended.", 1095,
            Sql.Raw("dispatch.callers k"), Sql.Raw("name = null, phone = null"), Sql.Raw("(k.name is not null or k.phone is not null)")),
        Of("dispatch.patients", "Names and conditions of patients; age, sex and disposition stay.", 3650,
            Sql.Raw("dispatch.patients k"), Sql.Raw("name = null, condition = null"),
            Sql.Raw("(k.name is not null or k.condition is not null)")),
        Of("dispatch.notes", "What was written on a call.", 3650,
            Sql.Raw("dispatch.notes k"), Sql.Raw("text = ''"), Sql.Raw("k.text <> ''")),
        Of("dispatch.photos", "Photos that came with a public request.", 90,
            Sql.Raw("dispatch.photos k"), Sql.Raw("content = ''"), Sql.Raw("octet_length(k.content) > 0")),
        new("dispatch.places", "Where a call was and what was said about it; coordinates stay to about a kilometre.", 1095,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_build_object('description', description, 'address', address, 'drop_off_address', drop_off_address)
                from dispatch.calls where id = {Id(subject, "call")}
                """),
            (change, subject) => change.RunAny($"update dispatch.calls set {Blurred} where id = {Id(subject, "call")}"),
            (change, before, held) =>
            {
                change.RunAny($"""
                    update dispatch.calls c set {Blurred}
                    where {Ended(before)} and (description <> '' or address is not null or drop_off_address is not null)
                      and 'call:' || c.id not in ({held})
                    """);
                return change.Send();
            }),
        new("dispatch.warnings", "Warnings on addresses, until so long after they ended.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_build_object('address', address, 'kind', kind, 'text', text) from dispatch.address_warnings
                where id = {Id(subject, "warning")}
                """),
            (change, subject) => change.RunAny($"update dispatch.address_warnings set {Unsaid} where id = {Id(subject, "warning")}"),
            (change, before, held) =>
            {
                change.RunAny($"""
                    update dispatch.address_warnings set {Unsaid}
                    where ended_at < {before} and address <> '' and 'warning:' || id not in ({held})
                    """);
                return change.Send();
            }),
        new("dispatch.crew", "On which responses somebody was, under the name of that time.", 3650,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object(
                    'response_id', response_id, 'name', name, 'from_at', from_at, 'to_at', to_at) order by from_at)
                from dispatch.crew where member = {Id(subject, "user")}
                """),
            (change, subject) => change.RunAny($"update dispatch.crew set name = '' where member = {Id(subject, "user")}"),
            (change, before, held) =>
            {
                change.RunAny($"""
                    update dispatch.crew set name = '' where to_at < {before} and name <> '' and 'user:' || member not in ({held})
                    """);
                return change.Send();
            }),
    ];

    private static Sql Blurred => Sql.Raw("""
        description = '', address = null, drop_off_address = null,
        latitude = round(latitude::numeric, 2), longitude = round(longitude::numeric, 2),
        drop_off_latitude = round(drop_off_latitude::numeric, 2), drop_off_longitude = round(drop_off_longitude::numeric, 2)
        """);

    private static Sql Unsaid => Sql.Raw("address = '', text = '', latitude = null, longitude = null");

    /// <summary>A kind whose rows (<c>k</c>) belong to a call.</summary>
    private static PersonalData Of(string kind, string sentence, int days, Sql table, Sql erased, Sql telling) => new(kind, sentence, days,
        (reads, subject) => reads.Find<JsonElement>($"""
            select jsonb_agg(to_jsonb(k) - 'content') from {table} where k.call_id = {Id(subject, "call")}
            """),
        (change, subject) => change.RunAny($"update {table} set {erased} where k.call_id = {Id(subject, "call")}"),
        (change, before, held) =>
        {
            change.RunAny($"""
                update {table} set {erased} from dispatch.calls c
                where c.id = k.call_id and {Ended(before)} and {telling} and 'call:' || c.id not in ({held})
                """);
            return change.Send();
        });

    private static Sql Ended(DateTimeOffset before) => $"coalesce(c.closed_at, c.cancelled_at) < {before}";

    // Zero, which no row has, for a subject of another kind.
    private static long Id(string subject, string thing) => subject.StartsWith(thing + ":", StringComparison.Ordinal)
        ? long.Parse(subject.AsSpan(thing.Length + 1), CultureInfo.InvariantCulture)
        : 0;
}

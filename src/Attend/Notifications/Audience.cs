using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>Whom a message is for, in a word that is resolved when it is told: who is aboard or on duty then.</summary>
internal static class Audience
{
    public static string Person(params long[] userIds) => "user:" + string.Join(',', userIds);

    /// <summary>The same of people of a site: whoever is told after them is there too.</summary>
    public static string PersonOf(long siteId, params long[] userIds) => $"{Person(userIds)}@{siteId}";

    /// <summary>Whoever is signed on to a unit.</summary>
    public static string CrewOf(long unitId) => $"crew:{unitId}";

    /// <summary>Whoever rides with a response, or was last aboard; nobody was named: whoever is signed on to its unit.</summary>
    public static string Aboard(long responseId) => $"response:{responseId}";

    /// <summary>Those of a role who are on duty; all of them where nobody is, because an alarm for nobody is none.</summary>
    public static string OnDuty(params Role[] roles) => "duty:" + string.Join(',', roles.Select(Words.Of));

    /// <summary>The same at one site: the people of a hospital.</summary>
    public static string OnDutyAt(long siteId, params Role[] roles) => $"{OnDuty(roles)}@{siteId}";

    /// <summary>The same without the crew of a unit.</summary>
    public static string But(string audience, long unitId) => $"{audience}!{unitId}";

    /// <summary>Everybody who holds a role at a site or at all of them, on duty or not: its patients.</summary>
    public static string Holders(Role role, long siteId) => $"role:{Words.Of(role)}@{siteId}";

    /// <summary>Whoever follows a queue.</summary>
    public static string Followers(long queueId) => $"followers:{queueId}";

    /// <summary>The patients of a queue's site who are booked there for today, and have not checked in.</summary>
    public static string BookedToday(long queueId) => $"booked:{queueId}";

    /// <summary>Whoever is among any of these, once.</summary>
    public static string Any(params string[] audiences) => string.Join('+', audiences);

    /// <summary>SQL that gives the <c>user_id</c> of the next of them in the order of their ids, or of them all where they are few anyway.</summary>
    /// <param name="most">At least so many, if there are.</param>
    public static Sql People(string audience, long after, int most, DateTimeOffset now)
    {
        var (told, not) = Split(audience, '!');
        if (not.Length > 0)
        {
            // All of them first: of the next thousand some may be left out.
            return $"""
                select user_id from ({People(told, 0, int.MaxValue, now)}) as told
                where user_id not in (select user_id from fleet.crew where vehicle_id = {Number(not)})
                  and user_id not in (select user_id from dispatch.crew_aboard where unit_id = {Number(not)} and active)
                """;
        }

        if (told.Contains('+', StringComparison.Ordinal))
        {
            // The first of all are among the first of each.
            return Sql.Join(" union ", told.Split('+').Select(part => (Sql)$"({People(part, after, most, now)})"));
        }

        var (form, of) = Split(told, ':');
        var (word, at) = Split(of, '@');
        return form switch
        {
            "user" => $"select unnest({word.Split(',').Select(Number).ToArray()}) as user_id",
            "response" => $"""
                select user_id from dispatch.crew_aboard where response_id = {Number(word)}
                union all
                select c.user_id from dispatch.measured_responses r join fleet.crew c on c.vehicle_id = r.unit_id
                where r.id = {Number(word)} and not exists (select from dispatch.crew_aboard where response_id = r.id)
                """,
            "crew" => $"select user_id from fleet.crew where vehicle_id = {Number(word)}",
            "duty" => OnDuty(word.Split(','), at.Length == 0 ? null : Number(at), now),
            // Those who can be told are counted here, so that a chunk is full while anybody is left. The limit is text: a plan that is made
            // once for all values takes one that it does not know for a tenth of the table, and reads a hundred thousand a hundred times. So would a
            // join that is not told of both of its sides where to begin.
            "role" => $"""
                select r.user_id from people.roles r join people.contacts c on c.user_id = r.user_id
                where r.role = {word} and (r.site_id = {Number(at)} or r.site_id is null) and r.user_id > {after} and c.user_id > {after}
                group by r.user_id order by r.user_id limit {Sql.Raw(most.ToString(CultureInfo.InvariantCulture))}
                """,
            "followers" => $"""
                select f.user_id from queues.following f join people.contacts c on c.user_id = f.user_id
                where f.queue_id = {Number(word)} and f.user_id > {after} and c.user_id > {after}
                order by f.user_id limit {Sql.Raw(most.ToString(CultureInfo.InvariantCulture))}
                """,
            "booked" => $"""
                select b.patient_id as user_id from bookings.today({now}) b join people.contacts c on c.user_id = b.patient_id
                where b.queue_id = {Number(word)} and b.patient_id > {after} and c.user_id > {after}
                  and exists (select from people.roles r where r.user_id = b.patient_id and r.role = 'patient' and (r.site_id = b.site_id or r.site_id is null))
                group by b.patient_id order by b.patient_id limit {Sql.Raw(most.ToString(CultureInfo.InvariantCulture))}
                """,
            _ => throw new InvalidOperationException($"Nobody is meant by '{audience}'."),
        };
    }

    private static Sql OnDuty(string[] roles, long? site, DateTimeOffset now)
    {
        Sql there = site is null ? Sql.Raw("true") : $"(h.site_id = {site} or h.site_id is null)";
        Sql where = site is null ? Sql.Raw("true") : $"coalesce(d.site_id, {site}) = {site}";
        Sql onDuty = $"exists (select from people.duty d where d.user_id = h.user_id and {where} and d.from_at <= {now} and (d.to_at is null or {now} < d.to_at))";
        return $"""
            with holders as (
                select h.user_id, h.role, {onDuty} as on_duty from people.roles h join people.contacts c on c.user_id = h.user_id
                where h.role = any({roles}) and {there}
            )
            select distinct user_id from holders h
            where on_duty or not exists (select from holders o where o.role = h.role and o.on_duty)
            """;
    }

    private static (string Head, string Tail) Split(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var place and >= 0 ? (text[..place], text[(place + 1)..]) : (text, "");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

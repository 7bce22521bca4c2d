using Attend.Channels;
using Attend.Notifications;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Http;

namespace Attend.Tests.Faults;

/// <summary>People of a site, each with a telephone, and messages for all of them.</summary>
internal static class Town
{
    /// <summary>SQL that makes so many patients of a new site, and answers the site's id.</summary>
    public static string Of(int people) => $"""
        with place as (
            insert into people.places (name, kind, zone, created_at) values ('Town ' || gen_random_uuid(), 'clinic', 'UTC', now()) returning id
        ), residents as (
            insert into people.users (username, first_name, last_name, phone, language, zone, created_at)
            select 'resident-' || gen_random_uuid(), 'R', n::text, '+49151' || 10000000 + n, (array['en', 'fr', 'ar'])[1 + n % 3], 'UTC', now()
            from generate_series(1, {people}) n returning id
        ), credentials as (
            insert into people.credentials (user_id) select id from residents
        ), roles as (
            insert into people.user_roles (user_id, role, site_id) select residents.id, 'patient', place.id from residents, place
        )
        select id from place
        """;

    /// <summary>SQL that makes a kind climb so, as an administrator would set it: seconds and ways of each rung.</summary>
    public static string Ladder(Kind kind, params (int After, Way Way)[] rungs) => $"""
        insert into notifications.ladders (kind, priority, number, after_seconds, ways) values
        {string.Join(", ", rungs.Select((rung, number) => $"('{kind.Name}', '', {number}, {rung.After}, '{{{Words.Of(rung.Way)}}}')"))} on conflict do nothing
        """;

    /// <summary>Says something, by the product's own way. The message's id.</summary>
    public static async Task<long> Tell(Db db, Kind kind, string audience)
    {
        var said = 0L;
        var facts = Sample.All.Single(sample => sample.Kind == kind.Name).Facts;
        await db.Write(Caller.System, async change =>
        {
            var id = change.NextMessage();
            await change.Send();
            said = id.Value;
            Messages.Say(change, said, kind, $"alarm:{900_000 + said}", audience, facts, cause: null);
            await change.Send();
            return TypedResults.NoContent();
        });
        return said;
    }

    public static Task<long> Tell(Db db, long site) => Tell(db, Kind.Alarm, Audience.Holders(Role.Patient, site));
}

using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>
/// What a message names. What is kept with it are ids, numbers and words of the program; how somebody called a site, a desk or a licence stands
/// where they wrote it, and is looked up when the words are made.
/// </summary>
internal static class NamedFacts
{
    /// <summary>The facts of <c>notifications.messages m</c> with those names.</summary>
    public static Sql Column => Sql.Raw("""
        m.facts || jsonb_strip_nulls(jsonb_build_object(
            'hospital', (select n.name from dispatch.hospital_names n where n.id = (m.facts ->> 'hospital_id')::bigint),
            'department', (select n.name from queues.names n where n.id = (m.facts ->> 'queue_id')::bigint),
            'desk', (select n.name from queues.desk_names n where n.id = (m.facts ->> 'desk_id')::bigint),
            'site', (select n.name from people.sites n where n.id = (m.facts ->> 'site_id')::bigint),
            'licence', (select n.kind from people.licence_kinds n where n.id = (m.facts ->> 'licence_id')::bigint)))
        """);
}

using Attend.Platform;

namespace Attend.Fleet;

/// <summary>What must hold over any database; the queries ask the tables, not the view whose work they check.</summary>
internal static class FleetInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I1 one vehicle, one holder", "No vehicle holds two active reservations.", """
            select 'unit ' || vehicle_id || ' has ' || count(*) || ' active reservations'
            from fleet.reservations where released_at is null and vehicle_id is not null group by vehicle_id having count(*) > 1
            """),
        new("I1 one person, one holder", "No person holds two active reservations.", """
            select 'user ' || person_id || ' has ' || count(*) || ' active reservations'
            from fleet.reservations where released_at is null and person_id is not null group by person_id having count(*) > 1
            """),
        new("I1 one person, one unit", "Nobody is signed on to two units at one time.", """
            select 'user ' || a.user_id || ' was signed on to units ' || a.vehicle_id || ' and ' || b.vehicle_id || ' at one time'
            from fleet.sign_ons a join fleet.sign_ons b on b.user_id = a.user_id and b.id > a.id
            where tstzrange(a.from_at, a.to_at, '[)') && tstzrange(b.from_at, b.to_at, '[)')
            """),
        new("a check answers its list", "A check has an answer for each point of the list that it names, in its order.", """
            select 'check ' || k.id || ' does not answer list ' || l.version || ' of ' || l.kind
            from fleet.checks k join fleet.check_lists l on l.kind = k.list_kind and l.version = k.list_version
            where jsonb_path_query_array(k.points, '$[*].code') <> jsonb_path_query_array(l.points, '$[*].code')
            """),
        new("I9 available means free",
            "A unit is AVAILABLE exactly when nothing holds it, nobody set it aside and a crew is signed on.", """
            select 'unit ' || u.id || ' is shown as ' || u.status
            from fleet.units u join fleet.vehicles v on v.id = u.id
            where (u.status = 'AVAILABLE') is distinct from (
                v.retired_at is null and v.hold_status is null
                and not exists (select 1 from fleet.reservations r where r.vehicle_id = v.id and r.released_at is null)
                and exists (select 1 from fleet.sign_ons s where s.vehicle_id = v.id and s.to_at is null))
            """),
        new("I9 retired means unused", "A retired vehicle is held by nobody and nobody is signed on to it.", """
            select 'unit ' || v.id || ' is retired and still in use' from fleet.vehicles v
            where v.retired_at is not null and (
                exists (select 1 from fleet.reservations r where r.vehicle_id = v.id and r.released_at is null)
                or exists (select 1 from fleet.sign_ons s where s.vehicle_id = v.id and s.to_at is null))
            """),
    ];
}

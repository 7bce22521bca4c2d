using Attend.Platform;

namespace Attend.Dispatch;

/// <summary>What must hold over any database of Dispatch. Each query gives one sentence per violation, with ids only.</summary>
internal static class DispatchInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I1 a response holds its unit", "Every active response holds its unit, and every reservation of Dispatch belongs to an active response.", """
            select format('response %s is %s but does not hold unit %s', r.id, r.state, r.unit_id)
            from dispatch.responses r
            left join fleet.units u on u.id = r.unit_id and u.holder_kind = 'response' and u.holder_id = r.id
            where r.state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED') and u.id is null
            union all
            select format('unit %s is held by response %s, which is %s', u.id, u.holder_id, coalesce(r.state, 'not there'))
            from fleet.units u left join dispatch.responses r on r.id = u.holder_id
            where u.holder_kind = 'response' and (r.id is null or r.state in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED'))
            union all
            select format('unit %s is held for call %s but its response %s belongs to call %s', u.id, u.request_id, r.id, r.call_id)
            from fleet.units u join dispatch.responses r on r.id = u.holder_id
            where u.holder_kind = 'response' and u.request_id <> r.call_id
            """),
        new("I9 a unit shows what its response does", "The status of a held unit is the state of its response.", """
            select format('unit %s shows %s while response %s is %s', u.id, u.status, r.id, r.state)
            from fleet.units u join dispatch.responses r on r.id = u.holder_id and u.holder_kind = 'response'
            where u.retired_at is null and u.status <> case r.state
                when 'ASSIGNED' then 'DISPATCHED' when 'ACKNOWLEDGED' then 'DISPATCHED' when 'TRANSFERRED_CARE' then 'AT_HOSPITAL' else r.state end
            """),
        new("I7 states and events agree", "The last event of a call or response that changed its state names the state it is in.", """
            select format('call %s is %s but its last event says %s', c.id, c.state, e.to_state)
            from dispatch.calls c
            join lateral (
                select to_state from platform.events e
                where e.subject = 'call:' || c.id and e.data ? 'call_id' and not e.data ? 'alarm_id' and e.to_state is not null order by e.id desc limit 1
            ) e on e.to_state <> c.state
            union all
            select format('response %s is %s but its last event says %s', r.id, r.state, e.to_state)
            from dispatch.responses r
            join (
                select distinct on (data ->> 'response_id') (data ->> 'response_id')::bigint as id, to_state
                from platform.events
                where kind like 'dispatch.%' and to_state is not null and data ? 'stamp' and data ? 'response_id' and data ? 'unit_id'
                  and not data ? 'alarm_id' and not data ? 'pre_alert_id' and not data ? 'call_id'
                order by data ->> 'response_id', platform.events.id desc
            ) e on e.id = r.id and e.to_state <> r.state
            """),
        new("I7 no stamp is out of order unflagged", "A stamp before the one before it carries a flag.", """
            select format('response %s: %s', r.id, s.step)
            from dispatch.responses r
            cross join lateral (values
                ('acknowledged_at', r.assigned_at, r.acknowledged_at), ('en_route_at', r.acknowledged_at, r.en_route_at),
                ('en_route_at', r.assigned_at, r.en_route_at), ('on_scene_at', r.en_route_at, r.on_scene_at),
                ('on_scene_at', r.assigned_at, r.on_scene_at), ('transporting_at', r.on_scene_at, r.transporting_at),
                ('at_hospital_at', r.transporting_at, r.at_hospital_at), ('transferred_care_at', r.at_hospital_at, r.transferred_care_at),
                ('cleared_at', r.transferred_care_at, r.cleared_at), ('cleared_at', r.at_hospital_at, r.cleared_at),
                ('cleared_at', r.on_scene_at, r.cleared_at), ('cleared_at', r.assigned_at, r.cleared_at)) s (step, before, after)
            where s.after < s.before and not exists (select 1 from unnest(r.flags) flag where flag like 'out_of_order:%')
            """),
        new("I7 a call that is closed has no unit", "No active response belongs to a call that is closed or cancelled.", """
            select format('response %s is %s on call %s, which is %s', r.id, r.state, c.id, c.state)
            from dispatch.responses r join dispatch.calls c on c.id = r.call_id
            where c.state in ('CLOSED', 'CANCELLED') and r.state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED')
            """),
        new("a call without units asks for one", "An open call that nobody is on needs a unit.", """
            select format('call %s is %s, no unit is on it, and it does not say so', c.id, c.state)
            from dispatch.calls c
            where c.state not in ('PLANNED', 'CLOSED', 'CANCELLED') and c.needs_unit_since is null
              and not exists (select 1 from dispatch.responses r where r.call_id = c.id
                  and r.state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED'))
            """),
    ];
}

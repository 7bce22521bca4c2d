using Attend.Platform;

namespace Attend.Arrivals;

/// <summary>What must hold over any database of Arrivals. Each query gives one sentence per violation, with ids only.</summary>
internal static class ArrivalInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("who is there has a number", "Whoever arrived has a number of their own that an ambulance brought, and nobody on the way has one.", """
            select format('arrival %s is %s and has %s', a.id, a.state, case when a.ticket_id is null then 'no number' else 'number ' || a.ticket_id end)
            from arrivals.arrivals a left join queues.ticket_states t on t.id = a.ticket_id
            where a.state in ('ARRIVED', 'HANDED_OVER') and (t.id is null or t.source <> 'ambulance' or t.site_id <> a.site_id)
               or a.state = 'ARRIVING' and a.ticket_id is not null
            """),
        new("nobody waits for whom nobody brings", "Somebody arriving is on a unit that transports to that hospital, but for what is being heard just now.", """
            select format('arrival %s is ARRIVING with response %s, which is %s', a.id, a.response_id, coalesce(c.state, 'not on its way'))
            from arrivals.arrivals a
            left join lateral (
                select c.state from dispatch.carried c
                where c.response_id = a.response_id and c.hospital_id = a.hospital_id and c.patient_id is not distinct from a.patient_id limit 1
            ) c on true
            where a.state = 'ARRIVING' and c.state is distinct from 'TRANSPORTING'
              and (select max(e.at) from platform.events e where e.subject = 'call:' || a.call_id) < (select max(at) from platform.events) - interval '2 minutes'
            """),
        new("I7 arrivals and events agree", "The last event of an arrival that changed its state names the state it is in.", """
            select format('arrival %s is %s but its last event says %s', a.id, a.state, e.to_state)
            from arrivals.arrivals a
            join lateral (
                select to_state from platform.events e where e.subject = 'arrival:' || a.id and e.to_state is not null order by e.id desc limit 1
            ) e on e.to_state <> a.state
            """),
        new("a nurse's word is on the number", "Who was received into a bay was served from there, without a call.", """
            select format('arrival %s was received into a bay and its number %s was not', a.id, a.ticket_id)
            from arrivals.arrivals a
            where a.state = 'HANDED_OVER' and a.place = 'bay' and not exists (
                select from platform.events e where e.subject = 'ticket:' || a.ticket_id and e.kind = 'queues.patient_received')
            """),
    ];
}

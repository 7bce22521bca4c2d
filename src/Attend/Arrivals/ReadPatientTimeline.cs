using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Arrivals;

/// <summary>Something that happened to a patient; no name of anybody.</summary>
/// <param name="Id">Stable, as long as it stands: <c>stamp:7</c>, <c>ticket:9:1:called</c>.</param>
/// <param name="Kind"><c>call.</c>, <c>response.</c>, <c>patient.</c>, <c>booking.</c>, <c>arrival.</c> or <c>ticket.</c> and what happened.</param>
/// <param name="Subject">What it happened to: <c>response:3</c>.</param>
internal sealed record Moment(
    string Id, DateTimeOffset At, string Kind, string Subject, string? UnitNumber, string? HospitalName, string? QueueCode, string? QueueName, string? TicketNumber);

/// <summary>What is known to be one person, and what happened to them, in the order in which it happened.</summary>
/// <param name="PatientIds">Patients of calls.</param>
/// <param name="TicketIds">Numbers.</param>
/// <param name="BookingIds">What was booked for them.</param>
/// <param name="UserIds">Whom People knows them as.</param>
internal sealed record PatientTimelineView(long[] PatientIds, long[] TicketIds, long[] BookingIds, long[] UserIds, IReadOnlyList<Moment> Items);

/// <summary>
/// One patient, one timeline: over calls, what their units stamped, bookings, arrivals and the numbers of every queue. Nobody proves who a patient of a call is;
/// they and a number are one person because an ambulance brought them to it, and numbers are one person by whom People knows. Each look is
/// recorded. Who works at one site sees what happened there and on the way there.
/// </summary>
internal static class ReadPatientTimeline
{
    /// <summary>So many at most, the newest ones.</summary>
    private const int Most = 1_000;

    /// <summary>Where the search begins: one of the three.</summary>
    private sealed record Start(long? Patient = null, long? Ticket = null, long? User = null)
    {
        public string Subject => this switch
        {
            { Patient: { } patient } => $"patient:{patient}",
            { Ticket: { } ticket } => $"ticket:{ticket}",
            _ => $"user:{User}",
        };
    }

    private sealed record Person(
        long[] Patients, long[] Tickets, long[] Bookings, long[] Users, long[] Arrivals, long[] Calls, long[] Responses, bool Known);

    public static Task<Results<Ok<PatientTimelineView>, Refused>> OfPatient(long id, Db db, Caller caller, AccessLog log, CancellationToken ct) =>
        Read(new Start(Patient: id), db, caller, log, ct);

    public static Task<Results<Ok<PatientTimelineView>, Refused>> OfTicket(long id, Db db, Caller caller, AccessLog log, CancellationToken ct) =>
        Read(new Start(Ticket: id), db, caller, log, ct);

    public static Task<Results<Ok<PatientTimelineView>, Refused>> OfUser(long id, Db db, Caller caller, AccessLog log, CancellationToken ct) =>
        Read(new Start(User: id), db, caller, log, ct);

    private static async Task<Results<Ok<PatientTimelineView>, Refused>> Read(Start start, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var own = caller.May(Permissions.TimelinesRead) is { Scope: Scope.Own };
        var person = await db.One<Person>(Found(start, own ? null : caller.SitesFor(Permissions.TimelinesRead)), ct);
        if (!person.Known || own && !person.Users.Contains(caller.User))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var moments = await db.List<Moment>(Moments(person), ct);
        IEnumerable<string> seen =
        [
            start.Subject, .. person.Calls.Select(call => $"call:{call}"), .. person.Bookings.Select(booking => $"booking:{booking}"),
            .. person.Tickets.Select(ticket => $"ticket:{ticket}"),
        ];
        await log.Looked(caller, seen.Distinct(), "timeline", ct);
        return TypedResults.Ok(new PatientTimelineView(person.Patients, person.Tickets, person.Bookings, person.Users, moments));
    }

    /// <summary>
    /// From one of the three to all that is the same person, one link after the other until there is none, so that it is the same from each of its
    /// ends; and of that what the sites may see.
    /// </summary>
    private static Sql Found(Start start, long[]? sites)
    {
        Sql here = sites is null ? Sql.Raw("true") : $"site_id = any({sites})";
        return $"""
            with recursive person (kind, id) as (
                select * from (values ('patient', {start.Patient}::bigint), ('ticket', {start.Ticket}::bigint), ('user', {start.User}::bigint)) as start (kind, id)
                where start.id is not null
                union
                select next.kind, next.id from person p cross join lateral (
                    select 'ticket', a.ticket_id from arrivals.arrivals a where p.kind = 'patient' and a.patient_id = p.id
                    union all select 'patient', a.patient_id from arrivals.arrivals a where p.kind = 'ticket' and a.ticket_id = p.id
                    union all select 'user', s.patient_id from queues.ticket_states s where p.kind = 'ticket' and s.id = p.id
                    union all select 'ticket', s.id from queues.ticket_states s where p.kind = 'user' and s.patient_id = p.id
                ) next (kind, id) where next.id is not null
            ), known as (
                select m.id from people.members m join person p on p.kind = 'user' and p.id = m.id
            ), linked as (
                select id from person where kind = 'ticket'
            ), arrived as (
                select a.* from arrivals.arrivals a join person p on p.kind = 'patient' and a.patient_id = p.id
                union select a.* from arrivals.arrivals a join linked l on l.id = a.ticket_id
            ), tickets as (
                select id from queues.ticket_states where id in (select id from linked) and {here}
            ), bookings as (
                select id from (
                    select b.id, b.site_id from bookings.names b join known k on k.id = b.patient_id
                    union select b.id, b.site_id from bookings.names b join linked l on l.id = b.ticket_id
                ) theirs where {here}
            ), arrivals as (
                select * from arrived where {here}
            ), patients as (
                select n.id, n.call_id, n.response_id from dispatch.patient_names n
                join person p on p.kind = 'patient' and p.id = n.id
                left join dispatch.hospital_names h on h.id = n.destination_id
                where n.id in (select patient_id from arrivals) or {here}
            ), responses as (
                select response_id as id from arrivals
                union select response_id from patients where response_id is not null
                -- Nobody was given them yet: whoever was sent.
                union select r.id from patients p join dispatch.measured_responses r on r.call_id = p.call_id
                      where p.response_id is null and p.id not in (select patient_id from arrivals where patient_id is not null)
            )
            select array(select id from patients order by id) as patients, array(select id from tickets order by id) as tickets,
                   array(select id from bookings order by id) as bookings,
                   array(select id from known order by id) as users, array(select id from arrivals order by id) as arrivals,
                   array(select call_id from patients union select call_id from arrivals order by 1) as calls,
                   array(select id from responses order by id) as responses,
                   -- Where the search begins must be the reader's to see: what is known of somebody elsewhere leads nobody there.
                   exists (select from patients where id = {start.Patient}) or exists (select from tickets where id = {start.Ticket})
                       or exists (select from known where id = {start.User})
                          and ({sites is null} or exists (select from tickets) or exists (select from bookings) or exists (select from arrivals)) as known
            """;
    }

    private static Sql Moments(Person person) => $"""
        select m.id, m.at, m.kind, m.subject, u.unit_number, h.name as hospital_name, q.code as queue_code, q.name as queue_name, t.number as ticket_number
        from (
            select case split_part(kind, '.', 1) when 'call' then 1 when 'response' then 2 else 3 end as place, ordinal, id, at, kind, subject, unit_id, hospital_id, null::bigint as queue_id, null::bigint as ticket_id from dispatch.moments
            where call_id = any({person.Calls}) and (patient_id = any({person.Patients}) or patient_id is null and (response_id is null or response_id = any({person.Responses})))
            union all
            select 4, ordinal, id, at, kind, subject, null, null, queue_id, null from bookings.moments where booking_id = any({person.Bookings})
            union all
            select 5, ordinal, id, at, kind, subject, unit_id, hospital_id, queue_id, null from arrivals.moments where arrival_id = any({person.Arrivals})
            union all
            select 6, ordinal, id, at, kind, subject, null, null, queue_id, ticket_id from queues.moments where ticket_id = any({person.Tickets})
            order by at desc, place desc, ordinal desc, id desc limit {Most}
        ) m
        left join fleet.unit_names u on u.id = m.unit_id
        left join dispatch.hospital_names h on h.id = m.hospital_id
        left join queues.names q on q.id = m.queue_id
        left join queues.ticket_states t on t.id = m.ticket_id
        order by m.at, m.place, m.ordinal, m.id
        """;
}

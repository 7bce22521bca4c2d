using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Where somebody is on duty now, seen from a unit: at its station or on it, somewhere else, nowhere.</summary>
[LowerWords]
internal enum CandidateDuty { Here, Elsewhere, Off }

/// <summary>Somebody who could ride on a unit, with what speaks for and against it.</summary>
/// <param name="LicensedUntil">From then on not to be sent; null when nothing could lapse.</param>
/// <param name="Away">On duty, but set aside by themselves or a dispatcher.</param>
/// <param name="UnitId">The unit that they are signed on to.</param>
/// <param name="HeldBy">The response or trip that they are out on.</param>
internal sealed record CandidateView(
    long Id, string Name, string? Certification, bool Licensed, DateTimeOffset? LicensedUntil, bool Away, CandidateDuty Duty, string? DutySite,
    DateTimeOffset? DutyUntil, long? UnitId, string? UnitNumber, Holder? HeldBy);

/// <param name="Duty">Only those who are on duty there; everybody when absent.</param>
internal sealed record CandidateFilter(CandidateDuty? Duty);

/// <summary>
/// Who may be chosen for a unit's crew. Nobody is left out because something speaks against them: that is said, and what a supervisor
/// may pass over is decided when somebody is chosen.
/// </summary>
internal static class ReadCandidates
{
    public static async Task<Results<Ok<Page<CandidateView>>, Refused>> Handle(
        long id, [AsParameters] CandidateFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.Micros();
        var found = await db.Read(reads => (
            Unit: reads.Find<VehicleRow>($"select * from fleet.units where id = {id}"),
            People: reads.List<CandidateView>(Riding(id, filter.Duty, paging, now))), ct);
        // A crew may see its colleagues aboard, and only who makes up crews may go through everybody.
        if (found.Unit.Value is not { } unit || !Reach.ByRole(caller, Permissions.UnitsCrew, unit))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var page = Page<CandidateView>.Of(found.People.Value, paging, person => person.Id);
        await log.Looked(caller, page.Items.Select(person => $"user:{person.Id}"), "list", ct);
        return TypedResults.Ok(page);
    }

    /// <summary>Crew by role, and whoever else is signed on somewhere.</summary>
    private static Sql Riding(long unitId, CandidateDuty? duty, Paging paging, DateTimeOffset now) => $"""
        select * from (
            select m.id, m.full_name as name, m.certification, coalesce(m.licensed_until > {now}, true) as licensed, m.licensed_until, m.away,
                   case when d.user_id is null then {CandidateDuty.Off} when d.site_id = v.home_site_id or d.vehicle_id = v.id then {CandidateDuty.Here}
                       else {CandidateDuty.Elsewhere} end as duty,
                   t.name as duty_site, d.to_at as duty_until, c.vehicle_id as unit_id, n.unit_number,
                   case when h.person_id is not null then jsonb_build_object(
                       'kind', h.holder_kind, 'id', h.holder_id, 'request_id', h.request_id, 'since', h.taken_at) end as held_by
            from people.members m
            join fleet.vehicles v on v.id = {unitId}
            left join people.duty d on d.user_id = m.id and d.from_at <= {now} and (d.to_at is null or {now} < d.to_at)
            left join people.sites t on t.id = d.site_id
            left join fleet.crew c on c.user_id = m.id
            left join fleet.unit_names n on n.id = c.vehicle_id
            left join fleet.held_people h on h.person_id = m.id
            where m.active and m.id > {paging.From}
              and (c.user_id is not null or exists (select 1 from people.roles o where o.user_id = m.id and o.role = 'paramedic'))
        ) riding
        {Sql.If(duty, $"where duty = {duty}")}
        order by id limit {paging.Fetch}
        """;
}

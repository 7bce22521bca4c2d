using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="Role">What they do aboard, in a lower_snake word; <c>crew</c> when not given.</param>
/// <param name="OccurredAt">Back-entry: when they signed on. Duty is checked at that time.</param>
/// <param name="OverrideReason">A supervisor's reason to sign on somebody who is not on duty.</param>
internal sealed record SignOnRequest(
    [Required, MinLength(1), MaxLength(20)] long[] UserIds,
    [RegularExpression("^[a-z][a-z_]{0,39}$", ErrorMessage = "must be a lower_snake word")] string Role = "crew",
    DateTimeOffset? OccurredAt = null, [StringLength(500, MinimumLength = 1)] string? OverrideReason = null,
    DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

internal sealed record Joining(long Id, string? Certification, bool Active, bool OnDuty, string? EarlierUnit, long? EarlierUnitId);

/// <summary>Signs crew on to a unit. Who is already on this unit stays as before; who is on another one, is told where.</summary>
internal static class SignOn
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(
        long id, SignOnRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var at = tap!.At;
            var found = Reservations.LockVehicle(change, id);
            var locked = Reservations.LockPeople(change, request.UserIds);
            var candidates = change.List<Joining>($"""
                select m.id, m.certification, m.active,
                       exists (select 1 from people.duty d
                               where d.user_id = m.id and d.from_at <= {at} and (d.to_at is null or d.to_at > {at})) as on_duty,
                       e.unit_number as earlier_unit, e.vehicle_id as earlier_unit_id
                from people.members m
                left join lateral (
                    select v.unit_number, s.vehicle_id from fleet.sign_ons s join fleet.vehicles v on v.id = s.vehicle_id
                    where s.user_id = m.id and s.to_at > {at} limit 1
                ) e on true
                where m.id = any({request.UserIds})
                """);
            await change.Send();

            if (found.Value is not { } unit || !(Reach.Covers(caller, Permissions.UnitsCrew, unit) || OnlySelf(request, caller)))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var people = locked.Value
                .Join(candidates.Value, person => person.Id, candidate => candidate.Id, (person, candidate) => (person, candidate)).ToList();
            if (Refuse(unit, request, caller, people) is { } no)
            {
                return no;
            }

            long[] joining = [.. people.Where(each => each.person.VehicleId != id).Select(each => each.person.Id)];
            if (joining.Length > 0)
            {
                change.Run($"""
                    insert into fleet.sign_ons (vehicle_id, user_id, role, certification, from_at, recorded_at, override_reason)
                    select {id}, m.id, {request.Role}, m.certification, {at}, {change.Now}, {request.OverrideReason} from people.members m where m.id = any({joining})
                    """, joining.Length);
                var first = unit.Crew.Count == 0;
                change.Run($"""
                    update fleet.vehicles set version = version + 1, free_since = case when {first} then {at} else free_since end
                    where id = {id}
                    """);
                change.Event(FleetEvents.SignedOn, FleetEvents.Subject(id), new
                {
                    unit_id = id, version = unit.Version + 1, user_ids = joining, stamp = at,
                    overridden = request.OverrideReason is not null,
                });
                if (request.OverrideReason is not null)
                {
                    change.Event(FleetEvents.StaffingOverridden, FleetEvents.Subject(id), new { unit_id = id, user_ids = joining });
                }
            }

            var after = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Ok(UnitView.Of(after.Value, positions, change.Now, caller));
        }, ct);

    private static bool OnlySelf(SignOnRequest request, Caller caller) =>
        caller.MayAtAll(Permissions.UnitsCrew) && request.UserIds.All(user => user == caller.UserId);

    private static Refused? Refuse(
        VehicleRow unit, SignOnRequest request, Caller caller, IReadOnlyList<(PersonRow Person, Joining Candidate)> people)
    {
        if (Reach.RefuseRetired(unit) is { } retired)
        {
            return retired;
        }

        long[] unknown = [.. request.UserIds.Except(people.Where(each => each.Candidate.Active).Select(each => each.Person.Id))];
        if (unknown.Length > 0)
        {
            return FleetProblems.MemberUnknown.Refuse(new { user_ids = unknown });
        }

        foreach (var (person, candidate) in people)
        {
            if (person.VehicleId is { } vehicle && vehicle != unit.Id)
            {
                return FleetProblems.MemberSignedOn.Refuse(new { user_id = person.Id, unit_id = vehicle, unit_number = person.UnitNumber });
            }

            if (person.VehicleId is null && candidate.EarlierUnitId is { } earlier)
            {
                return FleetProblems.MemberSignedOn.Refuse(
                    new { user_id = person.Id, unit_id = earlier, unit_number = candidate.EarlierUnit });
            }

            if (person.Holder is { } holder && (holder.Kind, holder.Id) != (unit.HolderKind, unit.HolderId))
            {
                return FleetProblems.MemberHeld.Refuse(new { user_id = person.Id, holder = holder.Facts });
            }
        }

        long[] off = [.. people.Where(each => !each.Candidate.OnDuty && each.Person.VehicleId is null).Select(each => each.Person.Id)];
        return off.Length == 0 ? null
            : request.OverrideReason is null ? FleetProblems.MemberOffDuty.Refuse(new { user_ids = off })
            : caller.MayAtAll(Permissions.StaffingOverride) ? null
            : FleetProblems.OverrideForbidden.Refuse();
    }
}

using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="UserIds">Who leaves; the whole crew when not given.</param>
/// <param name="OccurredAt">Back-entry: when they signed off.</param>
internal sealed record SignOffRequest([MinLength(1), MaxLength(20)] long[]? UserIds = null, DateTimeOffset? OccurredAt = null,
    DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>Signs crew off from a unit. Nobody leaves in mid-call this way: that is a change of crew.</summary>
internal static class SignOff
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(
        long id, SignOffRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var at = tap!.At;
            var found = Reservations.LockVehicle(change, id);
            var aboard = change.List<AboardRow>($"""
                select s.user_id, s.from_at, r.holder_kind, r.holder_id, r.request_id, r.taken_at as held_since
                from fleet.sign_ons s left join fleet.reservations r on r.person_id = s.user_id and r.released_at is null
                where s.vehicle_id = {id} and s.to_at is null order by s.user_id for no key update of s
                """);
            await change.Send();

            if (found.Value is not { } unit || !Reach.Covers(caller, Permissions.UnitsCrew, unit))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            long[] asked = request.UserIds ?? [.. aboard.Value.Select(row => row.UserId)];
            var leaving = aboard.Value.Where(row => asked.Contains(row.UserId)).ToList();
            if (leaving.Count < asked.Distinct().Count())
            {
                return FleetProblems.MemberNotSignedOn.Refuse(new { user_ids = asked.Except(leaving.Select(row => row.UserId)) });
            }

            if (leaving.Find(row => row.HolderId is not null) is { } held)
            {
                return FleetProblems.MemberHeld.Refuse(new
                {
                    user_id = held.UserId,
                    holder = new Holder(held.HolderKind!.Value, held.HolderId!.Value, held.RequestId!.Value, held.HeldSince!.Value).Facts,
                });
            }

            if (leaving.Exists(row => row.FromAt > at))
            {
                return PlatformProblems.Invalid.Field("occurred_at", "is before the sign-on");
            }

            if (leaving.Count > 0)
            {
                long[] ids = [.. leaving.Select(row => row.UserId)];
                var last = leaving.Count == aboard.Value.Count;
                change.Run(
                    $"update fleet.sign_ons set to_at = {at} where vehicle_id = {id} and to_at is null and user_id = any({ids})",
                    ids.Length);
                change.Run($"""
                    update fleet.vehicles set version = version + 1, free_since = case when {last} then {at} else free_since end
                    where id = {id}
                    """);
                change.Event(FleetEvents.SignedOff, FleetEvents.Subject(id),
                    new { unit_id = id, version = unit.Version + 1, user_ids = ids, stamp = at });
            }

            var after = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Ok(UnitView.Of(after.Value, positions, change.Now, caller));
        }, ct);

    private sealed record AboardRow(
        long UserId, DateTimeOffset FromAt, HolderKind? HolderKind, long? HolderId, long? RequestId, DateTimeOffset? HeldSince);
}

using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Edits a shift by a merge patch against the version seen; a new <c>to</c> ends it. One that has not begun is cancelled.</summary>
internal static class EditShift
{
    public static Task<Results<Ok<ShiftView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch ifMatch, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ShiftView>, Refused>>(caller, async change =>
        {
            var found = Lock(change, id);
            await change.Send();

            if (found.Value is not { } shift)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ifMatch.Refuse(shift.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(new ShiftFacts(shift.SiteId, shift.From, shift.To, shift.VehicleId), patch);
            if ((invalid ?? edited!.Refuse()) is { } refused)
            {
                return refused;
            }

            if (caller.SitesFor(Permissions.ShiftsManage)?.Contains(edited!.SiteId) is false)
            {
                return PeopleProblems.UnknownSite.Refuse();
            }

            change.Run($"""
                update people.shifts set site_id = {edited!.SiteId}, vehicle_id = {edited.VehicleId}, from_at = {edited.From}, to_at = {edited.To},
                    version = version + 1
                where id = {id}
                """);
            change.Event(PeopleEvents.ShiftChanged, $"user:{shift.UserId}", new
            {
                user_id = shift.UserId, shift_id = id, site_id = edited.SiteId, vehicle_id = edited.VehicleId, from = edited.From, to = edited.To,
            });
            ShiftClock.Put(change, id, edited.From, edited.To, begun: shift.From <= change.Now && edited.From <= change.Now,
                ended: shift.To <= change.Now && edited.To <= change.Now);
            var view = change.One<ShiftView>($"{ShiftView.Select} where s.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    public static Task<Results<NoContent, Refused>> Cancel(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = Lock(change, id);
            await change.Send();

            if (found.Value is not { } shift)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (shift.From <= change.Now)
            {
                return PeopleProblems.ShiftBegan.Refuse(new { from = shift.From });
            }

            change.Run($"delete from people.shifts where id = {id}");
            ShiftClock.Drop(change, id);
            change.Event(PeopleEvents.ShiftCancelled, $"user:{shift.UserId}", new { user_id = shift.UserId, shift_id = id });
            return TypedResults.NoContent();
        }, ct);

    private static Pending<ShiftView?> Lock(Change change, long id)
    {
        var mine = change.Caller.SitesFor(Permissions.ShiftsManage);
        // The person before the shift, as when it is planned: two shifts that are moved onto each other would wait for each other.
        change.Lock($"select from people.users where id = (select user_id from people.shifts where id = {id}) for no key update");
        return change.Find<ShiftView>($"""
            {ShiftView.Select} where s.id = {id} and ({mine}::bigint[] is null or s.site_id = any({mine})) for no key update
            """);
    }
}

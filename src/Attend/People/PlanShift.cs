using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Plans duty for somebody. Times that are past are taken too: rosters are entered late.</summary>
internal static class PlanShift
{
    internal sealed record Request(
        long UserId, long SiteId, DateTimeOffset From, DateTimeOffset? To = null, [Range(1, long.MaxValue)] long? VehicleId = null);

    public static Task<Results<Created<ShiftView>, Refused>> Handle(Request request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<ShiftView>, Refused>>(caller, async change =>
        {
            var id = change.NextId("people.shifts");
            // One after the other: those who plan for the same person at once would wait for each other in a ring.
            var user = change.Find<bool>($"select active from people.users where id = {request.UserId} for no key update");
            var site = change.Find<bool>($"select active from people.places where id = {request.SiteId} for key share");
            await change.Send();

            if (new ShiftFacts(request.SiteId, request.From, request.To).Refuse() is { } refused)
            {
                return refused;
            }

            if (!user.Value)
            {
                return PeopleProblems.UnknownUser.Refuse();
            }

            if (!site.Value || caller.SitesFor(Permissions.ShiftsManage)?.Contains(request.SiteId) is false)
            {
                return PeopleProblems.UnknownSite.Refuse();
            }

            change.Run($"""
                insert into people.shifts (id, user_id, site_id, vehicle_id, from_at, to_at, created_at)
                values ({id.Value}, {request.UserId}, {request.SiteId}, {request.VehicleId}, {request.From}, {request.To}, {change.Now})
                """);
            change.Event(PeopleEvents.ShiftPlanned, $"user:{request.UserId}", new
            {
                user_id = request.UserId, shift_id = id.Value, site_id = request.SiteId, vehicle_id = request.VehicleId,
                from = request.From, to = request.To,
            });
            ShiftClock.Put(change, id.Value, request.From, request.To);
            var view = change.One<ShiftView>($"{ShiftView.Select} where s.id = {id.Value}");
            await change.Send();
            return TypedResults.Created($"/api/shifts/{id.Value}", view.Value);
        }, ct);
}

using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record DivertRequest([Required, StringLength(500, MinimumLength = 2)] string? Reason, [Required] DateTimeOffset? Until);

/// <summary>
/// A hospital asks to be passed by until a time; asked again it is the new reason and time. Crews may still come: a diversion is advice
/// to dispatch, not a lock. It ends by itself.
/// </summary>
internal static class Divert
{
    /// <summary>Due work that ends a diversion at its time.</summary>
    public const string Ends = "dispatch.end_diversion";

    public static Task<Results<Ok<HospitalView>, Refused>> Handle(long id, DivertRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HospitalView>, Refused>>(caller, async change =>
        {
            if (request.Until <= change.Now)
            {
                return PlatformProblems.Invalid.Field("until", "lies in the past");
            }

            var found = Hospital.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.HospitalsCapacity, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Run($"""
                update dispatch.hospitals
                set on_diversion = true, diversion_reason = {request.Reason}, diversion_until = {request.Until}, version = version + 1, updated_at = {change.Now}
                where id = {id}
                """);
            change.Event(DispatchEvents.Diverted, Hospital.Subject(id), new { hospital_id = id, version = before.Version + 1, until = request.Until });
            change.Later(Ends, id, request.Until!.Value, new { hospital_id = id });
            var view = change.One<HospitalView>($"{HospitalView.Select} where h.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    public static Task<Results<Ok<HospitalView>, Refused>> End(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HospitalView>, Refused>>(caller, async change =>
        {
            var found = Hospital.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before || !caller.Reaches(Permissions.HospitalsCapacity, before.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (!before.OnDiversion)
            {
                return DispatchProblems.NotOnDiversion.Refuse();
            }

            Save(change, before);
            change.NotLater(Ends, id);
            var view = change.One<HospitalView>($"{HospitalView.Select} where h.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    /// <summary>Its time has come. Somebody may have ended or prolonged it in this very moment.</summary>
    public static async Task RunOut(IServiceProvider services, Change change, DueItem item)
    {
        var found = Hospital.Lock(change, item.Data.GetProperty("hospital_id").GetInt64());
        await change.Send();
        if (found.Value is { OnDiversion: true, DiversionUntil: { } until } hospital && until <= change.Now)
        {
            Save(change, hospital);
            await change.Send();
        }
    }

    private static void Save(Change change, HospitalView before)
    {
        change.Run($"""
            update dispatch.hospitals
            set on_diversion = false, diversion_reason = null, diversion_until = null, version = version + 1, updated_at = {change.Now}
            where id = {before.Id}
            """);
        change.Event(DispatchEvents.DiversionEnded, Hospital.Subject(before.Id), new { hospital_id = before.Id, version = before.Version + 1 });
    }
}

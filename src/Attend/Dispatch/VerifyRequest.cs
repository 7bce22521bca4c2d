using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Somebody has called back: the stranger's request is a call that is meant. Said twice it changes nothing more.</summary>
internal static class VerifyRequest
{
    public static Task<Results<Ok<CallView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            var unverified = change.Find<bool>($"select unverified from dispatch.calls where id = {id}");
            await change.Send();
            if (sheet.Found is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (unverified.Value)
            {
                CallProgress.Bump(change, id, $"unverified = false");
                change.Event(DispatchEvents.RequestVerified, $"call:{id}");
            }

            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
